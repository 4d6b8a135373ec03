"""What is known of a wish before anything is written: who asks, what is on record, and what the rules say to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from services.booking.domain.counting import Counting, Use
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.given_up import GivenUpRooms, TakenFromOthers
from services.booking.domain.grid import instant
from services.booking.domain.houses.caps import quota_party
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.quota import Quota
from services.booking.domain.registering.passing import Passings
from services.booking.domain.terms import HELD_NOW, DecidedBy, Party, PeriodCap, Terms
from services.booking.domain.wish import Wish
from services.booking.facts import FactsOf
from services.booking.groups.groups import Groups
from services.booking.houses.directory import Directory
from services.booking.permissions import require, standings
from services.booking.refusals import RuleRefused
from services.booking.rulebook.asking import Facts
from services.booking.wishes import Behalf, ForWhom, Placed, make_wish
from shared.clock import tokyo_date
from shared.errors import NotYet, Refusal
from shared.journal import Journal, Stream
from shared.web import Caller

LONG_BEFORE = timedelta(days=400)
"""A moment at which every cap binds, also one that does not in the last days."""


class BookingRequest(Placed, ForWhom):
    """A request to book a room, or several of one house. ``purpose`` is one of the published codes.

    ``hold``: the rooms are only held, until somebody confirms it.
    """

    hold: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of who asks, and what the rules say: terms, or why there are none."""

    facts: Facts | None = None
    terms: Terms | None = None
    refusal: Exception | None = None

    def terms_or_raise(self) -> Terms:
        """The terms. Raises what refuses them."""
        if self.terms is None:
            raise self.refusal or RuntimeError("neither terms nor a refusal")
        return self.terms

    def decided_by(self, wish: Wish, facility: FacilityInfo, now: datetime) -> DecidedBy:
        """What is kept of the decision."""
        return DecidedBy() if self.facts is None else facility.rules.decided_by(self.facts, wish, now)


def day_of(wish: Wish) -> Stream[FacilityDay]:
    """The facility-day that a wish is about."""
    return FacilityDay.stream(wish.facility_id, wish.day.isoformat())


def quota_of(key: str) -> Stream[Quota]:
    """The quota that a key names."""
    return Quota.stream(*key.split("/"))


