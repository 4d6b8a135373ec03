"""What a command weighs: commits, bytes of the store and bytes of the bus, with everything that follows it anywhere.

Each commit is traced by its cause to the request that began it, through events and saga steps of all services.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import bson

from shared.contracts import EVENTS

Document = Mapping[str, Any]
PUBLIC = frozenset(event.type for event in EVENTS)
RECORD_OVERHEAD_BYTES = 20
"""Lengths and differences of a record in a batch, and its share of the batch's head (Kafka's message format v2)."""
HEADER_NAMES = "ce_specversion ce_id ce_source ce_type ce_subject ce_time ce_sequence content-type traceparent".split()
HEADERS_BYTES = sum(len(name) + 2 for name in HEADER_NAMES) + len("1.0urn:kyoso:139998:booking") + 50 + 16 + 55
"""Names, and values of a fixed length: version, source, id and type of about 50, time and sequence, trace."""
KEY_OVERHEAD_BYTES = 12
"""What an index entry has beside its key."""


@dataclass
class Weight:
    """All that one kind of command led to, summed over ``count`` of them."""

    count: int = 0
    commits: Counter[str] = field(default_factory=Counter)
    journal_bytes: int = 0
    index_bytes: int = 0
    events: int = 0
    bus_bytes: int = 0

    def each(self, total: float) -> float:
        """Per command."""
        return total / self.count if self.count else 0.0


def weigh(journals: Mapping[str, Iterable[Document]]) -> dict[str, Weight]:
    """By route (or timer) and first outcome: what it weighs. ``journals``: the documents of each service."""
    by_id: dict[str, Document] = {}
    owner: dict[str, str] = {}
    for service, documents in journals.items():
        for document in documents:
            by_id[document["id"]], owner[document["id"]] = document, service
    found: dict[str, Weight] = {}
    for id, document in by_id.items():
        weight = found.setdefault(_root(document, by_id, owner), Weight())
        weight.count += not document["cause"].startswith(("fact/", "commit/"))
        weight.commits[owner[id]] += 1
        weight.journal_bytes += len(bson.encode({k: v for k, v in document.items() if k != "pending"}))
        weight.index_bytes += sum(len(document[key]) + KEY_OVERHEAD_BYTES for key in ("_id", "cause"))
        for line in document["events"].split("\n"):
            kind, _, body = line.partition(" ")
            if kind in PUBLIC:
                weight.events += 1
                weight.bus_bytes += len(body) + 2 * len(document["stream"]) + HEADERS_BYTES + RECORD_OVERHEAD_BYTES
    return found


def _root(document: Document, by_id: Mapping[str, Document], owner: Mapping[str, str]) -> str:
    """The request or timer that this commit goes back to."""
    while True:
        kind, rest = document["cause"].split("/", 1)
        if kind in ("fact", "commit"):
            before = by_id.get(rest.partition(".")[0])
            if before is None:
                return f"{kind} of before"
            document = before
            continue
        route = rest.split("/")[1].replace(":", "/") if kind == "http" else f"({kind} {rest.split('/')[0]})"
        outcome = document["events"].partition(" ")[0].partition(".")[0]
        return f"{owner[document['id']]} {route}: {outcome}"


def table(found: Mapping[str, Weight]) -> str:
    """As Markdown, the most frequent first."""
    lines = [
        "| command | count | commits, of them in other services | journal bytes | index bytes | events | bus bytes |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, weight in sorted(found.items(), key=lambda each: -each[1].count):
        total = weight.commits.total()
        others = total - weight.commits[name.split(" ")[0]]
        cells = [
            name,
            f"{weight.count:,}",
            f"{weight.each(total):.2f}, {weight.each(others):.2f}",
            f"{weight.each(weight.journal_bytes):,.0f}",
            f"{weight.each(weight.index_bytes):,.0f}",
            f"{weight.each(weight.events):.2f}",
            f"{weight.each(weight.bus_bytes):,.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
