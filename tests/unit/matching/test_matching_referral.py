"""A referral as pure decisions: asked first; a no, silence and a withdrawal change nothing; a body confirms."""

from datetime import datetime, timedelta

import pytest

from services.matching.consulting.referral_refusals import (
    AskedBefore,
    NoReferral,
    NotAgreedYet,
    OnItsWay,
    ReferralOpen,
    TooManyProposals,
)
from services.matching.consulting.refusals import AlreadyAnswered, SameDesk
from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.consulting.events import ConsultationPlaced
from shared.clock import TOKYO
from shared.errors import NotYet
from tests.unit.matching.consultation_kit import DUE, HANA, NOW, SATO, a_turn, asking

UNTIL = datetime(2026, 12, 1, 17, 15, tzinfo=TOKYO)
"""Five working days from Tuesday noon, 24 November: the next Tuesday."""
YES = {"accepted": True, "word": "person", "by": "hana", "relation": "self"}
NO = {**YES, "accepted": False}


class Folded(Consultation):
    def do(self, events):
        for event in events:
            self.apply(event)
        return [event.type.removesuffix(".v1") for event in events]

    def given(self, who, counted=True):
        placed = ConsultationPlaced(asking=asking(), turn=self.pending or a_turn(), coordinator_id=who, counted=counted)
        return self.do(self.take(placed, NOW))

    def propose(self, desk="welfare", *, to_body=False, carries=("worry", "answers"), now=NOW, by="sato"):
        return self.do(
            self.propose_referral(
                desk, now, why="knows-more", carries=carries, general=False, to_body=to_body, by=by, relation="assigned"
            )
        )


def open_one(**proposal):
    found = Folded(stream_name="consultation/k1")
    found.given("sato")
    if proposal.pop("proposed", True):
        found.propose(**proposal)
    return found


def stays(found):
    return ("open", "sato", "life", DUE, DUE, None) == (
        found.status, found.coordinator_id, found.desk, found.due_at, found.wakes_at, found.proposal,
    )  # fmt: skip


def test_a_proposal_asks_the_person_and_moves_nothing():
    """Who has it, where, and the promised day are as before; a second one waits."""
    found = open_one(proposed=False)

    assert ["referral-proposed", "consultation-referral-proposed"] == found.propose()
    assert ("sato", "life", DUE, UNTIL) == (found.coordinator_id, found.desk, found.wakes_at, found.proposal.wakes_at)
    with pytest.raises(ReferralOpen):
        found.propose("family")


def test_yes_gives_it_to_the_other_desk_and_until_somebody_has_it_there_it_stays():
    """Named here until named there; all of it in the list, in order."""
    found = open_one()
    with pytest.raises(NotAgreedYet):
        found.receive_referral(NOW, **SATO)

    assert ["referral-agreed", "consultation-turned"] == found.do(found.answer_referral(NOW, **YES))
    assert ("sato", "life") == (found.coordinator_id, found.desk)
    with pytest.raises(OnItsWay):
        found.withdraw_referral(NOW, **SATO)
    assert ["consultation-taken", "consultation-referred"] == found.given("ito")
    assert ("ito", "welfare", None) == (found.coordinator_id, found.desk, found.proposal)
    assert [
        ("opened", "life", "sato", None), ("proposed", "welfare", None, "sato"),
        ("agreed", "welfare", None, "hana"), ("referred", "welfare", "ito", None),
    ] == [(each.what, each.desk, each.coordinator_id, each.by) for each in found.passed]  # fmt: skip


@pytest.mark.parametrize("how", ["declined", "lapsed", "withdrawn"])
def test_what_is_not_agreed_to_leaves_everything_as_it_was(how):
    """And is answered no more."""
    found = open_one()
    decide = {
        "declined": lambda: found.answer_referral(NOW, **NO),
        "lapsed": lambda: found.pass_referral_deadline(UNTIL),
        "withdrawn": lambda: found.withdraw_referral(NOW, **SATO),
    }[how]

    told = decide()
    found.do(told)

    assert (how, DUE) == (told[-1].referral, told[-1].due_at)
    assert stays(found)
    with pytest.raises(NoReferral):
        found.answer_referral(NOW, **YES)
    assert [] == found.pass_referral_deadline(UNTIL)


