"""Who fits a group's need: the scorer of recommendations the other way round, by what a group may know alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.areas import Area
from services.matching.domain.events import Asking, AssignmentMade
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.inviting.events import InvitationPlaceTaken, InvitationUnmade
from services.matching.domain.inviting.invitee_terms import InviteeTerms, Vetted
from services.matching.domain.inviting.invitees import Invitee, cleared, counted, fits, name_of
from services.matching.domain.person import Person
from services.matching.domain.recommending.reasons import Pair, lesser
from services.matching.domain.recommending.scoring import Offer, Seeker, contributions, units_of
from services.matching.knowledge import PACKAGED, Knowledge
from shared.contracts.matching import IntroductionAccepted, IntroductionProposed

KNOWLEDGE = Knowledge.read()
TERMS = KNOWLEDGE.invitees
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
WEIGHTS = KNOWLEDGE.weights.on(TODAY)
COUNTED = counted(WEIGHTS)
CLUB = Offer(
    tags=frozenset({"gardening", "nature"}),
    needs=frozenset({"publicity", "accounting"}),
    skills_wanted=frozenset({"digital"}),
    times=("weekend-morning", "weekday-morning"),
    languages=frozenset({"ja", "en"}),
    size_band="5-9",
    registered_at=NOW,
    areas=(Area("town", "chuo-1"),),
)


def test_the_example_by_hand():
    """Publicity 1.2, computers 2.2, English 3.0, gardening 3.0, half of their times 0.2: 9.6, and three reasons."""
    hana = Seeker(
        tags=("gardening",), role_wishes=("publicity",), skills=("digital",), languages=("en",),
        availability=frozenset({"weekend-morning"}),
    )  # fmt: skip

    (fit,) = fits([Invitee("p1", "secret", hana)], "club", CLUB, WEIGHTS, NOW, TODAY)

    assert 96_000 == fit.units
    assert ["shared-tag:gardening", "shared-language:en", "needed-skill:digital"] == [r.name for r in fit.reasons]


def test_a_group_finds_by_what_it_may_know_alone():
    """Home, age, needs, and groups change neither points nor reasons; what the group is like counts nothing."""
    hana = Seeker(role_wishes=("publicity",))
    more = hana._replace(
        nearness={Area("town", "chuo-1"): 1.0}, age_band="40-64", access_needs=("step-free",),
        has_groups=True, joined_tags=frozenset({"chorus"}),
    )  # fmt: skip

    one, other = fits([Invitee("p1", "a", hana), Invitee("p2", "b", more)], "club", CLUB, WEIGHTS, NOW, TODAY)

    assert (12_000, 12_000) == (one.units, other.units)
    assert one.parts == other.parts


def test_who_offers_nothing_that_is_looked_for_is_not_found():
    """However much they like the same."""
    same = Seeker(tags=("gardening", "nature"), availability=frozenset(CLUB.times), languages=("en",))

    assert [] == fits([Invitee("p1", "a", same)], "club", CLUB, WEIGHTS, NOW, TODAY)


CODES = {
    "tags": ("gardening", "nature", "cooking"), "role_wishes": ("publicity", "accounting", "driving"),
    "skills": ("digital", "care"), "languages": ("ja", "en", "ko"),
}  # fmt: skip
SEEKERS = st.builds(
    Seeker,
    availability=st.frozensets(st.sampled_from(("weekend-morning", "weekday-morning", "weekday-evening"))),
    **{name: st.lists(st.sampled_from(codes), unique=True).map(tuple) for name, codes in CODES.items()},
)


@settings(max_examples=25, deadline=None)
@given(st.lists(SEEKERS, min_size=1, max_size=3))
def test_every_reason_is_true_and_the_order_is_that_of_the_points(people):
    """Taking away what a reason names lowers the score; the same scorer as for recommendations."""
    found = fits((Invitee(str(n), str(n), each) for n, each in enumerate(people)), "g", CLUB, WEIGHTS, NOW, TODAY)

    assert sorted(-fit.units for fit in found) == [-fit.units for fit in found]
    for fit in found:
        seeker = people[int(fit.person_id)]
        assert units_of(contributions(seeker, CLUB, COUNTED, NOW)) == fit.units
        for reason in fit.reasons:
            less = Pair(lesser(seeker, reason), CLUB, fit.pair.weights, NOW)
            assert units_of(less.parts()) < fit.units


def test_names_have_nothing_in_common():
    """Another day, another group, another time of opting in: another name."""
    names = {name_of(s, g, TODAY + timedelta(days=d)) for s in "ab" for g in ("x", "y") for d in range(3)}

    assert 12 == len(names)


@pytest.mark.parametrize(
    ("checks", "roles"),
    [
        ({}, ("cooking",)),
        ({"children": TODAY}, ("watching-children", "cooking")),
        ({"children": TODAY - timedelta(days=1)}, ("cooking",)),
        ({"care": TODAY}, ("cooking",)),
    ],
)
def test_a_check_counts_to_its_last_day(checks, roles):
    """Only of its kind, and only what needs one."""
    seeker = Seeker(role_wishes=("watching-children", "cooking"))
    vetted = Vetted(roles={"watching-children": "children"})

    assert roles == cleared(seeker, CLUB, vetted, checks, TODAY).role_wishes


def test_a_group_with_children_looks_for_nobody_without_the_check():
    """Cooking in a children's cafeteria is with children too."""
    seeker, offer = Seeker(role_wishes=("cooking",)), CLUB._replace(tags=frozenset({"childrens-cafeteria"}))

    assert () == cleared(seeker, offer, TERMS.vetted, {}, TODAY).role_wishes
    assert ("cooking",) == cleared(seeker, offer, TERMS.vetted, {"children": TODAY}, TODAY).role_wishes


