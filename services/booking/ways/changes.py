"""The use cases of changing a booking: people, purpose, rooms, time; in place or by a move; giving back a part."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime
from functools import partial

from services.booking.attempts import asking_for
from services.booking.bookings import Bookings, Done
from services.booking.domain.events import BookingRefused
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.given_up import TakenFromOthers
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.money.bill import Bill
from services.booking.domain.money.fee_terms import still_due
from services.booking.domain.money.foretold import foretold
from services.booking.domain.terms import Terms
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways import changing
from services.booking.domain.ways.change_events import ChangeRefused, PlaceGivenUp
from services.booking.domain.ways.held import Lost
from services.booking.forgotten import Forgotten
from services.booking.houses.directory import Directory
from services.booking.judging import Judging
from services.booking.permissions import as_staff
from services.booking.refusals import BookingNotOpen, TooManyAttempts
from services.booking.refused import LOST, LostWish
from services.booking.registering.penalty_points import PenaltyRules, fault_of
from services.booking.ways.change_costs import Costs, costs_of
from services.booking.ways.change_plans import ChangedMeanwhile, ChangePlans, ChangeRequest, Entered, Plan, Stands
from services.booking.wishes import Behalf, make_wish
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_ways import BookingChanged
from shared.errors import Contended, KyosoError, NotYet, Refusal
from shared.events import Event
from shared.journal import Cause, Chain
from shared.web import Caller

PLANS_MAX = 5
"""So often a change is planned again because the booking became another one meanwhile."""


class Changes:
    """Bookings that become other ones."""

    def __init__(
        self, bookings: Bookings, directory: Directory, judging: Judging, forgotten: Forgotten, rules: PenaltyRules
    ) -> None:
        self.journal = bookings.journal
        self._bookings = bookings
        self._directory = directory
        self._judging = judging
        self._plans = ChangePlans(bookings.journal, directory, judging)
        self._forgotten = forgotten
        self._rules = rules

    async def change(self, booking_id: str, wanted: ChangeRequest, *, by: Caller, cause: Cause) -> Done:
        """Make a booking as wanted: on its day in place, keeping its id; elsewhere as a new booking (``moved_from``).

        Raises what booking raises, ``BookingNotOpen``, ``ChangeNeedsApproval``, ``NothingChanges``, ``OnlyStaff``.
        """
        return await self._carry_out(booking_id, partial(self._plans.plan, wanted), by, cause)

    async def give_back(
        self, booking_id: str, rooms: tuple[str, ...], since: datetime | None, until: datetime | None, *, by: Caller,
        cause: Cause,
    ) -> Done:  # fmt: skip
        """Cancel some rooms of a booking, or the beginning or end of its time. Raises ``NotAPart``."""
        return await self._carry_out(booking_id, partial(self._plans.plan_rest, rooms, since, until), by, cause)

    async def explain(self, booking_id: str, wanted: ChangeRequest, *, by: Caller) -> Costs:
        """What a change would cost: fee, refund, points, time to pay. Raises what ``change`` raises."""
        entered, now = await self._enter(booking_id, by), self.journal.now()
        asking = asking_for(entered.row.group_id, by)
        self._bookings.refused.attempts.check(asking, now)
        self._bookings.refused.attempts.note(asking, now)  # each, whatever it says, as explanations of bookings
        plan, cleared = await self._plans.plan(wanted, entered), set[str]()
        while True:
            decide = await self._deciding(plan, entered, "explained", cleared, now)
            (answer,) = await self.journal.ask(entered.stream, partial(_said, decide))
            if isinstance(answer, TakenFromOthers):
                plan = await self._cleared(plan, answer, now)
                cleared |= {one.booking_id for one in answer.given_up}
            elif isinstance(answer, Refusal):
                raise answer
            else:
                return await self._costs(entered, answer, "explained" if plan.moves else booking_id, now)

    async def _costs(self, entered: Entered, told: list[Event], id: str, now: datetime) -> Costs:
        """What the events of a change mean, and what its bill would say to them; ``id`` names what would come of it."""
        assert entered.stands is not None  # its day has agreed to a change of exactly this
        was = entered.stands.booking
        of_bill = await self.journal.ask(Bill.stream(entered.row.id), lambda bill: foretold(bill, was, told, now))
        return costs_of(was, [*told, *of_bill], self._points, id)

    def _points(self, given_up: PlaceGivenUp) -> int:
        """The points that giving up a place now would cost."""
        noted = self._rules.price(
            fault_of("late-cancellation", given_up.starts_at, given_up.at), "explained",
            facility_id=given_up.facility_id, room_ids=given_up.room_ids, booking_id=given_up.booking_id,
        )  # fmt: skip
        return noted.points if noted else 0

    async def _deciding(
        self, plan: Plan, entered: Entered, new_id: str, cleared: Collection[str], now: datetime
    ) -> Callable[[FacilityDay], list[Event]]:
        """The decision on its own day, which raises ``ChangedMeanwhile`` where that is not the one planned for."""
        booking_id, wish, staff = entered.row.id, plan.wish, entered.behalf.by_staff
        left = await self._directory.facility(entered.row.facility_id)

        def decide(day: FacilityDay) -> list[Event]:
            if Stands.of(day.held.get(booking_id)) != entered.stands:
                raise ChangedMeanwhile
            terms = _terms(plan, entered.stands, left, now)
            if not plan.moves:
                if plan.advice is not None:
                    raise plan.advice
                return changing.change(
                    day, booking_id, new_id, wish, plan.facility, terms, now, by_staff=staff,
                    by_house=plan.by_house, cleared=cleared,
                )  # fmt: skip
            wanted = Wanted.of(new_id, wish, plan.facility, terms, origin=f"{left.facility_id}/{entered.day}")
            events = changing.begin_move(
                day, booking_id, wanted, wish, left, plan.facility, now, by_staff=staff, by_house=plan.by_house
            )
            if plan.advice is not None:
                raise plan.advice
            return events

        return decide

    # -- carrying out

    async def _carry_out(
        self, booking_id: str, make: Callable[[Entered], Awaitable[Plan]], by: Caller, cause: Cause
    ) -> Done:
        """Plan for the booking as it stands and begin on its own day; again where it became another one meanwhile."""
        for _ in range(PLANS_MAX):
            entered = await self._enter(booking_id, by)
            try:
                return await self._once(entered, make, cause)
            except ChangedMeanwhile:
                continue
        raise Contended

    async def _once(self, entered: Entered, make: Callable[[Entered], Awaitable[Plan]], cause: Cause) -> Done:
        """Begin, and go on to the end of what follows.

        What is wrong with the plan counts inside ``decide`` only, where a repeated request has already been found.
        """
        now, refused = self.journal.now(), self._bookings.refused
        asking = asking_for(entered.row.group_id, entered.by)
        try:
            plan: Plan | KyosoError = refused.attempts.slowed(asking, now) or await make(entered)
        except (Refusal, NotYet) as refusal:
            plan = refusal
        cleared: set[str] = set()
        while True:
            try:
                return await self._settled(entered, plan, cleared, now, cause)
            except TakenFromOthers as taken:
                taken.__traceback__ = None  # as in ``Bookings``
                assert isinstance(plan, Plan)
                plan = await self._cleared(plan, taken, now)
                cleared |= {one.booking_id for one in taken.given_up}
            except TooManyAttempts:
                raise
            except Refusal as refusal:
                refused.attempts.note(asking, now)
                if not isinstance(plan, Plan) or not isinstance(refusal, LOST):
                    raise
                lost = LostWish(plan.wish, plan.facility, plan.judged, refusal)
                raise await refused.whole(lost, now, cause, "change") from None

    async def _cleared(self, plan: Plan, taken: TakenFromOthers, now: datetime) -> Plan:
        """The plan, once the rules were asked about what others gave up of it."""
        try:
            await self._judging.clear(plan.wish, plan.facility, plan.judged, taken.given_up, now)
        except Refusal as refusal:
            return replace(plan, advice=refusal)
        return plan

    async def _settled(
        self, entered: Entered, plan: Plan | KyosoError, cleared: Collection[str], now: datetime, cause: Cause
    ) -> Done:
        """The change to its end. Raises what refuses it, ``TakenFromOthers``, ``ChangedMeanwhile``."""
        booking_id, new_id = entered.row.id, cause.new_id("booking")
        begin = await self._deciding(plan, entered, new_id, cleared, now) if isinstance(plan, Plan) else None

        def decide(day: FacilityDay) -> list[Event]:
            self._forgotten.check(entered.by.person_id)
            if isinstance(plan, KyosoError):
                raise plan
            assert begin is not None
            return begin(day)

        chain = await self.journal.settle(await self.journal.transact(entered.stream, cause, decide))
        ended = _end(chain, booking_id, new_id)
        if isinstance(ended, BookingConfirmed):
            return Done(chain, ended)
        raise await self._lost(ended, entered)

    async def _lost(self, ended: BookingRefused | ChangeRefused, entered: Entered) -> Refusal:
        """The end of a change that lost, in words."""
        if ended.reason == "unpaid":
            return BookingNotOpen(booking_id=entered.row.id, booking_status="cancelled")
        place = ended.wanted if isinstance(ended, ChangeRefused) else ended
        facility = await self._directory.facility(place.facility_id)
        wish = make_wish(facility, place.room_ids, place.starts_at, place.ends_at, entered.whom(), entered.behalf)
        why = ended.model_dump(include={"reason", "rule_id", "value", "limit", "item"})
        return await self._bookings.refusal(Lost(**why), wish, facility, self.journal.now())

    async def _enter(self, booking_id: str, by: Caller) -> Entered:
        row, stream, found = await self._bookings.enter("change-booking", booking_id, by)
        behalf = Behalf(row.person_id, row.channel, as_staff(found))
        (stands,) = await self.journal.ask(stream, lambda day: (Stands.of(day.held.get(booking_id)),))
        return Entered(row, stream, by, behalf, stands)


def _terms(plan: Plan, stands: Stands | None, left: FacilityInfo, now: datetime) -> Terms:
    """What holds for the booking as it is to be: time to pay that counts from the request does not begin anew.

    Raises what refuses it.
    """
    terms = plan.judged.terms_or_raise()
    if stands is None:
        return terms
    counts = left.rules.pays_from_request(stands.booking, now) or plan.facility.rules.pays_from_request(plan.wish, now)
    return still_due(stands.booking, terms) if counts else terms


def _end(chain: Chain, booking_id: str, new_id: str) -> BookingConfirmed | BookingRefused | ChangeRefused:
    """The event that ends the saga of a change: of the booking, or of the one that it was to become."""
    for commit in chain.commits:
        for event in commit.events:
            match event:
                case BookingChanged() | ChangeRefused() if event.booking_id == booking_id:
                    return event
                case BookingConfirmed() | BookingRefused() if event.booking_id == new_id:
                    return event
    raise LookupError(f"the change of {booking_id} has no end")


def _said(
    decide: Callable[[FacilityDay], list[Event]], day: FacilityDay
) -> tuple[list[Event] | Refusal | TakenFromOthers]:
    """What a decision would say, refusals included."""
    try:
        return (decide(day),)
    except (Refusal, TakenFromOthers) as said:
        return (said,)
