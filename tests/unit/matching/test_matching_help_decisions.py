"""Small help decided purely: what is missing for whom, the city's file, places under any order of events, and fit."""

import copy
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.areas import Area
from services.matching.domain.helping.events import HelpAsking, HelpTapped, PlaceTaken
from services.matching.domain.helping.fit import Wishing, fit, score_of
from services.matching.domain.helping.request import HELD, HelpRequest
from services.matching.domain.helping.terms import HelpTerms, age_of
from services.matching.knowledge import PACKAGED
from shared.errors import Refusal

DOCUMENT = json.loads((PACKAGED / "help.json").read_text("utf-8"))
TERMS = HelpTerms(DOCUMENT)
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ASKING = HelpAsking(
    request_id="r1", kind="request", category="event", person_id="hana", minutes=30, places=3,
    until=date(2026, 11, 28), asked_at=NOON,
)  # fmt: skip


@pytest.mark.parametrize(
    ("category", "age", "valid", "missing"),
    [
        ("event", "minor", (), ()),
        ("event", "unknown", (), ()),
        ("carrying", "adult", (), ()),
        ("carrying", "minor", (), ("guardian",)),
        ("carrying", "young", (), ("guardian",)),
        ("carrying", "young", ("adult",), ()),
        ("carrying", "minor", ("guardian",), ()),
        ("carrying", "unknown", (), ("birth-date",)),
        ("school", "adult", (), ("children",)),
        ("school", "adult", ("care",), ("children",)),
        ("school", "young", ("children", "guardian"), ("adult",)),
        ("school", "minor", (), ("children", "adult")),
        ("childrens-place", "minor", ("children",), ("guardian",)),
        ("listening", "unknown", ("care",), ("birth-date",)),
        ("professional", "adult", ("licence",), ()),
    ],
)
def test_the_worked_table_of_what_is_missing(category, age, valid, missing):
    """Whoever helps, of an age and with checks that hold."""
    assert missing == TERMS.categories[category].missing(valid, age)


def test_age_bands():
    """Only bands that lie wholly above 18 are of age."""
    bands = ("0-14", "15-24", "25-39", "75+", None)

    assert ["minor", "young", "adult", "adult", "unknown"] == [age_of(band) for band in bands]


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("categories", "school", "checks"), ["blood"]),
        (("categories", "school", "checks"), ["guardian"]),
        (("categories", "school", "minors"), "maybe"),
        (("checks", "care", "months"), 0),
        (("checks", "care", "months"), 1000),
        (("minutes", "default"), 500),
        (("fit", "wish"), -1),
        (("days_ahead_max",), 0),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(path, wrong):
    """Before the service starts, not when somebody helps."""
    document = copy.deepcopy(DOCUMENT)
    place = document
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = wrong

    with pytest.raises(ValueError, match=r".+"):
        HelpTerms(document)


def test_steps_and_how_long_a_check_lasts():
    """Steps at 1, 3 and 10; 36 months from the day, which the 31st ends on the 28th."""
    names = [step.word.en if (step := TERMS.step(deeds)) else None for deeds in (0, 2, 3, 11)]

    assert [None, "A familiar face", "Somebody to count on"] == [names[0], *names[2:]]
    assert date(2029, 11, 23) == TERMS.lasts_until("children", date(2026, 11, 23))
    assert date(2027, 12, 28) == TERMS.lasts_until("licence", date(2026, 12, 31))


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["take", "accept", "decline", "withdraw", "done", "not-done", "forgo", "prolong", "pass"]),
        st.sampled_from(["ken", "taro", "yui", "mio", "hana"]),
    ),
    max_size=40,
)


@given(MOVES)
def test_places_are_exact_and_an_end_is_the_end(moves):
    """Whatever comes in whatever order: never more than the places; what ended holds nobody and takes nothing."""
    request = HelpRequest(stream_name="help-request/r1")
    fold(request, request.open(ASKING))
    for number, (move, who) in enumerate(moves):
        ended = request.status == "closed"
        events = decided(request, move, who, number)
        assert not ended or not any(isinstance(event, PlaceTaken) for event in events)
        fold(request, events)
        assert 0 <= request.free <= 3
    if request.status == "closed":
        assert not [answer for answer in request.answers.values() if answer.status in HELD]
        assert request.due_at is None
    else:
        assert request.due_at is not None


def decided(request, move, who, number):
    try:
        match move:
            case "take":
                return request.take(HelpTapped(request_id="r1", person_id=who, number=number), NOON)
            case "accept":
                return request.accept(who, companion_id=None, alone=True, by="hana", relation="self")
            case "decline" | "withdraw":
                return request.end_answer(who, "declined" if move == "decline" else "withdrawn")
            case "done" | "not-done":
                return request.settle(who, done=move == "done", by="hana", relation="self")
            case "forgo":
                return request.forgo(who)
            case "prolong":
                return request.prolong(date(2026, 11, 29))
        return request.pass_day(request.due_at or NOON, "abe")
    except Refusal:
        return []


def fold(request, events):
    for event in events:
        request.apply(event)


AREAS = (Area("neighbourhood", "kita"), Area("neighbourhood", "minami"))
SOME = st.frozensets(st.sampled_from(["a", "b", "c"]))


@given(st.frozensets(st.just("garden")), SOME, SOME, st.lists(st.sampled_from(AREAS), unique=True), SOME, SOME,
       st.fixed_dictionaries({area: st.floats(0, 1) for area in AREAS}))  # fmt: skip
def test_every_reason_is_true(wished, tags, theirs, areas, times, free, nearness):
    """Taking away the feature that a reason names lowers the sum."""
    wishing = Wishing(wished, tuple(sorted(tags)), nearness, free)
    offer = {"category": "garden", "tags": theirs, "areas": areas, "times": sorted(times), "points": TERMS.fit}
    reasons = fit(wishing, **offer)
    without = {
        "wished": Wishing(frozenset(), wishing.tags, nearness, free),
        "tag": Wishing(wished, (), nearness, free),
        "near": Wishing(wished, wishing.tags, {}, free),
        "fits-time": Wishing(wished, wishing.tags, nearness, frozenset()),
    }

    for reason in reasons:
        assert reason.points > 0
        assert score_of(fit(without[reason.code], **offer)) < score_of(reasons)
