"""The demo's clock where it has several processes: one file, read again by all."""

import time
from datetime import timedelta
from pathlib import Path

import pytest

from kyoso.folder import DataFolder, FolderInUse
from shared.clock import FileClock


def looking(folder: Path) -> FileClock:
    """A clock that looks at its file each time it is asked."""
    return FileClock(folder / "clock", look_seconds=0)


def test_who_reads_the_file_moves_with_it(tmp_path: Path) -> None:
    """One process moves it; the others follow at their next look."""
    desk, service = looking(tmp_path), looking(tmp_path)
    before = service.now()
    desk.advance(timedelta(days=3))

    assert timedelta(days=3) <= service.now() - before < timedelta(days=3, minutes=1)
    assert timedelta(days=3) == service.offset


def test_two_who_move_it_add_up(tmp_path: Path) -> None:
    """Each reads what the other wrote before it writes."""
    one, other = looking(tmp_path), looking(tmp_path)
    one.advance(timedelta(hours=1))
    other.advance(timedelta(hours=2))
    one.now()

    assert timedelta(hours=3) == one.offset == other.offset


def test_it_is_not_looked_at_each_time(tmp_path: Path) -> None:
    """A look costs more than everything else about a clock; what others did is known a moment later, not never."""
    desk, service = looking(tmp_path), FileClock(tmp_path / "clock", look_seconds=0.05)
    service.now()
    desk.advance(timedelta(days=3))
    service.now()
    assert service.offset == timedelta(0)

    time.sleep(0.06)
    service.now()
    assert service.offset == timedelta(days=3)


@pytest.mark.parametrize("content", ["", "soon", "\x00"])
def test_a_file_that_is_half_written_changes_nothing(tmp_path: Path, content: str) -> None:
    """What was known before it stands."""
    file = tmp_path / "clock"
    clock = looking(tmp_path)
    clock.advance(timedelta(days=1))
    file.write_text(content)
    clock.now()

    assert timedelta(days=1) == clock.offset


def test_it_only_moves_forward(tmp_path: Path) -> None:
    """As every clock of the demo."""
    with pytest.raises(ValueError, match="forward"):
        looking(tmp_path).advance(timedelta(0))


def test_a_new_clock_may_begin_in_the_past_once(tmp_path: Path) -> None:
    """Whoever reads the file begins there too; a clock that there is already is never turned back."""
    clock, other = looking(tmp_path), looking(tmp_path)

    assert clock.begin_behind(timedelta(days=8))
    assert timedelta(days=8) == clock.behind == other.behind
    clock.advance(timedelta(days=5))
    assert not other.begin_behind(timedelta(days=8))

    assert timedelta(days=3) == other.behind
    other.advance(timedelta(days=4))
    assert timedelta(0) == clock.behind
    assert [tmp_path / "clock"] == list(tmp_path.iterdir())


@pytest.mark.parametrize("by", [timedelta(0), timedelta(days=-1)])
def test_a_beginning_in_the_past_lies_in_the_past(tmp_path: Path, by: timedelta) -> None:
    """And nothing is left behind of one that does not."""
    with pytest.raises(ValueError, match="behind"):
        looking(tmp_path).begin_behind(by)

    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("there", ["clock", "booking.db", "people.vault.db"])
def test_a_folder_in_which_something_was_recorded_is_never_turned_back(tmp_path: Path, there: str) -> None:
    """What was committed after the new present would lie in its future."""
    (tmp_path / there).write_text("0.0")
    folder = DataFolder(tmp_path)

    assert not folder.begin_behind(timedelta(days=8))
    assert timedelta(0) == folder.clock().behind


def test_a_folder_in_use_is_not_turned_back(tmp_path: Path) -> None:
    """Somebody who works there has asked its clock."""
    working = DataFolder(tmp_path)
    working.lock()

    with pytest.raises(FolderInUse):
        DataFolder(tmp_path).begin_behind(timedelta(days=8))

    working.unlock()
    assert DataFolder(tmp_path).begin_behind(timedelta(days=8))
