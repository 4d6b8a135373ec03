"""Who has an accompaniment, decided on the roster: the intermediary, else a coordinator, else the desk owner.

It counts places of a capacity as the data say, of the owner and of the intermediary who keeps theirs beside them; the
desk owner has no limit, so nothing is counted there.
"""

from collections.abc import Mapping
from datetime import date, datetime

from services.matching.domain.accompanying.events import (
    AccompanimentOwnerNamed,
    AccompanimentReleased,
    AccompanimentsLeft,
    AccompanimentTurned,
)
from services.matching.domain.team.choosing import Candidate, Coordinators, Out, chosen_of, kept
from services.matching.domain.team.roster import Roster
from shared.clock import tokyo_date
from shared.events import Event

INTERMEDIARY, DEDICATED = "intermediary", "dedicated"


def named_by(roster: Roster, turned: AccompanimentTurned, at: datetime) -> list[Event]:
    """Step of a saga: who has it from this turn on. An earlier turn than the last is nothing."""
    known = roster.accompanied.get(turned.group_id)
    if known is not None and (known.number, known.turn) >= (turned.number, turned.turn):
        return []
    held = known.places if known else {}
    step, kept_id = turned.step, turned.intermediary_id
    if kept_id is not None and not _serves(roster, kept_id):
        step, kept_id = "seek", None
    owner: str | None = None
    if step in ("propose", "back"):
        owner = turned.to if turned.to and _can(roster, turned.to, turned.places, held, at) else None
        kept_id, step = (owner, step) if owner else (None, "seek")
    planned, considered = None, list[Candidate]()
    if owner is None and step != "desk":
        considered = weighed(roster.team, turned.places, tokyo_date(at), but=turned.before, held=held)
        planned = next((each.id for each in considered if each.id == turned.to and each.out is None), None)
        owner = planned or chosen_of(considered)
    at_desk = owner is None
    owner = owner or roster.desk_owner or turned.before
    places = {id: turned.places for id in (kept_id, None if at_desk else owner) if id is not None}
    return [
        AccompanimentOwnerNamed(
            group_id=turned.group_id, number=turned.number, turn=turned.turn, step=step, owner_id=owner,
            at_desk=at_desk, intermediary_id=kept_id, places=places, considered=kept(considered, owner),
            planned=planned is not None,
        )
    ]  # fmt: skip


def released(roster: Roster, group_id: str, number: int, turn: int | None = None) -> list[Event]:
    """Step of a saga: it has ended, or (``turn``) somebody was named too late."""
    known = roster.accompanied.get(group_id)
    if known is None or known.number > number or turn not in (None, known.turn):
        return []
    return [AccompanimentReleased(group_id=group_id, number=known.number)]


def left(roster: Roster) -> list[Event]:
    """Step of a saga: accompaniments of who serves no longer, as an intermediary, a coordinator or the desk owner."""
    gone: dict[str, dict[str, int]] = {}
    for group_id, each in roster.accompanied.items():
        if each.at_desk and each.owner_id != roster.desk_owner:
            gone.setdefault(each.owner_id, {})[group_id] = each.turn
        for id in each.places:
            if not _serves(roster, id):
                gone.setdefault(id, {})[group_id] = each.turn
    return [AccompanimentsLeft(person_id=id, turns=turns) for id, turns in gone.items()]


def _serves(roster: Roster, person_id: str) -> bool:
    entered = roster.coordinators.get(person_id)
    return entered is not None and entered.kind in (INTERMEDIARY, DEDICATED)


def _can(roster: Roster, person_id: str, places: int, held: Mapping[str, int], at: datetime) -> bool:
    entered = roster.coordinators.get(person_id)
    if entered is None or entered.kind != INTERMEDIARY:
        return False
    room = roster.loads.get(person_id, 0) + places <= entered.capacity
    return person_id in held or (room and entered.present(tokyo_date(at)))


def weighed(
    team: Coordinators, places: int, day: date, *, but: str, held: Mapping[str, int] | None = None
) -> list[Candidate]:
    """Everybody as weighed for an accompaniment: dedicated coordinators who are there and have room, the freest first.

    ``but``: who had it until now. ``held``: places that the accompaniment takes of somebody already.
    """
    found = []
    for id, each in team.all.items():
        load = team.loads.get(id, 0)
        room = load - (held or {}).get(id, 0) + places <= each.capacity
        out: Out | None = None if room else "full"
        if id == but:
            out = "had-it"
        elif each.kind != DEDICATED:
            out = "kind"
        elif not each.present(day):
            out = "away" if each.away else "leave"
        found.append(Candidate(id, out, 1.0, load, each.capacity))
    return found
