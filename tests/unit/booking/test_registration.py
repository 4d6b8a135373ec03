"""A registration from the application to its end."""

from datetime import date, timedelta

import pytest

from services.booking.domain.registering.events import Accreditation, MemberErased, ReductionsGranted
from services.booking.registering.refusals import (
    AlreadyApplied,
    AlreadyRegisteredToUse,
    LookedAtAgain,
    MemberListChanged,
    MembersMissing,
    NothingToDecide,
    NotRegisteredToUse,
    NotSuspended,
    NotYetRenewable,
    ProofMissing,
)
from services.booking.registering.rows import RegistrationRow
from tests.unit.booking.registration_kit import PROOF, TERMS, TODAY, Held, a_list

ENDS = date(2027, 3, 31)


def approve(held, today=TODAY):
    return held.state.approve(TERMS.term.first(today), proof_required=True)


def test_a_group_applies_is_looked_at_and_stands_until_the_fiscal_year_ends():
    """Officers apply, staff note what they saw and approve; one registration with a number."""
    held = Held().applied()

    assert ["proof-seen"] == held.do(held.state.see_proof(PROOF))
    assert ["registration-term-set", "registration-approved"] == held.do(approve(held))
    row = RegistrationRow.of(held.state)
    assert ("registered", ENDS, "7K2M-9QXD", 10, 8) == (row.status, row.until, row.number, row.members, row.eligible)


def test_nobody_is_approved_whom_nobody_has_seen():
    """Proof of identity comes first, where the town wants it."""
    held = Held().applied()

    with pytest.raises(ProofMissing):
        approve(held)
    assert held.state.approve(TERMS.term.first(TODAY), proof_required=False)


def test_a_group_without_a_list_is_not_approved():
    """The list may have gone with an older registration."""
    held = Held()
    held.do(held.state.apply_for(channel="counter", number="x", responsible=("officer-yui",)))
    held.do(held.state.see_proof(PROOF))

    with pytest.raises(MembersMissing):
        approve(held)


def test_there_is_one_registration_a_holder():
    """Neither two applications nor a second registration; after the end one may apply again, under the same number."""
    held = Held().applied()
    with pytest.raises(AlreadyApplied):
        held.applied()
    held.do(held.state.see_proof(PROOF))
    held.do(approve(held))
    with pytest.raises(AlreadyRegisteredToUse):
        held.applied()
    held.do(held.state.end("withdrawn"))

    held.do(held.state.apply_for(channel="web", number="another", responsible=(), listed=a_list("list-2")))

    assert ("applied", "7K2M-9QXD", None) == (held.state.status, held.state.number, held.state.proof)


def test_a_refusal_says_why_and_drops_the_list():
    """Codes of the published list; nothing of the members stays counted."""
    held = Held().applied()

    assert ["member-list-dropped", "registration-ended"] == held.do(held.state.refuse(["share-too-low"]))
    row = RegistrationRow.of(held.state)
    assert ("ended", "refused", ("share-too-low",), 0) == (row.status, row.ended_for, row.reasons, row.members)
    with pytest.raises(NothingToDecide):
        held.state.refuse(["share-too-low"])


def test_a_new_list_replaces_the_old_one_and_the_same_list_changes_nothing():
    """Versions count up; what the vault held before is named so that it can go."""
    held = Held().registered()

    assert [] == held.state.list_members(a_list("again"))
    (listed,) = held.state.list_members(a_list("list-2", digest="d2"))

    assert (2, False, ("list-1.0", "list-1.1", "list-1.2")) == (listed.version, listed.review, listed.replaced)


@pytest.mark.parametrize(("lives", "elsewhere"), [(8, 3), (16, 4), (12, 1), (7, 2), (4, 1), (8, 0), (9, 91)])
def test_the_city_looks_again_where_other_numbers_are_on_the_list(lives, elsewhere):
    """Until it has, what it approved counts, 8 of 10; the rules are told of both lists."""
    held = Held().registered()

    held.do(held.state.list_members(a_list("list-2", lives=lives, elsewhere=elsewhere, digest="d2")))

    assert ("registered", True, (10, 8)) == (held.state.status, held.state.review, held.state.counted)
    held.do(approve(held, TODAY))
    assert (False, (lives + elsewhere, lives)) == (held.state.review, held.state.counted)


