"""Closing streams for the archive: one last insert each, under the stream's next version and a cause of its own.

A rival's command for the same version wins or loses as among rivals; who loses finds the stream closed.
"""

import logging
import os
from collections.abc import Sequence
from datetime import date

from shared.clock import tokyo_date
from shared.errors import UnknownEvent
from shared.journal.archived import closing, is_archived
from shared.journal.commits import Commit, Record
from shared.journal.copying import Copied
from shared.journal.journal import Journal
from shared.journal.limits import Limits
from shared.journal.port import Batch, VersionTaken
from shared.journal.rebuild import fold_rows

log = logging.getLogger(__name__)

STREAMS_PER_PAGE = 100


async def close_page(journal: Journal, before: date, archive: str, after: str) -> tuple[list[str], str | None]:
    """Close what may be archived of a page of streams; their names, and where to go on (``None``: the end).

    Streams with anything still to be done (an unconfirmed commit, a timer) are left alone. Raises ``StoreUnavailable``.
    """
    copy = journal.store.copying()
    await copy.open()
    try:
        names = await copy.streams(after, STREAMS_PER_PAGE)
        by_stream: dict[str, list[Copied]] = {name: [] for name in names}
        for copied in await copy.commits(names):
            by_stream[copied.commit.stream].append(copied)
    finally:
        await copy.close()
    closed = []
    for name, found in by_stream.items():
        commits = [copied.commit for copied in found]
        if any(copied.pending for copied in found) or is_archived(commits) or not _may_close(journal, commits, before):
            continue
        try:
            if await _close(journal, commits, archive):
                closed.append(name)
        except VersionTaken:
            continue  # it was not as quiet as it looked: next time
    if closed:
        journal.writer.forget_cache()
    return closed, names[-1] if names else None


def _may_close(journal: Journal, commits: Sequence[Commit], before: date) -> bool:
    last = commits[-1]
    kind = journal.model.state_of(last.stream)
    if kind is None or tokyo_date(last.at) >= before:
        return False
    state = kind(stream_name=last.stream)
    try:
        for commit in commits:
            for event in commit.events:
                state.apply(event)
    except UnknownEvent as fault:
        log.warning("a stream cannot be read; it is not archived", extra={"stream": last.stream, "fault": str(fault)})
        return False
    return state.archivable(before)


async def _close(journal: Journal, commits: Sequence[Commit], archive: str) -> bool:
    """Insert the closing commit. Raises ``VersionTaken``."""
    last = commits[-1]
    rows = fold_rows(journal.model, last.stream, commits)
    if any(placed.row.due_at is not None and not placed.row.closed for placed in rows):
        return False
    event = closing(archive, rows)
    if len(event.body()) > Limits().event_bytes_max:
        log.warning("a stream has too many rows to be archived", extra={"stream": last.stream})
        return False
    cause = journal.causes.operator("archive", archive.encode(), last.stream)
    commit = Commit(
        id=os.urandom(16).hex(),
        stream=last.stream,
        version=last.version + 1,
        cause=cause.on(last.stream),
        digest="",
        at=max(last.at, journal.now()),
        actor=cause.actor,
        trace="",
        records=(Record(event.type, event.body()),),
        _events=(event,),  # whoever is told of it in this process reads it as it is
    )
    placed = await journal.store.append(Batch([commit], (), ()))
    for listener in journal.writer.listeners:
        listener(placed)
    return True
