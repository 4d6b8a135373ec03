"""A consultation as pure decisions: numbered turns, one escalation, an end by somebody's word, and late steps."""

from datetime import datetime, time, timedelta

import pytest

from services.matching.consulting.refusals import (
    AlreadyAnswered,
    ConsultationOver,
    ReopenedTooOften,
    SameDesk,
    StillOpen,
    TooManyReferrals,
)
from services.matching.domain.consulting.consultation import REOPENED_MAX, Consultation
from services.matching.domain.consulting.events import ConsultationPlaced, ConsultationTakenUp
from services.matching.domain.consulting.referrals import REFERRALS_MAX
from services.matching.domain.working_days import due_after
from shared.clock import TOKYO
from shared.errors import NotYet
from tests.unit.matching.consultation_kit import DUE, HANA, NOW, SATO, a_turn, asking


class Folded(Consultation):
    def do(self, events):
        for event in events:
            self.apply(event)
        return [event.type.removesuffix(".v1") for event in events]

    def given(self, who, turn=None, counted=True):
        """The roster's choice arrives."""
        turn = turn or self.pending or a_turn()
        return self.do(
            self.take(ConsultationPlaced(asking=asking(), turn=turn, coordinator_id=who, counted=counted), NOW)
        )


def open_one(who="sato"):
    consultation = Folded(stream_name="consultation/k1")
    consultation.given(who)
    return consultation


def test_the_first_choice_is_told_as_opened_and_assigned():
    """With a deadline that wakes the clock."""
    consultation = Folded(stream_name="consultation/k1")

    assert ["consultation-taken", "consultation-opened", "consultation-assigned"] == consultation.given("sato")
    assert ("open", "sato", DUE) == (consultation.status, consultation.coordinator_id, consultation.wakes_at)


def test_the_clock_escalates_once_however_long_it_goes_on():
    """Not before the deadline; after that the clock has nothing more to do."""
    consultation = open_one()
    assert [] == consultation.pass_deadline(DUE - timedelta(seconds=1))

    assert ["consultation-turned"] == consultation.do(consultation.pass_deadline(DUE))
    turn = consultation.pending
    assert (True, ("hana", "sato"), 1) == (turn.to_owner, turn.without, turn.number)
    assert [] == consultation.pass_deadline(DUE + timedelta(days=1))
    assert ["consultation-taken", "consultation-escalated"] == consultation.given("owner", counted=False)
    assert datetime(2026, 12, 1, 17, 15, tzinfo=TOKYO) == consultation.due_at
    assert (None, []) == (consultation.wakes_at, consultation.pass_deadline(DUE + timedelta(days=999)))


def test_an_escalation_stays_the_only_one_when_it_is_referred_or_reopened():
    """The desk owner knows of it; the clock does not tell them twice."""
    consultation = open_one()
    consultation.do(consultation.pass_deadline(DUE))
    consultation.given("owner", counted=False)
    consultation.do(consultation.refer("welfare", NOW, by="owner", general=False))
    consultation.given("ito")
    consultation.do(consultation.answer(NOW, by="ito", relation="assigned"))
    consultation.do(consultation.reopen(NOW, **HANA))

    assert ("open", None, "ito") == (consultation.status, consultation.wakes_at, consultation.coordinator_id)


def test_a_referral_keeps_the_promise_or_gives_the_new_desk_two_working_days():
    """Early: the day that was promised stands. On the last day: two working days more."""
    early, late = open_one(), open_one()

    early.do(early.refer("welfare", NOW, by="sato", general=False))
    late.do(late.refer("welfare", DUE - timedelta(hours=1), by="sato", general=False))

    assert (DUE, datetime(2026, 12, 1, 17, 15, tzinfo=TOKYO)) == (early.pending.due_at, late.pending.due_at)


def test_nobody_is_sent_from_desk_to_desk_without_end():
    """Five referrals; never to the desk that has it; not while somebody is being looked for."""
    consultation = open_one()
    with pytest.raises(SameDesk):
        consultation.refer("life", NOW, by="sato", general=False)
    for number in range(REFERRALS_MAX):
        consultation.do(consultation.refer(f"desk-{number}", NOW, by="sato", general=False))
        with pytest.raises(NotYet):
            consultation.refer("other", NOW, by="sato", general=False)
        consultation.given(f"somebody-{number}")

    with pytest.raises(TooManyReferrals):
        consultation.refer("other", NOW, by="sato", general=False)
    assert ["opened", *["referred"] * REFERRALS_MAX] == [held.why for held in consultation.history]


def test_who_has_it_answers_and_the_person_confirms():
    """Two steps, the second by the person alone; then there is nothing to resolve."""
    consultation = open_one()
    assert ["consultation-step-recorded", "consultation-answered"] == consultation.do(consultation.answer(NOW, **SATO))
    with pytest.raises(AlreadyAnswered):
        consultation.answer(NOW, **SATO)
    consultation.do(consultation.resolve(NOW, word="person", **HANA))

    assert ("resolved", "person") == (consultation.status, consultation.word)
    for again in (lambda: consultation.resolve(NOW, word="person", **HANA), lambda: consultation.answer(NOW, **SATO)):
        with pytest.raises(ConsultationOver):
            again()


