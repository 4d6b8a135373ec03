"""The AsyncAPI document as it stands in ``docs``: the same that a running town serves at ``/docs/asyncapi.json``."""

import json

from services.feeds.asyncapi import document

FILE = "docs/events/asyncapi.json"


def text() -> str:
    """The document as it is written."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
