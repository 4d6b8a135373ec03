"""How a deadline is told: one at midnight belongs to the day that ends then, in all three languages."""

import pytest

from services.notifications.domain import money_drafts
from services.notifications.rendering import render
from shared.contracts.booking_money import FeeRefundDue
from tests.unit.notifications.every_draft import DRAFTS, FEE

MIDNIGHT, MORNING = "2026-11-27T15:00:00Z", "2026-11-27T16:30:00Z"


def held(hold_until, variant):
    (draft,) = DRAFTS["booking-held"]("booking-held")
    return render("booking-held", {**draft.parameters, "place": "大沢センター", "hold_until": hold_until}, variant).body


@pytest.mark.parametrize(
    ("variant", "midnight", "morning"),
    [
        ("ja", "2026年11月27日（金） 24:00までに", "2026年11月28日（土） 1:30までに"),
        ("ja-plain", "2026年11月27日（金曜日） 夜の12時までに", "2026年11月28日（土曜日） 午前1時30分までに"),
        ("en", "Fri, 27 November 2026, 24:00", "Sat, 28 November 2026, 1:30"),
    ],
)
def test_a_deadline_at_midnight_is_the_end_of_the_day_before(variant, midnight, morning):
    """Who reads "28 November, 0:00" comes on the 28th, a day too late."""
    assert midnight in held(MIDNIGHT, variant)
    assert morning in held(MORNING, variant)


@pytest.mark.parametrize(
    ("variant", "either"), [("ja", "どちらか一方"), ("ja-plain", "どちらか 一つ"), ("en", "either")]
)
def test_the_money_of_a_displaced_booking_is_one_of_two_things(variant, either):
    """It goes along to the place that they choose, or is fetched; what is given back otherwise is simply fetched."""
    (both,) = money_drafts.of_refund_due(FeeRefundDue(**FEE, channel="counter", displaced=True))
    (usual,) = money_drafts.of_refund_due(FeeRefundDue(**FEE, channel="counter"))

    assert either in render(both.template, {**both.parameters, "place": "大沢センター"}, variant).body
    assert either not in render(usual.template, {**usual.parameters, "place": "大沢センター"}, variant).body
