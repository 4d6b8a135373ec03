"""CloudEvents 1.0 in structured mode: the same event that Kafka carries in binary mode, as one JSON object."""

from typing import Any

from pydantic_core import from_json

from shared.clock import utc_text
from shared.contracts import TOPICS, PublicEvent
from shared.journal import Fact


def cloud_event(event: PublicEvent, fact: Fact, municipality: str, traceparent: str) -> dict[str, Any]:
    """The event with its envelope. The source is the topic's owner, whatever a record's header claims.

    The data are those that were sent and found to fit the contract (writing them anew would cost a fifth of keeping an
    event); fields that the contract does not know stay here.
    """
    known = type(event).model_fields
    sent: dict[str, Any] = from_json(fact.body or event.body())
    made: dict[str, Any] = {
        "specversion": "1.0",
        "id": fact.id,
        "source": f"urn:kyoso:{municipality}:{TOPICS[event.topic].owner}",
        "type": event.type,
        "subject": fact.subject,
        "time": utc_text(fact.at),
        "sequence": fact.sequence,
        "datacontenttype": "application/json",
    }
    if traceparent:
        made["traceparent"] = traceparent
    made["data"] = {name: value for name, value in sent.items() if name in known}
    return made
