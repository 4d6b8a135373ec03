"""Every reason that the sample town's 5,000 people are shown is true: without what it names the score is lower."""

from collections import Counter
from datetime import UTC, date, datetime

import numpy as np
import pytest

from kyoso.town.activities import activities_of
from kyoso.town.generate import generate
from services.matching.domain.areas import Area
from services.matching.domain.events import Interests
from services.matching.domain.recommending.columns import Columns
from services.matching.domain.recommending.ranking import best, scores
from services.matching.domain.recommending.reasons import REASONS_MAX, Pair
from services.matching.domain.recommending.scoring import Contribution, Offer, Seeker, contributions
from services.matching.knowledge import Knowledge
from services.matching.recommending.catalogue import offer_of_activity, offer_of_group
from services.matching.recommending.needs import NOTHING, Needs
from services.matching.recommending.seekers import seeker_of
from services.matching.rows import ActivityRow, GroupRow, PersonRow
from tests.unit.matching.reason_batch import CODES, NOBODYS, WHOLE, Batch

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KNOWLEDGE = Knowledge.read()
WEIGHTS = KNOWLEDGE.weights.on(NOW.date())
SCORING = (KNOWLEDGE.words.broader, WEIGHTS, NOW)
TAKEN = {
    "shared-tag": "tags", "kindred-tag": "tags", "needed-role": "roles", "shared-language": "languages",
    "fits-time": "times", "same-area": "place", "near-area": "place", "on-foot-from-area": "place",
    "new-field": "field",
    "small-group": "size", "soon": "start", "hands-wanted": "needs", "newly-registered": "registered",
    "needed-skill": "skills", "has-access": "access", "age-wanted": "age", "welcomes-outsiders": "place",
}  # fmt: skip
"""What a reason names, the person's side where it is of both; written apart from the service."""
MET = {
    "shared-tag", "kindred-tag", "needed-role", "same-area", "on-foot-from-area", "fits-time", "shared-language",
    "needed-skill", "has-access", "age-wanted", "welcomes-outsiders",
}  # fmt: skip
"""What the town must show to somebody, so that the trial is one."""
SHOWN = 10


def the_town():
    """The town's offers as columns, and each person with their groups, as scoring sees them."""
    town = generate()
    columns, tags = Columns(KNOWLEDGE.words.broader), {}
    points = {house.id: (house.latitude, house.longitude) for house in town.facilities}
    spots = KNOWLEDGE.areas.with_facilities(points)
    for group in town.groups:
        fields = {name: getattr(group, name) for name in GROUP_FIELDS}
        row = GroupRow(id=group.id, group_kind=group.kind, size_band=group.size_band, **fields)
        columns.put(group.id, group.id, offer_of_group(row, points, KNOWLEDGE.areas))
        tags[group.id] = frozenset(row.tags)
    for seed in activities_of(town, date(2026, 11, 23)):
        fields = {
            name: getattr(seed, name) for name in ("id", "title", "group_id", "place", "starts_at", "ends_at", "fee")
        }
        row = ActivityRow(**fields, deadline=seed.starts_at, tags=seed.tags, areas=seed.areas, capacity=seed.capacity)
        columns.put(seed.id, seed.id, offer_of_activity(row, KNOWLEDGE.words, areas=KNOWLEDGE.areas), row.starts_at)
    people = []
    for person in town.people:
        said = person.interests
        wishes = said and Interests(**{n: getattr(said, n) for n in WISHES})
        needs = Needs(access_needs=said.access_needs, age_band=said.age_band) if said else NOTHING
        row = PersonRow(id=person.id, areas=person.areas, language=person.language, interests=wishes)
        groups = {*person.officer_of, *person.member_of}
        joined = frozenset(tag for id in groups for tag in tags[id])
        people.append(
            (
                seeker_of(row, KNOWLEDGE, spots, needs=needs)._replace(joined_tags=joined, has_groups=bool(groups)),
                groups,
                person.id,
            )
        )
    return columns, people


WISHES = ("tags", "areas", "availability", "languages", "role_wishes", "skills")
GROUP_FIELDS = (
    "name", "areas", "tags", "needs", "times", "languages", "meets_at", "skills_wanted", "access", "ages_wanted",
    "outsiders_welcome",
)  # fmt: skip


class Taken:
    """What is taken from which pair, one row a reason."""

    def __init__(self, numbers):
        self.numbers, self.rows, self.names = numbers, [], []

    def take(self, row, reason):
        self.rows.append(row)
        self.names.append((TAKEN[reason.code], reason.about.split("~")[0]))

    def arrays(self):
        codes = {
            name: np.array([self.numbers[name][about] if field == name else NOBODYS for field, about in self.names])
            for name in CODES
        }
        return codes | {name: np.array([field == name for field, _ in self.names]) for name in WHOLE}


def total(seeker, offer):
    return sum(part.units for part in contributions(seeker, offer, WEIGHTS, NOW))


