"""The load of the ways test: what 200 writers ask for, and a record of every answer that came."""

import random
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.faults.ways_audit import TOKYO
from tests.faults.ways_town import GROUPS, HOUSES, ROOMS

PEOPLE = tuple(f"resident-{number:03}" for number in range(160))
OFFICERS = tuple(f"officer-{number:02}" for number in range(len(GROUPS)))
STAFF = ("staff-mori", ["staff"])
DAYS = 21
"""How many days ahead they ask for: few, so that there are rivals everywhere."""
KNOWN_MAX = 3_000


@dataclass(eq=False)
class Op:
    """One request under one key, and its first answer."""

    n: int
    kind: str
    method: str
    path: str
    by: str
    roles: list[str]
    body: Any
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    status: int = 0
    answer: dict[str, Any] = field(default_factory=dict)
    began: str = ""
    """When it was first sent: an answer may be of a decision that was made then, before a kill."""
    ended: str = ""

    def line(self) -> dict[str, Any]:
        """As the town reads it."""
        return {name: getattr(self, name) for name in ("n", "method", "path", "by", "roles", "body", "key")}


@dataclass
class Booking:
    """A booking as the client knows it."""

    id: str
    by: str
    status: str
    body: dict[str, Any]


class Load:
    """Chooses what is asked next, knowing only what was answered."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = datetime(2026, 12, 1, 9, 0, tzinfo=TOKYO)
        self.made = 0
        self.bookings: dict[str, Booking] = {}
        self.done: list[Op] = []
        self.taken: list[Op] = []
        """Refusals that said that the room was not free."""
        self.counted: Counter[tuple[str, str]] = Counter()
        self.wrong: list[str] = []
        self.acknowledged: list[tuple[str, str]] = []
        """Booking and status, as somebody was told."""
        self.closures: list[tuple[str, str]] = []
        self.offers: list[tuple[str, str, list[str]]] = []
        self.receipts: list[str] = []
        """Of payments that were acknowledged."""

    def next(self) -> Op:
        """One request more."""
        self.made += 1
        kinds, weights = zip(*MIX.items(), strict=True)
        return self.chance.choices(kinds, weights)[0](self)

    def op(self, kind: str, path: str, body: Any, by: str, *, staff: bool = False, method: str = "POST") -> Op:
        """A request of somebody."""
        who, roles = STAFF if staff else (by, ["resident"])
        return Op(self.made, kind, method, path, who, roles, body)

    def place(self, rooms: tuple[str, ...] | None = None) -> dict[str, Any]:
        """Rooms and a time; a fifth of them on two hot days, where everybody wants to be."""
        chance = self.chance
        hot = chance.random() < 0.2
        day = (self.now + timedelta(days=7 + chance.randrange(2) if hot else chance.randrange(1, DAYS))).date()
        start = chance.randrange(18, 26 if hot else 40) * 2
        length = chance.choice((2, 2, 4, 6))
        facility = HOUSES[0] if hot else chance.choice(HOUSES)
        return {
            "facility_id": facility, "room_ids": list(rooms or (chance.choice(ROOMS),)),
            "starts_at": _at(day, start), "ends_at": _at(day, min(start + length, 84)),
        }  # fmt: skip

    def wish(self, **more: Any) -> tuple[dict[str, Any], str]:
        """A wish of a person, or of a group's officer; and who asks."""
        whom = {"purpose": "meeting", "people": self.chance.randint(1, 12)}
        if self.chance.random() < 0.3:
            n = self.chance.randrange(len(GROUPS))
            return {**self.place(more.pop("rooms", None)), **whom, "group_id": GROUPS[n], **more}, OFFICERS[n]
        return {**self.place(more.pop("rooms", None)), **whom, **more}, self.chance.choice(PEOPLE)

    def one_of(self, *statuses: str) -> Booking | None:
        """A booking that is in one of these states, as far as is known."""
        for _ in range(8):
            if not self.bookings:
                return None
            found = self.chance.choice(list(self.bookings.values())[-200:])
            if found.status in statuses:
                return found
        return None

    def heard(self, op: Op, answer: dict[str, Any]) -> None:
        """An answer came."""
        op.status, op.answer, op.ended = answer["status"], answer["body"], answer["at"]
        self.now = max(self.now, datetime.fromisoformat(answer["at"]).astimezone(TOKYO))
        code = str(op.answer.get("code", op.answer.get("status", "")))
        self.counted[op.kind, code] += 1
        if op.status >= 500 or op.status in {400, 401, 405} or (op.status == 404 and op.kind != "offers"):
            self.wrong.append(f"{op.kind} {op.body}: {op.status} {str(op.answer)[:300]}")
        if op.status >= 300:
            if code == "room-taken" and op.kind in {"book", "several", "hold"}:
                self.taken.append(op)
            return
        self.done.append(op)
        if op.kind == "offers":
            places = [place["booking_id"] for place in op.answer["places"] if place["held"]]
            self.offers.append((str(op.answer["booking_id"]), op.by, places))
        elif op.kind == "close":
            self.closures.append((str(op.answer["facility_id"]), str(op.answer["closure_id"])))
        elif op.kind == "series":
            self._note_series(op)
        elif op.kind == "pay":
            self.receipts.append(str(op.answer["receipt_number"]))
        elif "status" in op.answer:
            self._note(op)

    def _note_series(self, op: Op) -> None:
        for each in op.answer["occurrences"]:
            if each["outcome"] == "booked":
                self.acknowledged.append((str(each["booking_id"]), "confirmed"))

    def _note(self, op: Op) -> None:
        id, status = str(op.answer["booking_id"]), str(op.answer["status"])
        self.acknowledged.append((id, status))
        if status in {"cancelled", "lapsed", "completed"}:
            self.bookings.pop(id, None)
            return
        by = op.by if op.by != STAFF[0] else (self.bookings[id].by if id in self.bookings else op.by)
        self.bookings.pop(id, None)
        self.bookings[id] = Booking(id, by, status, op.answer)
        if len(self.bookings) > KNOWN_MAX:
            self.bookings.pop(next(iter(self.bookings)))


