"""A script that tries on is slowed; nobody else is."""

from datetime import UTC, datetime, timedelta

import pytest

from services.booking import attempts
from services.booking.attempts import Attempts
from services.booking.refusals import TooManyAttempts

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


def test_after_so_many_refusals_one_waits_until_the_first_is_a_minute_old():
    """The answer says for how many seconds, and then it is true."""
    tried = Attempts(3)
    for second in (0, 10, 20):
        tried.check(("p/hana",), NOW + timedelta(seconds=second))
        tried.note(("p/hana",), NOW + timedelta(seconds=second))

    with pytest.raises(TooManyAttempts) as refusal:
        tried.check(("p/hana",), NOW + timedelta(seconds=21))

    wait = refusal.value.data["retry_after_seconds"]
    assert 40 == wait
    tried.check(("p/hana",), NOW + timedelta(seconds=21 + wait))
    tried.check(("p/ken",), NOW + timedelta(seconds=21))


def test_a_group_counts_over_all_of_its_officers():
    """Three officers with one script are one group."""
    tried = Attempts(3)
    for officer in ("p/a", "p/b", "p/c"):
        tried.note((officer, "g/garden"), NOW)

    with pytest.raises(TooManyAttempts):
        tried.check(("p/d", "g/garden"), NOW)
    tried.check(("p/a",), NOW)


def test_what_is_remembered_is_bounded(monkeypatch):
    """A million names cost no more memory than the limit; the one longest quiet is forgotten."""
    monkeypatch.setattr(attempts, "KEYS_MAX", 2)
    tried = Attempts(1)
    for person in ("p/a", "p/b", "p/c"):
        tried.note((person,), NOW)

    tried.check(("p/a",), NOW)
    for person in ("p/b", "p/c"):
        with pytest.raises(TooManyAttempts):
            tried.check((person,), NOW)
