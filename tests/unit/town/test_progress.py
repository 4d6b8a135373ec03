"""How far a long command is, as its bar shows it."""

import io

import pytest

from kyoso import progress
from kyoso.progress import Counting, bar


@pytest.mark.parametrize(
    ("count", "of", "cells", "percent"),
    [(0, 7, 0, "0 %"), (3, 7, 12, "42 %"), (7, 7, 30, "100 %"), (9, 7, 30, "100 %")],
)
def test_a_bar_is_as_long_as_what_is_done(count, of, cells, percent):
    """Never longer than whole, and full only at the end."""
    shown = bar(count, of)

    assert cells == shown.count("█")
    assert 30 - cells == shown.count("░")
    assert shown.endswith(percent)


def test_a_terminal_sees_a_bar_and_a_file_nothing(monkeypatch):
    """What is piped into a file stays free of lines that are written over."""
    for terminal, expected in ((True, "50 %"), (False, "")):
        told = io.StringIO()
        monkeypatch.setattr(told, "isatty", lambda terminal=terminal: terminal)
        monkeypatch.setattr(progress.sys, "stderr", told)
        counting = Counting("件")
        counting.told("規則", 5, 10)
        counting.end()

        assert expected in told.getvalue()
        assert bool(told.getvalue()) == terminal
