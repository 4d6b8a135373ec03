"""A subscription: what one neighbouring system hears, how far it has come, who delivers to it, and why not.

Several processes may run; whoever holds the lease delivers. A lease is taken by a commit, so that of two only one has
it, and ends by the clock, so that a process that died holds up nobody for long. What was delivered after the last
commit is delivered again by the next holder: repeats are possible, a loss is not.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.feeds.domain.backoff import GIVE_UP_AFTER
from services.feeds.domain.events import (
    AttemptFailed,
    Delivered,
    LeaseTaken,
    ReplayAsked,
    SecretRotated,
    SubscriptionCreated,
    SubscriptionDisabled,
    SubscriptionEnded,
    SubscriptionPaused,
    SubscriptionResumed,
)
from services.feeds.refusals import AlreadyEnded, NotPaused
from shared.events import Event
from shared.journal import State

Status = Literal["active", "paused", "disabled", "ended"]

LEASE = timedelta(seconds=60)
SKEW = timedelta(seconds=2)
"""The tolerated difference between the clocks of two processes."""
FAILURES_SHOWN = 20
GONE = "gone"


class Failure(BaseModel):
    """One attempt that failed, as lists show it."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    event_id: str
    code: str
    status: int
    next_at: datetime


class Subscription(State):
    """The fold of one subscription. ``moves`` counts its events: the version that arms the next step of a delivery."""

    kind = "subscription"

    created: SubscriptionCreated | None = None
    status: Status = "active"
    reason: str = ""
    since: datetime | None = None
    cursor: str = ""
    sealed: str = ""
    old_sealed: str = ""
    old_until: datetime | None = None
    token_mac: str = ""
    holder: str = ""
    lease_until: datetime | None = None
    delivered: int = 0
    delivered_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    next_at: datetime | None = None
    recent: list[Failure] = []
    moves: int = 0

    # -- what staff decide

    def pause(self, now: datetime) -> Sequence[Event]:
        """Stop delivering. Nothing when it is stopped. Raises ``AlreadyEnded``."""
        self._must_live()
        return [SubscriptionPaused(at=now)] if self.status != "paused" else []

    def resume(self, now: datetime) -> Sequence[Event]:
        """Go on. Raises ``AlreadyEnded``, ``NotPaused``."""
        self._must_live()
        if self.status == "active":
            raise NotPaused
        return [SubscriptionResumed(at=now)]

    def end(self, now: datetime) -> Sequence[Event]:
        """Nothing more, for good. Raises ``AlreadyEnded``."""
        self._must_live()
        return [SubscriptionEnded(at=now)]

    def replay(self, since: datetime, cursor: str, now: datetime) -> Sequence[Event]:
        """Deliver again from a time on. Raises ``AlreadyEnded``."""
        self._must_live()
        return [ReplayAsked(since=since, cursor=cursor, at=now)]

    def rotate(self, rotated: SecretRotated) -> Sequence[Event]:
        """Another secret. Raises ``AlreadyEnded``."""
        self._must_live()
        return [rotated]

    def _must_live(self) -> None:
        if self.created is None or self.status == "ended":
            raise AlreadyEnded

    # -- what a delivery decides: an empty answer means that somebody else has it now

    def claim(self, holder: str, now: datetime) -> Sequence[Event]:
        """Begin to deliver, or go on for longer, unless another process is at it or it is not due."""
        taken = self.holder not in ("", holder) and self.lease_until is not None and now <= self.lease_until + SKEW
        waits = self.next_at is not None and now < self.next_at
        if self.status != "active" or taken or waits:
            return []
        return [LeaseTaken(holder=holder, until=now + LEASE)]

    def deliver(self, holder: str, cursor: str, count: int, now: datetime, *, release: bool = False) -> Sequence[Event]:
        """``count`` more events were taken, everything up to ``cursor`` is done. ``release`` when stopping."""
        if not self._is_held_by(holder):
            return []
        until = now if release else now + LEASE
        return [Delivered(holder="" if release else holder, until=until, cursor=cursor, count=count, at=now)]

    def fail(self, failed: AttemptFailed) -> Sequence[Event]:
        """An attempt failed. What is gone, or has failed for three days, is disabled."""
        if not self._is_held_by(failed.holder):
            return []
        since = failed.at if failed.count or self.failing_since is None else self.failing_since
        if failed.code == GONE:
            return [failed, SubscriptionDisabled(reason="gone", at=failed.at)]
        if failed.at - since >= GIVE_UP_AFTER:
            return [failed, SubscriptionDisabled(reason="failing-three-days", at=failed.at)]
        return [failed]

    def _is_held_by(self, holder: str) -> bool:
        return self.status in ("active", "paused") and self.holder == holder

    # -- bookkeeping

    def apply(self, event: Event) -> None:
        """Take an event into the state."""
        self.moves += 1
        match event:
            case LeaseTaken():
                self.holder, self.lease_until = event.holder, event.until
            case Delivered():
                self._deliver(event)
            case AttemptFailed():
                self._fail(event)
            case _:
                self._change(event)

    def _change(self, event: Event) -> None:
        """What staff decided, or the service when it gave up."""
        match event:
            case SubscriptionCreated():
                self.created, self.cursor, self.since = event, event.cursor, event.at
                self.sealed, self.token_mac = event.sealed, event.token_mac
            case SecretRotated():
                self.old_sealed, self.old_until = self.sealed, event.old_until
                self.sealed, self.token_mac = event.sealed, event.token_mac
            case SubscriptionPaused():
                holder, until = self.holder, self.lease_until
                self._stand("paused", "", event.at)
                self.holder, self.lease_until = holder, until  # what was taken before may still be recorded
            case SubscriptionDisabled():
                self._stand("disabled", event.reason, event.at)
            case SubscriptionEnded():
                self._stand("ended", "", event.at)
                self.sealed = self.old_sealed = self.token_mac = ""
            case SubscriptionResumed():
                self._stand("active", "", event.at)
            case ReplayAsked():
                self.cursor = event.cursor
                self._stand(self.status, self.reason, self.since)

    def _stand(self, status: Status, reason: str, at: datetime | None) -> None:
        """Another standing: whoever delivers loses the lease, and failures are counted anew."""
        self.status, self.reason, self.since = status, reason, at
        self.holder, self.lease_until = "", None
        self.failures, self.failing_since, self.next_at = 0, None, None

    def _deliver(self, event: Delivered) -> None:
        self.holder, self.lease_until, self.cursor = event.holder, event.until, event.cursor
        if event.count:
            self.delivered += event.count
            self.delivered_at = event.at
            self.failures, self.failing_since, self.next_at = 0, None, None

    def _fail(self, event: AttemptFailed) -> None:
        """What was taken before the failure counts, and the lease is free for whoever tries next."""
        self.cursor = event.cursor
        if event.count:
            self.delivered += event.count
            self.delivered_at = event.at
            self.failures, self.failing_since = 0, None
        self.holder, self.lease_until = "", None
        self.failures += 1
        self.failing_since = self.failing_since or event.at
        self.next_at = event.next_at
        failure = Failure(
            at=event.at, event_id=event.event_id, code=event.code, status=event.status, next_at=event.next_at
        )
        self.recent = [*self.recent[1 - FAILURES_SHOWN :], failure]
