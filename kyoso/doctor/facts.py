"""What the doctor has seen: the settings, every replica's answers, and what lies around them. No judgement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.settings import Settings

Samples = Mapping[tuple[str, tuple[tuple[str, str], ...]], float]
"""A page of figures: by name and labels."""


@dataclass(frozen=True)
class Replica:
    """One process as it answered: nothing of it is there when it did not."""

    url: str
    reached: bool = False
    ready: Mapping[str, Any] = field(default_factory=dict)
    """The body of ``/readyz``: of one service, or of several under ``services``."""
    samples: Samples = field(default_factory=dict)
    skew_seconds: float | None = None
    """How far its clock is ahead of this machine's."""

    @property
    def services(self) -> Sequence[Mapping[str, Any]]:
        """What each of its services said of itself."""
        parts: Sequence[Mapping[str, Any]] = self.ready.get("services") or ([self.ready] if self.ready else [])
        return parts

    def of(self, name: str) -> Iterable[tuple[dict[str, str], float]]:
        """The samples of one metric: labels and number."""
        for (found, labels), value in self.samples.items():
            if found == name:
                yield dict(labels), value


@dataclass(frozen=True)
class Certificate:
    """What a TLS server showed: until when it is good, or why it was refused, or could not be looked at."""

    place: str
    until: datetime | None = None
    refused: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything the checks look at. ``None`` means: not looked at, or not to be had."""

    settings: Settings
    now: datetime
    replicas: Sequence[Replica] = ()
    demo: bool = False
    """Whether what answers is the demo, where anybody may be anybody."""
    issuer_fault: str | None = None
    """Why the issuer's keys cannot be had; empty when they can."""
    issuer_skew_seconds: float | None = None
    disk: tuple[int, int] | None = None
    """Free and total bytes of the data folder's file system."""
    missing_indexes: Mapping[str, Sequence[str]] | None = None
    """By service."""
    store_fault: str = ""
    topics: Sequence[str] | None = None
    """What differs from the list of topics, in words."""
    topics_fault: str = ""
    certificates: Sequence[Certificate] = ()
    backup_folder: Path | None = None
    newest_backup: datetime | None = None
