"""What was once written can be read for ever, with the same meaning: bodies of every event type, kept as files."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from shared import contracts
from tools import golden
from tools.findings import ROOT

FOLDER = ROOT / golden.FOLDER
TYPES = golden.event_types()
FILES = {path.relative_to(FOLDER).with_suffix("").as_posix(): path for path in FOLDER.rglob("*.json")}


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_event_type_has_golden_payloads(name):
    """A type without one could change its meaning unseen. `make golden` adds it."""
    assert name in FILES


@pytest.mark.parametrize("name", sorted(FILES))
def test_what_was_once_written_keeps_its_meaning(name):
    """Every body parses and nothing of it is dropped or changed: a renamed optional field would be."""
    event = TYPES[name]

    for body in json.loads(FILES[name].read_text(encoding="utf-8")):
        parsed = json.loads(event.parse(json.dumps(body)).body())

        assert body == _as_told(body, parsed)


def _as_told(body, parsed):
    """What ``parsed`` says of all that ``body`` says; a part of an event may have got an optional field since."""
    match body, parsed:
        case dict(), dict():
            return {field: _as_told(body[field], parsed.get(field)) for field in body}
        case list(), list() if len(body) == len(parsed):
            return [_as_told(*pair) for pair in zip(body, parsed, strict=True)]
        case _:
            return parsed


@pytest.mark.parametrize("event", contracts.EVENTS, ids=lambda event: event.type)
def test_public_payloads_fit_their_published_schema(event):
    """Read with a foreign validator: what the schema says is what is sent."""
    schema = json.loads((ROOT / "docs/events" / f"{event.type}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())

    for body in json.loads(FILES[event.type].read_text(encoding="utf-8")):
        assert [] == [error.message for error in validator.iter_errors(body)]


@pytest.mark.parametrize("event", contracts.EVENTS, ids=lambda event: event.type)
def test_an_event_from_a_future_version_is_read(event):
    """A newer sender adds optional fields; older code takes what it knows."""
    (body, *_) = json.loads(FILES[event.type].read_text(encoding="utf-8"))

    assert event.parse(json.dumps(body)) == event.parse(json.dumps({**body, "added-in-2031": {"x": [1]}}))


def test_missing_payloads_are_made_and_present_ones_left_alone(tmp_path):
    """The tool adds; it never rewrites history."""
    assert 0 == golden.main(tmp_path)
    (kept, *_) = sorted((tmp_path / golden.FOLDER).glob("*.json"))
    kept.write_text("[]")

    assert 0 == golden.main(tmp_path)

    assert "[]" == kept.read_text()
    assert set(TYPES) == {
        path.relative_to(Path(tmp_path) / golden.FOLDER).with_suffix("").as_posix()
        for path in (tmp_path / golden.FOLDER).rglob("*.json")
    }
