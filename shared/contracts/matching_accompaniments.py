"""What matching tells of accompaniments: that a visit is due, to who accompanies the group. Nothing else of them."""

from typing import Literal

from shared.contracts.base import ACCOMPANIMENTS, Instant, PublicEvent


class AccompanimentVisitDue(PublicEvent):
    """A planned visit was not noted in time, or none was planned for long: ``coordinator_id`` sees to it.

    Told once for each time; after ``due_at`` somebody else has it.
    """

    type = "accompaniment-visit-due.v1"
    topic = ACCOMPANIMENTS.name

    group_id: str
    coordinator_id: str
    reason: Literal["not-noted", "none-planned"]
    due_at: Instant


EVENTS = (AccompanimentVisitDue,)