def test_other_people_in_the_same_numbers_are_not_looked_at():
    """Somebody left, somebody came: nothing of it is claimed."""
    held = Held().registered()

    held.do(held.state.list_members(a_list("list-2", digest="d2")))

    assert (False, (10, 8)) == (held.state.review, held.state.counted)


def test_what_the_city_approved_last_counts_however_often_a_list_is_corrected():
    """A second list is compared with the one that was approved, and not with the first claim."""
    held = Held().registered()

    for n, lives in enumerate((9, 10, 30)):
        held.do(held.state.list_members(a_list(f"list-{n}", lives=lives, digest=f"d{n}-2")))
        assert (True, (10, 8)) == (held.state.review, held.state.counted)


def test_a_list_that_came_after_the_one_that_was_looked_at_is_not_approved():
    """The clerk read the second version; the third came while they did."""
    held = Held().registered()
    for n in (2, 3):
        held.do(held.state.list_members(a_list(f"list-{n}", lives=10 * n, digest=f"d{n}")))

    with pytest.raises(MemberListChanged):
        held.state.approve(held.state.term, proof_required=False, list_version=2)
    assert held.state.approve(held.state.term, proof_required=False, list_version=3)


def test_a_change_that_was_looked_at_again_keeps_its_term():
    """Approved, it stands as long as before; refused, it ends. Until then it is not renewed."""
    held = Held().registered()
    held.do(held.state.list_members(a_list("list-2", lives=1, elsewhere=9, digest="d2")))
    with pytest.raises(LookedAtAgain):
        held.state.renew(TERMS.term.next(held.state.term), date(2027, 3, 1))

    assert ["registration-approved"] == held.do(approve(held, date(2027, 3, 1)))
    assert (False, ENDS) == (held.state.review, held.state.term.until)


def test_a_list_that_is_corrected_before_the_approval_is_looked_at_once():
    """It waits already."""
    held = Held().applied()

    held.do(held.state.list_members(a_list("list-2", lives=1, elsewhere=9, digest="d2")))

    assert ("applied", False) == (held.state.status, held.state.review)


def test_it_is_renewed_within_its_window():
    """From 60 days before the end until the last day; then for another fiscal year."""
    held = Held().registered()
    term = TERMS.term.next(held.state.term)
    opens = ENDS - timedelta(days=60)

    with pytest.raises(NotYetRenewable):
        held.state.renew(term, opens - timedelta(days=1))
    with pytest.raises(NotRegisteredToUse):
        held.state.renew(term, ENDS + timedelta(days=1))
    assert held.state.renew(term, ENDS)
    held.do(held.state.renew(term, opens))

    assert date(2028, 3, 31) == held.state.term.until
    with pytest.raises(NotYetRenewable):
        held.state.renew(TERMS.term.next(held.state.term), opens)


def test_time_tells_of_the_end_once_and_then_ends_it():
    """A timer that fires twice, in two replicas, changes nothing the second time."""
    held = Held().registered()
    tells = ENDS - timedelta(days=30)

    assert tells == held.state.wakes_on
    assert [] == held.state.fall_due(tells - timedelta(days=1))
    assert ["registration-ending"] == held.do(held.state.fall_due(tells))
    assert [] == held.state.fall_due(tells)
    assert ENDS + timedelta(days=1) == held.state.wakes_on
    assert [] == held.state.fall_due(ENDS)
    assert ["member-list-dropped", "registration-ended"] == held.do(held.state.fall_due(ENDS + timedelta(days=1)))
    assert ("expired", None) == (held.state.ended_for, held.state.wakes_on)
    assert [] == held.state.fall_due(ENDS + timedelta(days=1))


