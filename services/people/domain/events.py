"""The private events of people."""

from typing import Literal

from shared.events import Event

Channel = Literal["web", "counter", "phone"]


class DetailsKept(Event):
    """Name, contact and birth date lie in the vault under ``document_id``; the version before is of no use any more."""

    type = "details-kept.v1"

    document_id: str
    replaces: str | None = None
    channel: Channel
