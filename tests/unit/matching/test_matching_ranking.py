"""All offers at once score exactly as each alone, and the best are the best: for any words, people and offers."""

import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.areas import Area
from services.matching.domain.recommending.columns import Columns
from services.matching.domain.recommending.ranking import best, scores
from services.matching.domain.recommending.reasons import MAY_GAIN, without
from services.matching.domain.recommending.scoring import Offer, Seeker, contributions, units_of, units_reading
from services.matching.domain.recommending.weights import FeatureWeights, Parameters, Weights

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CODES = tuple("abcdefg")
AREAS = tuple(Area("layer", code) for code in CODES)
BROADER = {"a": "g", "b": "g", "c": "f", "d": "f"}
KEYS = ("group/a", "group/b")
BANDS = ("1-4", "5-9", "10-29", "30-99", "100+")


def some(codes):
    return st.lists(st.sampled_from(codes), unique=True, max_size=5).map(tuple)


def set_of(codes):
    return some(codes).map(frozenset)


instants = st.integers(-(10**13), 10**13).map(lambda microseconds: NOW + timedelta(microseconds=microseconds))
days = st.integers(-5, 200).map(lambda days: NOW.date() - timedelta(days=days))
seekers = st.builds(
    Seeker,
    tags=some(CODES),
    role_wishes=some(CODES),
    skills=some(CODES),
    access_needs=some(CODES),
    availability=set_of(CODES),
    languages=some(("ja", "ja-easy", "en", "zh", "ko")),
    age_band=st.sampled_from(("", "x", "y")),
    half_minutes=st.just(20.0),
    nearness=st.dictionaries(st.sampled_from(AREAS), st.floats(0, 1), max_size=4),
    joined_tags=set_of(CODES),
    has_groups=st.booleans(),
    broader=st.just(BROADER),
    seen=st.dictionaries(
        st.sampled_from(KEYS), st.tuples(st.sampled_from(("asked", "set-aside", "new")), days), max_size=2
    ),
)
offers = st.builds(
    Offer,
    tags=set_of(CODES),
    needs=set_of(CODES),
    skills_wanted=set_of(CODES),
    access=set_of(CODES),
    areas=some(AREAS),
    times=some(CODES),
    languages=set_of(("ja", "en", "zh", "ko")),
    ages_wanted=set_of(("x", "y")),
    size_band=st.sampled_from((*BANDS, "", "of another contract")),
    registered_at=st.none() | instants,
    starts_at=st.none() | instants,
    key=st.sampled_from(("", *KEYS)),
)
# few and round weights make many ties; any others make many digits
weight = st.sampled_from((0.0, 0.00005, 0.5, 1.0, 2.4)) | st.floats(0, 5)
weights = st.builds(
    Weights,
    effective_from=st.just(NOW.date()),
    weights=st.builds(FeatureWeights, **dict.fromkeys(FeatureWeights.model_fields, weight)),
    parameters=st.builds(
        Parameters,
        repeat_factor=st.sampled_from((0.5, 1.0)) | st.floats(0.01, 1),
        soon_days=st.floats(0.5, 60),
        newly_days=st.floats(0.5, 60),
        kindred_factor=st.sampled_from((0.0, 0.3, 1.0)) | st.floats(0, 1),
        seen_days=st.floats(0.5, 400),
        seen=st.dictionaries(st.sampled_from(("asked", "set-aside")), st.floats(0, 1)),
        small=st.dictionaries(st.sampled_from(BANDS), st.floats(0, 1)),
    ),
)


@settings(max_examples=60, deadline=None)
@given(seeker=seekers, offered=st.lists(offers, max_size=8), weighed=weights, limit=st.integers(1, 12))
def test_the_fast_way_gives_what_the_plain_way_gives(seeker, offered, weighed, limit):
    """Every score to the last digit; the best in the same order, equal ones too, and nothing that is over."""
    columns = Columns(BROADER)
    for number, offer in enumerate(offered):
        columns.put(f"k/{number}", f"id-{number}", offer, offer.starts_at)

    fast = scores(columns, seeker, weighed, NOW)
    shown = best(columns, fast, NOW, "person", limit, without=["k/0", "nothing"])

    plain = [units_of(contributions(seeker, offer, weighed, NOW)) for offer in offered]
    assert plain == [fast[columns.slots[f"k/{number}"]] for number in range(len(offered))]
    ordered = sorted((-score, tie("person", f"id-{n}"), n) for n, score in enumerate(plain) if n and score > 0)
    later = [n for _, _, n in ordered if offered[n].starts_at is None or offered[n].starts_at > NOW]
    assert [f"id-{n}" for n in later[:limit]] == [columns.ids[slot] for slot in shown]


