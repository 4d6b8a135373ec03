"""Adds golden payloads for event types that have none: ``make golden``. One that exists is never changed or removed.

Each file holds bodies as they were once written: one with every field, one with only those that had to be there.
"""

import json
import sys
from pathlib import Path
from typing import Any

from shared import contracts
from shared.events import Event
from tools import samples
from tools.findings import ROOT
from tools.town import composed

FOLDER = "tests/contract/golden"


def event_types() -> dict[str, type[Event]]:
    """Every event that is ever stored or sent, by the name of its golden file (private ones under their service)."""
    found: dict[str, type[Event]] = {event.type: event for event in contracts.EVENTS}
    with composed() as (_, services):
        for name, service in services.items():
            private = (event for event in service.journal.model.events if event.topic is None)
            found.update({f"{name}/{event.type}": event for event in private})
    return found


def payloads(event: type[Event]) -> list[dict[str, Any]]:
    """Bodies of one type, made from its fields."""
    made = [event.model_validate(samples.full(event)), event.model_validate(samples.least(event))]
    required = {info.alias or name for name, info in event.model_fields.items() if info.is_required()}
    whole, least = (json.loads(one.body()) for one in made)
    short = {name: value for name, value in least.items() if name in required}
    return [whole] if short == whole else [whole, short]


def main(root: Path = ROOT) -> int:
    """Write what is missing; how the process is to end."""
    failed = 0
    for name, event in sorted(event_types().items()):
        path = root / FOLDER / f"{name}.json"
        if path.exists():
            continue
        try:
            made = payloads(event)
        except (TypeError, ValueError) as error:
            failed += 1
            print(f"{name}: write {path.relative_to(root)} by hand ({error})")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"added: {path.relative_to(root)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
