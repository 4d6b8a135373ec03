"""The order in which a past was decided: what was refused is written down a moment after it was decided."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.booking.simulator.past import EQUIPMENT_TAKEN, ROOM_TAKEN, Asking, Ended


def in_the_order_of_decisions(asked: list[Asking]) -> list[Asking]:
    """Where the room, or what was lent, came free between a refusal and its record, the refusal is put before that."""
    ends: dict[tuple[str, date], list[Asking]] = {}
    for asking in asked:
        if asking.given and asking.ended is not None:
            ends.setdefault((asking.facility_id, asking.day), []).append(asking)
    moved = [_earlier(asking, ends.get((asking.facility_id, asking.day), ())) for asking in asked]
    return sorted(moved, key=lambda asking: asking.order)


def _earlier(asking: Asking, ended: Sequence[Asking]) -> Asking:
    if asking.reason not in {ROOM_TAKEN, EQUIPMENT_TAKEN}:
        return asking
    freed = [
        other.ended.order
        for other in ended
        if other.ended is not None
        and asking.at <= other.ended.order[1]
        and other.ended.order < asking.order
        and other.start < asking.end
        and asking.start < other.end
        and _frees(asking, other, other.ended)
    ]
    if not freed:
        return asking
    position, at, kind, version = min(freed)
    return replace(asking, order=(position, at, kind, version - 1) if position else (0, at, -1, version))


def _frees(asking: Asking, other: Asking, ended: Ended) -> bool:
    """Whether the end of the other may have given back what was missing: its time, or a thing that was wanted."""
    if asking.reason == ROOM_TAKEN:
        return ended.first < other.end
    return not {item for item, _ in asking.equipment}.isdisjoint(item for item, _ in other.equipment)
