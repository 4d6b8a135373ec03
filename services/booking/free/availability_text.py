"""What is free, as JSON: the same bytes as ``AvailabilityView`` gives, put together from kept pieces.

A month of thirty rooms is ten thousand instants; made one model after another they would cost ten times as much.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from services.booking.free.availability import Available, Free
from shared.contracts.booking import Room
from shared.web.answers import tokyo_text

kept_text = lru_cache(maxsize=16_384)(tokyo_text)
"""An instant as answers write it. A month has 2,976 quarters of an hour, the same for every room."""


def availability_text(found: Available) -> bytes:
    """The answer of the availability route."""
    rules = found.facility.rules
    head = _members(
        facility_id=found.facility.facility_id,
        since=tokyo_text(found.since),
        until=tokyo_text(found.until),
        slot_minutes=rules.step * 15,
        days_ahead=rules.days_ahead(found.now),
        closed=[day.isoformat() for day in found.closed],
        closures=[
            {
                "room_ids": row.room_ids,
                "since": tokyo_text(row.starts_at),
                "until": tokyo_text(row.ends_at),
                "reason": row.reason,
            }
            for row in found.closures
        ],
    )
    rooms = ",".join(f'{{{_room(room)},"free":[{_spans(free)}]}}' for room, free in found.free)
    return f'{{{head},"rooms":[{rooms}]}}'.encode()


def _room(room: Room) -> str:
    return _members(
        room_id=room.room_id, name=room.name, capacity=room.capacity, parts=room.parts, name_en=room.name_en
    )


def _members(**values: Any) -> str:
    """The members of an object, without its braces."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))[1:-1]


def _spans(free: Iterable[Free]) -> str:
    return ",".join([_span(start, end) for start, end in free])


@lru_cache(maxsize=65_536)
def _span(start: datetime, end: datetime) -> str:
    return f'{{"starts_at":"{kept_text(start)}","ends_at":"{kept_text(end)}"}}'
