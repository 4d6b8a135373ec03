"""What the writers of the ways test ask for: rooms in every way, what becomes of them, and money."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from tests.faults.ways_load import Booking, Load, Op
from tests.faults.ways_tables import HOUSES, ROOMS, TOKYO

PEOPLE = tuple(f"resident-{number:03}" for number in range(160))
GROUPS = tuple(f"group-{number:02}" for number in range(40))
OFFICERS = tuple(f"officer-{number:02}" for number in range(len(GROUPS)))
KEEN, KEEN_SHARE = 6, 0.25
"""A few people and groups want so much that every limit is reached."""
DAYS = 21
"""How many days ahead they ask for: few, so that there are rivals everywhere."""


def _at(day: date, quarter: int) -> str:
    at = datetime(day.year, day.month, day.day, tzinfo=TOKYO) + timedelta(minutes=15 * quarter)
    return at.isoformat()


def _on(day: date, text: str) -> str:
    return f"{day.isoformat()}{text[10:]}"


def place(load: Load, rooms: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Rooms and a time; a fifth of them on two hot days, where everybody wants to be."""
    chance = load.chance
    hot = chance.random() < 0.2
    day = (load.now + timedelta(days=7 + chance.randrange(2) if hot else chance.randrange(DAYS))).date()
    start = chance.randrange(18, 26 if hot else 40) * 2
    length = chance.choice((2, 2, 4, 6))
    house = HOUSES[0] if hot else chance.choice(HOUSES)
    return {
        "facility_id": house, "room_ids": [f"{house}-{room}" for room in rooms or (chance.choice(ROOMS),)],
        "starts_at": _at(day, start), "ends_at": _at(day, min(start + length, 84)),
    }  # fmt: skip


def wish(load: Load, rooms: tuple[str, ...] | None = None, **more: Any) -> tuple[dict[str, Any], str]:
    """A wish of a person, or of a group's officer; and who asks. Some want what there is little of, or an approval."""
    chance = load.chance
    asked = {**place(load, rooms), "purpose": "meeting", "people": chance.randint(1, 12), **more}
    if chance.random() < 0.12:
        asked["purpose"] = "event"
    if chance.random() < 0.2:
        asked["equipment"] = chance.choice(
            ({"projector": 1}, {"projector": 1}, {"projector": 2}, {"microphone": 2}, {"microphone": 4, "projector": 1})
        )
    keen = chance.random() < KEEN_SHARE
    if chance.random() < 0.3:
        n = chance.randrange(KEEN if keen else len(GROUPS))
        return {**asked, "group_id": GROUPS[n]}, OFFICERS[n]
    return asked, chance.choice(PEOPLE[:KEEN] if keen else PEOPLE)


# -- ways in


def book(load: Load) -> Op:
    """One room, a hall, or a part of it, for oneself or a group."""
    asked, by = wish(load)
    return load.op("book", "/bookings", asked, by)


def several(load: Load) -> Op:
    """Several rooms of one house at once: all or none."""
    asked, by = wish(load, load.chance.choice((("whole", "tea"), ("east", "tea"), ("east", "west"))))
    return load.op("several", "/bookings", asked, by)


def hold(load: Load) -> Op:
    """Rooms that are held until somebody confirms, or time does not."""
    asked, by = wish(load, hold=True)
    return load.op("hold", "/bookings", asked, by)


def series(load: Load) -> Op:
    """The same place in three weeks, or places of several days and houses; all or none, or what can be had."""
    asked, by = wish(load)
    whom = {name: asked.pop(name) for name in ("purpose", "people", "group_id", "equipment") if name in asked}
    if load.chance.random() < 0.5:
        body = {"places": [asked, place(load)], "on_conflict": "stop"}
    else:
        kind = load.chance.choice(("skip", "other-room", "stop"))
        body = {"place": asked, "weeks": 1, "count": 3, "on_conflict": kind}
    if body["on_conflict"] == "stop":
        load.next_up.append(load.op("mine", "/bookings?limit=100", None, by, method="GET"))  # while it is under way
    return load.op("series", "/series", {**whom, **body}, by)


