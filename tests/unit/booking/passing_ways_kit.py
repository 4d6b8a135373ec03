"""Every way to give a room up, and every way to take one, as a facility-day decides them: big, from 10:00 to 11:00."""

from dataclasses import replace
from datetime import timedelta

from services.booking.domain.after_use.unpaid import lapse_unpaid
from services.booking.domain.events import BookingPassedOn
from services.booking.domain.terms import Terms
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways import changing, holding
from tests.unit.booking.booking_kit import EVERYTHING, NOW, a_day, a_facility, a_wish, taken_in

BEFORE, AT, SOON = NOW - timedelta(hours=3), NOW, NOW + timedelta(minutes=5)
"""When it was booked, given up, and asked for by somebody else."""
HOUSE = a_facility(rooms=(("big", 40), ("small", 8), ("tea", 8), ("den", 8)))
FREE = Terms(fee=0)
COUNTED = Terms(fee=0, quotas=("~somebody/2026-12",))


class Slot:
    """A day on which a giver gives a slot up and a taker takes it; ``cleared`` with the rules as is said."""

    def __init__(self, giver="hana", taker="ken", cleared=EVERYTHING):
        self.day, self.giver, self.taker, self.cleared = a_day(), giver, taker, cleared

    def put(self, id, person, *rooms, span=(40, 44), way="book"):
        """Somebody has rooms since before."""
        wish = replace(a_wish(*span, person=person), room_ids=rooms)
        wanted = Wanted.of(id, wish, HOUSE, FREE, way=way, hold_until=None if way == "book" else AT)
        taken_in(self.day, self.day.place_or_refuse(wanted, BEFORE))

    def change(self, id, person, *rooms, span=(40, 44), at=AT, terms=FREE):
        """A booking becomes another one: in one commit, or (where it is counted) in the step after it was."""
        wish = replace(a_wish(*span, person=person), room_ids=rooms)
        events = changing.change(
            self.day, id, f"c{id}", wish, HOUSE, terms, at, by_staff=False, cleared=self.cleared
        )  # fmt: skip
        taken_in(self.day, events)
        if events[0].type != "change-begun.v1":
            return events
        grown = changing.change_or_refuse(self.day, id, events[0].wanted, at)
        return list(taken_in(self.day, grown) and grown)

    def give(self, way):
        """The giver gives it up at ``AT``; then it is ``SOON``."""
        self.put("t0", "somebody", "den", span=(40, 44))
        taken_in(self.day, GIVING[way](self))
        return self

    def take(self, way):
        """The passings that come of it when the taker takes it."""
        events = TAKING[way](self)
        assert any(getattr(event, "booking_id", "") for event in events), events
        return [event for event in events if isinstance(event, BookingPassedOn)]

    def wanted(self, **more):
        """What the taker wants, as a saga carries it."""
        return Wanted.of("b2", self.wish, HOUSE, FREE, **more)

    @property
    def wish(self):
        """What the taker wants."""
        return a_wish(person=self.taker)


def _given(*rooms, span=(40, 44), way="book"):
    def give(decide):
        def given(slot):
            slot.put("b1", slot.giver, *rooms, span=span, way=way)
            return decide(slot) or ()

        return given

    return give


GIVING = {
    "cancelled": _given("big")(lambda s: s.day.cancel("b1", HOUSE, AT, by_staff=False)),
    "cancelled-by-phone": _given("big")(lambda s: s.day.cancel("b1", HOUSE, AT, by_staff=True)),
    "not-paid": _given("big")(lambda s: lapse_unpaid(s.day, "b1", AT)),
    "some-time": _given("big", span=(36, 44))(lambda s: s.change("b1", s.giver, "big", span=(36, 40)) and ()),
    "some-rooms": _given("big", "small")(lambda s: s.change("b1", s.giver, "small") and ()),
    "another-room": _given("big")(lambda s: s.change("b1", s.giver, "small") and ()),
    "another-room-counted": _given("big")(lambda s: s.change("b1", s.giver, "small", terms=COUNTED) and ()),
    "moved": _given("big")(lambda s: taken_in(s.day, _begin_move(s)) and changing.leave(s.day, "b1", "m1", AT)),
    "hold-given-back": _given("big", way="hold")(lambda s: s.day.cancel("b1", HOUSE, AT, by_staff=False)),
    "hold-lapsed": _given("big", way="hold")(lambda s: holding.lapse(s.day, "b1", AT)),
    "hold-overdue": _given("big", way="hold")(lambda _: ()),
    "request-withdrawn": _given("big", way="request")(lambda s: s.day.cancel("b1", HOUSE, AT, by_staff=False)),
    "offer-passed": _given("big", way="offer")(lambda s: holding.give_up(s.day, "b1", "passed", AT)),
}


def _begin_move(slot):
    wish = a_wish(person=slot.giver, room="tea")
    wanted = Wanted.of("m1", wish, HOUSE, FREE, origin="cc/2026-12-02")
    return changing.begin_move(slot.day, "b1", wanted, wish, HOUSE, HOUSE, AT, by_staff=False)


def _book(slot, **more):
    return slot.day.confirm("b2", slot.wish, HOUSE, FREE, SOON, cleared=slot.cleared, **more)


def _changed(*rooms, had=(44, 48), span=(40, 44), terms=FREE):
    def take(slot):
        slot.put("b2", slot.taker, "tea" if had == (40, 44) else "big", span=had)
        return slot.change("b2", slot.taker, *rooms, span=span, at=SOON, terms=terms)

    return take


TAKING = {
    "booked": _book,
    "held": lambda s: _book(s, way="hold", hold_until=SOON + timedelta(hours=1)),
    "asked-for": lambda s: _book(s, way="request", hold_until=SOON + timedelta(hours=1)),
    "in-a-saga": lambda s: s.day.place_or_refuse(s.wanted(), SOON),
    "instead-of-another-room": lambda s: s.day.place_or_refuse(
        Wanted.of("b2", replace(s.wish, room_ids=("den",)), HOUSE, FREE).model_copy(update={"others": (s.wanted(),)}),
        SOON,
    ),
    "in-a-series": lambda s: holding.place_all(
        s.day,
        [Wanted.of("b3", a_wish(60, 64, person=s.taker), HOUSE, FREE), s.wanted(way="hold", hold_until=SOON)],
        SOON,
    ),
    "moved-here": lambda s: s.day.place_or_refuse(
        Wanted.of("b2", replace(s.wish, moved_from="b0"), HOUSE, FREE, origin="cc/2026-12-03"), SOON
    ),
    "another-room": _changed("big", had=(40, 44)),
    "one-room-more": _changed("tea", "big", had=(40, 44)),
    "longer": _changed("big", span=(40, 48)),
    "longer-counted": _changed("big", span=(40, 48), terms=COUNTED),
}  # fmt: skip
ASKED = frozenset(TAKING) - {"in-a-saga", "instead-of-another-room", "in-a-series", "moved-here"}
"""Where the day itself asks for the rules first; the others were cleared before their first step."""