@settings(max_examples=60, deadline=None)
@given(seeker=seekers, offer=offers, weighed=weights)
def test_what_is_tried_on_one_side_alone_is_no_gain_on_the_other(seeker, offer, weighed):
    """For any weights: without what these contributions name they do not score higher, so it need not be tried."""
    parts = contributions(seeker, offer, weighed, NOW)

    for part in parts:
        if part.code not in MAY_GAIN:
            assert units_of(contributions(seeker, without(offer, part), weighed, NOW)) <= units_of(parts)


@settings(max_examples=60, deadline=None)
@given(seeker=seekers, other=seekers, offer=offers, another=offers, weighed=weights)
def test_what_is_taken_away_changes_only_the_features_that_look_at_it(seeker, other, offer, another, weighed):
    """For any field of either side, changed to any value: those alone tell how much the whole score changes."""
    before = units_of(contributions(seeker, offer, weighed, NOW))
    for field in Seeker._fields:
        changed = seeker._replace(**{field: getattr(other, field)})
        whole = units_of(contributions(changed, offer, weighed, NOW)) - before
        assert whole == units_reading(field, changed, offer, weighed, NOW) - units_reading(
            field, seeker, offer, weighed, NOW
        ), field
    for field in Offer._fields:
        changed = offer._replace(**{field: getattr(another, field)})
        whole = units_of(contributions(seeker, changed, weighed, NOW)) - before
        assert whole == units_reading(field, seeker, changed, weighed, NOW) - units_reading(
            field, seeker, offer, weighed, NOW
        ), field


@settings(max_examples=60, deadline=None)
@given(seeker=seekers, steps=st.lists(st.tuples(st.integers(0, 6), st.none() | offers), max_size=25), weighed=weights)
def test_columns_that_follow_are_those_made_anew(seeker, steps, weighed):
    """An offer that is replaced or dropped leaves nothing behind, and a slot is used again."""
    followed, left = Columns(BROADER), {}
    for number, offer in steps:
        key = f"k/{number}"
        if offer is None:
            followed.drop(key)
            left.pop(key, None)
        else:
            followed.put(key, key, offer)
            left[key] = offer

    found = scores(followed, seeker, weighed, NOW)

    assert {key: units_of(contributions(seeker, offer, weighed, NOW)) for key, offer in left.items()} == {
        key: found[slot] for key, slot in followed.slots.items()
    }
    assert {key for key, offer in left.items() if units_of(contributions(seeker, offer, weighed, NOW)) > 0} == {
        followed.ids[slot] for slot in best(followed, found, NOW, "", 50)
    }


def tie(person, id):
    """The order of equals, written a second time."""

    def mixed(number):
        for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
            number = (number ^ number >> shift) * factor % 2**32
        return number

    return mixed(zlib.crc32(id.encode()) ^ mixed(zlib.crc32(person.encode())))


def test_many_equals_are_shown_in_each_persons_own_order():
    """A hundred offers that are alike: each is somebody's first, and none is the first of many."""
    columns = Columns()
    for number in range(100):
        columns.put(f"g/{number}", f"g{number}", Offer(size_band="1-4"))
    w = Weights(
        effective_from=NOW.date(),
        weights=FeatureWeights(**{**dict.fromkeys(FeatureWeights.model_fields, 0.0), "small": 1.0}),
        parameters=Parameters(repeat_factor=0.5, soon_days=14, small={"1-4": 1.0}),
    )
    score = scores(columns, Seeker(), w, NOW)

    first = Counter(best(columns, score, NOW, f"person-{n}", 1)[0] for n in range(2_000))

    assert 100 == len(first)
    assert 2_000 / 100 * 2.5 > max(first.values())
