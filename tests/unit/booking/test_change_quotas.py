"""Bookings that become other ones, while rules change, steps come late or twice, and rivals come in between.

Whatever happens, in the end each quota counts exactly the bookings that stand, each as what it is, and those alone
whose last decision named that quota. The model knows which those are by a table written by hand.
"""

import random
from contextlib import suppress
from datetime import timedelta
from functools import cache

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from services.booking.domain.after_use.unpaid import lapse_unpaid
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.given_up import TakenFromOthers
from services.booking.domain.grid import instant, quarter_of
from services.booking.domain.quota import Quota
from services.booking.domain.terms import Party
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways import changing
from services.booking.domain.wish import Wish
from services.booking.reactions import REACTIONS, day_of, quota
from services.booking.rulebook.book import TOWNS, Book
from services.booking.ways.model import CHANGE_REACTIONS
from shared.clock import TOKYO
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_ways import BookingChanged
from shared.errors import Refusal
from shared.journal import Following
from tests.unit.booking.booking_kit import DAY, NOW, a_facility, rules, taken_in
from tests.unit.booking.test_quota_sagas import CAP

CAPS = (
    ("person-day", "minutes", "day", "person", "all", 300),
    ("person-week", "bookings", "week", "person", "all", 3),
    ("person-month", "rooms", "month", "person", "kind", 4),
    ("group-week", "bookings", "week", "group", "all", 4),
)
MONTHS = {"mild": {"group": ["cc", "other"]}, "strict": {"group": ["cc", "other"], "person": ["cc", "other", "open"]}}
"""The houses whose bookings count in the month of their party. The demo town has one for groups in its centres."""


@cache
def book(name):
    """The demo town, without or with caps over a day, a week and a month."""
    if name == "mild":
        return rules()
    names = ("id", "counts", "per", "party", "over", "limit")
    text = (TOWNS / "komorebi.toml").read_text("utf-8")
    return Book.of(text + "".join(CAP.format(**dict(zip(names, cap, strict=True))) for cap in CAPS))


@cache
def house(id, name):
    kind = "always-open" if id == "open" else "community-centre"
    return a_facility(kind, book=book(name), id=id, rooms=(("big", 40), ("small", 20)))


def quotas_of(name, event):
    """By hand: where a booking counts by these rules."""
    day = event.starts_at.astimezone(TOKYO).date()
    party = event.group_id or f"~{event.person_id}"
    whose = "group" if event.group_id else "person"
    year, week, _ = day.isocalendar()
    found = {f"{party}/{day:%Y-%m}"} if event.facility_id in MONTHS[name].get(whose, ()) else set()
    if name == "strict":
        found.add(f"{party}/{year}-W{week:02}")
        if whose == "person":
            found.add(f"{party}/{day.isoformat()}")
    return found