class Judging:
    """Judges wishes. Advisory: what rivals can change is decided by the streams."""

    def __init__(self, journal: Journal, directory: Directory, groups: Groups, facts: FactsOf) -> None:
        self.journal = journal
        self._directory = directory
        self._groups = groups
        self._facts = facts

    async def wish(self, request: BookingRequest, *, by: Caller) -> tuple[Wish, FacilityInfo]:
        """The request as a wish. Raises as ``make_wish`` and ``Behalf.of``."""
        behalf = await self.behalf(request, by=by)
        facility = await self._directory.facility(request.facility_id)
        wish = make_wish(
            facility, request.rooms, request.starts_at, request.ends_at, request, behalf, hold=request.hold
        )
        return wish, facility

    async def behalf(self, whom: ForWhom, *, by: Caller) -> Behalf:
        """On whose behalf it is. Raises as ``Behalf.of``, ``NotYet`` for a group at the counter not heard of here."""
        if whom.channel == "web" or whom.group_id is None:
            return Behalf.of(by, whom)
        officers = await self._groups.officers(whom.group_id)
        if not officers and by.has("staff"):
            raise NotYet("group")
        return Behalf.of(by, whom, officers)

    async def judge(
        self, wish: Wish, facility: FacilityInfo, now: datetime, *, by: Caller, entered: bool = False,
        rest: bool = False,
    ) -> Judged:  # fmt: skip
        """What is known of who asks, and what the rules say, before anything is written. Raises nothing.

        ``entered``: they may do this already (it is a booking of theirs). ``rest``: of that, it takes nothing more.
        """
        try:
            facts = await self.facts(wish, facility, now, by=by, entered=entered, rest=rest)
        except (NotYet, Refusal) as refusal:
            return Judged(refusal=refusal)
        try:
            return Judged(facts, facility.rules.terms(wish, Party(resident=True, known=facts), now, rest=rest))
        except Refusal as refusal:
            return Judged(facts, refusal=refusal)

    async def clear(
        self, wish: Wish, facility: FacilityInfo, judged: Judged, given_up: Sequence[GivenUpRooms], now: datetime
    ) -> None:
        """Raise the refusal of the rule where one of those who gave the rooms up passes bookings on to this party."""
        within = facility.rules.passed_on_within(wish, judged.facts, now) if judged.facts else 0
        if judged.facts is None or not within:
            return
        taker = await self.journal.ask(Passings.of(wish.party), lambda state: state.model_copy(deep=True))
        for one in given_up:
            giver = await self.journal.ask(Passings.of(one.party), lambda state: state.model_copy(deep=True))
            facts = judged.facts.model_copy(update={"given_up": taker.given_up(giver, one.at, within)})
            if refusal := facility.rules.passing_refusal(wish, facts, now):
                raise refusal

    async def _passing(
        self, wish: Wish, facility: FacilityInfo, judged: Judged, unclear: TakenFromOthers | None, now: datetime
    ) -> Refusal | None:
        if unclear is None:
            return None
        try:
            await self.clear(wish, facility, judged, unclear.given_up, now)
        except Refusal as refusal:
            return refusal
        return None

    async def advice(self, wish: Wish, facility: FacilityInfo, judged: Judged, now: datetime) -> Refusal | None:
        """Why a wish that the rules allow cannot be had, as far as can be known: a lost race costs several commits."""
        terms = judged.terms_or_raise()

        def look(day: FacilityDay) -> tuple[Refusal | TakenFromOthers | None]:
            return (day.refusal_of(wish, facility, terms, now) or day.unclear(wish, facility, now, ()),)

        (taken,) = await self.journal.ask(day_of(wish), look)
        if not isinstance(taken, TakenFromOthers):
            return taken
        return await self._passing(wish, facility, judged, taken, now)

    async def facts(
        self, wish: Wish, facility: FacilityInfo, now: datetime, *, by: Caller, entered: bool = False,
        rest: bool = False,
    ) -> Facts:  # fmt: skip
        """What is known of who asks. Raises ``GroupHasEnded``, ``NotYet``, ``Forbidden``."""
        if wish.group_id is None:
            is_resident = by.has("resident") or (by.has("staff") and wish.person_id != by.person_id)
            party = Party(resident=is_resident)
        else:
            if not rest and (over := await self._groups.over(wish.group_id)):  # what it gives back it may
                raise over
            group = await self._groups.get(wish.group_id)
            if group is None or not group.officers:
                raise NotYet("group")
            if not entered:
                require("book-for-group", standings(by, officers=group.officers))
            party = Party(resident=by.has("resident"), members=group.members_min)
        recorded = await self._facts.facts_of(wish.group_id, wish.person_id, rest=rest)
        today = tokyo_date(now)
        place = {"kind": facility.kind, "facility_id": facility.facility_id}
        return recorded.known_to(party.facts, **place, today=today, rest=rest)

    async def whole(
        self, refusal: Refusal, wish: Wish, facility: FacilityInfo, judged: Judged, now: datetime
    ) -> Refusal:
        """The refusal with every cap that the wish would go above, too: streams count them, rules alone cannot."""
        if not isinstance(refusal, RuleRefused) or judged.facts is None:
            return refusal
        day_caps, period_caps = facility.rules.caps(wish, judged.facts, now)
        ask, use = self.journal.ask, wish.use
        found: list[tuple[Counting, int]] = [
            (cap, await ask(day_of(wish), partial(FacilityDay.counted, cap=cap, use=use))) for cap in day_caps
        ]
        found += [
            (cap, await ask(quota_of(cap.quota), partial(Quota.counted, cap=cap, wish=use))) for cap in period_caps
        ]
        over = [(cap, total) for cap, total in found if total > cap.limit]
        rules = facility.rules
        return refusal.beside([rules.refusal(cap.rule_id, value=n, limit=cap.limit, wish=wish) for cap, n in over])

    async def is_over(self, wish: Wish, terms: Terms) -> bool:
        """Whether a cap over a longer time or more houses is reached without the wish. Advisory."""
        counted = [
            await self.journal.ask(quota_of(cap.quota), partial(Quota.counted, cap=cap, wish=wish.use)) > cap.limit
            for cap in terms.period_caps
        ]
        return any(counted)

    async def held_until(self, wish: Wish, facility: FacilityInfo, now: datetime) -> datetime | None:
        """Until when the party had held the same not long ago. Asked once the day has a place: that hold is over."""
        (until,) = await self.journal.ask(day_of(wish), lambda day: (day.held_until(wish, facility, now),))
        return until

    async def holds_of(self, wish: Wish, now: datetime) -> int:
        """How many holds of the party stand, as far as limits count them."""
        held = quota_of(f"{quota_party(wish)}/{HELD_NOW}")
        return await self.journal.ask(held, lambda quota: len(quota.bookings) - len(quota.lapsed(now)))

    async def counted_of_month(self, group_id: str, month: str) -> dict[str, int]:
        """What a group has used and reserved in a month (``2026-12``), by the rule of each cap that counts it."""
        key = f"{group_id}/{month}"
        uses = await self.journal.ask(quota_of(key), lambda quota: tuple(quota.uses))
        counted: dict[str, int] = {}
        for use in uses:
            for cap in await self._caps_of(use, group_id):
                if cap.quota == key:
                    counted[cap.rule_id] = max(counted.get(cap.rule_id, 0), cap.total(uses))
        return counted

    async def _caps_of(self, use: Use, group_id: str) -> tuple[PeriodCap, ...]:
        """The caps that a use was held to."""
        facility = await self._directory.facility(use.facility_id)
        rooms = tuple(room_id for room_id in use.rooms if room_id in facility.rooms)
        if not rooms or not facility.bookable:
            return ()
        starts_at, ends_at = instant(use.day, use.start), instant(use.day, use.end)
        wish = Wish(use.facility_id, rooms, use.day, use.start, use.end, starts_at, ends_at, "", group_id, 1, "other")
        return facility.rules.caps(wish, Facts(party="group"), starts_at - LONG_BEFORE)[1]
