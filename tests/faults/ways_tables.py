"""What the town of the ways test has and asks for, written by hand beside ``ways_town.toml``: prices, limits, refunds.

The audit reckons with this and with nothing of the product's. A hall is the set of its parts: everything is counted in
cells, one part for one quarter of an hour; those of a house and day are the bits of one number.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
HOUSES = tuple(f"hall-{number}" for number in range(1, 5))
ROOMS = ("whole", "east", "west", "tea")
ATOMS = ("east", "west", "tea")
ATOMS_OF = {"whole": ("east", "west"), "east": ("east",), "west": ("west",), "tea": ("tea",)}
QUARTERS = 96

STOCK = {"projector": 2, "microphone": 5}
APPROVED = frozenset({"event"})
"""Purposes that staff look at first."""
BANDS = ((36, 48), (48, 68), (68, 84))
PRICES: Mapping[str, tuple[tuple[int, tuple[int, ...]], ...]] = {
    # by the bands that are touched: morning, afternoon, evening, the first two, the last two, all
    "whole": ((0, (1500, 2400, 2700, 3600, 4700, 6000)),),
    "half": ((0, (900, 1350, 1600, 2150, 2800, 3500)),),
    "tea": ((0, (300, 450, 550, 700, 900, 1150)), (20280315, (330, 490, 610, 770, 990, 1260))),
}
COLUMN = {(0,): 0, (1,): 1, (2,): 2, (0, 1): 3, (1, 2): 4, (0, 1, 2): 5}
REFUNDS = ((14, 100), (7, 70), (3, 50), (1, 20))
HALL_REFUNDS = ((14, 100), (5, 40))


class Cap(NamedTuple):
    """A limit: for whom, in which period, and whether bookings, minutes or half hours are counted."""

    group: bool
    period: str
    counts: str
    limit: int


CAPS = {
    "ways.day-person": Cap(False, "house-day", "minutes", 240),
    "ways.day-group": Cap(True, "house-day", "minutes", 300),
    "ways.week-person": Cap(False, "week", "bookings", 5),
    "ways.month-group": Cap(True, "month", "bookings", 20),
    "ways.week-group": Cap(True, "week", "slots", 16),
}
HOLDS = {
    False: ("ways.person-holds", Cap(False, "held", "bookings", 3)),
    True: ("ways.group-holds", Cap(True, "held", "bookings", 5)),
}
"""What a person, and a group, holds at a time; what waits for approval is held too."""
NOT_COUNTED = "ways.week-person", "hall-4"
"""A limit, and the house in which it does not hold."""


class Span(NamedTuple):
    """A day and its quarters, from ``start`` to before ``end``."""

    day: date
    start: int
    end: int


@cache
def _moment(text: str) -> tuple[date, int]:
    at = datetime.fromisoformat(text).astimezone(TOKYO)
    return at.date(), at.hour * 4 + at.minute // 15


def span(body: Mapping[str, Any]) -> Span:
    """When something is, by its ``starts_at`` and ``ends_at``."""
    day, start = _moment(body["starts_at"])
    return Span(day, start, _moment(body["ends_at"])[1] or QUARTERS)


def cells(rooms: Iterable[str], start: int, end: int) -> int:
    """What rooms (``hall-1-tea``) and quarters are, as bits."""
    run = ((1 << (end - start)) - 1) << start
    found = 0
    for atom in {atom for room in rooms for atom in ATOMS_OF[room.rpartition("-")[2]]}:
        found |= run << (ATOMS.index(atom) * QUARTERS)
    return found


def cells_of(body: Mapping[str, Any]) -> int:
    """The same of what an event or a request names."""
    _, start, end = span(body)
    return cells(body["room_ids"], start, end)


def all_cells(start: int, end: int) -> int:
    """Of a whole house."""
    return cells(ROOMS, start, end)


def is_open(when: Span) -> bool:
    """Whether the house is open all that time: from nine to nine, on Sundays to five."""
    return when.start >= 36 and when.end <= (68 if when.day.weekday() == 6 else 84)


# -- money


def price(body: Mapping[str, Any]) -> int:
    """The yen of rooms, time and equipment. Both halves are the hall."""
    when = span(body)
    rooms = {room.rpartition("-")[2] for room in body["room_ids"]}
    if {"east", "west"} <= rooms:
        rooms = (rooms - {"east", "west"}) | {"whole"}
    lent = body.get("equipment") or {}
    hours = -(-(when.end - when.start) // 4)
    yen: int = 300 * lent.get("projector", 0) + 110 * hours * lent.get("microphone", 0)
    return yen + sum(_price_of("half" if room in {"east", "west"} else room, when) for room in rooms)


def _price_of(room: str, when: Span) -> int:
    column = COLUMN[tuple(n for n, (start, end) in enumerate(BANDS) if when.start < end and start < when.end)]
    of_day = when.day.year * 10_000 + when.day.month * 100 + when.day.day
    return [table[column] for since, table in PRICES[room] if since <= of_day][-1]


def refund(body: Mapping[str, Any], yen: int, at: datetime) -> int:
    """What of so many yen comes back when it is given back at a moment: of the hall and of the rest each whole tens.

    Of the yen each has its share, as their prices stand to each other.
    """
    days = (span(body).day - at.astimezone(TOKYO).date()).days
    if at >= datetime.fromisoformat(body["starts_at"]):
        return 0
    found = 0
    for part, table in _parts(body, yen):
        percent = next((percent for least, percent in table if days >= least), 0)
        found += part * percent // 100 // 10 * 10
    return found


def _parts(body: Mapping[str, Any], yen: int) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    """The yen of the hall and of the rest; all that is left of a division is with the room that was named last."""
    rooms = [room.rpartition("-")[2] for room in body["room_ids"]]
    if {"east", "west"} <= set(rooms):
        rooms = ["whole" if room == "east" else room for room in rooms if room != "west"]
    prices = [_price_of("half" if room in {"east", "west"} else room, span(body)) for room in rooms]
    shares = [yen * price // sum(prices) for price in prices[:-1]]
    shares.append(yen - sum(shares))
    for table in (HALL_REFUNDS, REFUNDS):
        yield (
            sum(
                share for room, share in zip(rooms, shares, strict=True) if (room == "whole") == (table is HALL_REFUNDS)
            ),
            table,
        )


# -- limits


def party_of(body: Mapping[str, Any]) -> str:
    """Whose limits it counts towards."""
    return body.get("group_id") or f"~{body['person_id']}"


def caps_of(body: Mapping[str, Any]) -> Iterator[tuple[str, Cap, str]]:
    """The limits of a booking: the rule's id, the limit, and the key under which it is counted."""
    when, party = span(body), party_of(body)
    for rule_id, cap in CAPS.items():
        if cap.group is not bool(body.get("group_id")) or (rule_id, body["facility_id"]) == NOT_COUNTED:
            continue
        if cap.period == "house-day":
            yield rule_id, cap, f"{party}/{body['facility_id']}/{when.day}"
        else:
            yield rule_id, cap, f"{party}/{period_of(cap.period, when.day)}"


def hold_limit_of(body: Mapping[str, Any]) -> tuple[str, Cap, str]:
    """The limit of what its party holds: the rule's id, the limit, and the key under which it is counted."""
    rule_id, cap = HOLDS[bool(body.get("group_id"))]
    return rule_id, cap, f"{party_of(body)}/{cap.period}"


def is_kept(body: Mapping[str, Any]) -> bool:
    """Whether what an event tells counts among what its party holds: not what a series or an offer holds for itself."""
    return body.get("status") in {"held", "requested"} and not body.get("series_id")


def period_of(period: str, day: date) -> str:
    """A month, or an ISO week, as a text."""
    year, week, _ = day.isocalendar()
    return f"{day:%Y-%m}" if period == "month" else f"{year}-W{week:02}"


def amount(cap: Cap, when: Span) -> int:
    """What a use counts."""
    quarters = when.end - when.start
    return {"bookings": 1, "minutes": quarters * 15, "slots": quarters // 2}[cap.counts]


def later(text: str, **by: float) -> str:
    """A moment some time after another, as journals write it."""
    return (datetime.fromisoformat(text) + timedelta(**by)).isoformat()
