"""The private events of succession: a group looks for somebody in a role until a day."""

from datetime import date

from shared.events import Event


class SuccessorSought(Event):
    """The group looks for somebody who takes a role over; it counts as one of its needs until that day."""

    type = "successor-sought.v1"

    group_id: str
    role: str
    until: date


class SearchEnded(Event):
    """Somebody was found, or the last day has passed."""

    type = "successor-search-ended.v1"

    group_id: str
    role: str
    until: date


EVENTS: tuple[type[Event], ...] = (SuccessorSought, SearchEnded)
