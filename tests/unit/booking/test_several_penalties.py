"""Points for several rooms: the strictest rule of one of them, unless they are one thing together; refunds once."""

from datetime import date, timedelta

import pytest

from services.booking.registering.penalty_points import PenaltyRules
from services.booking.rulebook.asking import Fault
from tests.unit.booking.booking_kit import NOW
from tests.unit.booking.rulebook.rulebook_kit import asked, book, request, rule
from tests.unit.booking.test_several_rooms import TOWN_OF_HALLS

LATE = 'rows = [{ fault = "late-cancellation", within_days = 60, points = %d }]\nthreshold = 9\n'
LATE += 'suspension = { months = 1 }\nlife = "fiscal-year"\n'
LATE += 'appeal = { where = { ja = "窓口", en = "the desk" }, days = 14 }'


def points_of(name, rooms, points):
    return rule("penalties", name, f"rooms = {rooms}\n{LATE % points}".replace("'", '"'))


TOWN = book(
    points_of("strict", ["small"], 3), points_of("mild", ["big"], 1), points_of("part", ["a"], 5), town=TOWN_OF_HALLS
)


def noted(rooms):
    """By which rule a late cancellation of these rooms costs how much."""
    rules = PenaltyRules(TOWN.layers, lambda _, rooms: TOWN.places.place(rooms))
    fault = Fault(kind="late-cancellation", on=date(2026, 12, 1), days_before=1)
    found = rules.price(fault, "p", facility_id="house", room_ids=rooms, booking_id="b")
    return (found.rule_id, found.points) if found else None


@pytest.mark.parametrize("rooms", [("big", "small"), ("small", "big")])
def test_the_strictest_rule_of_one_of_them_counts(rooms):
    """Whoever names a milder room with it has no fewer points; the decision says the same before."""
    assert ("strict", 3) == noted(rooms)
    assert 3 == asked(TOWN, request(rooms)).points_now
    assert 3 == asked(TOWN, request(rooms)).points_at(NOW)


def test_all_parts_of_a_hall_are_the_hall():
    """A rule of one part says nothing of the whole."""
    assert ("mild", 1) == noted(("a", "b", "c"))
    assert ("part", 5) == noted(("a", "small"))
    assert noted(("b",)) is None


def test_what_comes_back_by_one_table_is_rounded_once():
    """Half of 700 yen, in whole hundreds, is 300; of twice 350 it would be 200: two rooms lose nothing by being two."""
    halves = rule("refunds", "half", "rows = [{ days_before = 1, percent = 50 }]\nround_yen = 100")
    town = book(halves, town=TOWN_OF_HALLS.replace("yen = 400", "yen = 350"))

    both = asked(town, request(("big", "small")))

    assert (700, 300) == (both.fee, both.refund_at(NOW - timedelta(days=9)))
