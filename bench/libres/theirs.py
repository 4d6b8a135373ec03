"""What libres does, as JSON. Run by the interpreter of its own environment, never imported by anything here.

One reservation is what its documents show: ``reserve``, ``approve_reservations``, commit; a lost race of two
transactions (PostgreSQL's serialization failure) is tried again, as they say one must.
"""

import argparse
import json
import multiprocessing
import random
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import libres
from libres.context.session import SERIALIZABLE, SessionProvider
from libres.db.models import ORMBase, ReservedSlot
from libres.modules import errors
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import scoped_session, sessionmaker

ZONE = "Asia/Tokyo"
FIRST = datetime(2027, 1, 1)  # noqa: DTZ001 - it takes a time without a zone for the zone of the room
OPENS, CLOSES = 9, 21
RASTER_MINUTES = 15
AGAIN_SECONDS = 0.01
"""The pause before a lost race is tried again; measured, the best of 0, 10 and 50 ms."""


class Provider(SessionProvider):
    """Its own provider with more connections: the default's ten would make the eleventh rival wait."""

    def __init__(self, dsn: str, connections: int) -> None:
        self.dsn = dsn
        self.engine = create_engine(dsn, pool_size=connections, isolation_level=SERIALIZABLE)
        self.session = scoped_session(sessionmaker(bind=self.engine))


def context(dsn: str, connections: int = 10) -> Any:
    """Its context for a database."""
    made = libres.registry.register_context("bench", replace=True)
    made.set_service("session_provider", lambda _: Provider(dsn, connections), cache=True)
    return made


def room(its: Any, number: int) -> Any:
    """The scheduler of one room."""
    return libres.new_scheduler(its, f"room-{number}", ZONE)


def house(dsn: str, rooms: int, days: int, spans: list[list[int]]) -> dict[str, Any]:
    """Rooms that are open from nine to nine on each of the days, in quarters of an hour, with spans that are taken.

    The house is in use before anything is measured: with empty tables PostgreSQL reads them whole, every two writers
    seem to meet, and eight of them are half as fast.
    """
    its = context(dsn)
    engine = its.get_service("session_provider").engine
    ORMBase.metadata.create_all(engine)
    for number in range(rooms):
        scheduler = room(its, number)
        opened = [(at(day, 60 * OPENS), at(day, 60 * CLOSES)) for day in range(days)]
        for day, allocation in enumerate(scheduler.allocate(opened, partly_available=True, raster=RASTER_MINUTES)):
            for start, end in spans:
                take(allocation, at(day, start), at(day, end))
        scheduler.commit()
    scheduler.close()
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("ANALYZE")
    return {"rooms": rooms}


def take(allocation: Any, start: datetime, end: datetime) -> None:
    """The slots that an approved reservation leaves, written as ``approve_reservations`` writes them."""
    token = uuid4()
    for slot_start, slot_end in allocation.all_slots(start, end - timedelta(microseconds=1)):
        slot = ReservedSlot()
        slot.start, slot.end, slot.resource = slot_start, slot_end, allocation.resource
        slot.reservation_token, slot.source_type, slot.source_id = token, "reservation", 0
        allocation.reserved_slots.append(slot)


def at(day: int, minutes: int) -> datetime:
    """A time of day, so many days after the first."""
    return FIRST + timedelta(days=day, minutes=minutes)


def reserve(scheduler: Any, start: datetime, minutes: int) -> tuple[str, int]:
    """One reservation to its end: ``given`` or ``taken``, and how often it was tried again."""
    again = 0
    while True:
        try:
            token = scheduler.reserve("hana@example.jp", (start, start + timedelta(minutes=minutes)))
            scheduler.approve_reservations(token)
            scheduler.commit()
        except errors.AlreadyReservedError:
            scheduler.rollback()
            return "taken", again
        except OperationalError as error:
            scheduler.rollback()
            if getattr(error.orig, "pgcode", "") not in {"40001", "40P01"}:
                raise
            again += 1
            time.sleep(random.uniform(0, AGAIN_SECONDS * min(again, 8)))
        else:
            return "given", again