def test_without_what_a_reason_names_the_score_is_lower_for_5000_people():
    """Everybody's ten best, each reason of each; and who has said something gets a reason that names it.

    Scored a second time by code of its own (``reason_batch``), whole and without what each reason names.
    """
    columns, people = the_town()
    batch = Batch([seeker for seeker, _, _ in people], columns.offers[: len(columns.slots)], *SCORING)
    shown, tried, told = [], Taken(batch.numbers), Counter()
    for who, (seeker, groups, id) in enumerate(people):
        score = scores(columns, seeker, WEIGHTS, NOW)
        for slot in best(columns, score, NOW, id, SHOWN, groups):
            pair = Pair(seeker, columns.offers[slot], WEIGHTS, NOW)
            reasons = pair.reasons(pair.parts())
            assert 1 <= len(reasons) <= REASONS_MAX
            for reason in reasons:
                tried.take(len(shown), reason)
            shown.append((who, slot, score[slot]))
            told.update(reason.code for reason in reasons)

    who, what, expected = np.array(shown).T
    rows = np.array(tried.rows)
    lower = batch.scores(who[rows], what[rows], **tried.arrays())
    assert np.array_equal(batch.scores(who, what), expected)
    assert [] == [(people[who[rows[n]]][2], tried.names[n]) for n in np.flatnonzero(lower >= expected[rows])]
    assert 5_000 == len(people)
    assert 100_000 < told.total() == len(rows)
    assert MET <= told.keys()


def test_a_reason_that_is_not_true_is_found():
    """The trial itself: what changes nothing is not lower, and what counts is lower by its points."""
    seeker, offer = (
        Seeker(tags=("yoga", "tea"), languages=("en", "zh")),
        Offer(frozenset({"tea"}), languages=("en", "zh")),
    )
    batch = Batch([seeker], [offer], *SCORING)
    taken = Taken(batch.numbers)
    for name in ("shared-tag:tea", "shared-tag:yoga", "shared-language:en", "small-group"):
        code, _, about = name.partition(":")
        taken.take(0, Contribution(code, about, 1))
    zeros = np.zeros(4, dtype=int)

    assert [60_000] == batch.scores(zeros[:1], zeros[:1]).tolist()
    assert [30_000, 60_000, 60_000, 60_000] == batch.scores(zeros, zeros, **taken.arrays()).tolist()


def test_what_would_be_a_gain_if_they_did_not_do_it_is_no_reason():
    """A third shared tag, 0.75, hides that the field would be new, 0.9. Worked by hand."""
    seeker = Seeker(tags=("gardening", "chorus", "yoga"), joined_tags=frozenset({"yoga"}), has_groups=True)
    offer = Offer(tags=frozenset({"gardening", "chorus", "yoga"}))
    pair = Pair(seeker, offer, WEIGHTS, NOW)

    assert [3.0, 1.5, 0.75] == [part.points for part in pair.parts()]
    assert ["shared-tag:gardening", "shared-tag:chorus"] == [part.name for part in pair.reasons(pair.parts())]


def test_of_two_languages_that_fit_none_is_the_reason():
    """Without English they would talk Chinese: the score is the same, so that English alone is no reason."""
    offer = Offer(languages=frozenset({"ja", "en", "zh"}), size_band="1-4")
    both = Pair(Seeker(languages=("en", "zh")), offer, WEIGHTS, NOW)
    one = Pair(Seeker(languages=("en",)), offer, WEIGHTS, NOW)

    assert ["small-group"] == [part.code for part in both.reasons(both.parts())]
    assert ["shared-language", "small-group"] == [part.code for part in one.reasons(one.parts())]


def test_nothing_to_say_is_said():
    """No reason is made up for what scores nothing."""
    pair = Pair(Seeker(tags=("gardening",)), Offer(tags=frozenset({"chorus"}), size_band="100+"), WEIGHTS, NOW)

    assert () == pair.reasons(pair.parts())


@pytest.mark.parametrize(
    ("tags", "theirs", "expected"),
    [
        (("gardening",), {"farming"}, {"kindred-tag:gardening~farming": 0.9}),
        (("outdoors",), {"farming", "animals"}, {"kindred-tag:outdoors~animals": 0.9}),
        (("gardening",), {"outdoors"}, {"kindred-tag:gardening~outdoors": 0.9}),
        (("gardening", "farming"), {"farming"}, {"shared-tag:farming": 3.0, "kindred-tag:gardening~farming": 0.45}),
        (("gardening",), {"chorus"}, {}),
    ],
)
def test_a_kindred_tag_counts_in_part_and_names_both(tags, theirs, expected):
    """3.0 x 0.3, halved for what comes after a shared one; a tag of another family counts nothing."""
    seeker = Seeker(tags=tags, broader=KNOWLEDGE.words.broader)

    parts = contributions(seeker, Offer(tags=frozenset(theirs)), WEIGHTS, NOW)

    assert expected == {part.name: part.points for part in parts}


def test_who_shares_a_tag_is_never_below_who_is_only_kindred():
    """For any tags: one more that is shared makes the score higher, whatever else is kindred."""
    mine = ("farming", "gardening", "nature", "animals")
    for others in ((), ("outdoors",), ("animals",), ("outdoors", "farming", "recycling")):
        seeker = Seeker(tags=mine, broader=KNOWLEDGE.words.broader)
        before = total(seeker, Offer(tags=frozenset(others)))

        assert before < total(seeker, Offer(tags=frozenset({*others, "nature"})))


def test_the_weight_of_place_is_the_only_thing_between_two_alike():
    """Of two groups alike in all else the nearer one is first; with no weight on place they are equal."""
    near, far = (Offer(tags=frozenset({"yoga"}), areas=(Area("school", id),)) for id in ("takadai-sho", "osawa-sho"))
    seeker = Seeker(tags=("yoga",), nearness=KNOWLEDGE.areas.around([Area("school", "kobushi-sho")]))
    weightless = WEIGHTS.model_copy(update={"weights": WEIGHTS.weights.model_copy(update={"area": 0.0})})

    assert total(seeker, near) > total(seeker, far)
    assert 1 == len({tuple(contributions(seeker, offer, weightless, NOW)) for offer in (near, far)})
