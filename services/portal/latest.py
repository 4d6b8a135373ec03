"""The last event of each open type that this process heard: what the documents show as an example.

Events of restricted topics are never kept, and a type that comes on another topic than its own is passed over.
"""

from typing import Any

from shared.contracts import BY_TYPE, TOPICS
from shared.messaging.cloudevent import cloud_event
from shared.messaging.envelope import Incoming


class Latest:
    """Hears the bus; memory for one event a type."""

    def __init__(self, municipality: str) -> None:
        self._municipality = municipality
        self._kept: dict[str, Incoming] = {}

    def hear(self, incoming: Incoming) -> None:
        """Keep the event when it is open. Cheap: it is read when somebody looks."""
        event, topic = BY_TYPE.get(incoming.type), TOPICS.get(incoming.fact.topic)
        if event and topic and topic.audience == "open" and event.topic == topic.name:
            self._kept[incoming.type] = incoming

    def of(self, type_name: str) -> dict[str, Any] | None:
        """The last event of a type as a CloudEvent; ``None`` when none was heard, or what was heard cannot be read."""
        incoming = self._kept.get(type_name)
        if incoming is None:
            return None
        try:
            event = BY_TYPE[type_name].model_validate_json(incoming.arrived.value)
            return cloud_event(event, incoming.fact, self._municipality, "")
        except ValueError:
            return None