def test_the_city_suspends_and_lifts_or_time_does():
    """Whoever is suspended hears of it, and when it is over."""
    held = Held().registered()
    with pytest.raises(NotSuspended):
        held.state.lift()

    held.do(held.state.suspend(date(2026, 12, 10), "documents"))
    assert [] == held.state.suspend(date(2026, 12, 10), "documents")
    assert date(2026, 12, 10) == held.state.suspended_until
    assert ["suspension-noted", "registration-resumed"] == held.do(held.state.lift())

    held.do(held.state.suspend(date(2026, 12, 10), "other"))
    assert date(2026, 12, 11) == held.state.wakes_on
    assert [] == held.state.fall_due(date(2026, 12, 10))
    assert ["suspension-noted", "registration-resumed"] == held.do(held.state.fall_due(date(2026, 12, 11)))
    assert None is held.state.suspended_until


def test_an_erased_member_counts_no_more_once():
    """The fact may come twice; a list that was replaced meanwhile does not mind."""
    held = Held().registered()
    gone = MemberErased(document_id="list-1.2", list_id="list-1", share="lives", eligible=True)

    assert ["member-erased"] == held.do(held.state.erase_member(gone))
    assert [] == held.state.erase_member(gone)
    assert (9, 7, ("list-1.0", "list-1.1")) == (
        held.state.listed.members, held.state.listed.eligible, held.state.listed.document_ids,
    )  # fmt: skip
    held.do(held.state.list_members(a_list("list-2", digest="d2")))
    assert [] == held.state.erase_member(gone)


def test_who_answers_for_a_group_is_told_of_it():
    """The first; when they are erased, the next; when nobody is left, nobody."""
    held = Held().registered()
    held.do(held.state.name_responsible(("resident-ken", "officer-yui")))
    assert "resident-ken" == held.state.told_of()["person_id"]

    held.do(held.state.erase_responsible("resident-ken"))
    assert "officer-yui" == held.state.told_of()["person_id"]
    held.do(held.state.erase_responsible("officer-yui"))

    assert None is held.state.told_of()["person_id"]
    assert [] == held.state.erase_responsible("officer-yui")


def test_a_person_s_registration_has_no_list_and_ends_with_the_person():
    """It says what ties them to the city."""
    held = Held("person~resident-hana")
    held.do(held.state.apply_for(channel="counter", number="n", share="works"))
    held.do(held.state.see_proof(PROOF))
    held.do(approve(held))

    assert {"group_id": None, "person_id": "resident-hana"} == held.state.told_of()
    assert ["registration-ended"] == held.do(held.state.forget())
    assert ("erased", []) == (held.state.ended_for, held.state.forget())


def test_accreditation_and_reductions_are_said_whole():
    """The same again changes nothing; another year stands beside."""
    held = Held().registered()
    sports = (Accreditation(kinds=("school",), until=date(2027, 3, 31)),)
    year = ReductionsGranted(fiscal_year=2026, categories=("welfare",), filed_on=TODAY)

    assert ["registration-accredited"] == held.do(held.state.accredit(sports))
    assert ["reductions-granted"] == held.do(held.state.grant(year))
    assert [] == held.state.accredit(sports) + held.state.grant(year)
    held.do(held.state.grant(year.model_copy(update={"fiscal_year": 2027})))
    assert [2026, 2027] == sorted(held.state.granted)


def test_what_was_never_registered_takes_no_decisions():
    """Neither list nor proof nor end of nothing."""
    held = Held()

    for decide in (
        lambda: held.state.list_members(a_list()),
        lambda: held.state.see_proof(PROOF),
        lambda: held.state.end("city"),
        lambda: held.state.suspend(TODAY, "other"),
        lambda: held.state.renew(TERMS.term.first(TODAY), TODAY),
    ):
        with pytest.raises(NotRegisteredToUse):
            decide()
    assert ([], [], None) == (held.state.forget(), held.state.fall_due(TODAY), held.state.wakes_on)
