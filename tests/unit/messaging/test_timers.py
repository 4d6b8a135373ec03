"""Timers: a row that falls due fires through its timer, and one that fails holds up nobody."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared import timers as timers_module
from shared.clock import MovableClock
from shared.events import Event
from shared.journal import Cause, Causes, Decoder, Journal, Model, Row, State
from shared.journal.port import PlacedRow
from shared.journal.sqlite import SqliteStore
from shared.timers import Timer, Timers

START = datetime(2026, 11, 22, tzinfo=UTC)


class Armed(Event):
    """A private event of this test."""

    type = "armed.v1"

    name: str
    fires: int = 0


class Alarm(State):
    """One alarm; it goes off once."""

    kind = "alarm"

    fires: int = 0

    def apply(self, event: Event) -> None:
        assert isinstance(event, Armed)
        self.fires = event.fires


class AlarmRow(Row):
    """Due an hour after the start, until it has fired."""

    kind = "alarm"


def _rows(state: Alarm, event: Event) -> list[AlarmRow]:
    return [AlarmRow(id=state.stream_key, due_at=START + timedelta(hours=1), closed=state.fires > 0)]


async def _world(folder: Path) -> tuple[Journal, MovableClock]:
    clock = MovableClock(start=START)
    model = Model("toy", (Armed,), (Alarm,), (AlarmRow,), _rows)
    journal = Journal(model, SqliteStore(folder, model, Decoder(model)), clock, Causes(b"k" * 32))
    await journal.open()
    for name in ("a", "broken", "z"):
        cause = journal.causes.operator("arm", b"", name)
        await journal.transact(Alarm.stream(name), cause, lambda alarm, name=name: [Armed(name=name)])
    return journal, clock


async def test_a_row_fires_once_when_its_time_has_come_and_a_failing_one_holds_up_nobody(tmp_path: Path) -> None:
    """Nothing before the time; then each row once; the broken one is tried again at the next poll."""
    journal, clock = await _world(tmp_path)
    fired: list[str] = []

    async def fire(row: AlarmRow, cause: Cause) -> None:
        if row.id == "broken":
            raise ValueError("this one is broken")
        fired.append(row.id)
        await journal.transact(Alarm.stream(row.id), cause, lambda alarm: [Armed(name=row.id, fires=1)])

    timers = Timers(journal, [Timer(AlarmRow, "ring", fire)])

    assert 0 == await timers.run_due()
    clock.advance(timedelta(hours=2))
    assert 2 == await timers.run_due()
    assert 0 == await timers.run_due()
    assert ["a", "z"] == sorted(fired)
    assert "timer/ring/a/1/alarm/a" == (await journal.store.of_stream("alarm/a"))[-1].cause
    await journal.close()


async def test_rows_that_stay_due_starve_nobody_behind_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many fail first, those behind them fire in the same poll."""
    monkeypatch.setattr(timers_module, "ROWS_PER_READ", 2)
    journal, clock = await _world(tmp_path)
    for name in ("c", "d", "e"):
        await journal.transact(
            Alarm.stream(name), journal.causes.operator("arm", b"", name), lambda alarm, name=name: [Armed(name=name)]
        )
    fired: list[str] = []

    async def fire(row: AlarmRow, cause: Cause) -> None:
        if row.id not in {"e", "z"}:
            raise ValueError("this one is broken")
        fired.append(row.id)
        await journal.transact(Alarm.stream(row.id), cause, lambda alarm: [Armed(name=row.id, fires=1)])

    clock.advance(timedelta(hours=2))

    assert 2 == await Timers(journal, [Timer(AlarmRow, "ring", fire)]).run_due()
    assert ["e", "z"] == sorted(fired)
    await journal.close()


async def test_a_fault_that_nobody_foresaw_does_not_end_the_timers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row that cannot be read must not keep all deadlines of the service from ever passing."""
    monkeypatch.setattr(timers_module, "POLL_SECONDS", 0.01)
    journal, clock = await _world(tmp_path)
    fired = asyncio.Event()
    due, faults = journal.store.due, [ValueError("a row of another shape")]

    async def unreadable_once(kind: type[Row], now: datetime, limit: int) -> Sequence[PlacedRow]:
        if faults:
            raise faults.pop()
        return await due(kind, now, limit)

    monkeypatch.setattr(journal.store, "due", unreadable_once)

    async def fire(row: AlarmRow, cause: Cause) -> None:
        fired.set()

    clock.advance(timedelta(hours=2))
    timers = Timers(journal, [Timer(AlarmRow, "ring", fire)])
    timers.start()
    async with asyncio.timeout(5):
        await fired.wait()
    await timers.stop()
    await journal.close()


async def test_two_passes_at_once_fire_each_row_once(tmp_path: Path) -> None:
    """A clock that is moved fires what is due while the poll looks too: twice the work would change nothing."""
    journal, clock = await _world(tmp_path)
    fired: list[str] = []

    async def fire(row: AlarmRow, cause: Cause) -> None:
        fired.append(row.id)
        await journal.transact(Alarm.stream(row.id), cause, lambda alarm: [Armed(name=row.id, fires=1)])

    timers = Timers(journal, [Timer(AlarmRow, "ring", fire)])
    clock.advance(timedelta(hours=2))

    assert [0, 3] == sorted(await asyncio.gather(timers.run_due(), timers.run_due()))
    assert ["a", "broken", "z"] == sorted(fired)
    await journal.close()
