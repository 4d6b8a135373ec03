"""Penalty points: what a late cancellation, a no-show or a misuse costs by the town's rulebook, and what becomes of it.

The numbers are the rulebook's (``rulebook/penalties.py``): the rule of the place and of the day of the fault says how
many points, how long they live, from how many on nobody may book, for how long, and how to object.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.booking.domain.after_use.events import NoShowReason, NoShowWithdrawn, ReasonShown, ShownReason
from services.booking.domain.money.reasons import rules_reason
from services.booking.domain.registering.events import AppealReason, FaultNoted
from services.booking.domain.registering.record import key_of
from services.booking.domain.registering.registration import Registration
from services.booking.domain.ways.change_events import PlaceGivenUp
from services.booking.groups.groups import Groups
from services.booking.groups.refusals import ENDED_RULE
from services.booking.registering.members_kept import MembersKept
from services.booking.registering.permissions import require
from services.booking.registering.reading import RegistrationReading
from services.booking.registering.refusals import NoPenaltyRule
from services.booking.registering.terms import RegistrationTerms
from services.booking.rows import BookingRow
from services.booking.rulebook.asking import DAYS_BEFORE_MAX, Fault, Reason
from services.booking.rulebook.layers import Layers
from services.booking.rulebook.penalties import Penalty
from services.booking.rulebook.places import Place
from shared.clock import fiscal_year, tokyo_date
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_registrations import FaultKind, WaivedFor
from shared.contracts.booking_values import GivenBackBecause
from shared.journal import Cause, Commit, Following, Journal, Step, Stream
from shared.web import Caller, NotFound

ONE_DAY = timedelta(days=1)
PlaceOf = Callable[[str, tuple[str, ...]], Place]
"""The place of a facility and rooms, as the rules know it. Raises ``NotYet`` for a facility not heard of here."""
WITHOUT_POINTS = frozenset({"operator-fault", "closure", "pre-empted", "moved"})
"""Why a booking may end before its use without anybody giving it back."""
WAIVED_FOR: Mapping[NoShowReason, WaivedFor] = {"was-there": "appeal", "operator": "operator", "disaster": "disaster"}
"""Why points are waived, by why the no-show was taken back: who says that they were there has objected."""
SHOWN_FOR: Mapping[GivenBackBecause | None, ShownReason] = {
    "rain": "rain", "illness": "illness", "disaster": "disaster",
}  # fmt: skip
MACHINES = ("reaction:", "timer:", "fact:")
"""Actors that are nobody who gives a booking back: what the city's own steps cancel costs no points."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who has a booking: a group, or a person for themselves."""

    group_id: str | None
    person_id: str

    @property
    def stream(self) -> Stream[Registration]:
        """Where their points lie."""
        return Registration.stream(key_of(self.group_id, self.person_id))


class PenaltyRules:
    """What the town's rules make of a fault."""

    def __init__(self, layers: Layers, place_of: PlaceOf) -> None:
        self._layers = layers
        self._place_of = place_of

    def price(
        self, fault: Fault, penalty_id: str, *, facility_id: str, room_ids: tuple[str, ...], booking_id: str | None
    ) -> FaultNoted | None:
        """The fault with its points; ``None`` where no rule gives any. Raises ``NotYet``."""
        held = [
            rule for place in self._places(facility_id, room_ids) for rule in self._layers.of(Penalty, place, fault.on)
        ]
        rule = max(held, key=lambda rule: rule.points(fault), default=None)
        if rule is None or not (points := rule.points(fault)):
            return None
        begins = fault.on + ONE_DAY
        return FaultNoted(
            penalty_id=penalty_id,
            fault=fault.kind,
            on=fault.on,
            days_before=fault.days_before,
            booking_id=booking_id,
            facility_id=facility_id,
            rule_id=rule.id,
            points=points,
            lives_until=_last_day(rule, fault.on),
            threshold=rule.threshold,
            suspended_until=rule.suspension.after(begins) - ONE_DAY,
            appeal_until=fault.on + timedelta(days=rule.appeal.days),
        )

    def _places(self, facility_id: str, room_ids: tuple[str, ...]) -> list[Place]:
        """The rooms together, and each that is no part of what they are together: the strictest rule counts."""
        together = self._place_of(facility_id, room_ids)
        each = [self._place_of(facility_id, (room_id,)) for room_id in room_ids]
        return [together, *(one for one in each if one.ids < together.ids)]

    def after_cancellation(self, event: BookingCancelled, following: Following) -> list[Step]:
        """The saga's step: points for giving a booking back late. Nothing for what the city's own steps cancel.

        A reason that stands with the cancellation says whether it was the house's doing, or a move (``after_change``);
        or something that the rule makes an exception for.
        """
        reason = getattr(event, "reason", None)
        if following.actor.startswith(MACHINES) or reason in WITHOUT_POINTS:
            return []
        if event.rule_id == ENDED_RULE:  # somebody goes on in its rooms
            return []
        return self._step("late-cancellation", event, following, reason=rules_reason(reason))

    def after_change(self, event: PlaceGivenUp, following: Following) -> list[Step]:
        """The saga's step: points for moving a booking away late, counted from when that was asked for."""
        return self._step("late-cancellation", event, following, event.at)

    def after_no_show(self, event: BookingConfirmed, following: Following) -> list[Step]:
        """The saga's step: points for a booking that nobody used."""
        return self._step("no-show", event, following)

    def after_withdrawal(self, event: NoShowWithdrawn, following: Following) -> list[Step]:
        """The saga's step: the points of a no-show that staff took back are waived."""
        if not event.person_id:
            return []
        reason, today = WAIVED_FOR[event.reason], tokyo_date(following.at)
        stream = Party(event.group_id, event.person_id).stream
        return [(stream, lambda registration: registration.waive_for(event.booking_id, "no-show", reason, today))]

    def after_reason(self, event: ReasonShown, following: Following) -> list[Step]:
        """The saga's step: points of a late cancellation go, where the rule makes an exception for what was shown."""
        ended, today = event.ended, tokyo_date(following.at)
        reason = SHOWN_FOR.get(ended.reason)
        fault = fault_of("late-cancellation", ended.starts_at, event.given_back_at, rules_reason(ended.reason))
        still = self.price(
            fault, "none", facility_id=ended.facility_id, room_ids=ended.room_ids, booking_id=ended.booking_id
        )
        if reason is None or still is not None:
            return []
        stream = Party(ended.group_id, ended.person_id).stream
        return [(stream, lambda found: found.waive_for(ended.booking_id, "late-cancellation", reason, today))]

    def _step(
        self, kind: FaultKind, event: BookingConfirmed | PlaceGivenUp, following: Following, at: datetime | None = None,
        reason: Reason | None = None,
    ) -> list[Step]:  # fmt: skip
        noted = self.price(
            fault_of(kind, event.starts_at, at or following.at, reason),
            following.new_id("penalty"),
            facility_id=event.facility_id,
            room_ids=event.room_ids,
            booking_id=event.booking_id,
        )
        if noted is None:
            return []
        today = tokyo_date(following.at)
        stream = Party(event.group_id, event.person_id).stream
        return [(stream, lambda registration: registration.record(noted, today))]


