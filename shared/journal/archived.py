"""A stream that was archived: closed by a last commit, its earlier events moved to a file, its causes kept.

The closing commit is an insert like any other, so that a rival's command and the archiving cannot both win. It holds
the stream's rows as they were: they are what a rebuild has left to make lists from. Whatever was decided in the stream
before is answered with ``StreamArchived``, repeats of known causes too.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ValidationError

from shared.errors import Refusal, UnknownEvent
from shared.events import Event
from shared.journal.commits import Commit, Record
from shared.journal.model import Model
from shared.journal.port import PlacedRow


class StreamArchived(Refusal):
    """What was asked for lies in the archive: it can neither be repeated nor changed."""

    status = 410
    code = "archived"
    ja = "この記録は、期間が過ぎたため書庫に移されています。変更や、同じ操作のやり直しはできません。"
    en = "This record was moved to the archive: it is too old to be changed, and its answer is no longer kept."
    next_ja = "一覧では今までどおり見られます。詳しい経過が必要なときは市役所にお問い合わせください。"
    next_en = "Lists still show it. Ask the city office when you need its history."


class ArchivedRow(BaseModel):
    """A row as it was when its stream was archived."""

    kind: str
    data: str


class Archived(Event):
    """In the closing commit: the rows. In what was moved away: where it was moved."""

    type = "archived.v1"

    archive: str
    rows: tuple[ArchivedRow, ...] = ()


def closing(archive: str, rows: Sequence[PlacedRow]) -> Archived:
    """The last event of a stream."""
    kept = [ArchivedRow(kind=placed.row.kind, data=placed.row.model_dump_json()) for placed in rows]
    return Archived(archive=archive, rows=tuple(kept))


def stub(archive: str) -> Record:
    """What stands in the place of a commit's events once they are in the archive."""
    return Record(Archived.type, Archived(archive=archive).body())


def is_archived(commits: Sequence[Commit]) -> bool:
    """Whether the last of a stream's commits closes it."""
    return bool(commits) and any(record.type == Archived.type for record in commits[-1].records)


def archived_rows(model: Model, commits: Sequence[Commit]) -> list[PlacedRow]:
    """The rows that an archived stream's closing commit holds. Raises ``UnknownEvent`` for a row of another shape."""
    last = commits[-1]
    kinds = {kind.kind: kind for kind in model.rows}
    try:
        event = Archived.model_validate_json(last.records[-1].body)
        rows = [kinds[row.kind].model_validate_json(row.data) for row in event.rows]
    except (ValidationError, KeyError) as error:
        raise UnknownEvent(f"the archived rows of {last.stream} do not fit") from error
    return [PlacedRow(row, last.stream, last.version) for row in rows]
