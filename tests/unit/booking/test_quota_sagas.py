"""Caps over weeks, months, years and houses: whatever order rivals' steps come in, none is passed, and none leaks."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from functools import cache

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.grid import instant
from services.booking.domain.quota import Quota
from services.booking.domain.terms import Party
from services.booking.reactions import REACTIONS, day_of, quota
from services.booking.refusals import RoomTaken, RuleRefused
from services.booking.rulebook.book import TOWNS, Book
from shared.clock import TOKYO
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.journal import Following
from tests.unit.booking.booking_kit import DAY, EVERYTHING, NOW, a_facility, a_wish, taken_in

AT_NOON = Following("event", "stream", NOW, "nobody", str)

CAP = """
[[caps]]
id = "{id}"
article = "第10条"
counts = "{counts}"
per = "{per}"
party = "{party}"
over = "{over}"
limit = {limit}
ja = "{{limit}}まで（{{value}}）"
plain = "{{limit}}までです"
en = "{{limit}} at most; this is {{value}}"
"""
CAPS = (
    ("person-week", "bookings", "week", "person", "all", 2),
    ("person-year", "minutes", "fiscal-year", "person", "kind", 180),
    ("person-day", "rooms", "day", "person", "all", 1),
    ("group-week", "slots", "week", "group", "facility", 5),
    ("group-room", "bookings", "month", "group", "room", 2),
)
NAMES = ("id", "counts", "per", "party", "over", "limit")


@cache
def strict():
    """The demo town with caps over every period and place."""
    text = (TOWNS / "komorebi.toml").read_text("utf-8")
    return Book.of(text + "".join(CAP.format(**dict(zip(NAMES, cap, strict=True))) for cap in CAPS))


@cache
def house(id):
    return a_facility("always-open" if id == "open" else "community-centre", book=strict(), id=id)


class Town:
    """The streams of bookings, and steps of sagas that wait for their turn."""

    def __init__(self):
        self.states, self.waiting, self.confirmed, self.refused = {}, [], {}, []

    def commit(self, stream, decide):
        state = self.states.setdefault(stream.name, stream.state(stream_name=stream.name))
        events = decide(state)
        taken_in(state, events)
        for event in events:
            if isinstance(event, BookingCancelled):
                del self.confirmed[event.booking_id]
            elif isinstance(event, BookingConfirmed):
                self.confirmed[event.booking_id] = event
            for reaction in REACTIONS:
                if reaction.event is type(event):
                    self.waiting.extend(reaction.steps(event, AT_NOON))

    def book(self, id, place, day, start, length, person, group):
        facility = house(place)
        wish = a_wish(start, start + length, day=day, room="small", person=person, group=group, facility=place)
        party = Party(resident=True, members=10 if group else None)
        terms = facility.rules.terms(wish, party, NOW)
        if group or terms.quotas:
            first = Quota.stream(group, f"{day:%Y-%m}") if group else quota(terms.quotas[0])
            self.commit(first, lambda state: state.reserve(id, wish, facility, terms))
        else:
            stream = FacilityDay.stream(place, day.isoformat())
            self.commit(stream, lambda state: state.confirm(id, wish, facility, terms, NOW, cleared=EVERYTHING))

    def step(self, n):
        if self.waiting:
            self.commit(*self.waiting.pop(n % len(self.waiting)))

    def settle(self):
        while self.waiting:
            self.step(0)

    def cancel(self, id):
        event = self.confirmed[id]
        facility = house(event.facility_id)
        self.commit(day_of(event), lambda state: state.cancel(id, facility, NOW, by_staff=True))

    def counted(self, party, bookings):
        """What each cap comes to for a party, counted by hand: {(cap, period, place): total}."""
        found = {}
        for event in bookings:
            if (event.group_id or event.person_id) != party:
                continue
            day = event.starts_at.astimezone(TOKYO).date()
            minutes = int((event.ends_at - event.starts_at).total_seconds() // 60)
            for id, counts, per, whose, over, _ in CAPS:
                if whose != ("group" if event.group_id else "person"):
                    continue
                period = {"day": day, "week": day - timedelta(day.weekday()), "month": day.replace(day=1)}.get(per)
                where = {"room": (event.facility_id, event.room_ids), "facility": event.facility_id,
                         "kind": house(event.facility_id).kind}.get(over)  # fmt: skip
                step = 15 if event.facility_id == "open" else 30
                amount = {"minutes": minutes, "slots": minutes // step, "bookings": 1}.get(counts)
                key = (id, period, where)
                if counts == "rooms":
                    found.setdefault(key, set()).update((event.facility_id, room) for room in event.room_ids)
                else:
                    found[key] = found.get(key, 0) + amount
        return {key: len(total) if isinstance(total, set) else total for key, total in found.items()}


LIMITS = {cap[0]: cap[5] for cap in CAPS}
"""Of each cap."""


def within(town, party, bookings):
    """Whether no cap is passed by these bookings of a party."""
    return all(total <= LIMITS[cap] for (cap, *_), total in town.counted(party, bookings).items())


def overlaps(one, other):
    return one.facility_id == other.facility_id and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def a_rival(town, draw, id):
    """One more booking. When nobody else is about it is given exactly if room and caps allow it, counted by hand."""
    group = draw(st.sampled_from([None, None, "garden"]))
    place, day = draw(st.sampled_from(["cc", "other", "open"])), DAY + timedelta(draw(st.sampled_from([0, 1, 8, 35])))
    start, length = draw(st.integers(20, 39)) * 2, draw(st.sampled_from([2, 4]))
    alone = not town.waiting and draw(st.booleans())
    wanted = BookingConfirmed(
        booking_id=id, facility_id=place, room_ids=("small",), starts_at=instant(day, start),
        ends_at=instant(day, start + length), group_id=group, person_id="hana", people=5, purpose="meeting", fee=0,
    )  # fmt: skip
    free = not any(overlaps(wanted, other) for other in town.confirmed.values())
    allowed = free and within(town, group or "hana", [*town.confirmed.values(), wanted])
    with suppress(RuleRefused, RoomTaken):
        town.book(id, place, day, start, length, "hana", group)
    if alone:
        town.settle()
        assert allowed == (id in town.confirmed)


@settings(
    max_examples=80, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)  # shrinking takes minutes
@given(data=st.data())
def test_no_cap_is_passed_and_nothing_stays_reserved(data):
    """Rivals of one party, their steps in any order: no cap is ever passed, and nobody is refused without a reason.

    In the end each quota holds exactly the bookings that stand.
    """
    town = Town()
    for n in range(data.draw(st.integers(1, 12))):
        what = data.draw(st.sampled_from(["book", "book", "book", "step", "step", "settle", "cancel"]))
        if what == "step":
            town.step(data.draw(st.integers(0, 30)))
        elif what == "settle":
            town.settle()
        elif what == "cancel" and town.confirmed:
            town.cancel(data.draw(st.sampled_from(sorted(town.confirmed))))
        elif what == "book":
            a_rival(town, data.draw, f"b{n}")
        assert all(within(town, party, town.confirmed.values()) for party in ("hana", "garden"))
    town.settle()

    quotas = [state for state in town.states.values() if isinstance(state, Quota)]
    assert all(counted.used for state in quotas for counted in state.bookings.values())
    held = Counter(id for state in quotas for id in state.bookings)
    assert {id: 2 if event.group_id else 3 for id, event in town.confirmed.items()} == held
