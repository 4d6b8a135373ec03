"""The table of what a service does with the events it hears. A handler is one line; its name is part of causes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.contracts import PublicEvent
from shared.journal import Cause

U = TypeVar("U")
E = TypeVar("E", bound=PublicEvent)

Handle = Callable[[Any, Any, Cause], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Handler:
    """What one service does with one type of event."""

    event: type[PublicEvent]
    name: str
    handle: Handle


class Handlers(Generic[U]):
    """A service's handlers. ``U`` is the object with its use cases, handed to each of them."""

    def __init__(self) -> None:
        self.by_type: dict[str, list[Handler]] = {}
        self._names: dict[str, set[str]] = {}

    def consumes(
        self, event: type[E], *, name: str
    ) -> Callable[[Callable[[E, U, Cause], Awaitable[None]]], Callable[[E, U, Cause], Awaitable[None]]]:
        """Register a handler under its pinned ``name`` (kebab-case, unique in the service, never changed).

        Major versions of one type that are rendered beside each other carry one id: their handlers have one name, so
        that whichever arrives first is the cause, and the other one a repeat.
        """

        def register(handle: Callable[[E, U, Cause], Awaitable[None]]) -> Callable[[E, U, Cause], Awaitable[None]]:
            taken = self._names.setdefault(name, set())
            if event.type in taken or any(_stem(other) != _stem(event.type) for other in taken):
                raise ValueError(f"two handlers are called {name}")
            taken.add(event.type)
            self.by_type.setdefault(event.type, []).append(Handler(event, name, handle))
            return handle

        return register

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics this service listens to."""
        return tuple(sorted({handler.event.topic for handlers in self.by_type.values() for handler in handlers}))


def _stem(type_name: str) -> str:
    return type_name.rpartition(".v")[0]
