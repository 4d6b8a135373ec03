"""A service's journal as its use cases see it: transact, ask, settle, and the rows of its lists."""

import asyncio
import base64
import json
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from shared.clock import Clock
from shared.errors import Refusal, UnknownEvent
from shared.events import Event
from shared.journal.archived import Archived, StreamArchived
from shared.journal.causes import Cause, Causes
from shared.journal.commits import Chain, Commit
from shared.journal.limits import Limits
from shared.journal.model import Following, Model, Reaction, Row, State, Stream
from shared.journal.port import RowQuery, Store
from shared.journal.rebuild import rebuild
from shared.journal.rows import sortable
from shared.journal.writer import Writer

S = TypeVar("S", bound=State)
R = TypeVar("R", bound=Row)
T = TypeVar("T")

PAGE_LIMIT_MAX = 200
SAGA_COMMITS_MAX = 1_000
INTEGER_MAX = 2**63 - 1
TAKEN_STEPS_MAX = 4_096
"""Steps remembered as taken, so that the relay need not ask the store again for each that ``settle`` just took."""


class BadCursor(Refusal):
    """A cursor that this list did not hand out."""

    status = 422
    code = "bad-cursor"
    ja = "続きを示す cursor が正しくありません。"
    en = "The cursor is not one that this list handed out."
    next_ja = "cursor を付けずに、最初から読み直してください。"
    next_en = "Start again without a cursor."


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of a list, and the cursor of the next one (``None`` at the end)."""

    items: list[R]
    next: str | None


class Decoder:
    """Reads a service's own events back. Raises ``UnknownEvent`` for a type or a shape it does not know.

    Raises ``StreamArchived`` for what lies in the archive.
    """

    def __init__(self, model: Model) -> None:
        self._types = {event.type: event for event in model.events}

    def __call__(self, type_name: str, body: bytes) -> Event:
        if type_name == Archived.type:
            raise StreamArchived
        known = self._types.get(type_name)
        if known is None:
            raise UnknownEvent(f"no code for {type_name}")
        try:
            return known.parse(body)
        except ValidationError as error:
            raise UnknownEvent(f"{type_name}: {error.error_count()} fields do not fit") from error


class Journal:
    """The one write path of a service, and its readings."""

    def __init__(
        self, model: Model, store: Store, clock: Clock, causes: Causes, *, limits: Limits | None = None
    ) -> None:
        self.model = model
        self.store = store
        self.clock = clock
        self.causes = causes
        self.decode = Decoder(model)
        self.writer = Writer(store, model, self.decode, clock, limits or Limits())
        self._taken: OrderedDict[str, list[Commit]] = OrderedDict()
        self._reactions: dict[str, list[Reaction]] = {}
        for reaction in model.reactions:
            self._reactions.setdefault(reaction.event.type, []).append(reaction)

    async def open(self) -> None:
        """Open the store and start the writer; rows that are stale are made again first."""
        await self.store.open()
        if self.store.rows_stale:
            await rebuild(self.model, self.store)
        self.writer.start()

    async def close(self) -> None:
        """Finish what is queued and close the store."""
        await self.writer.stop()
        await self.store.close()

    # -- writing

    async def transact(self, stream: Stream[S], cause: Cause, decide: Callable[[S], Sequence[Event]]) -> Commit:
        """Record what ``decide`` makes of the stream's newest state, once per cause.

        A known cause gives its first commit (``replayed``). ``decide`` is pure; what it raises reaches the caller and
        nothing is recorded; no events record nothing either. Raises ``CauseReused``, ``Contended``,
        ``StoreUnavailable``, ``UnknownEvent``, ``EventTooLarge``.
        """
        commit: Commit = await self.writer.submit(stream, decide, cause)
        return commit

    async def ask(self, stream: Stream[S], question: Callable[[S], T]) -> T:
        """What ``question`` reads in the stream's newest committed state. It must return a value, not the state."""
        answer: T = await self.writer.submit(stream, question, None)
        return answer

    async def settle(self, commit: Commit) -> Chain:
        """Run the saga steps that follow ``commit`` now, to their end; the relay would do the same later."""
        done = [commit]
        index = 0
        while index < len(done):
            done.extend(await self.react(done[index]))
            index += 1
            if len(done) > SAGA_COMMITS_MAX:
                raise RuntimeError(f"the saga after {commit.stream} does not end")
        return Chain(tuple(done))

    async def react(self, commit: Commit) -> list[Commit]:
        """Take the steps that follow one commit directly, side by side. Known causes make repeats harmless."""
        going = [
            self.take(reaction, commit, index)
            for index, reaction in self.reactions_to(commit)
            if self._has_steps(reaction, commit, index)
        ]
        return [taken for made in await _side_by_side(going) for taken in made]

    async def take(self, reaction: Reaction, commit: Commit, index: int) -> list[Commit]:
        """Take the steps of one reaction to one event of a commit."""
        cause = self.causes.commit(commit.event_id(index), reaction.name)
        if (known := self._taken.get(cause.text)) is not None:
            return [taken.as_replay() for taken in known]
        steps = reaction.steps(commit.events[index], _following(commit, index, cause))
        taken = await _side_by_side([self._step(stream, cause, decide) for stream, decide in steps])
        made = [each for each in taken if each is not None]
        done = [each for each in made if each.records]
        if len(done) == len(made):  # a step without a commit left no trace in the store either: decide it again
            self._taken[cause.text] = done
            if len(self._taken) > TAKEN_STEPS_MAX:
                self._taken.popitem(last=False)
        return done

    async def _step(self, stream: Stream[S], cause: Cause, decide: Callable[[S], Sequence[Event]]) -> Commit | None:
        with suppress(StreamArchived):  # what follows for a stream that takes nothing any more is nothing
            return await self.transact(stream, cause, decide)
        return None

    def leads_on(self, commit: Commit) -> bool:
        """Whether a step follows a commit. Most reactions to most events have none: nothing is begun for these."""
        return any(self._has_steps(reaction, commit, index) for index, reaction in self.reactions_to(commit))

    def _has_steps(self, reaction: Reaction, commit: Commit, index: int) -> bool:
        id = commit.event_id(index)
        following = Following(  # most steps are none, and ask for no id
            id, commit.stream, commit.at, commit.actor,
            lambda label: self.causes.commit(id, reaction.name).new_id(label), commit.version,
        )  # fmt: skip
        try:
            return bool(reaction.steps(commit.events[index], following))
        except Exception:  # noqa: BLE001 - whoever takes it says so
            return True

    def reactions_to(self, commit: Commit) -> list[tuple[int, Reaction]]:
        """The (event index, reaction) pairs that follow a commit."""
        return [
            (index, reaction)
            for index, record in enumerate(commit.records)
            for reaction in self._reactions.get(record.type, ())
        ]

    # -- reading

    async def get(self, kind: type[R], id: str) -> R | None:
        """One row, or ``None``."""
        row = await self.store.row(kind, id)
        assert row is None or isinstance(row, kind)
        return row

    async def page(
        self,
        kind: type[R],
        *,
        where: Mapping[str, Any] | None = None,
        having: Mapping[str, str] | None = None,
        order_by: str = "id",
        descending: bool = False,
        since: Any = None,
        until: Any = None,
        cursor: str | None = None,
        limit: int = 50,
        with_closed: bool = True,
    ) -> Page[R]:
        """One page of rows in a stable order: what is written meanwhile neither repeats nor hides an older row.

        Raises ``BadCursor``; ``ValueError`` for a column that the row does not declare.
        """
        limit = max(1, min(limit, PAGE_LIMIT_MAX))
        query = RowQuery(
            kind, where or {}, having or {}, order_by, descending, since, until, _parse_cursor(cursor), limit + 1,
            with_closed,
        )  # fmt: skip
        found = [row for row in await self.store.rows(query) if isinstance(row, kind)]
        if len(found) <= limit:
            return Page(found, None)
        last = found[limit - 1]
        return Page(found[:limit], _cursor(sortable(getattr(last, order_by)), last.id))

    async def all(self, kind: type[R], **filters: Any) -> list[R]:
        """Every row that fits, page by page. For short lists only."""
        items: list[R] = []
        cursor: str | None = None
        while True:
            page = await self.page(kind, cursor=cursor, limit=PAGE_LIMIT_MAX, **filters)
            items.extend(page.items)
            if page.next is None:
                return items
            cursor = page.next

    def now(self) -> datetime:
        """The injected clock's instant."""
        return self.clock.now()


async def _side_by_side(going: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """Do all, begun in their order. Raises what the first of them raised, when none runs any more."""
    if len(going) == 1:
        return [await going[0]]
    ended = await asyncio.gather(*going, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in ended if not isinstance(outcome, BaseException)]


def _following(commit: Commit, index: int, cause: Cause) -> Following:
    return Following(commit.event_id(index), commit.stream, commit.at, commit.actor, cause.new_id, commit.version)


def _cursor(value: Any, id: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([value, id]).encode()).decode().rstrip("=")


def _parse_cursor(cursor: str | None) -> tuple[Any, str] | None:
    if cursor is None:
        return None
    try:
        value, id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(id, str) or not (value is None or isinstance(value, (str, int, float))):
            raise BadCursor
        for text in (value, id):
            if isinstance(text, str):
                text.encode()  # half a character is no text for any store
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCursor from error
    if isinstance(value, int) and abs(value) > INTEGER_MAX:
        raise BadCursor
    return value, id
