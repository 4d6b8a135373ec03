"""The worked example that the README gives to residents, with the packaged weights."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from services.matching.domain.areas import FACILITY, OUTSIDERS, Area
from services.matching.domain.recommending.explaining import FEATURE_OF
from services.matching.domain.recommending.reasons import MINE, THEIRS, Pair
from services.matching.domain.recommending.scoring import Offer, Seeker, score_of
from services.matching.knowledge import Knowledge

README = Path(__file__).parents[3] / "services/matching/README.md"
TOLD = {
    "歩いて近い": ("area", "the walk"),
    "市外の方": ("area", "welcome"),
    "関心が重なる": ("tag", "interest"),
    "ことばが通じる": ("language", "a language"),
    "得意なこと": ("skill", "skill"),
    "必要な設備": ("access", "access need"),
    "やってみたい役割": ("role", "role"),
    "もうすぐ": ("soon", "how soon"),
    "いまの仲間": ("new_field", "a field new to you"),
    "年代": ("age", "ages"),
    "少人数": ("small", "a small group"),
    "できたばかり": ("newly", "a new group"),
    "人手": ("hands_wanted", "hands wanted"),
    "都合のよい時間": ("time", "times"),
    "「今は見送る」": ("seen", "set aside"),
}
"""How each line of the table for residents begins, the weight that it tells, and how the English words name it."""
REPEATED = {
    "tag": ("tags", "tags"),
    "skill": ("skills", "skills_wanted"),
    "access": ("access_needs", "access"),
    "role": ("role_wishes", "needs"),
}
"""What counts again, for less: where it stands of a person and of a group."""
WEIGHTS = Knowledge.read().weights.on(date(2026, 11, 27))
NOON = datetime(2026, 11, 27, tzinfo=UTC)


def the_rows() -> dict[str, list[str]]:
    """The table's lines by how they begin."""
    table = README.read_text("utf-8").partition("| なにが |")[2].partition("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table]
    found = {next(begins for begins in TOLD if row[0].startswith(begins)): row for row in rows}
    assert len(rows) == len(found)
    return found


def test_the_table_of_the_readme_has_the_weights_in_force_in_their_order():
    """The greatest first; what is taken off comes last."""
    rows = the_rows()
    named = [TOLD[begins][0] for begins in rows]
    points = [row[1] for row in rows.values()]

    assert set(TOLD) == set(rows)
    assert set(type(WEIGHTS.weights).model_fields) == set(named)
    assert [f"{getattr(WEIGHTS.weights, name):.1f}" for name in named[:-1]] == points[:-1]
    assert points[:-1] == sorted(points[:-1], key=float, reverse=True)
    taken = [WEIGHTS.weights.seen * WEIGHTS.parameters.seen[how] for how in ("set-aside", "asked", "invited")]
    assert "・".join(f"−{each:.1f}" for each in taken) == points[-1]


def test_whatever_counts_has_a_line_of_the_table():
    """Each contribution by its weight; and what welcomes people from elsewhere, which is no walk, by its own."""
    outsider = Seeker(nearness={OUTSIDERS: 1.0})
    (part,) = Pair(outsider, Offer(areas=(OUTSIDERS,)), WEIGHTS, NOON).parts()

    assert {*MINE, *THEIRS} == set(FEATURE_OF)
    assert {weight for weight, _ in TOLD.values()} == set(FEATURE_OF.values())
    assert ("welcomes-outsiders", f"{part.points:.1f}") == (part.code, the_rows()["市外の方"][1])


@pytest.mark.parametrize("weight", REPEATED)
def test_where_a_second_one_counts_half_the_table_says_so(weight):
    """Tried with two of each: the second adds half of the first."""
    mine, theirs = REPEATED[weight]
    seeker, offer = Seeker(**{mine: ("a", "b")}), Offer(**{theirs: frozenset({"a", "b"})})
    first, second = Pair(seeker, offer, WEIGHTS, NOON).parts()
    row = next(row for begins, row in the_rows().items() if TOLD[begins][0] == weight)

    assert first.points / 2 == second.points
    assert "2つめは半分" in row[2]


def test_the_words_in_english_name_each_line():
    """And that a second one counts half, whatever it is."""
    told = (
        README.read_text("utf-8")
        .partition("### How recommendations work, for residents")[2]
        .partition("\n\nSomebody")[0]
    )
    words = " ".join(told.split())

    assert [name for _, name in TOLD.values() if name not in words] == []
    assert "A second interest, skill, access need or role counts half" in words
    assert "from another city a group that welcomes them counts as if it were next door" in words


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
    pair = Pair(hana, club, WEIGHTS, NOON)

    parts = pair.parts()

    assert 15.1021 == score_of(parts)
    assert ["on-foot:5", "shared-tag:gardening", "fits-time:weekend-morning"] == [
        part.name for part in pair.reasons(parts)
    ]
