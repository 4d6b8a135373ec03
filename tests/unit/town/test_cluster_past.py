"""A new cluster on one machine begins in the past, before any process has asked its clock; an old one never does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kyoso.cluster.cluster import Cluster
from kyoso.cluster.layout import Layout
from kyoso.town.worries import begins_on
from shared.clock import FileClock, tokyo_date

NONE = timedelta(0)


def begun(data: Path) -> timedelta:
    """How far behind the clock of a cluster is when its first process starts."""
    layout = Layout(data, 8200)
    layout.make()
    Cluster(layout, lambda said: None)._begin_behind()
    return FileClock(layout.clock).behind


def test_a_new_cluster_begins_months_before_its_week_once(tmp_path: Path) -> None:
    """A second start finds the clock that there is."""
    today = tokyo_date(datetime.now(UTC))
    assert today - begins_on(today - timedelta(days=7)) == begun(tmp_path)
    FileClock(tmp_path / "clock").advance(timedelta(days=6))

    assert today - begins_on(today - timedelta(days=7)) - timedelta(days=6) == begun(tmp_path)


@pytest.mark.parametrize("file", ["store.mv", "store.mv.log"])
def test_a_cluster_that_has_recorded_something_is_never_turned_back(tmp_path: Path, file: str) -> None:
    """One of an older version has no clock's file until its clock is moved."""
    (tmp_path / "processes" / "store").mkdir(parents=True)
    (tmp_path / "processes" / "store" / file).touch()

    assert NONE == begun(tmp_path)
    assert not (tmp_path / "clock").exists()


def test_with_less_than_a_week_there_are_no_months_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster that is started for a test does not live through a season."""
    monkeypatch.setenv("KYOSO_TOWN_PAST_DAYS", "2")

    assert timedelta(days=3) == begun(tmp_path)


def test_without_past_days_it_begins_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests and benches bring their own people."""
    monkeypatch.setenv("KYOSO_TOWN_PAST_DAYS", "0")

    assert NONE == begun(tmp_path)
