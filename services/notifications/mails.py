"""The use cases of e-mail: queue it, hand it over at most once, and end every mail in a state that has a name.

Each step is caused by the state of the mail that it was decided on, so that of two processes, or of one before and one
after a restart, exactly one takes it.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from services.notifications.bounces import Bounce
from services.notifications.domain.drafts import Draft
from services.notifications.domain.events import Kind, MailAttempted
from services.notifications.domain.mail import CHANNEL, Mail, MailStatus
from services.notifications.domain.message import message_id
from services.notifications.domain.recipient import Choices, Recipient
from services.notifications.letter import Content, StopLink
from services.notifications.refusals import LinkOver
from services.notifications.rows import MailRow
from shared import trace
from shared.contracts.notifications import Failed, Suppressed, Unclear
from shared.events import Event
from shared.journal import Cause, Commit, Fact, Journal, Page, Stream
from shared.journal.archived import StreamArchived
from shared.web import NotFound

Decide = Callable[[Mail], Sequence[Event]]


class Job(NamedTuple):
    """A queued mail in a worker's hands: what it says and of whom, and the step it was read at."""

    person_id: str
    id: str
    content: Content
    kind: Kind
    deferrals: int
    steps: int


class Mails:
    """The mails of one city. ``unknown_after``: an attempt without an outcome is uncertain after so long.

    Where e-mail is not ``offered`` nothing new is queued; what was queued before ends all the same.
    """

    def __init__(
        self, journal: Journal, message_age_max: timedelta, unknown_after: timedelta, *, offered: bool
    ) -> None:
        self.offered = offered
        self.journal = journal
        self.message_age_max = message_age_max
        self.unknown_after = unknown_after

    # -- queueing

    async def queue(
        self, draft: Draft, choices: Choices, names: dict[str, str | None], fact: Fact, *, cause: Cause
    ) -> None:
        """Queue a mail for who asked for e-mail. For anybody else it is no channel, and nothing is recorded."""
        if not self.offered or not choices.has(CHANNEL):
            return
        now, traceparent = self.journal.now(), trace.current()
        stream = Mail.of(draft.person_id, message_id(fact, draft.person_id, CHANNEL))
        await self.journal.transact(
            stream, cause, lambda mail: mail.queue(draft, choices, names, fact, now, self.message_age_max, traceparent)
        )

    async def due(self, limit: int) -> Sequence[MailRow]:
        """Queued mails whose time has come, the longest waiting first."""
        page = await self.journal.page(
            MailRow,
            where={"status": "queued"},
            order_by="next_at",
            until=self.journal.now() + timedelta(microseconds=1),
            limit=limit,
            with_closed=False,
        )
        return page.items

    # -- sending, step by step

    async def job(self, row: MailRow) -> Job | None:
        """The mail of a row, when it is still to be sent."""

        def look(mail: Mail) -> Job | None:
            if mail.status != "queued" or mail.about is None:
                return None
            content = Content(mail.id, mail.template, mail.language, dict(mail.parameters))
            return Job(mail.person_id, mail.id, content, mail.about, mail.deferrals, mail.steps)

        return await self.journal.ask(Mail.of(row.person_id, row.id), look)

    async def choices(self, person_id: str) -> Choices | None:
        """What the person wants now; ``None`` for one who was erased."""
        return await self.journal.ask(
            Recipient.stream(person_id), lambda person: None if person.forgotten else person.choices
        )

    async def claim(self, job: Job, attempt: str) -> bool:
        """Record that ``attempt`` hands the mail over. ``True``: it may, and nobody else may until it says more."""
        now = self.journal.now()
        until = now + self.unknown_after
        commit = await self._step(job, "mail-attempt", lambda mail: mail.claim(attempt, now, until))
        return any(isinstance(event, MailAttempted) and event.attempt == attempt for event in commit.events)

    async def suppress(self, job: Job, reason: Suppressed) -> None:
        """It is not sent after all."""
        await self._step(job, "mail-suppress", lambda mail: mail.suppress(reason))

    async def hide(self, job: Job) -> None:
        """Its person was erased."""
        await self._step(job, "mail-hide", Mail.hide)

    async def deliver(self, job: Job, attempt: str) -> None:
        """The server has it."""
        await self._step(job, "mail-deliver", lambda mail: mail.deliver(attempt))

    async def fail(self, job: Job, attempt: str, reason: Failed) -> None:
        """The server does not want it."""
        await self._step(job, "mail-fail", lambda mail: mail.fail(attempt, reason))

    async def defer(self, job: Job, attempt: str, reason: str, next_at: datetime) -> None:
        """The server has not got it; again later."""
        await self._step(job, "mail-defer", lambda mail: mail.defer(attempt, reason, next_at))

    async def doubt(self, job: Job, attempt: str, reason: Unclear) -> None:
        """Nobody knows whether the server has it."""
        await self._step(job, "mail-doubt", lambda mail: mail.doubt(attempt, reason))

    async def _step(self, job: Job, name: str, decide: Decide) -> Commit:
        cause = self.journal.causes.timer(name, job.id, job.steps)
        return await self.journal.transact(Mail.of(job.person_id, job.id), cause, decide)

    # -- what ends it otherwise

    async def expire(self, row: MailRow, cause: Cause) -> None:
        """The time of a mail, or of an attempt, is over."""
        now = self.journal.now()
        await self.journal.transact(Mail.of(row.person_id, row.id), cause, lambda mail: mail.expire(now))

    async def bounce(self, bounce: Bounce, *, cause: Cause) -> MailStatus:
        """A mail came back; for good with a reason. How it stands then. Raises ``NotFound``."""
        row = await self.journal.get(MailRow, bounce.message_id)
        if row is None:
            raise NotFound(what="message")
        stream, reason = Mail.of(row.person_id, bounce.message_id), bounce.reason
        if reason is not None:
            came_back = await self.journal.transact(
                stream, cause, lambda mail: mail.bounce(reason, counts=bounce.counts)
            )
            await self.journal.settle(came_back)
        return await self.journal.ask(stream, lambda mail: mail.status)

    async def forget(self, person_id: str, *, cause: Cause) -> None:
        """Send nothing any more to somebody who was erased."""
        rows = await self.journal.all(MailRow, where={"person_id": person_id}, with_closed=False)
        await asyncio.gather(*(self._hide(row, cause) for row in rows))

    async def _hide(self, row: MailRow, cause: Cause) -> None:
        with suppress(StreamArchived):
            await self.journal.transact(Mail.of(row.person_id, row.id), cause, Mail.hide)

    # -- for people

    async def look_at(self, link: StopLink) -> "Stream[Recipient]":
        """Whose mails a link would stop. Raises ``NotFound``; ``LinkOver`` when they have asked for mails since."""
        row = await self.journal.get(MailRow, link.message_id)
        if row is None:
            raise NotFound(what="message")
        stream = Recipient.stream(row.person_id)
        if await self.journal.ask(stream, lambda person: person.is_over(link.asked)):
            raise LinkOver
        return stream

    async def switch_off(self, link: StopLink) -> None:
        """The person whose mail this is wants no more. Raises ``NotFound``, ``LinkOver``."""
        stream = await self.look_at(link)
        at = self.journal.now().isoformat(timespec="seconds")
        cause = self.journal.causes.operator("email-off", link.message_id.encode(), at, actor="mail-link")
        await self.journal.transact(stream, cause, lambda person: person.switch_email_off(link.asked))

    async def listed(self, status: MailStatus, *, cursor: str | None, limit: int) -> Page[MailRow]:
        """Mails that stand so, newest first. For whoever runs the service: ids and codes, no words and no addresses."""
        return await self.journal.page(
            MailRow, where={"status": status}, order_by="queued_at", descending=True, cursor=cursor, limit=limit
        )