def test_silence_ends_it_after_two_weeks_and_can_be_taken_up_for_thirty_days():
    """The clock writes that nobody said so, and at last closes it."""
    consultation = open_one()
    consultation.do(consultation.answer(NOW, **SATO))
    silent = NOW + timedelta(days=14)
    assert [] == consultation.pass_deadline(silent - timedelta(seconds=1))

    consultation.do(consultation.pass_deadline(silent))

    assert ("resolved", "silent") == (consultation.status, consultation.word)
    assert ["consultation-step-recorded", "consultation-turned"] == [
        event.type.removesuffix(".v1") for event in consultation.reopen(silent + timedelta(days=29), **HANA)
    ]
    last = silent + timedelta(days=30)
    with pytest.raises(ReopenedTooOften):
        consultation.reopen(last, **HANA)
    assert ["consultation-closed"] == consultation.do(consultation.pass_deadline(last))
    assert [] == consultation.pass_deadline(last + timedelta(days=1))


def test_not_yet_solved_goes_on_with_the_same_person_and_a_new_deadline():
    """While it is answered nobody else is looked for; once ended, who had it comes first."""
    consultation = open_one()
    with pytest.raises(StillOpen):
        consultation.reopen(NOW, **HANA)
    consultation.do(consultation.answer(NOW, **SATO))
    later = NOW + timedelta(days=7)

    assert ["consultation-step-recorded", "consultation-reopened"] == consultation.do(
        consultation.reopen(later, **HANA)
    )
    assert ("sato", due_after(later, 3, time(17, 15))) == (consultation.coordinator_id, consultation.wakes_at)
    consultation.do(consultation.resolve(later, word="person", **HANA))
    consultation.do(consultation.reopen(later, **HANA))
    assert ("reopened", "sato", "open") == (
        consultation.pending.why, consultation.pending.before, consultation.status,
    )  # fmt: skip


def test_it_is_reopened_ten_times_and_no_more():
    """Then it is another worry."""
    consultation = open_one()
    for _ in range(REOPENED_MAX):
        consultation.do(consultation.answer(NOW, **SATO))
        consultation.do(consultation.reopen(NOW, **HANA))
    consultation.do(consultation.answer(NOW, **SATO))

    with pytest.raises(ReopenedTooOften):
        consultation.reopen(NOW, **HANA)


def test_a_choice_that_comes_after_the_end_is_given_back():
    """The room that it took goes to others."""
    consultation = open_one()
    consultation.do(consultation.pass_deadline(DUE))
    turn = consultation.pending
    consultation.do(consultation.resolve(DUE, word="person", **HANA))

    assert ["consultation-unused"] == consultation.given("owner", turn)
    consultation.do(consultation.reopen(DUE, **HANA))
    assert ["consultation-unused"] == consultation.given("owner", turn)
    assert ["consultation-taken", "consultation-reopened"] == consultation.given("sato")


def test_who_has_gone_hands_it_on_at_once_and_is_not_given_it_again():
    """Also when they were chosen just before: the choice is passed over."""
    consultation = open_one()
    assert ["coordinator-gone", "consultation-turned"] == consultation.do(consultation.hand_on("sato"))
    assert ("handed-on", DUE, ("hana", "sato")) == (
        consultation.pending.why, consultation.pending.due_at, consultation.pending.without,
    )  # fmt: skip
    turn = consultation.pending
    assert ["coordinator-gone"] == consultation.do(consultation.hand_on("ito"))

    assert ["consultation-turned"] == consultation.given("ito", turn)

    assert (2, ("hana", "sato", "ito")) == (consultation.pending.number, consultation.pending.without)
    assert ["consultation-taken", "consultation-assigned"] == consultation.given("abe")
    assert [] == consultation.hand_on("sato")


def test_the_first_choice_may_be_gone_before_it_arrives():
    """It is then told as opened with the next one."""
    consultation = Folded(stream_name="consultation/k1")
    consultation.do(consultation.hand_on("sato"))
    consultation.given("sato")

    assert ["consultation-taken", "consultation-opened", "consultation-assigned"] == consultation.given("ito")


def test_where_nobody_else_is_left_the_last_one_keeps_it():
    """A city whose only name was erased: the choice knew, and is not passed over without end."""
    consultation = open_one()
    consultation.do(consultation.hand_on("sato"))

    assert ["consultation-taken", "consultation-assigned"] == consultation.given("sato", counted=False)


def test_an_erasure_ends_it_at_any_moment():
    """Before anybody has it, beside an escalation, after its end."""
    early, late = Folded(stream_name="consultation/k1"), open_one()
    early.do(early.forgo("hana"))
    assert ["consultation-unused"] == early.given("sato", a_turn())
    late.do(late.resolve(NOW, word="person", **HANA))
    late.do(late.forgo("hana"))

    assert ([], [], True) == (late.forgo("hana"), late.pass_deadline(NOW + timedelta(days=99)), late.closed)


def taken_up(consultation, **seen):
    now = {"number": consultation.numbered, "over": consultation.over}
    return ConsultationTakenUp(consultation_id="k1", **{**now, **seen}, **HANA)


def test_what_is_taken_up_is_as_it_was_seen_or_left_alone():
    """Each refusal has its name, and is an event: the answer is made of it."""
    consultation, ended = open_one(), open_one()
    ended.do(ended.resolve(NOW, word="person", **HANA))
    late = NOW + timedelta(days=30)
    cases = [
        (consultation, taken_up(consultation), NOW, "still-open"),
        (consultation, taken_up(ended), NOW, "still-open"),
        (ended, taken_up(ended, over=False), NOW, "over"),
        (ended, taken_up(ended, number=5), NOW, "over"),
        (ended, taken_up(ended), late, "cannot-reopen"),
    ]

    assert [reason for *_, reason in cases] == [found.take_up(seen, at)[0].reason for found, seen, at, _ in cases]
    assert ["consultation-step-recorded", "consultation-turned"] == ended.do(ended.take_up(taken_up(ended), NOW))
