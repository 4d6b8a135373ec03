"""Several rooms that have no price together: each by its own rules, and the strictest of them for all."""

from dataclasses import replace

import pytest

from services.booking.domain.grid import instant
from services.booking.domain.terms import Party
from tests.unit.booking.booking_kit import DAY, NOW, a_facility, a_wish
from tests.unit.booking.rulebook.rulebook_kit import TOWN as SMALL_TOWN
from tests.unit.booking.rulebook.rulebook_kit import asked, book, request, rule

PARTS = """
    { id = "a", name = { ja = "A", en = "A" }, capacity = 10 },
    { id = "b", name = { ja = "B", en = "B" }, capacity = 10 },
    { id = "c", name = { ja = "C", en = "C" }, capacity = 10 },
"""
TOWN_OF_HALLS = SMALL_TOWN.replace('parts = ["big-a", "big-b"]', 'parts = ["a", "b", "c"]').replace(
    '    { id = "small"', f'{PARTS}    {{ id = "small"'
)

TOWN = (
    rule("approvals", "looked-at", 'rooms = ["small"]\npurposes = ["event"]'),
    rule("payments", "late", 'rooms = ["big"]\nby = [{ minutes_before = 0 }]'),
    rule("payments", "early", 'rooms = ["small"]\nby = [{ days_after = 0, at = "18:00" }]\nlapses = true'),
)


@pytest.mark.parametrize("rooms", [("big", "small"), ("small", "big")])
def test_the_strictest_of_several_rooms_holds_in_whatever_order_they_are_named(rooms):
    """Nobody gets round an approval, or a day of payment, by naming another room first."""
    house = a_facility("hall", book=book(*TOWN), id="house", rooms=(("big", 40), ("small", 10)))
    wish = replace(a_wish(facility="house", purpose="event"), room_ids=rooms)

    terms = house.rules.terms(wish, Party(resident=True), NOW)

    today = instant(DAY.replace(day=1), 18 * 4)
    assert ("looked-at", today, True, 600) == (terms.approval, terms.pay_by, terms.lapses, terms.fee)


def says(more, rooms, town=TOWN_OF_HALLS, **what):
    """The decision about an afternoon of several rooms."""
    return asked(book(*more, town=town), request(rooms, **what))


def test_rooms_that_no_row_joins_cost_each_its_own_price_and_each_has_to_be_allowed():
    """An afternoon of two rooms: 400 each; not where the rules of one of them refuse it."""
    long = rule("lengths", "long", 'rooms = ["big"]\nminutes_max = 480')
    short = rule("lengths", "short", 'rooms = ["small"]\nminutes_max = 60')

    both = says((), ("big", "small"))
    one = says((long, short), ("big", "small"))

    assert (True, 800, [400, 400]) == (both.allowed, both.fee, [line.yen for line in both.lines])
    assert (False, ["short"]) == (one.allowed, [refusal.rule_id for refusal in one.refusals])


def test_what_is_lent_with_several_rooms_is_paid_once():
    """It belongs to all of them together, whichever is named first."""
    mic = rule("equipment", "mic", 'rooms = ["small"]\nname = { ja = "マイク", en = "mic" }\nstock = 1\nyen = 200')

    for rooms in (("big", "small"), ("small", "big")):
        assert 1000 == says((mic,), rooms, equipment={"mic": 1}).fee
        refused = says((mic,), rooms, equipment={"mic": 2}).refusals
        assert ["mic"] == [refusal.rule_id for refusal in refused]  # and no price, which there is


def test_parts_of_one_hall_have_a_row_or_no_price():
    """A third of a hall is not a third of its price: two parts that no row joins cannot be had together."""
    row = '    { rooms = ["a", "b"], bands = "afternoon", yen = 700 },\n'
    town = TOWN_OF_HALLS.replace("rows = [\n", f"rows = [\n{row}")

    assert 700 == says((), ("a", "b"), town).fee
    assert 1100 == says((), ("a", "b", "small"), town).fee
    assert ["prices"] == [refusal.rule_id for refusal in says((), ("a", "c"), town).refusals]


def test_where_rooms_are_asked_for_one_by_one_two_are_refused():
    """A town that wants that says so in its table."""
    singly = rule("prices", "own", 'rooms = ["small"]\nsingly = true\nrows = [{ bands = "afternoon", yen = 1 }]')

    assert ["own"] == [refusal.rule_id for refusal in says((singly,), ("big", "small")).refusals]
