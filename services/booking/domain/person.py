"""A person of whom booking knows one thing only: that they were erased. ``person/<id>``."""

from typing import ClassVar

from services.booking.domain.heard_events import PersonForgotten
from shared.events import Event
from shared.journal import State


class Person(State):
    """An opaque id, and whether anything new is taken for it."""

    kind: ClassVar[str] = "person"

    forgotten: bool = False

    def apply(self, event: Event) -> None:
        match event:
            case PersonForgotten():
                self.forgotten = True

    def forget(self) -> list[Event]:
        """Take nothing new for this person; nothing happens when that was said before."""
        return [] if self.forgotten else [PersonForgotten(person_id=self.stream_key)]
