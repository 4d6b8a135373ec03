"""Several rooms that have no price together: each by its own rules, and the strictest of them for all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.booking.domain.facility_day import booked
from services.booking.domain.grid import instant
from services.booking.domain.terms import Party, Terms
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


BACK = (
    rule("cancellations", "late", 'rooms = ["small"]\nby = [{ days_before = 0 }]'),
    rule("cancellations", "early", "by = [{ days_before = 14 }]"),
    rule("refunds", "much", 'rooms = ["small"]\nrows = [{ days_before = 1, percent = 100 }]\nround_yen = 1'),
    rule(
        "refunds",
        "little",
        "rows = [{ days_before = 30, percent = 100 }, { days_before = 7, percent = 25 }]\nround_yen = 1",
    ),
)
TYPED = (
    rule("refunds", "typed", """rows = [
    { days_before = 30, percent = 100, types = ["hall"] }, { days_before = 7, percent = 25, types = ["hall"] },
    { days_before = 1, percent = 100 },
]
round_yen = 1"""),
)  # fmt: skip


def a_booking_of(house, rooms, fee=800):
    """An afternoon of several rooms, as its event tells."""
    wish = replace(a_wish(52, 68, facility="house"), room_ids=rooms)
    (event, *_) = booked("b", wish, Terms(fee=fee))
    return event


@pytest.mark.parametrize("rooms", [("big", "small"), ("small", "big")])
def test_a_room_with_a_later_deadline_named_beside_one_puts_its_own_off_for_none(rooms):
    """Until fourteen days before one of them can be cancelled: so long both can."""
    house = a_facility("hall", book=book(*BACK), id="house", rooms=(("big", 40), ("small", 10)))
    both, alone = a_booking_of(house, rooms), a_booking_of(house, ("small",), 400)

    refusals = house.rules.cancel_refusal(both, NOW), house.rules.cancel_refusal(alone, NOW)

    assert ["early"] == [refusal.rule_ids[0] for refusal in refusals if refusal is not None]
    assert ("early", 1) == (refusals[0].rule_ids[0], len(refusals[0].rule_ids))


@pytest.mark.parametrize("rooms", [("big", "small"), ("small", "big")])
def test_of_several_rooms_comes_back_what_the_table_of_each_gives_back_of_its_own(rooms):
    """Ten days before: a quarter of the hall's 400 yen, and all of the small room's."""
    house = a_facility("hall", book=book(*BACK), id="house", rooms=(("big", 40), ("small", 10)))
    ten_days, first = NOW - timedelta(days=9), NOW - timedelta(days=40)
    booking = a_booking_of(house, rooms)

    assert [800, 500] == [house.rules.refund(booking, at) for at in (first, ten_days)]
    assert [800, 500] == [says(BACK, rooms).refund_at(at) for at in (first, ten_days)]
    assert 800 == house.rules.refund(booking, NOW, "operator")


def test_a_type_with_a_better_table_lends_it_to_no_other():
    """Also where the two have a price together: of their types the least comes back."""
    town = TOWN_OF_HALLS.replace('name = { ja = "大", en = "Big" }, capacity = 40', '&, type = "hall"').replace(
        "&", 'name = { ja = "大", en = "Big" }, capacity = 40'
    )
    joined = '    { rooms = ["big", "small"], bands = "afternoon", yen = 1000 },\n'
    together = town.replace('    { rooms = "big-a", bands = "morning", yen = 140 },\n', joined)
    ten_days, eve = NOW - timedelta(days=9), NOW

    alone, beside = says(TYPED, ("big", "small"), town), says(TYPED, ("big", "small"), together)

    assert (800, [500, 400]) == (alone.fee, [alone.refund_at(at) for at in (ten_days, eve)])
    assert (1000, [250, 0]) == (beside.fee, [beside.refund_at(at) for at in (ten_days, eve)])


CAPS = (
    rule("caps", "few", 'counts = "bookings"\nper = "month"\nparty = "person"\nover = "facility"\nlimit = 2'),
    rule("caps", "many", """rooms = ["small"]
replaces = "few"
counts = "bookings"
per = "month"
party = "person"
over = "facility"
limit = 9"""),
)  # fmt: skip


def test_a_cap_of_one_room_is_not_replaced_because_another_is_named_with_it():
    """The small room may be had more often, but not the hall with it."""
    house = a_facility("hall", book=book(*CAPS), id="house", rooms=(("big", 40), ("small", 10)))

    def caps(*rooms):
        wish = replace(a_wish(52, 68, facility="house"), room_ids=rooms)
        terms = house.rules.terms(wish, Party(resident=True), NOW)
        told = house.rules.caps(wish, Party(resident=True).facts, NOW)[1]
        assert {cap.rule_id for cap in told} == {cap.rule_id for cap in terms.period_caps}
        return sorted((cap.rule_id, cap.limit) for cap in terms.period_caps)

    assert [("many", 9)] == caps("small")
    assert [("few", 2)] == caps("big")
    assert [("few", 2), ("many", 9)] == caps("big", "small")