def test_the_clock_waits_for_the_day_and_speaks_once():
    """Not a second before."""
    found = open_one()

    assert [] == found.pass_referral_deadline(UNTIL - timedelta(seconds=1))
    found.do(found.pass_referral_deadline(UNTIL))
    assert [] == found.pass_referral_deadline(UNTIL + timedelta(days=9))


def test_nobody_is_pressed_about_a_desk_they_declined():
    """Another desk may be asked about; after it is taken up again, the same one too; not without end."""
    found = open_one()
    found.do(found.answer_referral(NOW, **NO))
    with pytest.raises(AskedBefore):
        found.propose()
    for number in range(14):
        found.propose(f"desk-{number}")
        found.do(found.withdraw_referral(NOW, **SATO))
    with pytest.raises(TooManyProposals):
        found.propose("family")
    fresh = open_one()
    fresh.do(fresh.answer_referral(NOW, **NO))
    fresh.do(fresh.answer(NOW, **SATO))
    fresh.do(fresh.reopen(NOW, **HANA))
    fresh.propose()


def test_a_word_about_another_proposal_is_not_taken_for_this_one():
    """The screen showed the first; the second is another desk's."""
    found = open_one()
    found.do(found.withdraw_referral(NOW, **SATO))
    found.propose("family")
    with pytest.raises(NoReferral):
        found.answer_referral(NOW, **YES, number=1)
    found.do(found.answer_referral(NOW, **YES, number=2))


def test_a_yes_beside_an_escalation_waits_for_who_has_it():
    """The proposal outlives a change of hands, and then the yes counts."""
    found = open_one(now=DUE - timedelta(hours=1))
    found.do(found.pass_deadline(DUE))
    with pytest.raises(NotYet):
        found.answer_referral(DUE, **YES)
    found.given("owner", counted=False)
    found.do(found.answer_referral(DUE, **YES))
    assert "ito" == (found.given("ito"), found.coordinator_id)[1]


def test_another_body_gets_nothing_before_it_confirms_and_who_has_it_keeps_it():
    """Silent, it is noted once; when it confirms, the person is asked, and may say that it is not solved."""
    found = open_one(desk="council", to_body=True)
    found.do(found.answer_referral(NOW, **YES))
    confirm_by = datetime(2026, 11, 26, 17, 15, tzinfo=TOKYO)
    assert ("sato", "life", confirm_by) == (found.coordinator_id, found.desk, found.proposal.wakes_at)

    assert ["referral-unconfirmed", "consultation-referral-changed"] == found.do(
        found.pass_referral_deadline(confirm_by)
    )
    assert [] == found.pass_referral_deadline(confirm_by + timedelta(days=99))
    found.do(found.receive_referral(DUE, **SATO))

    assert ("answered", "sato", None) == (found.status, found.coordinator_id, found.proposal)
    assert "silent" == found.pass_deadline(DUE + timedelta(days=14))[-1].word
    found.do(found.reopen(DUE, **HANA))
    assert ("open", "sato") == (found.status, found.coordinator_id)


def test_an_end_takes_the_proposal_along():
    """Solved, answered or erased: nobody is asked any more."""
    for end in (
        lambda found: found.resolve(NOW, word="person", **HANA),
        lambda found: found.answer(NOW, **SATO),
        lambda found: found.forgo("hana"),
    ):
        found = open_one()
        found.do(end(found))
        assert (None, []) == (found.proposal, found.pass_referral_deadline(UNTIL))
        with pytest.raises((NoReferral, AlreadyAnswered)):
            found.answer_referral(NOW, **YES)


def test_what_was_not_let_go_stays_closed_to_the_new_desk_alone():
    """Neither worry nor answers; another yes may open them again."""
    found = open_one(carries=())
    found.do(found.answer(NOW, **SATO, document_id="a1"))
    found.do(found.reopen(NOW, **HANA))
    found.propose(carries=("answers",))
    found.do(found.answer_referral(NOW, **YES))
    found.given("ito")

    assert ("d-k1",) == found.withheld
    found.propose("life", by="ito", carries=("worry", "answers"))
    found.do(found.answer_referral(NOW, **YES))
    found.given("sato")
    assert () == found.withheld


def test_never_to_the_desk_that_has_it():
    """Nor to another while it is answered."""
    found = open_one(proposed=False)
    with pytest.raises(SameDesk):
        found.propose("life")
