"""The AsyncAPI 3 document of the public events: channels are topics, messages are event types with their headers.

Three servers carry the same events: Kafka in CloudEvents' binary mode, the other two in structured mode.
"""

from typing import Any

from pydantic.json_schema import models_json_schema

from services.feeds.domain.audience import PURPOSES
from services.feeds.domain.pseudonyms import KEPT, LEFT_OUT, REPLACED
from shared import contracts
from shared.contracts import PublicEvent, Topic
from shared.contracts.documents import example
from shared.version import VERSION

HEADERS = {
    "ce_specversion": {"type": "string", "const": "1.0"},
    "ce_id": {"type": "string", "description": "never changes: a repeat carries the same"},
    "ce_source": {"type": "string", "description": "urn:kyoso:<municipality>:<service>"},
    "ce_type": {"type": "string"},
    "ce_subject": {"type": "string", "description": "the stream; first occurrences of one subject arrive in order"},
    "ce_time": {"type": "string", "format": "date-time"},
    "ce_sequence": {
        "type": "string",
        "pattern": r"^\d{12}\.\d{4}$",
        "description": "rises within a topic and subject; drop what is not above the last one seen there",
    },
    "content-type": {"type": "string", "const": "application/json"},
    "traceparent": {"type": "string", "description": "W3C trace context"},
}
OPTIONAL_HEADERS = frozenset({"traceparent"})

STRUCTURED = (
    "The same events as one JSON object each (CloudEvents structured mode). "
    "In restricted types ids of persons and of what one person did are replaced by pairwise pseudonyms "
    f"({', '.join(sorted(REPLACED))}, id and subject); kept are: {', '.join(sorted(KEPT))}; "
    f"left out are: {', '.join(sorted(LEFT_OUT))}, traceparent and whatever is not listed here."
)


def document() -> dict[str, Any]:
    """The whole document."""
    schemas = _schemas()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "kyoso events",
            "version": VERSION,
            "description": "Generated from shared/contracts by `make docs`. How to subscribe: docs/subscribing.md.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": {topic.name: _channel(topic) for topic in contracts.TOPICS.values()},
        "operations": {f"hear-{topic.name}": _operation(topic) for topic in contracts.TOPICS.values()},
        "components": {
            "schemas": schemas,
            "messages": {event.type: _message(event) for event in contracts.EVENTS},
            "securitySchemes": {
                "kafkaAccount": {"type": "scramSha512", "description": "an account whose ACL names the open topics"},
                "subscriberToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "needed for restricted types only; told once when staff create the subscription",
                },
            },
        },
    }


def _servers() -> dict[str, Any]:
    purposes = "; ".join(f"{code}: {purpose.en}" for code, purpose in PURPOSES.items())
    return {
        "kafka": {
            "host": "{bootstrap}",
            "protocol": "kafka-secure",
            "description": "Open topics, for whoever the city admits. CloudEvents in binary mode: the ce_ headers.",
            "variables": {"bootstrap": {"default": "localhost:9092", "description": "host:port, from the city"}},
            "security": [{"$ref": "#/components/securitySchemes/kafkaAccount"}],
        },
        "sse": {
            "host": "{host}",
            "pathname": "/events",
            "protocol": "sse",
            "description": f"GET /events?types=&areas=&since= with Last-Event-ID. {STRUCTURED}",
            "variables": {"host": {"default": "localhost:8000", "description": "the city's address"}},
            "security": [{"$ref": "#/components/securitySchemes/subscriberToken"}],
        },
        "webhook": {
            "host": "{neighbour}",
            "protocol": "https",
            "description": "POST to the subscriber's own address, signed after the Standard Webhooks specification "
            f"(webhook-id, webhook-timestamp, webhook-signature). {STRUCTURED} Registered purposes: {purposes}.",
            "variables": {"neighbour": {"default": "neighbour.example", "description": "the subscriber's own host"}},
        },
    }


def _channel(topic: Topic) -> dict[str, Any]:
    """One topic. Outsiders do not read restricted ones from Kafka."""
    servers = ["kafka", "sse", "webhook"] if topic.audience == "open" else ["sse", "webhook"]
    return {
        "address": topic.name,
        "title": f"{topic.name} ({topic.audience})",
        "description": f"Owned by {topic.owner}; keyed by {topic.key}; {topic.audience}.",
        "servers": [{"$ref": f"#/servers/{name}"} for name in servers],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _types_of(topic)},
    }


def _operation(topic: Topic) -> dict[str, Any]:
    """What an application that implements this document does: it sends; a neighbour receives."""
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "summary": f"kyoso tells what happens on {topic.name}",
        "messages": [{"$ref": f"#/channels/{topic.name}/messages/{name}"} for name in _types_of(topic)],
    }


def _message(event: type[PublicEvent]) -> dict[str, Any]:
    summary = " ".join((event.__doc__ or "").replace("``", "`").split())
    return {
        "name": event.type,
        "title": event.type,
        "summary": summary,
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "required": [name for name in HEADERS if name not in OPTIONAL_HEADERS],
            "properties": {**HEADERS, "ce_type": {"type": "string", "const": event.type}},
        },
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "examples": [{"name": event.type, "summary": "from the sample town: nobody in it is real", **_example(event)}],
    }


def _example(event: type[PublicEvent]) -> dict[str, Any]:
    """An event of the sample town, as Kafka carries it."""
    told = example(event)
    envelope = ("specversion", "id", "source", "type", "subject", "time", "sequence")
    headers = {f"ce_{name}": told[name] for name in envelope}
    return {"headers": {**headers, "content-type": told["datacontenttype"]}, "payload": told["data"]}


def _schemas() -> dict[str, Any]:
    """Every contract and what it is made of, by class name."""
    _, made = models_json_schema(
        [(event, "validation") for event in contracts.EVENTS], ref_template="#/components/schemas/{model}"
    )
    found: dict[str, Any] = made["$defs"]
    return found


def _types_of(topic: Topic) -> list[str]:
    return [event.type for event in contracts.EVENTS if event.topic == topic.name]