def pre_empt(load: Load) -> Op:
    """A funeral, entered by staff for somebody: others make way."""
    whom = {"person_id": load.chance.choice(PEOPLE), "purpose": "other", "people": 10, "marks": ["funeral"]}
    rule = {"rule_id": "ways.funerals", "reason": "funeral"}
    return load.op("pre-empt", "/pre-emptions", {**place(load), **whom, **rule}, "", staff=True)


# -- what becomes of a booking


def _of(load: Load, kind: str, step: str, found: Booking | None, body: Any = None, *, staff: bool = False) -> Op:
    if found is None:
        return book(load)
    path = f"/bookings/{found.id}/{step}"
    return load.op(kind, path, {} if body is None else body, found.by, staff=staff, about=found)


def cancel(load: Load) -> Op:
    """Given back, or given up while it was only held; some by the house, for a fault of its own."""
    found = load.known.one("confirmed", "confirmed", "held", "requested")
    if found is not None and found.status == "confirmed" and load.chance.random() < 0.05:
        return _of(load, "cancel", "cancel", found, {"reason": "operator-fault"}, staff=True)
    return _of(load, "cancel", "cancel", found)


def confirm(load: Load) -> Op:
    """What was held becomes a booking."""
    return _of(load, "confirm", "confirm", load.known.one("held"))


def decide(load: Load) -> Op:
    """Staff approve what was requested, or refuse it."""
    if load.chance.random() < 0.7:
        return _of(load, "approve", "approve", load.known.one("requested"), {"conditions": ["no-fire"]}, staff=True)
    return _of(load, "refuse", "refuse", load.known.one("requested"), {"reason": "purpose"}, staff=True)


def change(load: Load) -> Op:
    """Fewer or more people, another time of the day, another room, other equipment, another day or house."""
    found = load.known.one("confirmed")
    if found is None:
        return book(load)
    drawn, told = load.chance.random(), found.body
    body: dict[str, Any] = {"people": load.chance.randint(1, 12)}
    if drawn > 0.2:
        there = place(load)
        hours = {name: f"{told[name][:10]}{there[name][10:]}" for name in ("starts_at", "ends_at")}
        rooms = [f"{told['facility_id']}-{room}" for room in load.chance.choice((("whole",), ("east",), ("tea",)))]
        body = {"room_ids": rooms} if drawn < 0.4 else hours if drawn < 0.65 else there
        if drawn >= 0.95:
            body = {"equipment": load.chance.choice(({"projector": 1}, {"microphone": 3}))}
        elif drawn >= 0.8:
            later = (datetime.fromisoformat(told["starts_at"]) + timedelta(days=load.chance.randint(1, 3))).date()
            body = {name: _on(later, told[name]) for name in ("starts_at", "ends_at")}
    return _of(load, "change", "change", found, body, staff=load.chance.random() < 0.1)


def part(load: Load) -> Op:
    """The last half hour is given back."""
    found = load.known.one("confirmed")
    if found is None:
        return book(load)
    ends = datetime.fromisoformat(found.body["ends_at"])
    body = {"starts_at": (ends - timedelta(minutes=30)).isoformat(), "ends_at": ends.isoformat()}
    return _of(load, "part", "cancel", found, body)


def begin(load: Load) -> Op:
    """The use begins, by its code, or with a wrong one."""
    found = load.known.beginning((load.now + timedelta(minutes=10)).isoformat())
    if found is None:
        return look(load)
    return _of(load, "begin", "start", found, {"code": found.body["start_code"]})


def complete(load: Load) -> Op:
    """The use is over."""
    return _of(load, "complete", "complete", load.known.one("started"), {"heads": load.chance.randint(1, 12)})


def look(load: Load) -> Op:
    """Somebody looks how it stands."""
    found = load.known.one("confirmed", "held", "requested", "started")
    if found is None:
        return book(load)
    return load.op("look", f"/bookings/{found.id}", None, found.by, method="GET", about=found)


# -- the house


def close(load: Load) -> Op:
    """The house closes a room, or all of it, for a morning or some days."""
    there = place(load)
    starts = datetime.fromisoformat(there["starts_at"])
    until = starts + timedelta(hours=load.chance.choice((3, 3, 30)))
    rooms = load.chance.choice(([], ["whole"], ["east"], ["tea"]))
    names = [f"{there['facility_id']}-{room}" for room in rooms]
    body = {"from": starts.isoformat(), "until": until.isoformat(), "room_ids": names, "reason": "works"}
    return load.op("close", f"/facilities/{there['facility_id']}/closures", body, "", staff=True)


