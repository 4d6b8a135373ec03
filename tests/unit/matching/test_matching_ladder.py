"""The ladder of one person: which deeds make which step, on the edges of the definitions, and what is kept."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.ladder.ladder import KEPT_MAX
from services.matching.domain.ladder.terms import STEPS, LadderTable, LadderTerms
from services.matching.domain.person import Person
from services.matching.knowledge import PACKAGED

DAY = date(2026, 11, 23)
TERMS = LadderTerms(
    effective_from=date(2026, 4, 1), taking_part_days=365, core_days=365, core_attendances=2, core_groups=2
)


class Climbing:
    """A ladder and what was decided on it."""

    def __init__(self):
        self.state = Person(stream_name="person/hana")

    def do(self, decide):
        events = decide(self.state)
        for event in events:
            self.state.apply(event)
        return events

    def note(self, kind, group="g", on=DAY, key=""):
        return self.do(lambda person: person.climb(kind, group, on, key))

    def step(self, day=DAY):
        return self.state.record.standing(day, TERMS).step


@pytest.fixture
def hana():
    return Climbing()


def test_who_has_said_nothing_is_on_no_step(hana):
    """Nobody is placed at the bottom."""
    assert hana.step() is None


def test_the_steps_from_an_interest_to_an_office(hana):
    """interested, taking part, core; and back when the office and the membership end."""
    steps = []
    hana.do(lambda person: person.note_interest(DAY))
    steps.append(hana.step())
    for kind in ("joined", "officer", "officer-ended", "left"):
        hana.note(kind)
        steps.append(hana.step())

    assert ["interested", "taking-part", "core", "taking-part", "interested"] == steps


def test_an_attendance_counts_for_a_year(hana):
    """365 days, the day itself included."""
    hana.note("attended", on=DAY - timedelta(days=364), key="a")

    assert "taking-part" == hana.step()
    assert hana.step(DAY + timedelta(days=1)) is None


def test_often_in_two_groups_is_core(hana):
    """Twice in each of two; three times in one is not."""
    for n, group in enumerate(("g", "g", "g", "h")):
        hana.note("attended", group, key=f"a{n}")
    assert "taking-part" == hana.step()

    hana.note("attended", "h", key="a9")
    assert "core" == hana.step()


def test_an_attendance_counts_once_and_can_be_taken_back(hana):
    """Also when the correction is heard of first; then the attendance that it meant does not count."""
    assert 1 == len(hana.note("attended", key="a"))
    assert [] == hana.note("attended", key="a")
    hana.do(lambda person: person.void_attendance("a"))
    assert hana.step() is None

    hana.do(lambda person: person.void_attendance("b"))
    hana.note("attended", key="b")
    assert hana.step() is None
    hana.note("attended", key="b")
    assert "taking-part" == hana.step()


def test_what_is_past_is_as_it_was(hana):
    """The step of an earlier day knows nothing of what came later."""
    hana.note("joined", on=DAY - timedelta(days=10))
    hana.note("officer", on=DAY)

    assert [None, "taking-part", "core"] == [hana.step(DAY - timedelta(days=n)) for n in (11, 1, 0)]


def test_without_consent_nothing_is_kept_and_nothing_is_noted(hana):
    """What happens after it was given again counts; after an erasure nothing ever does."""
    hana.note("joined")
    hana.do(lambda person: person.hear_consent(given=False))
    assert () == hana.state.record.deeds
    assert [] == hana.note("joined")
    hana.do(lambda person: person.hear_consent(given=True))
    assert 1 == len(hana.note("joined"))

    hana.do(lambda person: person.forget())
    assert [] == hana.do(lambda person: person.hear_consent(given=True))
    assert [] == hana.note("joined")
    assert [] == hana.do(lambda person: person.hear(areas={"school": "x"}, language="ja", age_band="75+"))


def test_a_diligent_person_s_record_is_bounded(hana):
    """The oldest attendances go; a membership stays."""
    hana.note("joined", on=DAY - timedelta(days=3000))
    for n in range(KEPT_MAX + 5):
        hana.note("attended", on=DAY, key=f"a{n}")

    assert KEPT_MAX + 1 == len(hana.state.record.deeds)
    assert "joined" == hana.state.record.deeds[0].kind


KINDS = st.sampled_from(["attended", "joined", "left", "officer", "officer-ended"])


@given(st.lists(st.tuples(KINDS, st.sampled_from("gh"), st.integers(0, 700)), max_size=20), st.integers(0, 700))
def test_more_attendances_never_lower_a_step(deeds, ago):
    """Whatever else somebody did."""
    hana = Climbing()
    for n, (kind, group, days) in enumerate(sorted(deeds, key=lambda deed: -deed[2])):
        hana.note(kind, group, DAY - timedelta(days=days), f"a{n}" if kind == "attended" else "")
    before = hana.step()
    hana.note("attended", "g", DAY - timedelta(days=ago), "new")

    order = (None, *STEPS)
    assert order.index(hana.step()) >= order.index(before)


def test_the_definitions_are_data_with_dates():
    """The packaged ones load; the newest that has begun holds."""
    table = LadderTable.read(Path(PACKAGED) / "ladder.json")
    newer = LadderTable({"versions": [TERMS.model_dump(), {**TERMS.model_dump(), "effective_from": "2027-04-01"}]})

    assert table.on(date(2020, 1, 1)) == table.versions[0]
    assert date(2026, 4, 1) == newer.on(date(2027, 3, 31)).effective_from
    assert date(2027, 4, 1) == newer.on(date(2027, 4, 1)).effective_from
    with pytest.raises(ValueError, match="at least one"):
        LadderTable({"versions": []})
