"""One mail: queued, attempted, and then known to be taken, refused, or not known at all. At most one mail a cause.

The attempt is on record before the mail is handed over; an attempt without an outcome ends as *uncertain* and is never
repeated. Only what was certainly not taken is handed over again.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

from services.notifications.domain.drafts import Draft
from services.notifications.domain.events import (
    AddressFailed,
    Kind,
    MailAttempted,
    MailDeferred,
    MailQueued,
    MessageHidden,
    Parameter,
)
from services.notifications.domain.message import KEPT_FOR
from services.notifications.domain.recipient import Choices
from shared.clock import tokyo_date
from shared.contracts.notifications import (
    Failed,
    MessageChannel,
    MessageDelivered,
    MessageFailed,
    MessageSuppressed,
    MessageUncertain,
    Suppressed,
    Unclear,
)
from shared.events import Event
from shared.journal import Fact, State, Stream

CHANNEL: MessageChannel = "email"
MailStatus = Literal["none", "queued", "sending", "delivered", "failed", "uncertain", "suppressed", "hidden"]
OPEN = frozenset({"queued", "sending"})
HANDED_OVER = frozenset({"sending", "delivered", "uncertain"})
"""A mail in one of these may have reached a server, so that it can come back."""


class Mail(State):
    """Stream ``mail/<person>/<message id>``."""

    kind = "mail"
    fold_version = 2

    status: MailStatus = "none"
    template: str = ""
    language: str = "ja"
    about: Kind | None = None
    parameters: dict[str, Parameter] = {}
    queued_at: datetime | None = None
    next_at: datetime | None = None
    until: datetime | None = None
    attempt: str = ""
    attempt_until: datetime | None = None
    reason: str = ""
    deferrals: int = 0
    traceparent: str = ""
    counted: bool = False
    """Whether its coming back has spoken for the address."""
    steps: int = 0
    """Events so far: what happens next is caused by this state of things and no other."""

    @classmethod
    def of(cls, person_id: str, message_id: str) -> "Stream[Mail]":
        """The stream of one mail."""
        return cls.stream(person_id, message_id)

    @property
    def person_id(self) -> str:
        """Whose mail it is."""
        return self.stream_key.partition("/")[0]

    @property
    def id(self) -> str:
        """The message's id."""
        return self.stream_key.partition("/")[2]

    @property
    def record(self) -> dict[str, Any]:
        """What every public event about this mail says."""
        return {
            "message_id": self.id,
            "person_id": self.person_id,
            "channel": CHANNEL,
            "template": self.template,
            "language": self.language,
        }

    def archivable(self, before: date) -> bool:
        """It was queued half a year before, or never, and has ended."""
        ended = self.status not in OPEN | {"none"}
        return ended and (self.queued_at is None or tokyo_date(self.queued_at + KEPT_FOR) < before)

    # -- before it is handed over

    def queue(
        self,
        draft: Draft,
        choices: Choices,
        names: dict[str, str | None],
        fact: Fact,
        now: datetime,
        age_max: timedelta,
        traceparent: str = "",
    ) -> Sequence[Event]:
        """Put it in the queue, or record why not. Once, whoever repeats."""
        if self.status != "none":
            return []
        record = {**self.record, "template": draft.template, "language": choices.variant}
        until = fact.at + age_max
        if now > until:
            return [MessageSuppressed(**record, reason="too-old")]
        if not choices.wants(draft.kind, CHANNEL):
            return [MessageSuppressed(**record, reason="not-wanted")]
        if choices.suspended:
            return [MessageSuppressed(**record, reason="suspended")]
        return [
            MailQueued(
                template=draft.template,
                language=choices.variant,
                kind=draft.kind,
                parameters={**draft.parameters, **names},
                fact_id=fact.id,
                at=now,
                until=until,
                traceparent=traceparent,
            )
        ]

    def suppress(self, reason: Suppressed) -> Sequence[Event]:
        """Somebody changed their mind, or has no address: it is not sent after all."""
        return [MessageSuppressed(**self.record, reason=reason)] if self.status == "queued" else []

    def hide(self) -> Sequence[Event]:
        """Its person was erased: it is not sent, and nobody is told why. One that is on its way ends as it ends."""
        return [MessageHidden()] if self.status == "queued" else []

    def claim(self, attempt: str, now: datetime, until: datetime) -> Sequence[Event]:
        """Record that ``attempt``, and nobody else, hands it over now. No events: somebody else does, or nobody may."""
        if self.status != "queued" or not self._is_due(now):
            return []
        return [MailAttempted(attempt=attempt, at=now, until=until)]

    def _is_due(self, now: datetime) -> bool:
        return bool(self.next_at and self.until and self.next_at <= now < self.until)

    # -- what came of it

    def deliver(self, attempt: str) -> Sequence[Event]:
        """The server has taken it, even if the answer came after it was called uncertain."""
        mine = self.status in {"sending", "uncertain"} and self.attempt == attempt
        return [MessageDelivered(**self.record)] if mine else []

    def fail(self, attempt: str, reason: Failed) -> Sequence[Event]:
        """It was refused for good. ``attempt`` is empty when it never was handed over."""
        mine = self._is_in_hands_of(attempt) or (self.status == "uncertain" and self.attempt == attempt)
        return [MessageFailed(**self.record, reason=reason)] if mine else []

    def defer(self, attempt: str, reason: str, next_at: datetime) -> Sequence[Event]:
        """It certainly was not taken: again at ``next_at``, or never when that is too late."""
        if not self._is_in_hands_of(attempt) or self.until is None:
            return []
        if next_at >= self.until:
            return [MessageFailed(**self.record, reason="gave-up")]
        return [MailDeferred(reason=reason, next_at=next_at)]

    def doubt(self, attempt: str, reason: Unclear) -> Sequence[Event]:
        """It was handed over and no answer came."""
        mine = self.status == "sending" and self.attempt == attempt
        return [MessageUncertain(**self.record, reason=reason)] if mine else []

    def _is_in_hands_of(self, attempt: str) -> bool:
        return self.status == "queued" if not attempt else self.status == "sending" and self.attempt == attempt

    def expire(self, now: datetime) -> Sequence[Event]:
        """Its time is over: nobody took it in time, or an attempt has no outcome because its process is gone."""
        if self.status == "queued" and self.until and now >= self.until:
            return [MessageFailed(**self.record, reason="gave-up")]
        if self.status == "sending" and self.attempt_until and now >= self.attempt_until:
            return [MessageUncertain(**self.record, reason="no-record")]
        return []

    def bounce(self, reason: Failed, *, counts: bool) -> Sequence[Event]:
        """It came back for good. Only what may have been taken can; what comes back twice changes nothing.

        ``counts``: it came by the way back, which speaks for the address as well.
        """
        known = self.status == "failed" and self.reason.startswith("bounced-")
        if self.status not in HANDED_OVER and not known:
            return []
        failed = [] if known else [MessageFailed(**self.record, reason=reason)]
        speaks = counts and not self.counted
        return [*failed, AddressFailed(person_id=self.person_id, reason=reason)] if speaks else failed

    def apply(self, event: Event) -> None:
        self.steps += 1
        match event:
            case MailQueued():
                self.status, self.template, self.language = "queued", event.template, event.language
                self.about, self.parameters = event.kind, event.parameters
                self.queued_at = self.next_at = event.at
                self.until = event.until
                self.traceparent = event.traceparent
            case MailAttempted():
                self.status, self.attempt, self.attempt_until = "sending", event.attempt, event.until
            case MailDeferred():
                self.status, self.reason, self.next_at = "queued", event.reason, event.next_at
                self.deferrals += 1
            case MessageDelivered():
                self._end("delivered", "")
            case MessageFailed():
                self._end("failed", event.reason)
            case AddressFailed():
                self.counted = True
            case MessageUncertain():
                self._end("uncertain", event.reason)
            case MessageSuppressed():
                self._end("suppressed", event.reason)
            case MessageHidden():
                self._end("hidden", "")

    def _end(self, status: MailStatus, reason: str) -> None:
        self.status, self.reason, self.parameters = status, reason, {}
