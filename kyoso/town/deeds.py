"""How each deed of the town's past is done: one call of a use case by whom it concerns, under a cause of its own.

What a rule refuses is left out, as in life: a room that is taken, a house that is closed on a holiday.
"""

import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from kyoso.town.past_model import (
    Accepted,
    Announced,
    Asked,
    Attended,
    Booked,
    Cancelled,
    Completed,
    Declared,
    Deed,
    Gave,
    HandedOver,
    Joined,
    Redeemed,
    Solved,
    Started,
)
from kyoso.town.registering import COORDINATOR, STAFF, Registering
from kyoso.town.seats import RESIDENT
from services.booking.judging import BookingRequest
from services.matching.consulting.opening import Opening
from services.matching.consulting.theme_rows import ThemeMonthRow
from services.matching.introducing.rows import IntroductionRow
from services.matching.words_kept import Worry
from shared.contracts.matching import ConsultationAssigned
from shared.errors import NotYet, Refusal
from shared.web import Caller


class Deeds(Registering):
    """The use cases of all services, called for what people did. Raises what they raise, refusals aside."""

    async def do(self, deed: Deed) -> None:
        """Do it now, by the demo's clock; done before, it changes nothing."""
        with contextlib.suppress(Refusal):
            await self._way(deed)()

    def _way(self, deed: Deed) -> Callable[[], Awaitable[None]]:
        ways: dict[type[Any], Callable[[Any], Awaitable[None]]] = {
            Declared: self._declare, Asked: self._ask, Accepted: self._accept, Joined: self._join,
            Booked: self._take, Started: self._start, Completed: self._complete, Cancelled: self._cancel,
            Announced: self._invite, Attended: self._note,
            Redeemed: self._redeem, HandedOver: self._hand_over, Gave: self._give, Solved: self._solve,
        }  # fmt: skip
        return partial(ways[type(deed)], deed)

    # -- matching

    async def _declare(self, deed: Declared) -> None:
        await self._declare_interests(deed.person, deed.row, deed.tag)

    async def _ask(self, deed: Asked) -> None:
        cause = self._cause("matching", deed.row)
        await self._uses("matching").introductions.ask(deed.person_id, deed.group_id, deed.words, cause=cause)

    def _introduction(self, asked: Asked) -> str:
        return self._cause("matching", asked.row).new_id("introduction")

    async def _accept(self, deed: Accepted) -> None:
        introduction_id = self._introduction(deed.asked)
        row = await self._services["matching"].journal.get(IntroductionRow, introduction_id)
        if row is None:
            return
        by, cause = Caller(row.coordinator_id, COORDINATOR), self._cause("matching", deed.row)
        await self._uses("matching").introductions.accept(introduction_id, by=by, cause=cause)

    async def _join(self, deed: Joined) -> None:
        asked = deed.asked
        await self._uses("matching").groups.add_member(
            asked.group_id,
            asked.person_id,
            by=Caller(self._officers[asked.group_id], RESIDENT),
            cause=self._cause("matching", deed.row),
            introduction_id=self._introduction(asked),
        )

    async def _solve(self, deed: Solved) -> None:
        """By whom it concerns; for somebody without an account a clerk takes it down, and who has it says the end."""
        uses, cause = self._uses("matching").consultations, self._cause("matching", deed.row)
        by = Caller(deed.person_id, RESIDENT) if deed.person_id else STAFF
        channel = "web" if deed.person_id else "counter"
        worry = Opening(Worry(deed.words, deed.category), channel, areas=deed.areas)
        chain = await uses.open(worry, by=by, cause=cause)
        consultation_id, word = cause.new_id("consultation"), None
        if deed.person_id is None:
            by, word = Caller(chain.first(ConsultationAssigned).coordinator_id, COORDINATOR), "recorded"
        solved = self._cause("matching", f"{deed.row}-solved")
        await uses.resolve(consultation_id, by=by, cause=solved, word=word)

    async def themes_told(self, month: str) -> None:
        """A month's worries are counted by the clock, once it is over. Raises ``NotYet`` until then."""
        row = await self._services["matching"].journal.get(ThemeMonthRow, month)
        if row is not None and row.on is None:
            raise NotYet("themes-told")

    # -- booking

    async def _take(self, deed: Booked) -> None:
        request = BookingRequest(
            facility_id=deed.facility_id,
            room_id=deed.room_id,
            starts_at=deed.starts_at,
            ends_at=deed.ends_at,
            group_id=deed.group_id,
            purpose=deed.purpose,
            people=deed.people,
        )
        by, cause = Caller(deed.person_id, RESIDENT), self._cause("booking", deed.row)
        await self._pay(await self._uses("booking").bookings.book(request, by=by, cause=cause), deed.row)

    def _booking(self, row: str) -> str:
        return self._cause("booking", row).new_id("booking")

    async def _start(self, deed: Started) -> None:
        bookings, booking_id = self._uses("booking").bookings, self._booking(deed.booking)
        by, cause = Caller(deed.person_id, RESIDENT), self._cause("booking", deed.row)
        await bookings.start(booking_id, bookings.codes.of(booking_id), by=by, cause=cause)

    async def _complete(self, deed: Completed) -> None:
        by, cause = Caller(deed.person_id, RESIDENT), self._cause("booking", deed.row)
        await self._uses("booking").bookings.complete(
            self._booking(deed.booking), deed.heads, by=by, cause=cause, sure=True
        )

    async def _cancel(self, deed: Cancelled) -> None:
        by, cause = Caller(deed.person_id, RESIDENT), self._cause("booking", deed.row)
        await self._uses("booking").bookings.cancel(self._booking(deed.booking), by=by, cause=cause)

    async def _invite(self, deed: Announced) -> None:
        await self.activity(deed.activity)

    async def _note(self, deed: Attended) -> None:
        activity_id = self._cause("booking", f"activity-{deed.activity.id}").new_id("activity")
        by, cause = Caller(deed.activity.officer_id, RESIDENT), self._cause("booking", deed.row)
        await self._uses("booking").activities.attend_by_hand(activity_id, deed.person_id, by=by, cause=cause)

    # -- points

    async def _redeem(self, deed: Redeemed) -> None:
        cause = self._cause("points", deed.row)
        await self._uses("points").rewards.redeem(deed.reward_id, deed.person_id, cause=cause)

    async def _hand_over(self, deed: HandedOver) -> None:
        rewards = self._uses("points").rewards
        found = await rewards.redemption(self._cause("points", deed.redeemed.row).new_id())
        await rewards.hand_over(found.id, found.number, cause=self._cause("points", deed.row))

    async def _give(self, deed: Gave) -> None:
        cause = self._cause("points", deed.row)
        await self._uses("points").gifts.give(deed.giver_id, deed.recipient_id, deed.amount, cause=cause)
