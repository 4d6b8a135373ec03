"""What would have to be different for a booking that rules refuse, out of its explanation: what a clerk can offer."""

from collections.abc import Mapping
from typing import Any


def changes_in(told: Mapping[str, Any]) -> list[dict[str, str]]:
    """Changes in two languages: those that are enough alone; else all together; else the nearest of each rule."""
    changes = [each["change"] for each in told.get("refusals", ()) if each["change"]["kind"] != "nothing"]
    if enough := [change for change in changes if change["allowed"]]:
        changes = enough
    elif together := told.get("together"):
        changes = [together]
    return [{"ja": str(change["ja"]), "en": str(change["en"])} for change in changes]
