"""Which accompaniments go along when somebody hands over, and to whom: chosen after the cases, in turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.matching.domain.accompanying.accompanied_record import Accompanied
from services.matching.domain.accompanying.accompaniment import Accompaniment
from services.matching.domain.accompanying.owners import INTERMEDIARY, weighed
from services.matching.domain.team.choosing import Coordinators, chosen_of
from services.matching.domain.team.roster import Roster
from services.matching.domain.team.roster_events import AccompanimentMove
from shared.clock import tokyo_date
from shared.journal import Journal


@dataclass(frozen=True, slots=True)
class Beside:
    """An accompaniment that somebody sees to, as of which turn, and until when."""

    accompaniment_id: str
    group_id: str
    turn: int
    places: int
    due_at: datetime | None


def seen_to(roster: Roster, person_id: str) -> dict[str, Accompanied]:
    """By group, what somebody has who is not the intermediary: theirs stays with both sides' yes."""
    entered = roster.coordinators.get(person_id)
    if entered is not None and entered.kind == INTERMEDIARY:
        return {}
    return {group: each.model_copy() for group, each in roster.accompanied.items() if each.owner_id == person_id}


async def open_beside(journal: Journal, person_id: str, held: Mapping[str, Accompanied]) -> list[Beside]:
    """Those of ``held`` that go on and are theirs now; the promised day first."""
    found: list[Beside | None] = []
    for group_id, each in held.items():

        def read(it: Accompaniment, turn: int = each.turn) -> Beside | None:
            if it.over or it.pending or it.turn != turn or it.owner_id != person_id or it.terms is None:
                return None
            return Beside(it.accompaniment_id, it.stream_key, turn, it.terms.places, it.due_at)

        found.append(await journal.ask(Accompaniment.stream(group_id), read))
    there = [each for each in found if each is not None]
    return sorted(there, key=lambda each: (each.due_at is None, each.due_at, each.group_id))


def within(found: Sequence[Beside], leaves: Sequence[tuple[date, date]] | None) -> list[Beside]:
    """Those whose day falls in a leave, or is unknown; all, where nobody knows until when (``None``)."""
    if leaves is None:
        return list(found)
    return [
        each
        for each in found
        if each.due_at is None or any(first <= tokyo_date(each.due_at) <= last for first, last in leaves)
    ]


def moves_of(
    chosen: Sequence[Beside], team: Coordinators, taken: Sequence[str | None], day: date, but: str
) -> tuple[AccompanimentMove, ...]:
    """Who gets which: the freest with room, after those who were ``taken`` for cases of the same plan."""
    loads = dict(team.loads)
    for id in taken:
        if id is not None:
            loads[id] = loads.get(id, 0) + 1
    moves = []
    for each in chosen:
        to = chosen_of(weighed(Coordinators(team.all, loads), each.places, day, but=but))
        if to is not None:
            loads[to] = loads.get(to, 0) + each.places
        moves.append(
            AccompanimentMove(accompaniment_id=each.accompaniment_id, group_id=each.group_id, turn=each.turn, to=to)
        )
    return tuple(moves)