class Town:
    """Streams, steps of sagas that wait for their turn, and what the model knows of each booking."""

    def __init__(self, chance):
        self.states, self.versions, self.waiting, self.chance = {}, {}, [], chance
        self.stands, self.asked_under, self.rules = {}, {}, "mild"

    # -- the machinery

    def commit(self, stream, decide):
        state = self.states.setdefault(stream.name, stream.state(stream_name=stream.name))
        events = decide(state)
        if not events:
            return False
        taken_in(state, events)
        version = self.versions[stream.name] = self.versions.get(stream.name, 0) + 1
        following = Following("event", stream.name, NOW, "nobody", str, version)
        for event in events:
            self.note(event)
            for reaction in (*REACTIONS, *CHANGE_REACTIONS):
                if reaction.event is type(event):
                    self.waiting.extend(reaction.steps(event, following))
        return True

    def step(self, n):
        """One of the steps that wait; one that had nothing to do may be taken again, any time later."""
        if self.waiting:
            step = self.waiting.pop(n % len(self.waiting))
            if not self.commit(*step) and len(self.waiting) < 40 and self.chance.random() < 0.5:
                self.waiting.append(step)

    def settle(self):
        while self.waiting:
            self.commit(*self.waiting.pop(0))

    def note(self, event):
        """What the model takes from it: that a booking stands, under the rules that it was asked for under."""
        match event:
            case BookingCancelled():
                self.stands.pop(event.booking_id)
            case BookingChanged() | BookingConfirmed():
                self.stands[event.booking_id] = event, self.asked_under[event.booking_id]

    # -- what people do

    def wish(self, place, room, day, start, end, group, moved_from=None):
        at, until = instant(day, start), instant(day, end)
        return Wish(
            place, (room,), day, start, end, at, until, "hana", group, 5, "meeting", moved_from=moved_from
        )  # fmt: skip

    def terms(self, wish):
        party = Party(resident=True, members=10 if wish.group_id else None)
        return house(wish.facility_id, self.rules).rules.terms(wish, party, NOW)

    def book(self, id, wish):
        facility, terms = house(wish.facility_id, self.rules), self.terms(wish)
        self.asked_under[id] = self.rules
        if wish.group_id or terms.quotas:
            key = f"{wish.group_id}/{wish.day:%Y-%m}" if wish.group_id else terms.quotas[0]
            self.commit(quota(key), lambda state: state.reserve(id, wish, facility, terms))
        else:
            stream = FacilityDay.stream(wish.facility_id, wish.day.isoformat())
            self.commit(stream, lambda state: state.confirm(id, wish, facility, terms, NOW, cleared=state.ended))

    def change(self, id, change_id, place, room, day, start, end):
        was = self.stands[id][0]
        wish = self.wish(place, room, day, start, end, was.group_id, id)
        facility, terms, origin = house(place, self.rules), self.terms(wish), day_of(was)
        same_day = (place, day) == (was.facility_id, was.starts_at.astimezone(TOKYO).date())

        def decide(state):
            if same_day:
                return changing.change(state, id, change_id, wish, facility, terms, NOW, by_staff=True)
            key = origin.name.partition("/")[2]
            wanted = Wanted.of(change_id, wish, facility, terms, origin=key)
            left = house(was.facility_id, self.rules)
            return changing.begin_move(state, id, wanted, wish, left, facility, NOW, by_staff=True)

        before = self.asked_under.get(id)
        self.asked_under[id if same_day else change_id] = self.rules
        try:
            self.commit(origin, decide)
        except (Refusal, TakenFromOthers):
            self.asked_under[id] = before

    def end(self, id, unpaid):
        was = self.stands[id][0]
        facility = house(was.facility_id, self.rules)
        decide = (
            (lambda state: lapse_unpaid(state, id, NOW))
            if unpaid
            else (lambda state: state.cancel(id, facility, NOW, by_staff=True))
        )
        self.commit(day_of(was), decide)

    # -- what has to be so

    def expected(self):
        """By hand: each quota with the bookings that it counts, as rooms, day, first and last quarter."""
        found = {}
        for id, (event, name) in self.stands.items():
            day = event.starts_at.astimezone(TOKYO).date()
            use = (event.room_ids, day, quarter_of(day, event.starts_at), quarter_of(day, event.ends_at))
            for key in quotas_of(name, event):
                found.setdefault(key, {})[id] = use
        return found

    def counted(self):
        """What the quotas count."""
        quotas = [state for state in self.states.values() if isinstance(state, Quota)]
        counted = {
            state.stream_key: {id: one.use[:4] for id, one in state.bookings.items() if one.use is not None}
            for state in quotas
        }
        return {key: uses for key, uses in counted.items() if uses}


def live(town, chance, n):
    """One thing that happens: somebody books, changes, cancels or does not pay, other rules hold, a step is taken."""
    what = chance.choice(("book", "book", "change", "change", "change", "change", "end", "rules"))
    id = chance.choice(sorted(town.stands)) if town.stands else None
    place, room = chance.choice(("cc", "cc", "cc", "other", "open")), chance.choice(("big", "small"))
    day, start, length = DAY + timedelta(chance.choice((0, 0, 1, 8, 35))), chance.randint(20, 36) * 2, 2
    length *= chance.randint(1, 3)
    with suppress(Refusal, TakenFromOthers):
        if what == "book":
            group = chance.choice((None, "garden"))
            town.book(f"b{n}", town.wish(place, room, day, start, start + length, group))
        elif what == "change" and id:
            was = town.stands[id][0]
            if chance.random() < 0.7:
                place, day = was.facility_id, was.starts_at.astimezone(TOKYO).date()
                start = chance.choice((start, quarter_of(day, was.starts_at)))
            town.change(id, f"c{n}", place, room, day, start, start + length)
        elif what == "end" and id:
            town.end(id, unpaid=chance.random() < 0.5)
        elif what == "rules":
            town.rules = "strict" if town.rules == "mild" else "mild"


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(seed=st.integers(0, 2**32))
def test_after_any_changes_each_quota_counts_exactly_what_stands(seed):
    """Longer, shorter, another room, another day or house, other rules in between, cancelled, lapsed, lost."""
    chance = random.Random(seed)
    town = Town(chance)
    for n in range(40):
        live(town, chance, n)
        for _ in range(chance.choice((0, 0, 1, 3, 100))):
            town.step(chance.randrange(100))
    town.settle()

    assert town.expected() == town.counted()
    days = [state for state in town.states.values() if isinstance(state, FacilityDay)]
    assert not any(held.leaving for day in days for held in day.held.values())
    assert set(town.stands) == {id for day in days for id in day.held}
