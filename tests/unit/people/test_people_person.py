"""The decisions on one account, and the table of who may do what."""

from datetime import date

import pytest

from services.people.domain.events import DetailsKept
from services.people.domain.person import KnownBirth, Overtaken, Person, Traits
from services.people.permissions import ROLES, RULES, may, require, standings
from services.people.refusals import AlreadyRegistered, BirthDateAtTheDesk, ConsentMissing, NotRegistered
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonChanged, PersonErased, PersonRegistered
from shared.web import Caller, Forbidden
from shared.web.refusals import PersonErasedHere

TRAITS = Traits(areas={"neighbourhood": "minami"}, language="ja", age_band="25-39")
TODAY = date(2026, 11, 22)
GROWN, CHILD = date(1988, 4, 12), date(2015, 4, 12)
AS_IT_WAS = {"birth": KnownBirth("d1", GROWN), "given": GROWN, "today": TODAY}


def a_person(*events):
    person = Person(stream_name="person/p1")
    for event in events:
        person.apply(event)
    return person


REGISTERED = tuple(a_person().register(TRAITS, "d1", "web"))
ERASED = (*REGISTERED, PersonErased(person_id="p1"))


def test_a_registration_tells_traits_and_keeps_the_rest():
    """The public event has areas, language and age band; the private one only where the details lie."""
    assert REGISTERED == (
        PersonRegistered(person_id="p1", areas={"neighbourhood": "minami"}, language="ja", age_band="25-39"),
        DetailsKept(document_id="d1", channel="web"),
    )


def test_consents_can_be_given_with_the_registration():
    """Twice the same is once."""
    events = a_person().register(TRAITS, "d1", "web", ("matching", "matching", "introductions"))

    assert ["matching", "introductions"] == [e.purpose for e in events if isinstance(e, ConsentGiven)]


def test_a_change_names_the_version_it_replaces():
    """So that the old document can be taken out of the vault."""
    events = a_person(*REGISTERED).change(TRAITS, "d2", "counter", **AS_IT_WAS)

    assert [PersonChanged(person_id="p1", **TRAITS.model_dump()),
            DetailsKept(document_id="d2", replaces="d1", channel="counter")] == list(events)  # fmt: skip


def test_a_birth_date_is_judged_by_the_one_that_was_read_of_the_newest_details():
    """A child becomes no adult by a form; what was read of an earlier version decides nothing."""
    person = a_person(*REGISTERED)

    with pytest.raises(BirthDateAtTheDesk):
        person.change(TRAITS, "d2", "web", birth=KnownBirth("d1", CHILD), given=GROWN, today=TODAY)
    for old in (KnownBirth("d0", GROWN), KnownBirth(None, None)):
        with pytest.raises(Overtaken):
            person.change(TRAITS, "d2", "web", birth=old, given=GROWN, today=TODAY)
        with pytest.raises(Overtaken):
            person.correct_birth_date("d2", birth=old, given=GROWN, today=TODAY)


def test_a_correction_at_the_desk_changes_the_age_band_alone():
    """Areas and language stay; the version that it replaces is named."""
    events = a_person(*REGISTERED).correct_birth_date("d2", birth=KnownBirth("d1", GROWN), given=CHILD, today=TODAY)

    told = PersonChanged(person_id="p1", areas={"neighbourhood": "minami"}, language="ja", age_band="0-14")
    assert [told, DetailsKept(document_id="d2", replaces="d1", channel="counter")] == list(events)


def test_a_consent_that_holds_changes_nothing():
    """Given twice or withdrawn before it was given: no event."""
    given = ConsentGiven(person_id="p1", purpose="matching")

    assert [given] == a_person(*REGISTERED).consent("matching", given=True)
    assert [] == a_person(*REGISTERED, given).consent("matching", given=True)
    assert [] == a_person(*REGISTERED).consent("matching", given=False)
    assert [ConsentWithdrawn(person_id="p1", purpose="matching")] == a_person(*REGISTERED, given).consent(
        "matching", given=False
    )


def test_a_withdrawn_consent_no_longer_counts():
    """What needs it is refused again."""
    given = ConsentGiven(person_id="p1", purpose="introductions")
    withdrawn = ConsentWithdrawn(person_id="p1", purpose="introductions")

    assert a_person(*REGISTERED, given).agreeing("introductions")
    with pytest.raises(ConsentMissing):
        a_person(*REGISTERED, given, withdrawn).agreeing("introductions")


ACTS = {
    "change": lambda person: person.change(TRAITS, "d2", "web", **AS_IT_WAS),
    "correct": lambda person: person.correct_birth_date("d2", birth=KnownBirth("d1", CHILD), given=GROWN, today=TODAY),
    "consent": lambda person: person.consent("matching", given=True),
    "erase": lambda person: person.erase(),
    "agreeing": lambda person: person.agreeing(None),
}


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_to_somebody_unknown(act):
    """Whoever never registered is named so."""
    with pytest.raises(NotRegistered):
        ACTS[act](a_person())


@pytest.mark.parametrize("act", [*ACTS, "register"])
def test_nothing_is_done_to_the_erased(act):
    """Not even a new registration under the same id."""
    with pytest.raises(PersonErasedHere):
        {**ACTS, "register": lambda person: person.register(TRAITS, "d3", "web")}[act](a_person(*ERASED))


def test_a_second_account_is_refused():
    """One account a person."""
    with pytest.raises(AlreadyRegistered):
        a_person(*REGISTERED).register(TRAITS, "d2", "web")


def test_nothing_but_the_erasure_is_left_of_the_erased():
    """The state forgets areas, language, age band, document and consents."""
    left = a_person(*ERASED)

    assert Person(stream_name="person/p1", registered=True, erased=True) == left


TABLE = {
    "register-self": "self",
    "register-somebody": "staff",
    "see-profile": "self",
    "change-profile": "self staff",
    "correct-birth-date": "staff",
    "change-consent": "self staff",
    "see-consents": "self staff",
    "see-contact": "staff coordinator service:notifications",
    "find-somebody": "staff",
    "see-accesses": "self auditor",
    "erase": "self operator",
}


@pytest.mark.parametrize("action", RULES)
@pytest.mark.parametrize("standing", ["self", *ROLES])
def test_who_may_do_what(action, standing):
    """The whole table, both what is allowed and what is not."""
    assert (standing in TABLE[action].split()) == may(action, frozenset({standing}))


def test_a_resident_stands_to_nobody_elses_account():
    """A resident is nobody to another account, and staff are not oneself."""
    assert frozenset() == standings(Caller("p2", frozenset({"resident"})), "p1")
    with pytest.raises(Forbidden):
        require("erase", Caller("staff-mori", frozenset({"staff"})), "p1")


def test_staff_do_not_correct_their_own_birth_date():
    """Another member of staff sees their document."""
    mori = Caller("staff-mori", frozenset({"staff"}))

    require("correct-birth-date", mori, "p1")
    with pytest.raises(Forbidden):
        require("correct-birth-date", mori, "staff-mori")