def lift(load: Load) -> Op:
    """A closure ends before its time."""
    if not load.closures:
        return close(load)
    facility_id, closure_id = load.closures.pop(load.chance.randrange(len(load.closures)))
    return load.op("lift", f"/facilities/{facility_id}/closures/{closure_id}/lift", {}, "", staff=True)


def offers(load: Load) -> Op:
    """What is offered for a booking that may have been displaced; or one of the places is taken, or all are passed."""
    if load.offers and load.chance.random() < 0.8:
        id, by, places = load.offers.popleft()
        if not places or load.chance.random() < 0.2:
            return load.op("pass", f"/bookings/{id}/offers/pass", {}, by)
        return load.op("accept", f"/bookings/{id}/offers/{load.chance.choice(places)}/accept", {}, by)
    found = load.known.one("confirmed", "cancelled")
    if found is None:
        return book(load)
    return load.op("offers", f"/bookings/{found.id}/offers", None, found.by, method="GET")


# -- money


def _of_bill(load: Load, kind: str, step: str, found: Booking, body: Any) -> Op:
    return load.op(kind, f"/bills/{found.id}/{step}", body, "", staff=True, about=found)


def pay(load: Load) -> Op:
    """The fee is paid at the counter or by the bank: whole, a part of it, too much, or by two clerks at once."""
    found = load.known.one("confirmed", paid=False)
    if found is None or not found.body["fee"]:
        return book(load)
    drawn, fee = load.chance.random(), int(found.body["fee"])
    amount = fee if drawn < 0.85 else max(1, fee // 2) if drawn < 0.95 else fee + 100
    body = {"channel": load.chance.choice(("counter", "counter", "bank")), "amount": amount}
    if drawn < 0.12:
        load.next_up.append(_of_bill(load, "pay", "payments", found, {**body, "channel": "bank"}))
    return _of_bill(load, "pay", "payments", found, body)


def waive(load: Load) -> Op:
    """Some or all of a fee need not be paid."""
    found = load.known.one("confirmed", paid=False)
    if found is None or not found.body["fee"]:
        return book(load)
    amount = load.chance.choice((int(found.body["fee"]), int(found.body["fee"]) // 2 or 1, 100))
    body = {"amount": amount, "ground": "community", "evidence": "application"}
    return _of_bill(load, "waive", "waivers", found, body)


def correct(load: Load) -> Op:
    """Staff say what it should have cost."""
    found = load.known.one("confirmed", "cancelled")
    if found is None:
        return book(load)
    body = {"fee": load.chance.choice((0, 500, 1_000)), "reason": "wrong-price"}
    return _of_bill(load, "correct", "corrections", found, body)


def bill(load: Load) -> Op:
    """Somebody looks at a bill, mostly of what was paid and is over."""
    found = load.known.one("cancelled", paid=True) or load.known.one("confirmed", paid=True)
    if found is None:
        return book(load)
    return load.op("bill", f"/bills/{found.id}", None, "", staff=True, method="GET")


def refund(load: Load) -> Op:
    """What is owed is given back: exactly, too little, or by two clerks at once."""
    if not load.owed:
        return bill(load)
    id, channel, amount = load.owed.popleft()
    drawn = load.chance.random()
    body = {"channel": channel, "amount": amount if drawn < 0.9 else max(1, amount - 10)}
    if drawn < 0.15:
        load.next_up.append(load.op("refund", f"/bills/{id}/refunds", body, "", staff=True))
    return load.op("refund", f"/bills/{id}/refunds", body, "", staff=True)


MIX: dict[Callable[[Load], Op], float] = {
    book: 27, several: 5, hold: 10, series: 2, pre_empt: 0.5, cancel: 12, confirm: 6, decide: 3.5, change: 9, part: 2,
    begin: 1.5, complete: 1, look: 1, close: 0.3, lift: 0.3, offers: 3, pay: 10, waive: 1, correct: 0.4, bill: 2.5,
    refund: 2,
}  # fmt: skip
"""How often what is asked."""
