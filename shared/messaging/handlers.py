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
    """A service's handlers, ``parts`` of it from elsewhere. ``U`` is the object with its use cases, handed to each."""

    def __init__(self, *parts: "Handlers[U]") -> None:
        self.by_type: dict[str, list[Handler]] = {}
        self._names: dict[str, set[str]] = {}
        for part in parts:
            for handler in (handler for handlers in part.by_type.values() for handler in handlers):
                self._add(handler)

    def consumes(
        self, event: type[E], *, name: str
    ) -> Callable[[Callable[[E, U, Cause], Awaitable[None]]], Callable[[E, U, Cause], Awaitable[None]]]:
        """Register a handler under its pinned ``name`` (kebab-case, unique in the service, never changed).

        Major versions of one type that are rendered beside each other carry one id: their handlers have one name, so
        that whichever arrives first is the cause, and the other one a repeat.
        """

        def register(handle: Callable[[E, U, Cause], Awaitable[None]]) -> Callable[[E, U, Cause], Awaitable[None]]:
            self._add(Handler(event, name, handle))
            return handle

        return register

    def _add(self, handler: Handler) -> None:
        taken, type_name = self._names.setdefault(handler.name, set()), handler.event.type
        if type_name in taken or any(_stem(other) != _stem(type_name) for other in taken):
            raise ValueError(f"two handlers are called {handler.name}")
        taken.add(type_name)
        self.by_type.setdefault(type_name, []).append(handler)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics this service listens to."""
        return tuple(sorted({handler.event.topic for handlers in self.by_type.values() for handler in handlers}))


def _stem(type_name: str) -> str:
    return type_name.rpartition(".v")[0]
