"""A whole day in all its ways, in any order, against plain sets: no slot has two owners, nothing free is refused."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from services.booking.domain.grid import instant
from services.booking.domain.terms import Terms
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways import changing, closing, holding
from services.booking.domain.ways.change_events import PlaceTaken
from services.booking.refusals import BookingNotOpen, RuleRefused
from services.booking.ways.refusals import HoldOver, NothingChanges
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_ways import BookingHeld
from tests.unit.booking.booking_kit import DAY, EVERYTHING, FUNERALS, a_day, a_wish
from tests.unit.booking.day_machine import LENGTHS, LENT, ROOMS, STARTS, WISH, DayMachine, a_hall
from tests.unit.booking.day_model import STOCK, TILES, Owner, cells_of


class WholeDay(DayMachine):
    """Every way to a room and out of it; the model says beforehand whether it is possible."""

    # -- ways in

    @rule(**WISH, saga=st.booleans())
    def take(self, **wanted):
        self._take(**wanted)

    @rule(**WISH)
    def take_in_the_first_step_of_a_saga(self, **wanted):
        self._take(**wanted, saga=True)

    @rule(**WISH)
    def take_several_times(self, **wanted):
        for saga in (True, False):
            self._take(**wanted, saga=saga)

    def _take(self, rooms, start, length, lent, party, way, stands, saga):
        wish, id = self.wish(rooms, start, length, party, lent), self.new_id()
        until = None if way == "book" else self.now + timedelta(minutes=stands)
        possible = self.model.has_place(rooms, wish.start, wish.end, self.minute, party=wish.party, lent=lent)
        if saga:
            wanted = Wanted.of(id, wish, self.hall, self.terms(wish), way=way, hold_until=until)
            events = self.take_in(self.day.place_or_refuse(wanted, self.now))
            given = [e.booking_id for e in events if isinstance(e, (BookingConfirmed, BookingHeld))]
            assert possible == (id in given)
            assert [] == self.day.place_or_refuse(wanted, self.now) or not possible
        else:
            self.attempt(
                possible,
                lambda: self.day.confirm(
                    id, wish, self.hall, self.terms(wish), self.now, way=way, hold_until=until, cleared=EVERYTHING),
            )  # fmt: skip
        if possible:
            self.model.lapse(self.minute)
            status = {"book": "confirmed", "hold": "held", "request": "requested", "offer": "offered"}[way]
            ends = self.minute + stands if way in {"hold", "request"} else None
            owner = Owner(rooms, wish.start, wish.end, party=wish.party, lent=lent, status=status, until=ends)
            self.model.owners[id] = owner

    @rule(data=st.data(), approve=st.booleans())
    def confirm(self, data, approve):
        if id := self.some(data, "requested" if approve else "held"):
            owner = self.model.owners[id]
            decide = (
                (lambda: holding.approve(self.day, id, ("no-fire",), self.hall.rules, self.now))
                if approve
                else (lambda: holding.confirm_held(self.day, id, self.hall.rules, self.now))
            )
            if self.attempt(owner.until > self.minute, decide, HoldOver):
                owner.status, owner.until = "confirmed", None

    @rule(rooms=ROOMS, start=STARTS, length=LENGTHS, lent=LENT)
    def pre_empt(self, rooms, start, length, lent):
        wish, id = self.wish(rooms, start, length, "city", lent), self.new_id()
        away = self.model.in_the_way(cells_of(rooms, wish.start, wish.end), self.minute)
        owners = [self.model.owners[each] for each in away]
        in_time = all(self.minute <= owner.start * 15 for owner in owners)
        possible = (
            in_time
            and not any(owner.started or owner.leaving for owner in owners)
            and self.model.has_place(
                rooms, wish.start, wish.end, self.minute, party=wish.party, lent=lent, but=away, capped=False
            )
        )
        decide = lambda: closing.pre_empt(  # noqa: E731 - what is attempted
            self.day, id, wish, self.hall, self.terms(wish), self.now, rule=FUNERALS, reason="funeral"
        )
        if events := self.attempt(possible, decide):
            told = [e.booking_id for e in events if isinstance(e, BookingCancelled)]
            assert sorted(told) == sorted(i for i in away if self.model.owners[i].status == "confirmed")
            self.model.lapse(self.minute)
            for each in away:
                del self.model.owners[each]
            self.model.owners[id] = Owner(rooms, wish.start, wish.end, party=wish.party, lent=lent)

    # -- changes

    @rule(data=st.data(), rooms=ROOMS, start=STARTS, length=LENGTHS, lent=LENT)
    def change(self, data, rooms, start, length, lent):
        if id := self.some(data, "confirmed"):
            self._change(id, self.wish(rooms, start, length, self.party_of(id), lent))

    @rule(data=st.data(), lent=st.integers(0, STOCK))
    def change_what_is_lent(self, data, lent):
        if id := self.some(data, "confirmed"):
            owner = self.model.owners[id]
            self._change(id, self.wish(owner.rooms, owner.start, owner.end - owner.start, self.party_of(id), lent))

    @rule(data=st.data(), end=st.booleans())
    def give_back_a_part(self, data, end):
        id = self.some(data, "confirmed")
        if id and (owner := self.model.owners[id]).end - owner.start > 1:
            start = owner.start if end else owner.start + 1
            self._change(id, self.wish(owner.rooms, start, owner.end - owner.start - 1, self.party_of(id), owner.lent))

    def is_over(self, owner):
        return owner.end * 15 <= self.minute

    def party_of(self, id):
        return self.day.held[id].confirmed.person_id

    def _change(self, id, wish):
        owner, lent = self.model.owners[id], dict(wish.equipment).get("projector", 0)
        possible = self.model.has_place(
            wish.room_ids, wish.start, wish.end, self.minute, party=wish.party, lent=lent, but=(id,),
            capped=not (set(wish.room_ids) <= set(owner.rooms) and owner.start <= wish.start and wish.end <= owner.end),
        )  # fmt: skip
        decide = lambda: changing.change(  # noqa: E731 - what is attempted
            self.day,
            id,
            f"c{self.count}",
            wish,
            self.hall,
            self.terms(wish),
            self.now,
            by_staff=True,
            cleared=EVERYTHING,
        )
        had = set(owner.rooms), owner.start, owner.end, owner.lent
        if (set(wish.room_ids), wish.start, wish.end, lent) == had or self.is_over(owner):
            possible = False
        if self.attempt(possible, decide, NothingChanges, BookingNotOpen):
            self.model.lapse(self.minute)
            owner.rooms, owner.start, owner.end, owner.lent = wish.room_ids, wish.start, wish.end, lent

    @rule(data=st.data())
    def begin_move(self, data):
        if id := self.some(data, "confirmed"):
            wish = self.wish(("tea",), 0, 1, self.party_of(id))
            wanted = Wanted.of(f"m{id}", wish, self.hall, self.terms(wish), origin="cc/x")
            to = (wanted, wish, self.hall, self.hall, self.now)
            begin = lambda: changing.begin_move(self.day, id, *to, by_staff=True)  # noqa: E731 - what is attempted
            if self.attempt(not self.is_over(self.model.owners[id]), begin, BookingNotOpen):
                self.model.owners[id].leaving = True

    @rule(data=st.data(), arrived=st.booleans())
    def end_move(self, data, arrived):
        if id := self.some(data, "confirmed", leaving=True):
            leave = lambda: changing.leave(self.day, id, f"m{id}", self.now)  # noqa: E731 - said twice
            self.take_in(leave() if arrived else changing.stay(self.day, id, f"m{id}"))
            assert [] == changing.stay(self.day, id, f"m{id}") == leave()
            owner = self.model.owners[id]
            owner.leaving = False
            if arrived or owner.cells & self.model.shut():
                del self.model.owners[id]

    # -- ways out

    @rule(data=st.data())
    def cancel(self, data):
        if id := self.some(data, "confirmed", "held", "requested", "offered"):
            owner = self.model.owners[id]
            not_over = owner.status != "confirmed" or not self.is_over(owner)
            if self.attempt(not_over, lambda: self.day.cancel(id, self.hall, self.now, by_staff=True), BookingNotOpen):
                del self.model.owners[id]

    @rule(data=st.data())
    def refuse(self, data):
        if id := self.some(data, "requested"):
            self.take_in(holding.refuse(self.day, id, "purpose"))
            del self.model.owners[id]

    @rule()
    def timers_fire(self):
        for id in sorted({*self.model.overdue(self.minute), *self.day.deadlines}):
            due = id in self.model.overdue(self.minute)
            assert due == bool(self.take_in(holding.lapse(self.day, id, self.now)))
            assert [] == holding.lapse(self.day, id, self.now)
        self.model.lapse(self.minute)

    @rule(data=st.data())
    def start_and_complete(self, data):
        if id := self.some(data, "confirmed", started=True):
            owner = self.model.owners.pop(id)
            self.take_in(self.day.complete(id, 1, self.hall, self.now))
            over = max(owner.start, min(self.minute // 15, owner.end))
            self.model.used |= cells_of(owner.rooms, owner.start, over)
            self.model.used_minutes[owner.party] = self.model.used_minutes.get(owner.party, 0) + owner.minutes
        elif id := self.some(data, "confirmed"):
            try:
                self.take_in(self.day.start(id, self.hall, self.now))
            except (BookingNotOpen, RuleRefused):
                return
            self.model.owners[id].started = True

    # -- the house

    @rule(rooms=st.sampled_from([(), ("whole",), ("east",), ("tea",)]), start=STARTS, length=st.integers(1, 3))
    def close(self, rooms, start, length):
        id, end = f"closed-{self.new_id()}", min(start + length, 96)
        touched = tuple(sorted(self.hall.rules.touched(rooms)))
        cells = cells_of(rooms or TILES, start, end)
        close = lambda: closing.close(  # noqa: E731 - said twice
            self.day, id, facility_id="cc", room_ids=rooms, touched=touched, since=instant(DAY, start),
            until=instant(DAY, end), reason="works", at=self.now,
        )  # fmt: skip
        self.take_in(close())
        assert [] == close()
        self.model.closed[id] = cells
        for each, owner in list(self.model.owners.items()):
            if owner.cells & cells and not owner.started and not owner.leaving and not self.is_over(owner):
                del self.model.owners[each]

    @precondition(lambda self: self.model.closed)
    @rule(data=st.data())
    def reopen(self, data):
        id = data.draw(st.sampled_from(sorted(self.model.closed)))
        self.take_in(closing.reopen(self.day, id))
        del self.model.closed[id]

    @rule(minutes=st.integers(1, 120))
    def wait(self, minutes):
        self.minute += minutes


WholeDay.TestCase.settings = settings(max_examples=50, stateful_step_count=40, deadline=None, phases=[Phase.generate])
TestWholeDay = WholeDay.TestCase


def test_a_place_taken_names_the_day_that_is_left():
    """The step that follows knows where the old booking lies."""
    hall, wish = a_hall(), a_wish()
    wanted = Wanted.of(
        "b2", replace(wish, room_ids=("tea",), moved_from="b1"), hall, Terms(fee=0), origin="cc/2026-12-01"
    )

    events = a_day().place_or_refuse(wanted, instant(DAY, 0))

    assert [PlaceTaken(booking_id="b2", moved_from="b1", origin="cc/2026-12-01")] == events[-1:]
