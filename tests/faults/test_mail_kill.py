"""kill -9 around the moment at which a mail is handed over: none is sent twice, and each ends in a state with a name.

``KYOSO_MAIL_KILLS`` is the number of kills (100), ``KYOSO_KILL_SEED`` the seed of the instants.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from services.notifications.app import build
from services.notifications.letter import Returns
from services.notifications.rows import MailRow
from shared.journal import Journal
from tests.faults.mail_sender import Everybody, site_of
from tests.integration.notifications.mail_kit import NOW, joined, postman, prefer
from tests.kit import deliver, opened, run_timers
from tests.sink import Sink, listening

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("KYOSO_MAIL_KILLS", "100"))
SEED = int(os.environ.get("KYOSO_KILL_SEED", str(time.time_ns() % 1_000_000)))
MAILS_PER_ROUND = 3
PEOPLE = 5
LATER_MAX_SECONDS = 0.012
"""How long after its trigger a kill comes at most: about as long as an attempt, a mail and its outcome take."""
TRIGGERS = ("offered", "whole", "answered")


class Watched(Sink):
    """A sink that calls whoever waits when a mail is offered, has come whole, or has been answered for."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: tuple[str, asyncio.Event] | None = None
        self.chance = random.Random(SEED + 1)

    def call(self, moment: str) -> None:
        if self.waiting and self.waiting[0] == moment:
            self.waiting[1].set()

    async def handle_RCPT(self, *given):  # noqa: N802 - the library's name
        self.call("offered")
        return await super().handle_RCPT(*given)

    async def handle_DATA(self, *given):  # noqa: N802 - the library's name
        said = await super().handle_DATA(*given)
        self.call("whole")
        await asyncio.sleep(self.chance.random() * LATER_MAX_SECONDS)
        self.call("answered")
        return said


class Senders:
    """The process that forks a sender whenever it is asked."""

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.mail_sender",
            cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip

    async def fork(self, told: dict) -> int:
        self.process.stdin.write(json.dumps(told).encode() + b"\n")
        await self.process.stdin.drain()
        return int(await self.process.stdout.readline())

    async def kill(self, sender: int) -> None:
        os.kill(sender, signal.SIGKILL)
        assert b"ended\n" == await self.process.stdout.readline()

    async def stop(self) -> None:
        self.process.stdin.close()
        await self.process.wait()


async def test_a_hundred_kills_send_no_mail_twice_and_leave_none_without_an_end(tmp_path, capsys):
    """Killed before the attempt, before the mail, before its answer, before the answer is on record."""
    async with listening(kind=Watched) as sink:
        await people_who_want_mail(tmp_path, sink)
        hit = await killed(tmp_path, sink)
        found = await the_rest(tmp_path, sink)

    taken = sink.counted
    delivered, uncertain = found["delivered"], found["uncertain"]
    unanswered = uncertain & taken.keys()
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {SEED}: {sum(hit.values())} kills ({dict(hit)}); {sum(map(len, found.values()))} mails:"
            f" {len(delivered)} delivered, {len(uncertain)} uncertain, of these {len(unanswered)} had come whole;"
            f" the sink took {len(taken)}, {sum(count > 1 for count in taken.values())} of them twice\n"
        )

    assert KILLS == sum(hit.values())
    assert [] == [message for message, count in taken.items() if count > 1]
    assert {"delivered", "uncertain"} == set(found)
    assert MAILS_PER_ROUND * KILLS == len(delivered) + len(uncertain)
    assert delivered <= taken.keys() <= delivered | uncertain
    assert unanswered, "no kill came between a mail and the record of its answer: nothing was tried"


async def people_who_want_mail(tmp_path: Path, sink: Sink) -> None:
    site = site_of(tmp_path / "data", sink.port, NOW)
    async with opened(build(site, Everybody())) as service:
        for number in range(PEOPLE):
            await prefer(service, site, f"person-{number}", email=True)


async def killed(tmp_path: Path, sink: Watched) -> Counter[str]:
    """Kill a sender again and again; how often at each moment."""
    chance, senders, hit = random.Random(SEED), Senders(), Counter()
    await senders.start()
    try:
        for number in range(KILLS):
            moment = chance.choice(TRIGGERS)
            sink.waiting = moment, asyncio.Event()
            told = {
                "data": str(tmp_path / "data"), "port": sink.port, "at": (NOW + timedelta(seconds=number)).isoformat(),
                "facts": facts_of(number), "person_id": f"person-{number % PEOPLE}",
            }  # fmt: skip
            sender = await senders.fork(told)
            async with asyncio.timeout(30):
                await sink.waiting[1].wait()
            await asyncio.sleep(chance.random() * LATER_MAX_SECONDS)
            await senders.kill(sender)
            hit[moment] += 1
    finally:
        await senders.stop()
    return hit


def facts_of(number: int) -> list[int]:
    """What a round hears of."""
    return list(range(number * MAILS_PER_ROUND, (number + 1) * MAILS_PER_ROUND))


async def the_rest(tmp_path: Path, sink: Watched) -> dict[str, set[str]]:
    """A last process, which is not killed, hours later; the mails by how they ended, as the sink calls them."""
    site = site_of(tmp_path / "data", sink.port, NOW + timedelta(hours=3))
    async with opened(build(site, Everybody())) as service:
        for number in range(KILLS):  # the bus gives again what a killed process had not finished
            await deliver(service, *(joined(n, f"person-{number % PEOPLE}") for n in facts_of(number)))
        await run_timers(service)
        await postman(service).work_off()
        await run_timers(service)
        return await by_end(service.journal, Returns(site.derived_key("mail-returns"), site.settings.mail_from))


async def by_end(journal: Journal, returns: Returns) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in await journal.all(MailRow):
        found.setdefault(row.status, set()).add(returns.message_id(row.id))
    with suppress(KeyError):
        assert not found["queued"] | found["sending"]
    return found
