"""The AsyncAPI document says what is sent, and a parser that is not ours reads it."""

import json
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from services.feeds.domain.audience import OPEN_TYPES, RESTRICTED_TYPES
from shared.contracts import BY_TYPE, EVENTS, TOPICS, documents
from shared.journal import Commit, Record
from shared.messaging.envelope import outgoing
from tests.kit import the_fact
from tools import asyncapi
from tools.findings import ROOT

DOCUMENT = json.loads((ROOT / asyncapi.FILE).read_text(encoding="utf-8"))
MESSAGES = DOCUMENT["components"]["messages"]
PARSER = ROOT / "tools/asyncapi_parser"


def resolved(reference):
    found = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def references(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_a_foreign_parser_reads_it():
    """The AsyncAPI project's own, without errors; it finds every topic and every type."""
    if shutil.which("node") is None or not (PARSER / "node_modules").is_dir():
        pytest.skip("needs node and `make asyncapi-parser`")
    command = ["node", "parse.mjs", str(ROOT / asyncapi.FILE)]
    ended = subprocess.run(command, cwd=PARSER, capture_output=True, text=True, timeout=120, check=False)

    assert 0 == ended.returncode, ended.stdout + ended.stderr
    found = json.loads(ended.stdout.splitlines()[-1])
    assert len(TOPICS) == found["channels"]
    assert set(BY_TYPE) == set(found["messages"])


def test_every_topic_is_a_channel_and_every_type_a_message_of_its_own():
    """Nothing is forgotten, nothing is invented."""
    told = {name: set(channel["messages"]) for name, channel in DOCUMENT["channels"].items()}

    assert {name: {e.type for e in EVENTS if e.topic == name} for name in TOPICS} == told


def test_every_reference_leads_somewhere():
    """Within the document."""
    for reference in references(DOCUMENT):
        assert isinstance(resolved(reference), dict)


def test_restricted_topics_are_not_offered_to_outsiders_by_kafka():
    """They are heard by webhook and server-sent events only."""
    for name, topic in TOPICS.items():
        servers = {each["$ref"].rpartition("/")[2] for each in DOCUMENT["channels"][name]["servers"]}

        assert ({"kafka", "sse", "webhook"} if topic.audience == "open" else {"sse", "webhook"}) == servers
    assert OPEN_TYPES | RESTRICTED_TYPES == set(MESSAGES)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_examples_fit_the_payload_and_what_is_sent_fits_the_headers(event):
    """Read by a validator that is not ours; the headers are those of a real record."""
    message = MESSAGES[event.type]
    schema = {**resolved(message["payload"]["$ref"]), "components": DOCUMENT["components"]}
    (first, *_) = message["examples"]
    made = event.parse(json.dumps(first["payload"]))
    fact = the_fact(made, at=datetime.now(UTC))
    trace = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    commit = Commit("0" * 32, fact.subject, 1, "", "", fact.at, "", trace, (Record(event.type, made.body()),))
    record = outgoing(commit, 0, "urn:kyoso:139998:x", 1)

    for example in message["examples"]:
        assert [] == [error.message for error in Draft7Validator(schema).iter_errors(example["payload"])]
        assert [] == [error.message for error in Draft7Validator(message["headers"]).iter_errors(example["headers"])]
    headers = {name: value.decode() for name, value in record.headers}
    assert [] == [error.message for error in Draft7Validator(message["headers"]).iter_errors(headers)]
    assert set(message["headers"]["properties"]) == set(headers)


ALSO = {
    "application": ("activity",),
    "message": ("mail",),
    "introduction": ("follow-up",),
    "facility-day": ("displacement", "series", "bill"),
}
"""Who waits for a place is in order within the activity; a message by e-mail has a stream beside that of the inbox.

What is said of a displaced booking, or of a whole series, is in order within that; what is due, paid and given back
for a booking is in order within its bill; how it goes after an introduction, within its follow-up.
"""


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_event_has_an_example_from_the_town(event):
    """Complete, of today's shape, fit for the published schema; its subject is a stream of the topic's kind."""
    told = documents.example(event)
    made = event.model_validate(told["data"])
    published = json.loads((ROOT / f"docs/events/{event.type}.schema.json").read_text(encoding="utf-8"))

    assert [] == [error.message for error in Draft202012Validator(published).iter_errors(told["data"])]
    assert {info.alias or name for name, info in event.model_fields.items()} >= set(told["data"])
    assert json.loads(made.body()) == {**json.loads(made.body()), **told["data"]}
    kind = told["subject"].partition("/")[0]
    assert kind in (TOPICS[event.topic].key, *ALSO.get(TOPICS[event.topic].key, ()))


def test_no_example_is_left_behind():
    """Of types that nobody sends."""
    assert set(BY_TYPE) == set(json.loads(documents.EXAMPLES.read_text("utf-8")))
