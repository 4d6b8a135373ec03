"""The private events of one-tap wishes: codes and ids only."""

from typing import Literal

from shared.events import Event

WishOf = Literal["group", "activity", "category"]
"""What may interest somebody: a group, an activity, a kind of help."""


class WishMade(Event):
    """Somebody says that a group, an activity or a kind of help interests them, and no more."""

    type = "wish-made.v1"

    person_id: str
    of: WishOf
    target_id: str


class WishWithdrawn(Event):
    """It no longer does."""

    type = "wish-withdrawn.v1"

    person_id: str
    of: WishOf
    target_id: str


EVENTS: tuple[type[Event], ...] = (WishMade, WishWithdrawn)