def _at(day: date, quarter: int) -> str:
    at = datetime(day.year, day.month, day.day, tzinfo=TOKYO) + timedelta(minutes=15 * quarter)
    return at.isoformat()


# -- what is asked


def book(load: Load) -> Op:
    """One room, a hall, or a part of it, for oneself or a group."""
    wish, by = load.wish()
    return load.op("book", "/bookings", wish, by)


def several(load: Load) -> Op:
    """Several rooms of one house at once: all or none."""
    wish, by = load.wish(rooms=load.chance.choice((("whole", "tea"), ("east", "tea"), ("east", "west"))))
    return load.op("several", "/bookings", wish, by)


def hold(load: Load) -> Op:
    """Rooms that are held until somebody confirms, or time does not."""
    wish, by = load.wish(hold=True)
    return load.op("hold", "/bookings", wish, by)


def _of(load: Load, kind: str, step: str, *statuses: str, body: Any = None, staff: bool = False) -> Op:
    found = load.one_of(*statuses)
    if found is None:
        return book(load)
    return load.op(kind, f"/bookings/{found.id}/{step}", {} if body is None else body, found.by, staff=staff)


def cancel(load: Load) -> Op:
    """Given back, or given up while it was only held."""
    return _of(load, "cancel", "cancel", "confirmed", "held", "requested")


def confirm(load: Load) -> Op:
    """What was held becomes a booking."""
    return _of(load, "confirm", "confirm", "held", body={})


def pay(load: Load) -> Op:
    """The fee is paid at the counter, once or by two clerks; of some it was changed meanwhile."""
    found = load.one_of("confirmed")
    if found is None or not found.body["fee"]:
        return book(load)
    body = {"channel": "counter", "amount": found.body["fee"]}
    return load.op("pay", f"/bills/{found.id}/payments", body, "", staff=True)


