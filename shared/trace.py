"""The W3C trace context of the work in hand: set by the HTTP edge or by delivery, stored with every commit, logged."""

import random
import re
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("traceparent", default="")
_FORM = re.compile(r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")


def current() -> str:
    """The ``traceparent`` of the work in hand, or an empty string outside any."""
    return _current.get()


def trace_id() -> str:
    """The 32 hex digits that one request shares with everything it causes."""
    return _current.get()[3:35]


def enter(traceparent: str | None) -> str:
    """Continue the trace that was handed over, or begin one when there is none that is well formed."""
    if not traceparent or not _FORM.match(traceparent):
        made = f"{random.getrandbits(192):048x}"  # tells requests apart, guards nothing: no system call
        traceparent = f"00-{made[:32]}-{made[32:]}-01"
    _current.set(traceparent)
    return traceparent
