"""A year of 130 rooms under a new rule: what ``kyoso rules simulate`` needs for it, part by part.

The year is lived first, through the use cases: groups and people ask weeks ahead, are given, refused and give back.
``make bench-simulation``. Options: ``python -m bench.simulation --help``.
"""

import argparse
import asyncio
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import uvloop

from bench.figures import Figures
from kyoso.simulating import simulated, told
from services.booking.app import NAME, build
from services.booking.domain.grid import instant
from services.booking.domain.houses.facility import FacilityDraft, RoomDraft
from services.booking.judging import BookingRequest
from services.booking.rules_file import rules_text
from services.booking.service import Booking
from shared.clock import MovableClock
from shared.contracts.matching import GroupRegistered, OfficerAppointed
from shared.errors import Refusal
from shared.journal import Cause, Causes
from shared.service import Site
from shared.settings import Settings
from shared.web import Caller

FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)
HOUSES = {"community-centre": (7, 14), "neighbourhood-hall": (32, 1)}
"""How many there are of a kind, and how many rooms each has: 130 rooms, as in one of the cities that asked."""
REQUESTS = 100_000
GROUPS, PEOPLE = 300, 2_000
AHEAD_DAYS = (1, 27)
"""How long before the use somebody asks; nobody earlier than the rules of all houses take it."""
GIVEN_BACK = 0.08
TOGETHER = 64
FIVE, EIGHT = 'test = "members-min"\nlimit = 5', 'test = "members-min"\nlimit = 8'
"""A rule of the sample town, and what it is proposed to be."""
CITIZEN = frozenset({"resident"})


class Year:
    """The requests of a year, in the order in which they are made."""

    def __init__(self, requests: int) -> None:
        self.chance = random.Random(1)
        self.rooms = [
            (f"{kind}-{house}", f"r{room}")
            for kind, (houses, rooms) in HOUSES.items()
            for house in range(houses)
            for room in range(rooms)
        ]
        days = (LAST - FIRST).days + 1
        self.wishes = sorted(self._wish(FIRST + timedelta(days=self.chance.randrange(days))) for _ in range(requests))

    def _wish(self, day: date) -> tuple[date, date, int]:
        ahead = self.chance.randint(*AHEAD_DAYS)
        return day - timedelta(days=ahead), day, self.chance.randrange(1 << 30)

    def request(self, day: date) -> tuple[BookingRequest, Caller]:
        """Two hours in a room, for a group or somebody alone; the afternoons more often."""
        facility_id, room_id = self.chance.choice(self.rooms)
        start = self.chance.choice((36, 40, 48, 52, 52, 56, 56, 60, 68))
        number = self.chance.randrange(GROUPS)
        group = self.chance.random() < 0.7
        who = f"officer-{number}" if group else f"resident-{self.chance.randrange(PEOPLE)}"
        wanted = BookingRequest(
            facility_id=facility_id, room_id=room_id, starts_at=instant(day, start), ends_at=instant(day, start + 8),
            purpose="meeting", people=self.chance.randint(2, 12), group_id=f"group-{number}" if group else None,
        )  # fmt: skip
        return wanted, Caller(who, CITIZEN)


async def lived(folder: Path, requests: int) -> Counter[str]:
    """Live a year in a folder of its own; how the requests ended."""
    clock = MovableClock(start=instant(FIRST - timedelta(days=AHEAD_DAYS[1]), 36))
    site = Site.of(Settings(data=folder), clock)
    service = build(site)
    journal, uses, causes = service.journal, service.use_cases, service.journal.causes
    await journal.open()
    try:
        await _furnish(uses, causes)
        year, ended, standing = Year(requests), Counter[str](), list[tuple[str, Caller]]()
        for first in range(0, requests, TOGETHER):
            wishes = year.wishes[first : first + TOGETHER]
            today = instant(wishes[0][0], 36)
            clock.advance(max(timedelta(minutes=2), today - clock.now()))
            asked = [year.request(day) for _, day, _ in wishes]
            given = await asyncio.gather(
                *(_tried(uses.bookings.book(r, by=by, cause=_cause(causes, by, first + n))) for n, (r, by) in
                  enumerate(asked))
            )  # fmt: skip
            for (_, by), answer in zip(asked, given, strict=True):
                if isinstance(answer, Refusal):
                    ended[answer.code] += 1
                else:
                    ended["given"] += 1
                    standing.append((answer.event.booking_id, by))
            back = [standing.pop(year.chance.randrange(len(standing))) for _ in range(int(len(given) * GIVEN_BACK))]
            for n, (id, by) in enumerate(back):
                await _tried(uses.bookings.cancel(id, by=by, cause=_cause(causes, by, -first - n)))
            del standing[:-500]
        return ended
    finally:
        await journal.close()


async def _tried(done: Awaitable[Any]) -> Any:
    try:
        return await done
    except Refusal as refusal:
        return refusal


def _cause(causes: Causes, by: Caller, number: int) -> Cause:
    return causes.http(by.person_id, "bench", str(number))


async def _furnish(uses: Booking, causes: Causes) -> None:
    for kind, (houses, rooms) in HOUSES.items():
        for house in range(houses):
            draft = FacilityDraft(
                facility_id=f"{kind}-{house}", kind=kind, name=f"計測の家{house}", address="計測1-1-1",
                areas={"neighbourhood": f"area-{house % 7}"},
                rooms=tuple(RoomDraft(room_id=f"r{room}", name=f"室{room}", capacity=30) for room in range(rooms)),
            )  # fmt: skip
            await uses.register_facility(draft, causes.operator("bench", b"", draft.facility_id or ""))
    for number in range(GROUPS):
        id, size = f"group-{number}", ("5-9", "10-29", "30-99")[number % 3]
        registered = GroupRegistered(group_id=id, name=f"計測の会{number}", kind="theme", size_band=size)
        officer = OfficerAppointed(group_id=id, person_id=f"officer-{number}", role="officer")
        await uses.groups.note(registered, cause=causes.operator("bench", b"", id))
        await uses.groups.note_member(officer, officer=True, cause=causes.operator("bench", b"officer", id))


async def measure(figures: Figures, requests: int = REQUESTS) -> None:
    """All figures of this page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        began = time.perf_counter()
        ended = await lived(folder, requests)
        figures.note(f"The year took {time.perf_counter() - began:.0f} s to live: {dict(ended.most_common())}.")
        proposed = rules_text(None).replace(FIVE, EIGHT)
        if proposed == rules_text(None):
            raise RuntimeError("the sample town has another rule now")
        began = time.perf_counter()
        found = await simulated(Settings(data=folder), proposed, FIRST, LAST)
        seconds = time.perf_counter() - began
        if found.differing:
            raise RuntimeError(f"{len(found.differing)} requests are not reproduced")
        all_rooms = sum(houses * rooms for houses, rooms in HOUSES.values())
        asked = len(found.past.asked)
        figures.add(f"a year of {all_rooms} rooms: requests", [asked])
        figures.add(f"simulating it, from the command to the table, s (on {NAME}'s journal)", [seconds], "< 60")
        figures.add("a request under one set of rules, ms", [1000 * seconds / asked / 2])
        peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        figures.add("peak memory of one process, MiB", [peak / 1024])
        figures.note(told(found, None))


def asked(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    given = asked()
    shown = Figures()
    uvloop.run(measure(shown, given.requests))
    print("\n" + str(shown))
