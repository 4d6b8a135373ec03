"""Private events of activities: what the journal must remember and nobody outside needs to know."""

from typing import Literal

from shared.events import Event


class AttendanceCodeRefused(Event):
    """Somebody with a place gave a code that did not count. Kept so that codes cannot be guessed; never the code."""

    type = "attendance-code-refused.v1"

    activity_id: str
    person_id: str
    verdict: Literal["wrong", "expired"]
    tries_left: int
