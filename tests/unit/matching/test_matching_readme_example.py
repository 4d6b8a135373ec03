"""The worked example that the README gives to residents, with the packaged weights."""

from datetime import UTC, date, datetime

from services.matching.domain.areas import FACILITY, Area
from services.matching.domain.recommending.reasons import Pair
from services.matching.domain.recommending.scoring import Offer, Seeker, score_of
from services.matching.knowledge import Knowledge


def test_the_example_of_the_readme_has_the_points_and_the_reasons_it_says():
    """By hand: 13.5 x 0.5^(5/20) = 11.3521 walk, 3.0 gardening, 0.4 time, 0.7 x 0.5 size: 15.1021."""
    garden = Area(FACILITY, "garden")
    hana = Seeker(
        tags=("gardening", "cooking"),
        availability=frozenset({"weekend-morning"}),
        nearness={garden: 0.5 ** (5 / 20)},
    )
    club = Offer(tags=frozenset({"gardening"}), areas=(garden,), times=("weekend-morning",), size_band="10-29")
    pair = Pair(hana, club, Knowledge.read().weights.on(date(2026, 11, 27)), datetime(2026, 11, 27, tzinfo=UTC))

    parts = pair.parts()

    assert 15.1021 == score_of(parts)
    assert ["on-foot:5", "shared-tag:gardening", "fits-time:weekend-morning"] == [
        part.name for part in pair.reasons(parts)
    ]