def taken(group, at):
    bounds = TERMS.bounds
    return InvitationPlaceTaken(group_id=group, person_id="p", place_id="place", by="o", at=at, bounds=bounds)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 40), st.booleans()), max_size=20))
def test_within_any_seven_days_nobody_is_invited_more_often_than_is_said(tries):
    """Whoever tries, in whatever order, with whatever answers."""
    person, at, made = Person(stream_name="person/p"), NOW, []
    person = fold(person, person.hear(areas={}, language="ja", age_band="40-64"))
    person = fold(person, person.open_to_invitations("secret", TODAY))
    for group, hours, declines in tries:
        at += timedelta(hours=hours)
        events = person.take_place(taken(group, at))
        person = fold(person, events)
        if isinstance(events[0], InvitationUnmade):
            continue
        made.append(at)
        if declines:
            person = fold(person, person.decline_invitation(group, at))

    assert all(sum(one <= other < one + timedelta(days=7) for other in made) <= TERMS.a_week for one in made)
    assert len(person.invitations) <= TERMS.open_of_person


def test_nobody_is_invited_who_did_not_say_so():
    """The default is no."""
    person = Person(stream_name="person/p")
    person = fold(person, person.hear(areas={}, language="ja", age_band="40-64"))

    assert [InvitationUnmade(person_id="p", group_id="g", place_id="place")] == person.take_place(taken("g", NOW))


def test_an_answered_invitation_has_the_groups_yes_in_it():
    """By the officer who asked; an ordinary request has not."""
    asking = Asking(
        introduction_id="i", person_id="p", group_id="g", message_id="m", asked_at=NOW, invited_by="officer-yui"
    )
    made = AssignmentMade(asking=asking, turn=0, coordinator_id="c", at_desk=False, due_at=NOW, answer_days=7)

    introduction = Introduction(stream_name="introduction/i")
    events = introduction.take(made)
    introduction = fold(introduction, events)
    plain = made.model_copy(update={"asking": asking.model_copy(update={"invited_by": ""})})

    assert ("accepted", "officer-yui", "c") == (
        introduction.status, introduction.accepted_by, introduction.coordinator_id,
    )  # fmt: skip
    assert [IntroductionProposed, IntroductionAccepted] == [
        type(e) for e in events if isinstance(e, IntroductionProposed)
    ]
    assert not any(isinstance(e, IntroductionAccepted) for e in Introduction(stream_name="introduction/i").take(plain))


def test_a_file_that_is_incomplete_or_unknown_is_refused():
    """At the start, not at the first question."""
    said = InviteeTerms.read(PACKAGED / "invitees.json")
    wrong = said.model_copy(update={"vetted": Vetted(roles={"watching-children": "no-such-check"})})

    said.require_known(KNOWLEDGE.words, KNOWLEDGE.help.checks)
    with pytest.raises(ValueError, match="no-such-check"):
        wrong.require_known(KNOWLEDGE.words, KNOWLEDGE.help.checks)


def fold(state, events):
    """The state after events."""
    for event in events:
        state.apply(event)
    return state
