"""What a person's record knows of their consultations: how many are open, and which turn was heard last."""

import pytest

from services.matching.consulting.refusals import TooManyConsultations
from services.matching.domain.consulting.events import ConsultationTakenUp
from services.matching.domain.person import ENDED_CONSULTATIONS_MAX, OPEN_CONSULTATIONS_MAX, Person
from shared.errors import NotYet
from tests.unit.matching.consultation_kit import HANA, TERMS, a_turn, asking, fold


def test_a_person_has_five_open_ones_and_twenty_that_can_be_taken_up():
    """The sixth is refused; of more ended ones the oldest are let go: having been helped refuses nobody."""
    person = Person(stream_name="person/hana")

    def ask(name):
        events = person.ask_consultation(asking(name), a_turn())
        for event in events:
            person.apply(event)
        return [event.consultation_id for event in events[1:]]

    for number in range(OPEN_CONSULTATIONS_MAX):
        assert [] == ask(f"open-{number}")
    with pytest.raises(TooManyConsultations):
        ask("sixth")
    let_go = []
    for number in range(ENDED_CONSULTATIONS_MAX + 3):
        (noted,) = person.note_done(f"open-{number}", 0)
        person.apply(noted)
        let_go += ask(f"open-{number + OPEN_CONSULTATIONS_MAX}")

    assert ["open-0", "open-1", "open-2", "open-3"] == let_go
    assert ENDED_CONSULTATIONS_MAX + OPEN_CONSULTATIONS_MAX - 1 == len(person.consultations)


def test_a_persons_record_knows_an_older_turn_from_a_newer_one():
    """In any order of notes: what was taken up since its end counts, until a later end."""
    person = Person(stream_name="person/hana")
    fold(person, person.ask_consultation(asking(), a_turn()))
    up = ConsultationTakenUp(consultation_id="k1", number=3, over=True, **HANA)

    fold(person, person.take_up(up, TERMS))
    assert [] == person.note_done("k1", 3) == person.note_reopened("k1", 4)
    fold(person, person.note_done("k1", 4))
    assert not person.consultations["k1"].is_open

    with pytest.raises(NotYet):
        person.take_up(up, TERMS)
    with pytest.raises(NotYet):
        person.take_up(up.model_copy(update={"over": False}), TERMS)
    fold(person, person.take_up(up.model_copy(update={"number": 4}), TERMS))
    assert person.consultations["k1"].is_open
    assert [] == person.note_done("k1", 4)
