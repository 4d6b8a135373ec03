"""Groups find groups: scores worked by hand, true reasons, one contact a pair, and health that tells nobody's age."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.areas import Area
from services.matching.domain.groups.group import Group, Profile
from services.matching.domain.groups.group_contact import GroupContact, named_by
from services.matching.domain.groups.group_contact_events import ContactAsked, ContactLate
from services.matching.domain.groups.health import Counted, ages_told, figures_of
from services.matching.domain.groups.partners import GroupSeen, PartnerTerms, fits, reasons_of, score_of
from services.matching.domain.team.choosing import Coordinator
from services.matching.domain.team.roster import Roster
from services.matching.groups.refusals_groups import ContactUnderWay, NotSought, SearchTime
from services.matching.knowledge import PACKAGED
from shared.errors import Refusal

TERMS = PartnerTerms.read(PACKAGED / "partners.json")
HERE, THERE = Area("n", "here"), Area("n", "there")
NEAR = {HERE: 1.0, THERE: 0.5}
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_the_worked_pair():
    """A 町会 that needs photographs, and a photography circle that works half-near and needs people to set up.

    near 2.0 x 0.5 = 1.0; shared theme festival 2.0; they can photograph 2.4; we (festival) can set up 2.4; together
    twice 1.0 x (1 - 0.25) = 0.75. Sum 8.55; said are the three greatest.
    """
    ours = GroupSeen(("neighbourhood", "festival"), ("photography",), (HERE,))
    theirs = GroupSeen(("photography", "festival"), ("setting-up",), (THERE,), done_together=2)

    found = fits(ours, theirs, NEAR, TERMS)

    assert 8.55 == score_of(found)
    assert [("they-can", "photography", 2.4), ("we-can", "setting-up", 2.4), ("shared-theme", "festival", 2.0)] == [
        tuple(part) for part in reasons_of(found)
    ]


TAGS = st.lists(st.sampled_from(sorted(TERMS.skills_of_themes)), unique=True, max_size=5).map(tuple)
ROLES = st.lists(
    st.sampled_from(["cooking", "teaching", "photography", "setting-up", "publicity"]), unique=True, max_size=4
).map(tuple)
SEEN = st.builds(
    GroupSeen, TAGS, ROLES, st.lists(st.sampled_from([HERE, THERE]), unique=True).map(tuple), st.integers(0, 3)
)


def without(ours, theirs, near, part):
    """The same two groups, where what a reason names is taken away."""

    def less(all, one):
        return tuple(each for each in all if each != one)

    match part.code:
        case "near-group":
            return ours, theirs, {}
        case "shared-theme":  # what a theme can do for a need is another reason: it stays a skill
            return GroupSeen(less(ours.tags, part.about), ours.needs, ours.areas), theirs, near
        case "shared-need":
            return (
                ours,
                GroupSeen(theirs.tags, less(theirs.needs, part.about), theirs.areas, theirs.done_together),
                near,
            )
        case "they-can":
            return GroupSeen(ours.tags, less(ours.needs, part.about), ours.areas), theirs, near
        case "we-can":
            return (
                ours,
                GroupSeen(theirs.tags, less(theirs.needs, part.about), theirs.areas, theirs.done_together),
                near,
            )
        case _:
            return ours, GroupSeen(theirs.tags, theirs.needs, theirs.areas), near


@settings(max_examples=400, deadline=None)
@given(SEEN, SEEN)
def test_every_reason_is_true(ours, theirs):
    """Taking away what it names lowers the score; none is said where nothing is in common; never more than three."""
    found = fits(ours, theirs, NEAR, TERMS)

    said = reasons_of(found)
    assert len(said) <= 3
    for part in said:
        assert score_of(fits(*without(ours, theirs, NEAR, part), TERMS)) < score_of(found)


def test_every_reason_reads_in_three_languages():
    """Also with a word."""
    assert {"near-group", "shared-theme", "shared-need", "they-can", "we-can", "joint-activity"} == set(TERMS.sentences)
    assert all({"ja", "plain", "en"} == set(said) for said in TERMS.sentences.values())


# -- contacts


class Pair:
    """Two groups, the roster, and the saga between them."""

    def __init__(self, *coordinators):
        self.roster = Roster(stream_name="roster/main")
        self.do(self.roster, self.roster.set_desk("abe", 7))
        for id in coordinators:
            self.do(self.roster, self.roster.set_coordinator(id, Coordinator(capacity=3)))
        self.found = GroupContact(stream_name="group-contact/a~b")

    def do(self, state, events):
        for event in events:
            state.apply(event)
        return events

    def then(self, events, at):
        self.do(self.found, events)
        for asked in (event for event in events if isinstance(event, (ContactAsked, ContactLate))):
            for named in self.do(self.roster, named_by(self.roster, asked)):
                self.do(self.found, self.found.take(named, at))

    @property
    def now(self):
        return self.found.status, self.found.coordinator_id, self.found.due_at


def test_the_worked_contact():
    """Fourteen days with the coordinator, fourteen with the desk owner, then it has lapsed, and may be asked anew."""
    pair = Pair("sato")
    pair.then(pair.found.ask("a", "b", "festival", by="yui"), NOW)
    assert ("asked", "sato", NOW + 14 * DAY) == pair.now
    pair.then(pair.found.pass_deadline(NOW + 14 * DAY), NOW + 14 * DAY)
    assert ("asked", "abe", NOW + 28 * DAY) == pair.now
    pair.then(pair.found.pass_deadline(NOW + 28 * DAY), NOW + 28 * DAY)
    assert ("lapsed", "abe", None) == pair.now

    pair.then(pair.found.ask("b", "a", "festival", by="ken"), NOW + 30 * DAY)
    pair.then(pair.found.answer(accepted=True, by="yui", relation="officer"), NOW + 31 * DAY)
    assert ("accepted", 1) == (pair.found.status, pair.found.together)


def test_two_groups_that_ask_each_other_have_one_contact():
    """The second is told who has asked."""
    pair = Pair("sato")
    pair.then(pair.found.ask("a", "b", "festival", by="yui"), NOW)

    with pytest.raises(ContactUnderWay) as refused:
        pair.found.ask("b", "a", "nature", by="ken")
    assert "a" == refused.value.data["from_group"]
    assert GroupContact.between("a", "b") == GroupContact.between("b", "a")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["ask", "yes", "no", "days", "clock", "retire", "enter"]), max_size=30))
def test_what_waits_has_one_owner_and_a_day(steps):
    """Whoever retires meanwhile, also when there is no coordinator at all; what is over has no day."""
    pair, now = Pair("sato"), NOW
    for step in steps:
        try:
            match step:
                case "ask":
                    pair.then(pair.found.ask("a", "b", "festival", by="yui"), now)
                case "yes" | "no":
                    pair.then(pair.found.answer(accepted=step == "yes", by="ken", relation="officer"), now)
                case "days":
                    now += 9 * DAY
                case "clock":
                    pair.then(pair.found.pass_deadline(now), now)
                case "retire":
                    pair.do(pair.roster, pair.roster.retire("sato"))
                case _:
                    pair.do(pair.roster, pair.roster.set_coordinator("sato", Coordinator(capacity=1)))
        except Refusal:
            continue
        waits = pair.found.status == "asked"
        assert waits == (pair.found.due_at is not None)
        assert not waits or pair.found.coordinator_id


# -- health


def test_ages_are_told_whole_or_not_at_all():
    """Five in each of three bands; else of two; else nothing. In whole fives, so that one more shows nothing."""
    assert {"40-64": 5, "65+": 5, "under-40": 5} == ages_told(["25-39"] * 6 + ["40-64"] * 9 + ["75+"] * 5)
    assert {"65+": 5, "under-65": 10} == ages_told(["25-39"] * 4 + ["40-64"] * 9 + ["75+"] * 5)
    assert {} == ages_told(["25-39"] * 4 + ["75+"] * 50)
    assert {} == ages_told(["75+"] * 50), "one band alone says everybody's"
    assert {} == ages_told([])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["0-14", "15-24", "25-39", "40-64", "65-74", "75+"]), max_size=40))
def test_no_band_tells_fewer_than_five(bands):
    """Nor does one person more or less show, except at a whole five."""
    told = ages_told(bands)

    assert all(count >= 5 and count % 5 == 0 for count in told.values())


def test_the_worked_health():
    """Two officers, ten activities and four introductions: 7 each, which is high; three of four answered in time."""
    counted = Counted(officers=2, activities=10, introductions=4, answered=4, in_time=3, new_members=0)

    assert [
        ("ages/untold", {}),
        ("load/high", {"per_officer": 7.0, "officers": 2}),
        ("openness/fine", {"answered": 4, "in_time_share": 0.75}),
        ("new-members/low", {"new_members": 0}),
    ] == [(each.key, dict(each.values)) for each in figures_of(counted)]


def test_a_group_of_nobody_has_a_health_too():
    """No division by nothing."""
    keys = [each.key for each in figures_of(Counted(0, 0, 0, 0, 0, 0))]

    assert ["ages/untold", "load/none", "openness/none", "new-members/low"] == keys


def test_a_search_ends_on_a_day_ahead():
    """Within a year; the clock ends it only when its last day has passed."""
    group = Group(stream_name="group/g")
    for event in group.register(Profile(name="g", kind="theme"), "yui"):
        group.apply(event)
    today = date(2026, 11, 23)
    for until in (today, today + timedelta(days=366)):
        with pytest.raises(SearchTime):
            group.seek("accounting", until, today)
    for event in group.seek("accounting", date(2026, 12, 1), today):
        group.apply(event)

    assert [] == group.end_search("accounting", past=date(2026, 12, 1))
    assert [] == group.end_search("driving", past=date(2027, 12, 1))
    assert 1 == len(group.end_search("accounting", past=date(2026, 12, 2)))
    with pytest.raises(NotSought):
        group.end_search("driving")