def fault_of(kind: FaultKind, starts_at: datetime, at: datetime, reason: Reason | None = None) -> Fault:
    """A fault that was noticed at ``at`` with a booking. A no-show is of the day of the use, others of that day."""
    today, use = tokyo_date(at), tokyo_date(starts_at)
    if kind == "no-show":
        return Fault(kind=kind, on=use, reason=reason)
    days = max(0, (use - today).days) if kind == "late-cancellation" else 0
    return Fault(kind=kind, on=today, days_before=min(days, DAYS_BEFORE_MAX), reason=reason)


class Penalties(RegistrationReading):
    """The use cases of penalty points. ``by`` is always who asks; ``record_penalty`` is for the service's own steps."""

    def __init__(
        self, journal: Journal, groups: Groups, kept: MembersKept, terms: RegistrationTerms, rules: PenaltyRules
    ) -> None:
        super().__init__(journal, groups, kept, terms)
        self._rules = rules

    async def record_penalty(
        self, party: Party, kind: FaultKind, booking_id: str, *, cause: Cause, reason: Reason | None = None
    ) -> Commit | None:
        """Give the points that the rules have for a fault with a booking; ``None`` where they have none.

        At the threshold the same commit suspends. Raises ``NotFound``, ``NotYet``.
        """
        booking = await self.journal.get(BookingRow, booking_id)
        if booking is None:
            raise NotFound(what="booking", booking_id=booking_id)
        now = self.journal.now()
        noted = self._rules.price(
            fault_of(kind, booking.starts_at, now, reason),
            cause.new_id("penalty"),
            facility_id=booking.facility_id,
            room_ids=booking.room_ids,
            booking_id=booking_id,
        )
        if noted is None:
            return None
        today = tokyo_date(now)
        return await self.journal.transact(party.stream, cause, lambda registration: registration.record(noted, today))

    async def record_misuse(self, booking_id: str, *, by: Caller, cause: Cause) -> Commit:
        """Give the points for a use against the rules. Raises ``NotFound``, ``Forbidden``, ``NoPenaltyRule``."""
        booking = await self.journal.get(BookingRow, booking_id)
        if booking is None:
            raise NotFound(what="booking", booking_id=booking_id)
        found = await self._standings(by, booking.group_id, None if booking.group_id else booking.person_id)
        require("record-misuse", found)
        party = Party(booking.group_id, booking.person_id)
        commit = await self.record_penalty(party, "misuse", booking_id, cause=cause)
        if commit is None:
            raise NoPenaltyRule
        return commit

    async def appeal(
        self, registration_id: str, penalty_id: str, reason: AppealReason, *, by: Caller, cause: Cause
    ) -> Commit:
        """Object to points, in time. Raises ``NotFound``, ``Forbidden``, ``PenaltyOver``, ``AppealTooLate``."""
        _, stream, _ = await self._enter("appeal", registration_id, by)
        today = tokyo_date(self.journal.now())
        return await self.journal.transact(stream, cause, lambda found: found.appeal(penalty_id, reason, today))

    async def reject_appeal(self, registration_id: str, penalty_id: str, *, by: Caller, cause: Cause) -> Commit:
        """Let the points stay. Raises ``NotFound``, ``Forbidden``, ``PenaltyOver``."""
        _, stream, _ = await self._enter("decide-appeal", registration_id, by)
        return await self.journal.transact(stream, cause, lambda found: found.reject_appeal(penalty_id))

    async def waive(
        self, registration_id: str, penalty_id: str, reason: WaivedFor, *, by: Caller, cause: Cause
    ) -> Commit:
        """Take points back; a suspension that rests on them ends. Raises ``NotFound``, ``Forbidden``."""
        _, stream, _ = await self._enter("waive", registration_id, by)
        today = tokyo_date(self.journal.now())
        return await self.journal.transact(stream, cause, lambda found: found.waive(penalty_id, reason, today))


def _last_day(rule: Penalty, on: date) -> date:
    """The last day on which points of a day count."""
    if rule.life == "fiscal-year":
        return date(fiscal_year(on) + 1, 3, 31)
    return rule.life.after(on) - ONE_DAY
