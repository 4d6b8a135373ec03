"""The tree of errors that cross a module's edge. Each is Permanent (repeating cannot help) or Transient (it can).

Only the delivery layer and HTTP clients retry; whoever raises decides nothing about that. Driver exceptions are
translated into these where the driver is imported.
"""

from typing import Any, ClassVar


class KyosoError(Exception):
    """Root of the tree."""


class Transient(KyosoError):
    """The same call may succeed later: the store is away, a rival was first too often."""

    retry_after_seconds: ClassVar[int] = 2


class Permanent(KyosoError):
    """The same call will fail in the same way until something else changes."""


class Refusal(Permanent):
    """A rule, or the state of things, says no to a person. Carries words for people and what to do next.

    Subclasses set ``code`` (stable, kebab-case), ``status`` (409 lost race or wrong state, 422 a rule or a schema,
    403, 404), and texts; ``data`` fills the braces of the texts and is part of the answer as it is.
    """

    status: ClassVar[int] = 422
    code: ClassVar[str]
    ja: ClassVar[str]
    en: ClassVar[str]
    next_ja: ClassVar[str]
    next_en: ClassVar[str]
    plain: ClassVar[str] = ""
    """In plain Japanese (やさしい日本語), where the refusal has it."""
    next_plain: ClassVar[str] = ""

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data = data


class StoreUnavailable(Transient):
    """The store did not take or give what it was asked: away, locked, out of disk. Nothing was changed for certain."""


class Contended(Transient):
    """Rivals were first in every attempt; nothing was written."""


class UnknownEvent(Transient):
    """A journal holds an event that this code cannot read: its writer is newer. The stream waits for an upgrade."""

    retry_after_seconds = 30


class NotYet(Transient):
    """A fact of another service that this command needs has not arrived."""

    code = "not-yet"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class CauseReused(Permanent):
    """A known cause arrived for another stream or with another body."""

    def __init__(self, cause: str, difference: str) -> None:
        super().__init__(f"cause already used with another {difference}")
        self.cause = cause
        self.difference = difference


class EventTooLarge(Permanent):
    """An event is larger than any topic takes; the command is refused before anything is written."""

    def __init__(self, event_type: str, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(f"{event_type} has {size_bytes} bytes, limit {limit_bytes}")


class WrongFile(Permanent, ValueError):
    """A file or folder that a setting names, and that a service cannot start with. Says which, and what is wrong."""
