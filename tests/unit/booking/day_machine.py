"""What plays a whole day against plain sets: how both are set up, asked, and compared after every step."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.grid import midnight, span
from services.booking.domain.terms import DayCap, Terms
from services.booking.refusals import RoomTaken, RuleRefused
from services.booking.ways.refusals import EquipmentTaken, RoomClosed
from tests.unit.booking.booking_kit import DAY, a_day, a_facility, a_wish, taken_in
from tests.unit.booking.day_model import PARTY_MINUTES_MAX, STOCK, TILES, Day, cells_of

REFUSALS = (RoomTaken, RoomClosed, EquipmentTaken, RuleRefused)
PARTS = {"whole": ("east", "west")}
ROOMS = st.sampled_from(
    [("whole",), ("east",), ("west",), ("tea",), ("east", "west"), ("west", "tea"), ("whole", "tea")]
)
STARTS, LENGTHS, LENT = st.integers(36, 48), st.integers(1, 8), st.sampled_from([0, 0, 0, 1, 2])
"""A morning: so narrow that most of what is wanted is in the way of something."""

WISH = {
    "rooms": ROOMS, "start": STARTS, "length": LENGTHS, "lent": LENT, "party": st.sampled_from("xyzuvw"),
    "way": st.sampled_from(["book", "hold", "request", "offer"]), "stands": st.integers(1, 400),
}  # fmt: skip


def a_hall():
    return a_facility("always-open", rooms=tuple((room, 50) for room in TILES), parts=PARTS)


class DayMachine(RuleBasedStateMachine):
    """A day and its model side by side, without a step yet; what always holds of them."""

    @initialize()
    def begin(self):
        self.day, self.model, self.hall, self.events = a_day(), Day(), a_hall(), []
        self.minute, self.count = 8 * 60, 0

    # -- helping

    @property
    def now(self):
        return midnight(DAY) + timedelta(minutes=self.minute)

    def new_id(self):
        self.count += 1
        return f"b{self.count}"

    def take_in(self, events):
        self.events += events
        taken_in(self.day, events)
        return events

    def attempt(self, possible, decide, *errors):
        """Decide; it must be possible exactly when the model says so."""
        events, refusal = None, None
        try:
            events = decide()
        except (*REFUSALS, *errors) as said:
            refusal = said
        assert possible == (refusal is None), f"the model says {possible}, the day: {refusal!r}, {events}"
        return None if events is None else self.take_in(events)

    def wish(self, rooms, start, length, party, lent=0):
        wish = a_wish(start, min(start + length, 96), person=party)
        return replace(wish, room_ids=rooms, equipment=(("projector", lent),) if lent else ())

    def terms(self, wish):
        cap = DayCap(rule_id="komorebi.day-person", party=wish.party, counts="minutes", limit=PARTY_MINUTES_MAX)
        return Terms(fee=0, day_caps=(cap,), equipment={id: (count, STOCK) for id, count in wish.equipment})

    def some(self, data, *status, started=False, leaving=False):
        ids = sorted(
            id for id, o in self.model.owners.items()
            if o.status in status and o.started == started and o.leaving == leaving
        )  # fmt: skip
        return data.draw(st.sampled_from(ids)) if ids else None

    # -- what always holds

    @invariant()
    def owns_what_the_model_says(self):
        """No slot has two owners, what is recorded as taken is what is owned, and the stock is never passed."""
        seen, lent = {}, {}
        for id, held in self.day.held.items():
            for cell in cells_of(held.confirmed.room_ids, held.start, held.end):
                assert cell not in seen, f"{cell} belongs to {seen[cell]} and {id}"
                seen[cell] = id
            for quarter in range(held.start, held.end):
                lent[quarter] = lent.get(quarter, 0) + held.confirmed.equipment.get("projector", 0)
        assert {cell: id for id, owner in self.model.owners.items() for cell in owner.cells} == seen
        assert max(lent.values(), default=0) <= STOCK
        taken = {
            (tile, quarter)
            for room, mask in self.day.taken.items()
            for quarter in range(96)
            if mask >> quarter & 1
            for tile in TILES[room]
        }
        assert taken == {*seen, *self.model.used}

    def teardown(self):
        """The day read back from what was written is the same day, and so is its snapshot."""
        again = a_day()
        for event in self.events:
            again.apply(type(event).parse(event.body()))
        assert again == self.day == FacilityDay.model_validate_json(self.day.model_dump_json())
        assert all(mask < span(0, 96) + 1 for mask in self.day.taken.values())
