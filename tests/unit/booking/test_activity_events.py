"""Private events of activities parse for ever, and every refusal has words for people."""

import inspect
import string
from datetime import datetime

import pytest

from services.booking.activities import change_refusals, check_refusals, waiting_refusals
from services.booking.activities import refusals as activity_refusals
from services.booking.domain.activities.events import AttendanceCodeRefused, CertificateNumbered, SomeTold
from shared.clock import TOKYO
from shared.errors import Refusal

GOLDEN = {
    AttendanceCodeRefused: b'{"activity_id":"a1","person_id":"p1","verdict":"expired","tries_left":9,"session":2}',
    CertificateNumbered: (
        b'{"activity_id":"a1","person_id":"p1","number":"0123456789AB","granted_at":"2026-12-01T00:30:00Z"}'
    ),
    SomeTold: b'{"activity_id":"a1","left":12}',
}
REFUSALS = [
    refusal
    for module in (activity_refusals, change_refusals, check_refusals, waiting_refusals)
    for _, refusal in inspect.getmembers(module, inspect.isclass)
    if issubclass(refusal, Refusal) and refusal is not Refusal
]
AT = datetime(2026, 12, 1, 9, 30, tzinfo=TOKYO)
DATA = {
    "capacity": 20, "deadline": AT, "opens_at": AT, "closes_at": AT, "tries_left": 3, "tries_max": 10,
    "hours_max": 24, "days_max": 366, "attendances_max": 3, "role": "helper", "roles": "helper, participant",
    "people": 4, "places": 9, "sessions_min": 3, "sessions": 2, "session": 2, "changes_max": 20, "waiting_max": 500,
    "until": AT,
}  # fmt: skip


@pytest.mark.parametrize("kind", GOLDEN)
def test_a_private_event_is_written_and_read_as_it_always_was(kind):
    """The journal keeps the first event for ever; the code that reads it changes."""
    assert GOLDEN[kind] == kind.parse(GOLDEN[kind]).body()


def test_a_refused_code_of_before_there_were_sessions_is_read():
    """Its activity had one time only."""
    old = b'{"activity_id":"a1","person_id":"p1","verdict":"expired","tries_left":9}'

    assert AttendanceCodeRefused.parse(old).session is None


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_refusal_says_what_is_wrong_and_what_to_do_in_both_languages(refusal):
    """No unfilled braces, Japanese that is Japanese, and always a next step."""
    texts = [refusal.ja, refusal.next_ja, refusal.en, refusal.next_en]
    spoken = [text.format(**DATA) for text in texts]

    assert all(text.endswith("。") for text in spoken[:2])
    assert all(text.endswith(".") and text.isascii() for text in spoken[2:])
    assert refusal.status in {404, 409, 422}
    fields = [{field for _, field, _, _ in string.Formatter().parse(text) if field} for text in texts]
    assert fields[0] == fields[2]
    assert fields[1] == fields[3]


def test_no_two_refusals_share_a_code():
    """Programs tell refusals by their codes."""
    assert len(REFUSALS) == len({refusal.code for refusal in REFUSALS})
