"""Causes are pure strings of listed forms; ids come from them and from nothing else."""

import hmac
import inspect
import re
import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.journal import Cause, Causes, Fact
from shared.journal.causes import FORMS, keyed

CAUSES = Causes(b"s" * 32)
FACT = Fact(
    "c1.0", "kyoso.bookings", "facility-day/f/2026-12-01", "000000000001.0000", datetime(2026, 12, 1, tzinfo=UTC)
)
MADE = {
    "http": CAUSES.http("resident-hana", "POST /bookings/{id}/cancel", "key-1"),
    "fact": CAUSES.fact(FACT, "earn-for-attendance"),
    "timer": CAUSES.timer("lapse", "i-1", 3),
    "commit": CAUSES.commit("c1.0", "take-slots"),
    "operator": CAUSES.operator("import-facilities", b"file", "row-7"),
}


def test_every_constructor_is_in_the_table_of_forms():
    """The table is the whole list: a new kind of cause is added to it first."""
    constructors = {
        name
        for name, function in inspect.getmembers(Causes, inspect.isfunction)
        if not name.startswith("_") and inspect.signature(function).return_annotation in (Cause, "Cause")
    }

    assert set(FORMS) == constructors == set(MADE)


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_a_cause_looks_as_the_table_says(kind):
    """The text on a stream has the parts that the table names, in their order."""
    stream = "facility-day/f/2026-12-01"
    text = MADE[kind].on(stream)
    form = re.escape(FORMS[kind]).replace(re.escape("<stream>"), re.escape(stream))

    assert re.fullmatch(re.sub(r"<[^>/]*(?:/[^>]*)?>", "[^/]+", form.replace("\\ ", " ")), text), (FORMS[kind], text)


def test_a_client_s_key_names_one_stream_and_the_others_may_touch_many():
    """The same key on another stream is the same cause; a fact on two streams is two."""
    assert MADE["http"].on("a/1") == MADE["http"].on("b/2")
    assert all(MADE[kind].on("a/1") != MADE[kind].on("b/2") for kind in FORMS if kind != "http")


def test_a_key_and_a_body_cannot_be_guessed_from_a_cause():
    """A phone number used as a key, or sent in a body, is not in the text, and another secret gives another digest."""
    ours = CAUSES.http("p", "POST /x", "090-1234-5678", b'{"phone": "090-1234-5678"}')
    theirs = Causes(b"t" * 32).http("p", "POST /x", "090-1234-5678", b'{"phone": "090-1234-5678"}')

    assert "090" not in ours.text + ours.digest + repr(ours)
    assert ours.text != theirs.text
    assert ours.digest != theirs.digest


def test_the_digest_tells_bodies_and_paths_apart():
    """The same key for another booking's path, or with another body, is noticed."""
    first, *others = (
        CAUSES.http("p", "POST /x/{id}", "k", body, target).digest
        for body, target in ((b"a", "/x/1"), (b"b", "/x/1"), (b"a", "/x/2"), (b"", "/x/1a"))
    )

    assert first not in others


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_parts_of_a_digest_do_not_run_into_each_other(left, right):
    """``ab, c`` and ``a, bc`` are different inputs."""
    assert (left == right) == (CAUSES.mac(*left) == CAUSES.mac(*right))


def test_ids_follow_from_the_cause():
    """The same each time, different by label and cause, and well-formed as UUID version 8."""
    cause = MADE["http"]
    made = uuid.UUID(cause.new_id("booking"))

    assert str(made) == cause.new_id("booking")
    assert (8, uuid.RFC_4122) == (made.version, made.variant)
    assert 3 == len({cause.new_id("booking"), cause.new_id("message"), MADE["fact"].new_id("booking")})


def test_what_is_recorded_beside_a_refused_command_does_not_use_up_its_key():
    """Kept demand has a cause of its own: the client may still send the same key again."""
    cause = MADE["http"]

    assert cause.beside("demand").on("demand/f/2026-12-01") != cause.on("facility-day/f/2026-12-01")


def test_what_is_keyed_is_of_that_key_and_that_message():
    """A key is begun once: neither another key nor an earlier message may be in what follows."""
    asked = [(key, message) for key in (b"a" * 32, b"b" * 32, b"a" * 32) for message in (b"", b"one", b"two", b"one")]

    assert [keyed(key, message) for key, message in asked] == [hmac.digest(*each, "sha256") for each in asked]
