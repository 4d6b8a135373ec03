"""Writes ``docs/events``, ``docs/api`` and the dashboards from the code; ``--check`` ends with 1 when any differs.

Events: a JSON Schema a contract, the table of topics, and all of it as AsyncAPI. API: each service's OpenAPI
document, and the JSON Schema of a town's rules of use.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from services.booking.rulebook.schema import json_schema as rulebook_schema
from shared import contracts
from shared.contracts import Topic
from shared.contracts.documents import schema
from shared.service import Service, Site
from shared.web import make_app
from tools import asyncapi, dashboards
from tools.findings import ROOT
from tools.town import composed

EVENTS = "docs/events"
API = "docs/api"


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write or check; how the process is to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when something differs")
    check: bool = parser.parse_args(arguments).check
    wanted = documents()
    found = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for folder in (EVENTS, API, dashboards.FOLDER)
        for path in (root / folder).glob("*.*")
    }
    for name in sorted({*wanted, *found}):
        if wanted.get(name) == found.get(name):
            continue
        print(f"{'differs from the code' if check else 'written'}: {name}")
        if not check:
            _put(root / name, wanted.get(name))
    same = wanted == found
    if check:
        print("the documents are as the code says" if same else "run `make docs` and look at what changed")
    return 1 if check and not same else 0


def documents() -> dict[str, str]:
    """All generated documents as the code says, by path."""
    with composed() as (site, services):
        return {**event_documents(services), **api_documents(site, services), **dashboards.dashboard_documents()}


def event_documents(services: dict[str, Service]) -> dict[str, str]:
    """The schemas, ``topics.json`` and the table for people."""
    documents = {f"{EVENTS}/{event.type}.schema.json": _json(schema(event)) for event in contracts.EVENTS}
    documents[f"{EVENTS}/topics.json"] = _json(
        {"topics": [topic_entry(t, services) for t in contracts.TOPICS.values()]}
    )
    documents[f"{EVENTS}/README.md"] = table(services)
    documents[asyncapi.FILE] = asyncapi.text()
    return documents


def api_documents(site: Site, services: dict[str, Service]) -> dict[str, str]:
    """The OpenAPI document of each service, and the schema of a town's rules."""
    documents = {f"{API}/{name}.json": _json(make_app(service, site).openapi()) for name, service in services.items()}
    documents[f"{API}/rulebook.schema.json"] = _json(rulebook_schema())
    return documents


def topic_entry(topic: Topic, services: dict[str, Service]) -> dict[str, Any]:
    """One topic as tools read it."""
    return {
        "name": topic.name,
        "owner": topic.owner,
        "key": topic.key,
        "audience": topic.audience,
        "types": types_of(topic),
        "heard_by": sorted(name for name, service in services.items() if topic.name in service.handlers.topics),
    }


def types_of(topic: Topic) -> list[str]:
    """The types that travel on a topic."""
    return [event.type for event in contracts.EVENTS if event.topic == topic.name]


def table(services: dict[str, Service]) -> str:
    """The page that people read."""
    lines = [
        "# Public events",
        "",
        "Generated from `shared/contracts` by `make docs`; `make docs-check` fails when it differs from the code.",
        "",
        "CloudEvents 1.0 in Kafka's binary mode: `ce_id` never changes (a repeat carries the same), `ce_type` is the",
        "type below, `ce_source` is `urn:kyoso:<municipality>:<service>`, `ce_subject` the stream, `ce_sequence` rises",
        "within a topic and subject. First occurrences of one subject arrive in order; drop what is not above the last",
        "sequence that you have seen there.",
        "Ignore fields you do not know: optional ones are added. Anything else is a new version beside the old one.",
        "",
        "*Open* topics carry nothing about a person. *Restricted* ones carry a `person_id`, never a name, a contact or",
        "free text; they are for the city's own services. Other systems get open types by Kafka, webhook or",
        "server-sent events, and restricted ones by the latter two, for a registered purpose and under pseudonyms:",
        "[subscribing](../subscribing.md), [AsyncAPI](asyncapi.json).",
        "",
        "| topic | owner | key | audience | types | heard by |",
        "|---|---|---|---|---|---|",
    ]
    for topic in contracts.TOPICS.values():
        types = "<br>".join(f"[{name}]({name}.schema.json)" for name in types_of(topic))
        heard = ", ".join(topic_entry(topic, services)["heard_by"]) or "–"
        lines.append(f"| `{topic.name}` | {topic.owner} | {topic.key} | {topic.audience} | {types} | {heard} |")
    lines += ["", "## What each says", ""]
    for event in contracts.EVENTS:
        fields = ", ".join(f"`{name}`{'' if info.is_required() else '?'}" for name, info in event.model_fields.items())
        lines.append(f"- **{event.type}**: {(event.__doc__ or '').strip().replace('``', '`')} {fields}")
    return "\n".join(lines) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _put(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
