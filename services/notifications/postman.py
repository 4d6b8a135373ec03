"""Hands queued mails over to the mail server, beside everything else: bounded, paced, and never one twice.

Before a mail goes over the line its attempt is in the journal; what a crash leaves without an outcome is *uncertain*
after a while and stays so. Where people or the mail server is away, mails wait where they are.
"""

import asyncio
import contextlib
import logging
import os
import random
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta

from services.notifications.addresses import Addresses, PeopleAway
from services.notifications.domain.mail import CHANNEL, Mail
from services.notifications.domain.recipient import Choices
from services.notifications.letter import Addressee, Letters, Returns
from services.notifications.line import Answer, Line, Server, ServerAway
from services.notifications.mail_figures import MailFigures
from services.notifications.mails import Job, Mails
from services.notifications.rows import MailRow
from shared import trace
from shared.contracts.notifications import Failed
from shared.errors import Transient
from shared.health import Health
from shared.journal import Commit
from shared.tasks import ended
from shared.web.refusals import PersonErasedHere

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 2.0
"""What another process queued is seen after so long; what this one queued, at once."""
ROWS_PER_LOOK = 50
AWAY_SECONDS = (1.0, 5.0, 15.0, 60.0)
"""Pauses while people or the mail server is away; the last one stays."""
FINISH_SECONDS_MAX = 5.0
RECORD_TRIES = 30
RECORD_SECONDS = 1.0
"""How long an outcome is held while the store is away; then the mail will be called uncertain."""
DEFERRALS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""When a mail that a server would not take *now* is offered again; the last one stays, until its time is over."""

NO_MAILBOX = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
"""RFC 3463: there is no such mailbox or domain, it has moved, it takes no mail."""


class Postman:
    """Sends what is queued. Any number of processes may each have one; the journal decides who hands a mail over."""

    def __init__(
        self,
        mails: Mails,
        addresses: Addresses,
        letters: Letters,
        returns: Returns,
        server: Server,
        *,
        health: Health,
        figures: MailFigures,
        connections: int,
        rate_max: float,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._mails = mails
        self._addresses = addresses
        self._letters = letters
        self._returns = returns
        self._server = server
        self._health = health
        self._connections = connections
        self._pause_seconds = 1.0 / rate_max
        self._jitter = jitter
        self._figures = figures
        self._found: deque[MailRow] = deque()
        self._in_hand: set[str] = set()
        self._looking = asyncio.Lock()
        self._next_at = 0.0
        self._called = asyncio.Event()
        self._stopping = False
        self._lanes: list[asyncio.Task[None]] = []

    # -- life

    def start(self) -> None:
        """Begin to send."""
        self._mails.journal.writer.listeners.append(self._on_commits)
        self._lanes = [asyncio.create_task(self._lane(), name=f"mail-{number}") for number in range(self._connections)]

    def let_go(self) -> None:
        """Nothing here is anybody's open request."""

    async def stop(self) -> None:
        """Finish the mails in hand; what does not end in time is uncertain."""
        self._stopping = True
        self._called.set()
        if self._lanes:
            await asyncio.wait(self._lanes, timeout=FINISH_SECONDS_MAX)
        await ended(*self._lanes)
        await self._addresses.close()

    async def work_off(self) -> int:
        """Send everything that is due, over one line; how many were in hand. Raises ``ServerAway``, ``PeopleAway``."""
        line, count = Line(self._server), 0
        try:
            while await self._step(line):
                count += 1
        finally:
            await line.close()
        return count

    async def _lane(self) -> None:
        line, away = Line(self._server), 0
        try:
            while not self._stopping:
                pause = 0.0
                try:
                    if not await self._step(line):
                        await line.close()
                        pause = LOOK_EVERY_SECONDS
                    self._all_is_well()
                    away = 0
                except (ServerAway, PeopleAway) as fault:
                    pause = AWAY_SECONDS[min(away, len(AWAY_SECONDS) - 1)]
                    away += 1
                    self._tell_away(fault)
                except Transient as fault:
                    log.warning("mails wait for the store", extra={"fault": str(fault)})
                    pause = LOOK_EVERY_SECONDS
                except Exception:
                    log.exception("a mail failed in a way nobody foresaw; the others go on")
                    pause = LOOK_EVERY_SECONDS
                if pause and not self._stopping:
                    await self._wait(pause, wakes=not away)
        finally:
            await line.close()

    async def _wait(self, seconds: float, *, wakes: bool) -> None:
        """So long, or until something is queued here; who waits for a server is not woken by more mails for it."""
        until = asyncio.get_running_loop().time() + seconds
        while not self._stopping and (left := until - asyncio.get_running_loop().time()) > 0:
            self._called.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._called.wait()
            if wakes:
                return

    def _on_commits(self, commits: Sequence[Commit]) -> None:
        if any(commit.stream.startswith(f"{Mail.kind}/") for commit in commits):
            self._figures.count(commits)
            self._called.set()

    def _tell_away(self, fault: ServerAway | PeopleAway) -> None:
        part = "mail-server" if isinstance(fault, ServerAway) else "people"
        log.warning("mails wait", extra={"part": part, "fault": str(fault)})
        self._health.degrade(part, str(fault))

    def _all_is_well(self) -> None:
        self._health.recover("mail-server")
        self._health.recover("people")

    # -- one mail

    async def _step(self, line: Line) -> bool:
        """Take one mail that is due and see it through; ``False`` when there is none."""
        row = await self._take()
        if row is None:
            return False
        trace.enter(row.traceparent)
        try:
            await self._see_through(row, line)
        finally:
            self._in_hand.discard(row.id)
        return True

    async def _take(self) -> MailRow | None:
        async with self._looking:
            if not self._found:
                rows = [row for row in await self._mails.due(ROWS_PER_LOOK) if row.id not in self._in_hand]
                self._figures.saw(rows)
                if not self._mails.journal.store.exclusive:
                    random.shuffle(rows)  # replicas that begin at different ends seldom meet
                self._found.extend(rows)
            while self._found:
                row = self._found.popleft()
                if row.id not in self._in_hand:
                    self._in_hand.add(row.id)
                    return row
        return None

    async def _see_through(self, row: MailRow, line: Line) -> None:
        job = await self._mails.job(row)
        choices = await self._wanted(job) if job is not None else None
        if job is None or choices is None:
            return
        try:
            found = await self._addresses.of(job.person_id)
        except PersonErasedHere:
            await self._mails.hide(job)
            return
        if found is None:
            await self._mails.suppress(job, "no-address")
            return
        to = Addressee.of(found)
        if to is None:
            await self._mails.fail(job, "", "address-unusable")
            return
        await self._pace()
        await line.ready()
        refused = await line.offer(self._returns.path(job.id), to.spec)
        if refused is not None:
            await self._record(job, "", refused)
            return
        await self._hand_over(job, to, choices.asked, line)

    async def _hand_over(self, job: Job, to: Addressee, asked: int, line: Line) -> None:
        """The attempt on record, then the mail, then what came of it."""
        content = self._letters.written(job.content, to, self._mails.journal.now(), asked=asked)
        attempt = os.urandom(8).hex()
        if not await self._mails.claim(job, attempt):
            return
        await self._record(job, attempt, await line.hand_over(content))

    async def _wanted(self, job: Job) -> Choices | None:
        """The choices by which its person still wants it, if they do. What changed since it was queued counts."""
        choices = await self._mails.choices(job.person_id)
        if choices is None:
            await self._mails.hide(job)
        elif not choices.wants(job.kind, CHANNEL):
            await self._mails.suppress(job, "not-wanted")
        elif choices.suspended:
            await self._mails.suppress(job, "suspended")
        else:
            return choices
        return None

    async def _pace(self) -> None:
        """Wait for this mail's turn: so many a second over all lines."""
        now = asyncio.get_running_loop().time()
        turn = max(now, self._next_at)
        self._next_at = turn + self._pause_seconds
        if turn > now:
            await asyncio.sleep(turn - now)

    async def _record(self, job: Job, attempt: str, answer: Answer) -> None:
        """Put on record what the server said; a store that is away is waited for, since nobody else knows."""
        for tries_left in reversed(range(RECORD_TRIES)):
            try:
                await self._record_once(job, attempt, answer)
            except Transient as fault:
                if not tries_left:
                    raise
                log.warning("the outcome of a mail waits for the store", extra={"fault": str(fault)})
                await asyncio.sleep(RECORD_SECONDS)
            else:
                return

    async def _record_once(self, job: Job, attempt: str, answer: Answer) -> None:
        match answer.kind:
            case "taken":
                await self._mails.deliver(job, attempt)
            case "refused":
                await self._mails.fail(job, attempt, reason_of(answer))
            case "later":
                next_at = self._mails.journal.now() + self._deferral(job)
                await self._mails.defer(job, attempt, f"smtp-{answer.code}" if answer.code else "connection", next_at)
            case "unclear":
                log.warning("nobody knows whether a mail was taken", extra={"message_id": job.id})
                await self._mails.doubt(job, attempt, "no-answer")

    def _deferral(self, job: Job) -> timedelta:
        """How long until the next try, up to a fifth more, so that a crowd does not come back as one."""
        return DEFERRALS[min(job.deferrals, len(DEFERRALS) - 1)] * (1.0 + 0.2 * self._jitter())


def reason_of(answer: Answer) -> Failed:
    """Why a mail was refused for good."""
    return "no-such-mailbox" if answer.status in NO_MAILBOX else "refused"
