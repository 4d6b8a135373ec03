"""The demo's clock where it has several processes: one file, read again by all."""

from datetime import timedelta
from pathlib import Path

import pytest

from shared.clock import FileClock


def test_who_reads_the_file_moves_with_it(tmp_path: Path) -> None:
    """One process moves it; the others follow at their next look."""
    desk, service = FileClock(tmp_path / "clock"), FileClock(tmp_path / "clock")
    before = service.now()
    desk.advance(timedelta(days=3))

    assert timedelta(days=3) <= service.now() - before < timedelta(days=3, minutes=1)
    assert timedelta(days=3) == service.offset


def test_two_who_move_it_add_up(tmp_path: Path) -> None:
    """Each reads what the other wrote before it writes."""
    one, other = FileClock(tmp_path / "clock"), FileClock(tmp_path / "clock")
    one.advance(timedelta(hours=1))
    other.advance(timedelta(hours=2))
    one.now()

    assert timedelta(hours=3) == one.offset == other.offset


@pytest.mark.parametrize("content", ["", "soon", "\x00"])
def test_a_file_that_is_half_written_changes_nothing(tmp_path: Path, content: str) -> None:
    """What was known before it stands."""
    file = tmp_path / "clock"
    clock = FileClock(file)
    clock.advance(timedelta(days=1))
    file.write_text(content)
    clock.now()

    assert timedelta(days=1) == clock.offset


def test_it_only_moves_forward(tmp_path: Path) -> None:
    """As every clock of the demo."""
    with pytest.raises(ValueError, match="forward"):
        FileClock(tmp_path / "clock").advance(timedelta(0))
