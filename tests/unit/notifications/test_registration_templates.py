"""Who is told what of a registration, and who is not."""

import pytest

from services.notifications.domain import drafts
from services.notifications.rendering import render
from shared.contracts.booking_registrations import PenaltyRecorded, RegistrationApproved, RegistrationEnded
from tests.unit.notifications.registration_drafts import PENALTY, REGISTRATION


@pytest.mark.parametrize("reason", ["withdrawn", "erased"])
def test_who_withdrew_a_registration_is_told_nothing_more(reason):
    """They know; and somebody erased is nobody to tell."""
    assert [] == drafts.of_registration(RegistrationEnded(**REGISTRATION, reason=reason))


def test_a_registration_that_nobody_answers_for_is_told_to_nobody():
    """A group whose responsible person was erased."""
    nobody = {**REGISTRATION, "person_id": None}

    assert [] == drafts.of_registration(RegistrationApproved(**nobody))
    assert [] == drafts.of_penalty(PenaltyRecorded(**{**PENALTY, "person_id": None}))


def test_a_person_s_own_registration_is_told_as_theirs():
    """No group has a name in it."""
    (draft,) = drafts.of_registration(RegistrationApproved(**{**REGISTRATION, "group_id": None}))

    assert {} == draft.names
    assert "あなたの利用登録が承認されました" in render(draft.template, draft.parameters, "ja").body
