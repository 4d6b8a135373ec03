"""Making rows and snapshots again from the journal: after a change of their columns, a repair, or any doubt."""

import logging

from shared.journal.model import Model, State
from shared.journal.port import PlacedRow, Store

log = logging.getLogger(__name__)

STREAMS_PER_PAGE = 500


async def rebuild(model: Model, store: Store) -> int:
    """Delete what is derived and derive it again, stream by stream; the number of streams.

    Safe beside a running writer: a row is only replaced by a higher version. Until the end lists show what is done so
    far; an interrupted rebuild starts over at the next opening. Raises ``UnknownEvent``, ``StoreUnavailable``.
    """
    await store.clear_derived()
    states = {state.kind: state for state in model.states}
    done, last = 0, ""
    while names := await store.streams(last, STREAMS_PER_PAGE):
        rows: list[PlacedRow] = []
        for name in names:
            rows.extend(await derive(model, store, states[name.partition("/")[0]], name))
        await store.replace_rows(rows)
        done += len(names)
        last = names[-1]
    await store.rows_are_fresh()
    log.info("rows rebuilt", extra={"service": model.service, "streams": done})
    return done


async def derive(model: Model, store: Store, kind: type[State], name: str) -> list[PlacedRow]:
    """The newest rows of one stream, folded from its first commit."""
    state = kind(stream_name=name)
    rows: dict[tuple[str, str], PlacedRow] = {}
    for commit in await store.of_stream(name):
        for event in commit.events:
            state.apply(event)
            for row in model.project(state, event):
                rows[row.kind, row.id] = PlacedRow(row, name, commit.version)
    return list(rows.values())
