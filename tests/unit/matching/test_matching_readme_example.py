"""The worked example that the README gives to residents, with the packaged weights."""

from datetime import UTC, date, datetime
from pathlib import Path

from services.matching.domain.areas import FACILITY, Area
from services.matching.domain.recommending.reasons import Pair
from services.matching.domain.recommending.scoring import Offer, Seeker, score_of
from services.matching.knowledge import Knowledge

README = Path(__file__).parents[3] / "services/matching/README.md"
TOLD = {
    "歩いて近い": "area",
    "関心が重なる": "tag",
    "ことばが通じる": "language",
    "得意なこと": "skill",
    "必要な設備": "access",
    "やってみたい役割": "role",
    "もうすぐ": "soon",
    "いまの仲間": "new_field",
    "年代": "age",
    "少人数": "small",
    "できたばかり": "newly",
    "人手": "hands_wanted",
    "都合のよい時間": "time",
    "「今は見送る」": "seen",
}
"""How each line of the table for residents begins, and the weight that it tells."""


def test_the_table_of_the_readme_has_the_weights_in_force_each_once():
    """The greatest first; what is taken off comes last."""
    weights = Knowledge.read().weights.on(date(2026, 11, 27))
    table = README.read_text("utf-8").partition("| なにが |")[2].partition("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table]
    named = [next(name for begins, name in TOLD.items() if row[0].startswith(begins)) for row in rows]
    points = [row[1] for row in rows]

    assert sorted(type(weights.weights).model_fields) == sorted(named)
    assert [f"{getattr(weights.weights, name):.1f}" for name in named[:-1]] == points[:-1]
    assert points[:-1] == sorted(points[:-1], key=float, reverse=True)
    taken = [weights.weights.seen * weights.parameters.seen[how] for how in ("set-aside", "asked", "invited")]
    assert "・".join(f"−{each:.1f}" for each in taken) == points[-1]


def test_the_example_of_the_readme_has_the_points_and_the_reasons_it_says():
    """By hand: 13.5 x 0.5^(5/20) = 11.3521 walk, 3.0 gardening, 0.4 time, 0.7 x 0.5 size: 15.1021."""
    garden = Area(FACILITY, "garden")
    hana = Seeker(
        tags=("gardening", "cooking"),
        availability=frozenset({"weekend-morning"}),
        nearness={garden: 0.5 ** (5 / 20)},
        from_home={garden: 0.5 ** (5 / 20)},
    )
    club = Offer(tags=frozenset({"gardening"}), areas=(garden,), times=("weekend-morning",), size_band="10-29")
    pair = Pair(hana, club, Knowledge.read().weights.on(date(2026, 11, 27)), datetime(2026, 11, 27, tzinfo=UTC))

    parts = pair.parts()

    assert 15.1021 == score_of(parts)
    assert ["on-foot:5", "shared-tag:gardening", "fits-time:weekend-morning"] == [
        part.name for part in pair.reasons(parts)
    ]
