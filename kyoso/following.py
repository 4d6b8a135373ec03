"""What one request caused, put together from the logs and from the events on the bus, in the order of time."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.contracts import TOPICS
from shared.messaging.search import Found

NOT_SHOWN = frozenset({"time", "level", "logger", "service", "trace_id", "message", "taskName"})


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """Something that happened in a trace: when, in which service, what, and what else is known of it."""

    at: datetime
    service: str
    what: str
    more: str = ""


def logged(files: Iterable[Path], trace_id: str) -> Iterator[Step]:
    """The lines of a trace in logs of one JSON object a line; anything else in them is passed over."""
    for path in files:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if trace_id in line and (step := _of_line(line, trace_id)):
                    yield step


def published(found: Iterable[Found]) -> Iterator[Step]:
    """The events of a trace. The subject of a restricted one is left out: it may be a person."""
    for event in found:
        headers = event.headers
        topic = TOPICS.get(event.topic)
        subject = headers.get("ce_subject", "") if topic and topic.audience == "open" else ""
        owner = headers.get("ce_source", "").rpartition(":")[2]
        place = f"{event.topic}/{event.partition}@{event.offset}"
        yield Step(
            _instant(headers.get("ce_time", "")), owner, headers.get("ce_type", "?"), f"{place}  {subject}".strip()
        )


def _of_line(line: str, trace_id: str) -> Step | None:
    start = line.find("{")  # a container's log may put its own words before
    try:
        told: dict[str, Any] = json.loads(line[start:]) if start >= 0 else {}
    except ValueError:
        return None
    if not isinstance(told, dict) or told.get("trace_id") != trace_id:
        return None
    more = "  ".join(f"{name}={told[name]}" for name in told if name not in NOT_SHOWN)
    what = f"{told.get('level', '')}: {told.get('message', '')}"
    return Step(_instant(str(told.get("time", ""))), str(told.get("service", "")), what, more)


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
