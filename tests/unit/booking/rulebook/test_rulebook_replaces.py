"""The demo town's rulebook says what the rules in force say: to every wish, with the same fee."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.grid import instant
from services.booking.domain.house_rules import HouseRules
from services.booking.domain.rules import Rules
from services.booking.domain.terms import Party
from services.booking.domain.wish import Wish
from services.booking.rulebook.asking import Facts, Request
from services.booking.rulebook.engine import decide
from shared.contracts.booking import Room
from shared.errors import Refusal
from tests.unit.booking.rulebook.rulebook_kit import shipped

BOOK, RULES = shipped("komorebi")[0], Rules.load()
TODAY = date(2026, 11, 20)
HALF = 2
"""Quarters: every span of half hours."""


def in_force(facility, wish, party, now):
    """What ``domain/rules.py`` says."""
    rooms = {room.id: Room(room_id=room.id, name="", capacity=room.capacity) for room in facility.rooms}
    try:
        HouseRules(RULES.of(facility.kind, facility.id), facility.id, bookable=True, rooms=rooms).terms(
            wish, party, now
        )
    except Refusal:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(
    facility=st.sampled_from(list(BOOK.places.facilities.values())),
    ahead=st.integers(0, 62),
    first=st.integers(17, 43),
    length=st.sampled_from([1, 2, 3, 4, 6, 8, 10, 16, 24, 25]),
    group=st.booleans(),
    members=st.sampled_from([10, 10, 10, 10, 9, 5, 4, 3, 2]),
    people=st.sampled_from([10, 10, 10, 10, 11, 31, 101]),
    purpose=st.sampled_from(["meeting", "meeting", "meeting", "cooking"]),
    resident=st.sampled_from([True, True, True, False]),
)
def test_every_wish_has_the_same_answer(facility, ahead, first, length, group, members, people, purpose, resident):
    """Allowed by the one and by the other, and for the same yen; the year's end and holidays are among the days."""
    day, start, end = TODAY + timedelta(ahead), first * HALF, min(96, (first + length) * HALF)
    now = instant(TODAY, 36)
    room = facility.rooms[0]
    wish = Wish(
        facility.id, (room.id,), day, start, end, instant(day, start), instant(day, end), "p", "g" if group else None,
        people, purpose,
    )  # fmt: skip
    party = Party(resident=resident, members=members if group else None)
    facts = Facts(party="group", members=members) if group else Facts(party="person", eligible=int(resident))
    request = Request(rooms=(room.id,), day=day, start=start, end=end, people=people, purpose=purpose)

    decision = decide(BOOK, request, facts, now)
    sections = {refusal.section for refusal in decision.refusals}
    assert in_force(facility, wish, party, now) == (sections <= {"caps"})  # the facility's day counts what caps count
    if not sections:
        assert RULES.of(facility.kind, facility.id).fee(start, end) == decision.fee
