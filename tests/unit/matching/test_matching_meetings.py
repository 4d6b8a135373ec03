"""The first meeting: after the yes, on a day ahead, noted afterwards; nobody is blamed, and a no is kind."""

from datetime import UTC, datetime, timedelta

import pytest

from services.matching.domain.events import Asking, AssignmentMade, DeadlinePassed
from services.matching.domain.introducing.introduction import MEETINGS_MAX, Introduction
from services.matching.domain.introducing.kind_words import KindWordsTable
from services.matching.domain.introducing.meeting_events import Meeting
from services.matching.introducing.refusals import (
    AlreadyMet,
    AnotherDeclined,
    AnotherSaidYes,
    MeetingTimeUnfit,
    MeetingToCome,
    NoMeeting,
    NotAcceptedYet,
    NotMetYet,
    TooManyMeetings,
)
from services.matching.knowledge import PACKAGED

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ASKING = Asking(
    introduction_id="i1", person_id="hana", group_id="garden", message_id="m", asked_at=NOW, reasons=("shared-tag:tea",)
)
OFFICER = {"by": "yui", "relation": "officer"}
SATO = {"by": "sato", "relation": "assigned"}
HANA = {"by": "hana", "relation": "self"}


def made(turn=0, owner="sato", at=NOW):
    return AssignmentMade(
        asking=ASKING, turn=turn, coordinator_id=owner, at_desk=False, due_at=at + 7 * DAY, answer_days=7
    )


class Folded(Introduction):
    def do(self, events):
        for event in events:
            self.apply(event)
        return [event.type.partition(".")[0] for event in events if event.topic]

    @property
    def now(self):
        return self.status, self.coordinator_id, self.due_at


def accepted():
    found = Folded(stream_name="introduction/i1")
    found.do(found.take(made()))
    found.do(found.accept(NOW, **OFFICER))
    return found


def arranged(starts_at=NOW + 3 * DAY, document_id=None):
    found = accepted()
    found.do(found.arrange(NOW, Meeting(starts_at=starts_at, document_id=document_id), **OFFICER))
    return found


def test_the_worked_meeting():
    """Yes on the 23rd, they meet on the 26th, it is noted until the 29th; then a week to say whether she joins."""
    found = arranged()
    assert ("arranged", "sato", NOW + 6 * DAY) == found.now

    assert ["introduction-met"] == found.do(found.note_meeting(NOW + 4 * DAY, met=True, **HANA))
    assert ("met", "sato", NOW + 11 * DAY) == found.now

    assert ["introduction-wished"] == found.do(found.wish(NOW + 5 * DAY, **HANA))
    assert ("met", "sato", NOW + 12 * DAY) == found.now
    assert found.wished

    assert ["introduction-completed"] == found.do(found.complete(NOW + 6 * DAY, "hana"))


def test_nobody_meets_before_the_yes():
    """Asking alone is one side's yes."""
    found = Folded(stream_name="introduction/i1")
    found.do(found.take(made()))

    with pytest.raises(NotAcceptedYet):
        found.arrange(NOW, Meeting(starts_at=NOW + DAY), **OFFICER)
    with pytest.raises(NotAcceptedYet):
        found.note_meeting(NOW, met=True, **OFFICER)


@pytest.mark.parametrize("starts_at", [NOW, NOW - DAY, NOW + 90 * DAY + timedelta(seconds=1)])
def test_a_meeting_lies_ahead_and_not_too_far(starts_at):
    """Both bounds."""
    with pytest.raises(MeetingTimeUnfit):
        accepted().arrange(NOW, Meeting(starts_at=starts_at), **OFFICER)


def test_the_day_is_changed_and_the_words_about_the_old_place_go():
    """The last one counts; not without end."""
    found = arranged(document_id="d1")
    events = found.arrange(NOW, Meeting(starts_at=NOW + 9 * DAY, document_id="d2"), **SATO)
    found.do(events)

    assert ["d1"] == [event.document_id for event in events if event.type == "meeting-place-let-go.v1"]
    assert (NOW + 12 * DAY, "d2") == (found.due_at, found.meeting.document_id)
    for _ in range(MEETINGS_MAX - 2):
        found.do(found.arrange(NOW, Meeting(starts_at=NOW + DAY), **OFFICER))
    with pytest.raises(TooManyMeetings):
        found.arrange(NOW, Meeting(starts_at=NOW + DAY), **OFFICER)


def test_what_is_to_come_is_not_noted():
    """Neither that it was nor that it was not."""
    for met in (True, False):
        with pytest.raises(MeetingToCome):
            arranged().note_meeting(NOW + DAY, met=met, **OFFICER)


