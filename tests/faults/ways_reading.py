"""What the town of the ways test says when it is asked at the end: the same as its journal, and the same as before."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.faults.ways_audit import Audit
from tests.faults.ways_days import Day
from tests.faults.ways_load import STAFF, Op
from tests.faults.ways_process import Town
from tests.faults.ways_tables import HOUSES, ROOMS, TOKYO, cells, span

READ_MAX = 400


async def repeated(town: Town, sample: Sequence[Op]) -> list[str]:
    """Ask for acknowledged answers again under their keys; those that differ."""
    differing: list[str] = []
    for op in sample:
        if op.method == "GET":
            continue
        town.say(op.line())
        answer = await town.hear()
        if (answer["status"], then(answer["body"])) != (op.status, then(op.answer)):
            differing.append(f"{op.kind}: {op.answer} then {answer}")
    return differing


def then(body: dict[str, Any]) -> dict[str, Any]:
    """An answer without what has become of a series since: that is of the moment at which it is asked."""
    if "occurrences" not in body:
        return body
    kept = [{name: told for name, told in each.items() if name != "since"} for each in body["occurrences"]]
    return {**body, "occurrences": kept}


async def differing(town: Town, audit: Audit) -> AsyncIterator[str]:
    """What is read otherwise than it is: bookings, bills, what is free, and the sum of all money."""
    standing = [body for day in audit.days.values() for body in day.told.values()]
    for body in standing[:: max(1, len(standing) // READ_MAX)]:
        status, found = await town.ask(f"/bookings/{body['booking_id']}", STAFF, staff=True)
        told = {name: found.get(name) for name in ("facility_id", "room_ids", "fee", "people")}
        if status != 200 or told != {name: body[name] for name in told} or span(found) != span(body):
            yield f"{body} is read as {found}"
    bills = [(id, bill) for id, bill in audit.money.bills.items() if bill.opened]
    for id, bill in bills[:: max(1, len(bills) // READ_MAX)]:
        _, found = await town.ask(f"/bills/{id}", STAFF, staff=True)
        read = tuple(found.get(name) for name in ("charged", "waived", "outstanding", "owed_back"))
        if read != (bill.due, bill.waived, bill.open, bill.owed):
            yield f"bill {id} is {bill}, read as {read}"
    async for wrong in _free_otherwise(town, audit):
        yield wrong
    _, money = await town.ask("/money/check", STAFF, staff=True)
    if not money["exact"]:
        yield f"money: {money['differences'][:3]}"


async def _free_otherwise(town: Town, audit: Audit) -> AsyncIterator[str]:
    """Days on which availability shows as free what is not, or hides what is."""
    days = sorted({name.partition("/")[2] for name in audit.days})
    _, first = await town.ask(f"/facilities/{HOUSES[0]}/availability", STAFF)
    today = datetime.fromisoformat(first["since"]).astimezone(TOKYO).date() + timedelta(days=1)
    for house in HOUSES:
        for text in (day for day in days if day > today.isoformat()):
            status, found = await town.ask(f"/facilities/{house}/availability?from={text}&until={text}", STAFF)
            if status != 200:
                yield f"{house} {text}: {status} {found}"
                continue
            for room, shown, free in _of_rooms(house, text, found, audit.days.get(f"{house}/{text}")):
                if shown != free:
                    yield f"{house} {text}: {room} is shown free at {shown}, it is {free}"


def _of_rooms(house: str, text: str, found: Any, day: Day | None) -> list[tuple[str, set[int], set[int]]]:
    """Each room with the quarters that are shown as free, and those that are."""
    sunday = datetime.fromisoformat(text).weekday() == 6
    opened = range(36, 68 if sunday else 84)
    free = day.free() if day else -1
    rows = []
    for room in ROOMS:
        shown = next(each["free"] for each in found["rooms"] if each["room_id"] == f"{house}-{room}")
        spans = [span(each) for each in shown]
        quarters = {q for each in spans for q in range(each.start, each.end)}
        rows.append((room, quarters, {q for q in opened if not cells([f"{house}-{room}"], q, q + 1) & ~free}))
    return rows