def change(load: Load) -> Op:
    """Fewer or more people, another time of the day, another room, another day or house."""
    found = load.one_of("confirmed")
    if found is None:
        return book(load)
    drawn, told = load.chance.random(), found.body
    body: dict[str, Any] = {"people": load.chance.randint(1, 12)}
    if drawn > 0.2:
        at = datetime.fromisoformat(told["starts_at"])
        place = load.place()
        hours = {name: f"{told[name][:10]}{place[name][10:]}" for name in ("starts_at", "ends_at")}
        body = {"room_ids": place["room_ids"]} if drawn < 0.4 else hours if drawn < 0.7 else place
        if drawn >= 0.85:
            later = (at + timedelta(days=load.chance.randint(1, 3))).date()
            body = {name: _on(later, told[name]) for name in ("starts_at", "ends_at")}
    return load.op("change", f"/bookings/{found.id}/change", body, found.by)


def part(load: Load) -> Op:
    """The last half hour is given back."""
    found = load.one_of("confirmed")
    if found is None:
        return book(load)
    ends = datetime.fromisoformat(found.body["ends_at"])
    body = {"starts_at": (ends - timedelta(minutes=30)).isoformat(), "ends_at": ends.isoformat()}
    return load.op("part", f"/bookings/{found.id}/cancel", body, found.by)


def series(load: Load) -> Op:
    """The same place in three weeks, or places of several days and houses; all or none, or what can be had."""
    wish, by = load.wish()
    whom = {name: wish.pop(name) for name in ("purpose", "people", "group_id") if name in wish}
    if load.chance.random() < 0.5:
        asked = {"places": [wish, load.place()], "on_conflict": "stop"}
    else:
        kind = load.chance.choice(("skip", "other-room", "stop"))
        asked = {"place": wish, "weeks": 1, "count": 3, "on_conflict": kind}
    return load.op("series", "/series", {**whom, **asked}, by)


def close(load: Load) -> Op:
    """The house closes a room, or all of it, for a morning or some days."""
    place = load.place()
    starts = datetime.fromisoformat(place["starts_at"])
    until = starts + timedelta(hours=load.chance.choice((3, 3, 30)))
    rooms = load.chance.choice(([], ["whole"], ["east"], ["tea"]))
    body = {"from": starts.isoformat(), "until": until.isoformat(), "room_ids": rooms, "reason": "works"}
    return load.op("close", f"/facilities/{place['facility_id']}/closures", body, "", staff=True)


def lift(load: Load) -> Op:
    """A closure ends before its time."""
    if not load.closures:
        return close(load)
    facility_id, closure_id = load.closures.pop(load.chance.randrange(len(load.closures)))
    return load.op("lift", f"/facilities/{facility_id}/closures/{closure_id}/lift", {}, "", staff=True)


def pre_empt(load: Load) -> Op:
    """A funeral: others make way."""
    whom = {"purpose": "other", "marks": ["funeral"], "people": 10, "rule_id": "komorebi.funerals", "reason": "funeral"}
    return load.op("pre-empt", "/pre-emptions", {**load.place(), "person_id": "p-75", **whom}, "", staff=True)


def offers(load: Load) -> Op:
    """What is offered for a booking that may have been displaced; or one of the places is taken, or all are passed."""
    if load.offers and load.chance.random() < 0.8:
        id, by, places = load.offers.pop(load.chance.randrange(len(load.offers)))
        if not places or load.chance.random() < 0.2:
            return load.op("pass", f"/bookings/{id}/offers/pass", {}, by)
        return load.op("accept", f"/bookings/{id}/offers/{load.chance.choice(places)}/accept", {}, by)
    found = load.one_of("confirmed")
    if found is None:
        return book(load)
    return load.op("offers", f"/bookings/{found.id}/offers", None, found.by, method="GET")


def _on(day: date, text: str) -> str:
    return f"{day.isoformat()}{text[10:]}"


MIX: dict[Callable[[Load], Op], float] = {
    book: 36, several: 6, hold: 12, cancel: 16, confirm: 7, change: 9, part: 2, series: 2, close: 0.4, lift: 0.4,
    pre_empt: 0.6, offers: 4, pay: 9,
}  # fmt: skip
"""How often what is asked."""
