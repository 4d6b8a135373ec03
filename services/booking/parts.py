"""A part of the service: what one family of aggregates brings to the journal's model.

``app.py`` lists the parts; that is the only place that knows them all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shared.events import Event
from shared.journal import Model, Reaction, Row, State
from shared.journal.model import Project


@dataclass(frozen=True)
class Part:
    """Events, states, rows and saga steps that belong together. ``project`` gives nothing for foreign events."""

    events: tuple[type[Event], ...]
    states: tuple[type[State], ...]
    rows: tuple[type[Row], ...]
    project: Project
    reactions: tuple[Reaction, ...] = ()
    followed: tuple[type[State], ...] = ()


def model_of(service: str, parts: tuple[Part, ...]) -> Model:
    """The journal's model that the parts make together. Raises ``ValueError`` for names declared twice."""
    projects = {event.type: part.project for part in parts for event in part.events}

    def project(state: Any, event: Event) -> Iterable[Row]:
        return projects[event.type](state, event)

    return Model(
        service,
        events=tuple(event for part in parts for event in part.events),
        states=tuple(state for part in parts for state in part.states),
        rows=tuple(row for part in parts for row in part.rows),
        project=project,
        reactions=tuple(reaction for part in parts for reaction in part.reactions),
        followed=tuple(state for part in parts for state in part.followed),
    )
