"""From a killed broker to effects that flow again, while rooms are booked: the journal takes what the bus cannot."""

import asyncio
import time
from datetime import UTC, datetime
from itertools import pairwise

from bench.cluster.bookings import to_the_inbox
from bench.cluster.houses import distinct
from bench.figures import Figures
from tests.cluster.place import BROKER, Place
from tests.end_to_end.door import Line

RATE = 10.0
GONE_SECONDS = 0.5
"""Until the last thread of a killed process has let its port go."""
BEFORE_SECONDS, AFTER_SECONDS = 5.0, 30.0


async def measure(figures: Figures, place: Place) -> None:
    """Kill it, start it at once, and look when the next effect was written."""
    began, killed = datetime.now(UTC), datetime.now(UTC)
    answers: list[int] = []
    stop = asyncio.Event()
    booking = asyncio.create_task(_book(place, stop, answers))
    await asyncio.sleep(BEFORE_SECONDS)
    broker = place.processes[BROKER]
    await broker.kill()
    killed = datetime.now(UTC)
    await asyncio.sleep(GONE_SECONDS)
    broker.start()
    started = time.monotonic()
    await place.until_ready(broker)
    listening = time.monotonic() - started
    await asyncio.sleep(AFTER_SECONDS)
    stop.set()
    await booking
    await place.caught_up()
    messages = sorted(
        datetime.fromisoformat(commit.at)
        for commit in place.books.commits("notifications")
        if commit.cause.startswith("fact/") and datetime.fromisoformat(commit.at) >= began
    )
    after = [at for at in messages if at > killed]
    gap = max((later - earlier).total_seconds() for earlier, later in pairwise([killed, *after]))
    slowest = max(to_the_inbox(place.books, began))
    figures.add("broker killed: listening again after, s", [listening])
    figures.add("broker killed: longest time without an effect, s", [gap], "< 15")
    figures.add("broker killed: slowest booking to its inbox record, s", [slowest])
    figures.add("broker killed: commands sent meanwhile", [len(answers)])
    figures.add("broker killed: commands that failed", [sum(status != 201 for status in answers)], "= 0")


async def _book(place: Place, stop: asyncio.Event, answers: list[int]) -> None:
    token, line = await place.token("resident-hana"), Line(place.port)
    while not stop.is_set():
        (wish,) = distinct(1)
        key = f"recovery-{time.monotonic_ns()}"
        try:
            answer = await line.ask("POST", "/booking/bookings", token=token, body=wish, key=key)
            answers.append(answer.status)
        except ConnectionError:
            answers.append(0)
        await asyncio.sleep(1 / RATE)
    line.close()
