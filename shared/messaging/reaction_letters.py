"""The dead letter of a step of the relay's own: of one reaction to one event, or of a commit that cannot be decoded."""

import hashlib
from datetime import datetime

from shared.journal import Commit
from shared.journal.port import DeadLetter


def letter_id(commit: Commit, index: int, reaction: str) -> str:
    """The same for one event and one reaction, however often it fails."""
    return hashlib.sha256(f"{commit.event_id(index)}\0{reaction}".encode()).hexdigest()[:40]


def letter_of(commit: Commit, index: int, reaction: str, reason: str, at: datetime) -> DeadLetter:
    """The letter, under the same id each time: a restart does not multiply it. The journal has the payload."""
    return DeadLetter(
        id=letter_id(commit, index, reaction),
        origin="reaction",
        topic="",
        subject=commit.stream,
        sequence=commit.sequence(index),
        type=commit.records[index].type,
        handler=reaction,
        reason=reason[:500],
        payload=b"",
        headers=(),
        status="failed",
        at=at,
    )
