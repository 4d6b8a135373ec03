"""``kyoso import bookings`` as an operator types it."""

from pathlib import Path

from click.testing import CliRunner

from kyoso.cli import main
from tools.findings import ROOT

SAMPLE = ROOT / "services" / "booking" / "data" / "ledger_days_sample.csv"


def test_a_ledger_is_checked_and_nothing_is_taken_over_unasked(tmp_path: Path) -> None:
    """What to look at stands at the end; without ``--apply`` nothing changes, whoever's house it is."""
    (tmp_path / "data").mkdir()
    arguments = ["import", "bookings", str(SAMPLE), "--placeholder", "counter", "--data", str(tmp_path / "data")]

    ended = CliRunner().invoke(main, arguments)

    assert 0 == ended.exit_code
    assert 0 < ended.output.index("取消しの印") < ended.output.index("施設「」が分かりません")
    assert "ledger_days_sample.csv (cp932, 日ごと / a column a room)" in ended.output
    assert "取り込むものはありません / there is nothing to take over: 0" in ended.output
