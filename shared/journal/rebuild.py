"""Making rows and snapshots again from the journal: after a change of their columns, a repair, or any doubt."""

import logging
from collections.abc import Sequence

from shared.errors import UnknownEvent
from shared.journal.archived import archived_rows, is_archived
from shared.journal.commits import Commit
from shared.journal.model import Model
from shared.journal.port import PlacedRow, Store
from shared.journal.tallies import rows_of

log = logging.getLogger(__name__)

STREAMS_PER_PAGE = 500


async def rebuild(model: Model, store: Store) -> int:
    """Derive rows and snapshots again, stream by stream; the number of streams.

    Safe beside running writers: a row is never replaced by a lower version. An interrupted rebuild starts over at the
    next opening. A stream that this code cannot read is left out, alone,
    and rows stay stale until code that can has been deployed. Raises ``StoreUnavailable``.
    """
    await store.begin_rebuild()
    done, unreadable, last = 0, 0, ""
    while names := await store.streams(last, STREAMS_PER_PAGE):
        rows: list[PlacedRow] = []
        for name in names:
            try:
                rows.extend(await derive(model, store, name))
            except UnknownEvent as fault:
                unreadable += 1
                log.error("a stream cannot be read", extra={"stream": name, "fault": str(fault)})  # noqa: TRY400 - no bug
        await store.replace_rows(rows)
        done += len(names)
        last = names[-1]
    if not unreadable:
        await _remove_leftovers(model, store)
        await store.end_rebuild()
    log.info("rows rebuilt", extra={"service": model.service, "streams": done})
    return done


async def _remove_leftovers(model: Model, store: Store) -> None:
    """Rows that no stream was seen to make: those written beside the rebuild are made again, the others go."""
    while rows := await store.leftovers(STREAMS_PER_PAGE):
        made: dict[tuple[str, str], PlacedRow] = {}
        for name in {placed.stream for placed in rows}:
            for placed in await derive(model, store, name):
                made[placed.row.kind, placed.row.id] = placed
        await store.replace_rows(list(made.values()))
        await store.remove_rows([placed for placed in rows if (placed.row.kind, placed.row.id) not in made])


async def derive(model: Model, store: Store, name: str) -> list[PlacedRow]:
    """The newest rows of one stream, folded from its first commit. Raises ``UnknownEvent``."""
    return fold_rows(model, name, await store.of_stream(name))


def fold_rows(model: Model, name: str, commits: Sequence[Commit]) -> list[PlacedRow]:
    """The newest rows that all commits of a stream make. Raises ``UnknownEvent``, also for a kind of no state."""
    kind = model.state_of(name)
    if kind is None:
        raise UnknownEvent(f"no code for the state of {name}")
    if is_archived(commits):
        return archived_rows(model, commits)
    state = kind(stream_name=name)
    rows: dict[tuple[str, str], PlacedRow] = {}
    for commit in commits:
        for index, event in enumerate(commit.events):
            state.apply(event)
            for row in rows_of(model, state, commit, index):
                rows[row.kind, row.id] = PlacedRow(row, name, commit.version)
    return list(rows.values())