def test_what_did_not_happen_is_nobodys_fault_and_another_day_is_found():
    """Who noted it is recorded; nothing says who was missing, and somebody has it until a day."""
    found = arranged()
    events = found.note_meeting(NOW + 4 * DAY, met=False, **OFFICER)
    found.do(events)

    assert ("accepted", "sato", NOW + 11 * DAY) == found.now
    assert found.meeting is None
    assert {"introduction_id", "met", "by", "relation"} == set(type(events[0]).model_fields)
    with pytest.raises(NoMeeting):
        found.note_meeting(NOW + 5 * DAY, met=False, **OFFICER)
    found.do(found.arrange(NOW + 5 * DAY, Meeting(starts_at=NOW + 8 * DAY), **OFFICER))
    assert "arranged" == found.status


def test_they_may_meet_without_an_appointment_and_once_is_enough():
    """At the festival, say."""
    found = accepted()
    with pytest.raises(NotMetYet):
        found.wish(NOW, **HANA)
    found.do(found.note_meeting(NOW, met=True, **HANA))

    with pytest.raises(AlreadyMet):
        found.note_meeting(NOW, met=True, **OFFICER)


@pytest.mark.parametrize("step", ["accepted", "arranged", "met"])
def test_either_side_may_decline_at_every_step_in_prepared_words(step):
    """And the officer is told when it was the resident."""
    found = {"accepted": accepted, "arranged": arranged, "met": arranged}[step]()
    if step == "met":
        found.do(found.note_meeting(NOW + 4 * DAY, met=True, **OFFICER))
    events = found.decline(**HANA, side="resident", words="not-now")
    found.do(events)

    assert ("not-now", "yui") == (events[-1].words, events[-1].officer_id)
    assert ("declined", None, "resident") == (found.status, found.due_at, found.declined_for)


def test_two_officers_answer_and_one_decision_stands():
    """The no behind another officer's yes is asked back first; the yes behind a no is told who said it."""
    found = accepted()
    with pytest.raises(AnotherSaidYes) as refused:
        found.decline(by="ken", relation="officer", side="group")
    assert {"accepted_by": "yui"} == refused.value.data

    found.do(found.decline(by="ken", relation="officer", side="group", even_so=True))
    with pytest.raises(AnotherDeclined) as told:
        found.accept(NOW, **OFFICER)
    assert {"side": "group", "declined_by": "ken"} == told.value.data


def test_who_retires_hands_on_at_once_and_a_choice_of_them_is_passed_over():
    """Whatever comes first: the retirement, or the assignment that was under way."""
    found = accepted()
    events = found.hand_on("sato")
    found.do(events)
    assert ("sato", ("sato",), 1) == (found.coordinator_id, events[-1].tried, events[-1].turn)
    assert [] == found.pass_deadline(NOW + 99 * DAY)

    found.do(found.hand_on("ito"))
    events = found.take(made(1, "ito"))
    found.do(events)
    assert isinstance(events[-1], DeadlinePassed)
    assert {"sato", "ito"} == set(events[-1].tried)
    found.do(found.take(made(2, "abe")))
    assert ("accepted", "abe", NOW + 7 * DAY) == found.now


def test_a_late_hand_over_does_not_shorten_what_was_arranged_meanwhile():
    """The later of two days holds."""
    found = accepted()
    found.do(found.pass_deadline(NOW + 7 * DAY))
    found.do(found.arrange(NOW + 7 * DAY, Meeting(starts_at=NOW + 60 * DAY), **OFFICER))
    assert [] == found.pass_deadline(NOW + 70 * DAY)

    found.do(found.take(made(1, "ito", NOW + 7 * DAY)))

    assert ("arranged", "ito", NOW + 63 * DAY) == found.now


def test_reasons_that_may_not_be_used_any_more_do_not_come_back():
    """Also with a hand-over that still carries them."""
    found = accepted()
    found.do(found.drop_reasons())
    assert () == found.asking.reasons

    found.do(found.pass_deadline(NOW + 7 * DAY))
    events = found.take(made(1, "ito"))
    found.do(events)

    assert () == found.asking.reasons
    assert [()] == [event.reasons for event in events if event.topic]


def test_kind_words_are_in_three_languages_and_each_side_has_some():
    """A city's own file too: no code stands twice, no side is without words."""
    table = KindWordsTable.read(PACKAGED / "kind_words.json")

    assert all(words.ja and words.plain and words.en for words in table.all.values())
    assert table.of_side("full-now", "group") is not None
    assert table.of_side("full-now", "resident") is None
    words = list(table.all.values())
    with pytest.raises(ValueError, match="twice"):
        KindWordsTable([*words, words[0]])
    with pytest.raises(ValueError, match="side"):
        KindWordsTable([each for each in words if each.side == "group"])
