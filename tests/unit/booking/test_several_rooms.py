"""Several rooms that have no price together: each by its own rules, and the strictest of them for all."""

from dataclasses import replace

import pytest

from services.booking.domain.grid import instant
from services.booking.domain.several_rooms import terms_of
from services.booking.domain.terms import Party
from tests.unit.booking.booking_kit import DAY, NOW, a_facility, a_wish
from tests.unit.booking.rulebook.rulebook_kit import book, rule

TOWN = (
    rule("approvals", "looked-at", 'rooms = ["small"]\npurposes = ["event"]'),
    rule("payments", "early", 'rooms = ["small"]\nby = [{ days_after = 0, at = "18:00" }]\nlapses = true'),
    rule("payments", "late", 'rooms = ["big"]\nby = [{ minutes_before = 0 }]'),
)


@pytest.mark.parametrize("rooms", [("big", "small"), ("small", "big")])
def test_the_strictest_of_several_rooms_holds_in_whatever_order_they_are_named(rooms):
    """Nobody gets round an approval, or a day of payment, by naming another room first."""
    house = a_facility("hall", book=book(*TOWN), id="house", rooms=(("big", 40), ("small", 10)))
    wish = replace(a_wish(facility="house", purpose="event"), room_ids=rooms)

    terms = terms_of(house.rules, wish, Party(resident=True), NOW)

    today = instant(DAY.replace(day=1), 18 * 4)
    assert ("looked-at", today, True, 600) == (terms.approval, terms.pay_by, terms.lapses, terms.fee)