def writer(dsn: str, number: int, wanted: list[datetime], gate: Any, told: Any) -> None:
    """Books a room of its own: a quarter of an hour each time, so that none meets another."""
    scheduler = room(context(dsn), number)
    reserve(scheduler, wanted[0], RASTER_MINUTES)  # the first of a connection is slow
    gate.wait()
    began = time.monotonic()
    again = 0
    for start in wanted[1:]:
        outcome, more = reserve(scheduler, start, RASTER_MINUTES)
        again += more
        if outcome != "given":
            raise RuntimeError(f"a free slot was refused to the only one who asked: {number}, {start}")
    told.put((began, time.monotonic(), again))


def rate(dsn: str, writers: int, count: int, first: int, free: list[int]) -> dict[str, Any]:
    """Reservations a second by so many writers, each a process with a room of its own, from the day ``first`` on.

    ``free``: the quarters that are free on each day, in minutes from midnight.
    """
    wanted = [at(day, minutes) for day in range(first, first + 1 + count // len(free)) for minutes in free][: count + 1]
    way = multiprocessing.get_context("fork")
    gate, told = way.Barrier(writers), way.Queue()
    people = [way.Process(target=writer, args=(dsn, n, wanted, gate, told)) for n in range(writers)]
    for each in people:
        each.start()
    found = [told.get(timeout=300) for _ in people]
    for each in people:
        each.join(30)
    seconds = max(end for _, end, _ in found) - min(begin for begin, _, _ in found)
    return {"per_second": writers * count / seconds, "tried_again": sum(again for _, _, again in found)}


def rivals(dsn: str, connections: int, count: int) -> dict[str, Any]:
    """So many for one slot of a new room, a thread each: how long until all know."""
    its = context(dsn, connections)
    name = f"rivals-{uuid4()}"
    scheduler = libres.new_scheduler(its, name, ZONE)
    opened = (at(1, 60 * OPENS), at(1, 60 * CLOSES))
    scheduler.allocate(opened, partly_available=True, raster=RASTER_MINUTES)
    scheduler.commit()
    scheduler.close()
    gate = threading.Barrier(count + 1)
    outcomes: list[str] = []

    def one() -> None:
        scheduler = libres.new_scheduler(its, name, ZONE)
        if connections >= count:
            scheduler.managed_allocations().first()  # its connection stands
            scheduler.rollback()
        gate.wait()
        outcomes.append(reserve(scheduler, at(1, 600), 60)[0])
        scheduler.close()

    people = [threading.Thread(target=one) for _ in range(count)]
    for each in people:
        each.start()
    gate.wait()
    began = time.monotonic()
    for each in people:
        each.join()
    seconds = time.monotonic() - began
    return {"seconds": seconds, "winners": outcomes.count("given"), "refused": outcomes.count("taken")}


def month(dsn: str, rooms: int, days: int, times: int) -> dict[str, Any]:
    """What a month of rooms has free: the calendar's shares of days, the blocks of each room, the exact list."""
    its = context(dsn)
    schedulers = [room(its, number) for number in range(rooms)]
    scheduler = schedulers[0]
    start, end = scheduler._prepare_range(at(0, 0), at(days, 0))
    ids = [each.resource for each in schedulers]

    def calendar() -> int:
        return len(scheduler.queries.availability_by_day(start, end, ids))

    def blocks() -> int:
        return sum(
            len(parts) for each in schedulers for _, _, parts in each.allocations_with_availability_by_range(start, end)
        )

    def exact() -> int:
        return sum(
            len(allocation.free_slots()) for each in schedulers for allocation in each.allocations_in_range(start, end)
        )

    return {what.__name__: [_seconds(scheduler, what) for _ in range(times)] for what in (calendar, blocks, exact)}


def _seconds(scheduler: Any, what: Callable[[], int]) -> tuple[float, int]:
    scheduler.close()  # nothing remembered of the time before
    began = time.monotonic()
    found = what()
    return time.monotonic() - began, found


FIGURES = {"house": house, "rate": rate, "rivals": rivals, "month": month}

if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("dsn")
    asked.add_argument("what", choices=list(FIGURES))
    asked.add_argument("options", type=json.loads)
    given = asked.parse_args()
    print(json.dumps(FIGURES[given.what](given.dsn, **given.options)))
