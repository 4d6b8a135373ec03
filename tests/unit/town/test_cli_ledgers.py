"""``kyoso import bookings`` as an operator types it."""

from pathlib import Path
from typing import Any

from click.testing import CliRunner

from kyoso.cli import main
from kyoso.commands.importing import _ledger_lines
from tools.findings import ROOT

SAMPLE = ROOT / "services" / "booking" / "data" / "ledger_days_sample.csv"


def test_a_ledger_is_checked_and_nothing_is_taken_over_unasked(tmp_path: Path) -> None:
    """What to look at stands at the end; without ``--apply`` nothing changes, whoever's house it is."""
    (tmp_path / "data").mkdir()
    arguments = ["import", "bookings", str(SAMPLE), "--placeholder", "counter", "--data", str(tmp_path / "data")]

    ended = CliRunner().invoke(main, arguments)

    assert 0 < ended.output.index("取消しの印") < ended.output.index("施設「」が分かりません")
    assert "ledger_days_sample.csv (cp932, 日ごと / a column a room)" in ended.output
    assert ended.output.endswith("取り込むものはありません / there is nothing to take over\n")
    assert "（見出しや空の行を含む / with titles and blank lines）" in ended.output


def test_a_ledger_that_is_only_looked_at_says_how_many_would_be_taken_over() -> None:
    """Not that none was: the zero of nothing taken reads like a file with nothing in it."""
    report: dict[str, Any] = {
        "lines": [], "source": "l.csv", "encoding": "utf-8", "shape": "rows", "outcome": "checked", "taken": 0,
        "counts": {"accepted": 2, "repaired": 1, "refused": 4, "skipped": 1},
    }  # fmt: skip

    assert _ledger_lines(report)[-1].endswith("so many would be taken over: 3")
    assert _ledger_lines({**report, "outcome": "taken-over", "taken": 3})[-1].endswith("taken over: 3")


def test_a_ledger_with_a_refused_line_ends_with_1_however_it_is_printed(tmp_path: Path) -> None:
    """A script must not go on as if all were well; lines that are merely skipped are."""
    (tmp_path / "data").mkdir()
    (tmp_path / "skipped.csv").write_text("日付,室名,開始,終了,団体名,人数,目的\n,,,,,,\n")
    given = ["--placeholder", "counter", "--data", str(tmp_path / "data")]

    codes = [
        CliRunner().invoke(main, ["import", "bookings", str(file), *given, *options]).exit_code
        for file, options in ((SAMPLE, ()), (SAMPLE, ("--json",)), (tmp_path / "skipped.csv", ()))
    ]

    assert [1, 1, 0] == codes
