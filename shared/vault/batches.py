"""One SQLite file whose callers share transactions: who asks while a commit is under way rides in the next one.

A commit costs one fsync however many share it, so that thousands of documents are loaded in a few of them. Nobody is
answered before the transaction that holds their work is on disk.
"""

import asyncio
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from shared.errors import StoreUnavailable

T = TypeVar("T")

SHARING_MAX = 512
"""Callers that share one transaction at most: bounds how long the first of them waits."""
WAITING_MAX = 20_000
"""Callers that may wait; beyond, ``StoreUnavailable``, so that memory is bounded."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an answered write survives a power cut
    "secure_delete=ON",  # freed pages are overwritten: what was erased is not left in the file
    "temp_store=MEMORY",  # nothing is spilled into files beside this one
)


@dataclass(slots=True)
class _Job:
    """Work inside the shared transaction, and what must be done after it before the answer."""

    work: Callable[[sqlite3.Connection], Any]
    then: Callable[[sqlite3.Connection, Any], None] | None
    done: "Future[Any]" = field(default_factory=Future)


class Batches:
    """The file at ``path``, mode 0600, with ``schema``; ``prepare`` runs once, after it was opened."""

    def __init__(self, path: Path, schema: str, prepare: Callable[[sqlite3.Connection], None]) -> None:
        self.path = path
        self._schema = schema
        self._prepare = prepare
        self._waiting: deque[_Job] = deque()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=path.stem)
        self._db: sqlite3.Connection | None = None
        self.commits = 0
        """Transactions so far (for tests and benches)."""

    async def run(
        self, work: Callable[[sqlite3.Connection], T], *, then: Callable[[sqlite3.Connection, T], None] | None = None
    ) -> T:
        """Do ``work`` in a transaction that others may share, and answer once it is on disk.

        What ``work`` raises undoes its own writes only. ``then`` is done after the transaction, outside any, before
        the answer. Raises ``StoreUnavailable``.
        """
        if len(self._waiting) >= WAITING_MAX:
            raise StoreUnavailable(f"{self.path.name}: too many wait")
        job = _Job(work, then)
        self._waiting.append(job)
        try:
            self._pool.submit(self._serve)
        except RuntimeError as error:
            raise StoreUnavailable(f"{self.path.name} is closed") from error
        outcome: T = await asyncio.wrap_future(job.done)
        return outcome

    async def close(self) -> None:
        """Finish what waits and close the file, with an empty write-ahead log."""

        def close() -> None:
            if self._db is not None:
                self._db.close()
                self._db = None

        try:
            await asyncio.get_running_loop().run_in_executor(self._pool, close)
        except RuntimeError:
            return
        self._pool.shutdown()

    def _serve(self) -> None:
        """One transaction for all that wait by now. Later calls for the same jobs find nothing to do."""
        jobs: list[_Job] = []
        while self._waiting and len(jobs) < SHARING_MAX:
            job = self._waiting.popleft()
            if job.done.set_running_or_notify_cancel():
                jobs.append(job)
        if not jobs:
            return
        for job, outcome in zip(jobs, self._outcomes(jobs), strict=True):
            if isinstance(outcome, BaseException):
                job.done.set_exception(outcome)
            else:
                job.done.set_result(outcome)

    def _outcomes(self, jobs: Sequence[_Job]) -> Sequence[Any]:
        try:
            db = self._connected()
            try:
                db.execute("BEGIN IMMEDIATE")
                outcomes = [_attempt(db, job.work) for job in jobs]
                db.execute("COMMIT")
                self.commits += 1
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")
        except (sqlite3.Error, OSError) as error:
            return [StoreUnavailable(f"{self.path.name}: {error}")] * len(jobs)
        except Exception as error:  # noqa: BLE001 - e.g. a wrong master key at opening: every caller is to know
            return [error] * len(jobs)
        return [_follow(db, job, outcome, self.path.name) for job, outcome in zip(jobs, outcomes, strict=True)]

    def _connected(self) -> sqlite3.Connection:
        if self._db is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))  # the log beside it gets the same mode
            db = sqlite3.connect(self.path, isolation_level=None, timeout=5, check_same_thread=False)
            try:
                for pragma in PRAGMAS:
                    db.execute(f"PRAGMA {pragma}")
                db.executescript(self._schema)
                self._prepare(db)
            except BaseException:
                db.close()
                raise
            self._db = db
        return self._db


def _attempt(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], Any]) -> Any:
    """What ``work`` gives, or what it raised after its own writes were undone. The store's own faults pass."""
    db.execute("SAVEPOINT one")
    try:
        outcome = work(db)
    except sqlite3.Error:
        raise
    except Exception as error:  # noqa: BLE001 - its caller's business alone; the others' work stands
        db.execute("ROLLBACK TO one")
        outcome = error
    db.execute("RELEASE one")
    return outcome


def _follow(db: sqlite3.Connection, job: _Job, outcome: Any, name: str) -> Any:
    """The outcome once ``then`` is done, or the fault that kept it from being done."""
    if job.then is None or isinstance(outcome, BaseException):
        return outcome
    try:
        job.then(db, outcome)
    except (sqlite3.Error, OSError) as error:
        return StoreUnavailable(f"{name}: {error}")
    except Exception as error:  # noqa: BLE001 - its caller's business alone
        return error
    return outcome
