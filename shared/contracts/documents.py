"""What is told of a contract beside its code: its schema, and an example from the sample town, where nobody is real."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from shared.contracts.base import TOPICS, PublicEvent

EXAMPLES = Path(__file__).with_name("examples.json")
SAMPLE_MUNICIPALITY = "139998"
SAMPLE_TIME = "2026-12-01T00:00:00.000000Z"
FICTIONAL_ID = "00000000000080008000000000000001.0"


def schema(event: type[PublicEvent]) -> dict[str, Any]:
    """What the body of every event of this type fits, also of those sent before an optional field was added."""
    made = event.model_json_schema(mode="validation")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:kyoso:event:{event.type}"}
    return {**head, **made, "x-type": event.type, "x-topic": event.topic}


def example(event: type[PublicEvent]) -> dict[str, Any]:
    """One event of the sample town as a CloudEvent in structured mode. Raises ``KeyError`` when there is none."""
    told = _examples()[event.type]
    return {
        "specversion": "1.0",
        "id": FICTIONAL_ID,
        "source": f"urn:kyoso:{SAMPLE_MUNICIPALITY}:{TOPICS[event.topic].owner}",
        "type": event.type,
        "subject": told["subject"],
        "time": SAMPLE_TIME,
        "sequence": "000000000001.0000",
        "datacontenttype": "application/json",
        "data": told["data"],
    }


@cache
def _examples() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXAMPLES.read_text("utf-8"))
    return found
