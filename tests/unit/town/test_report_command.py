"""``kyoso report monthly``: files from a data folder, and words where there can be none."""

from click.testing import CliRunner

from kyoso.admin import OperationFailed
from kyoso.cli import main
from kyoso.commands import common
from services.booking.after_use.refusals import MonthNotReported

NOT_REPORTED = (MonthNotReported.en, MonthNotReported.next_en)


def run(*arguments):
    return CliRunner().invoke(main, ["report", "monthly", *arguments])


def test_a_folder_gives_its_report_as_files(tmp_path):
    """Made again, the files are replaced; a town without houses has a report all the same."""
    data, out = tmp_path / "data", tmp_path / "out" / "reports"
    data.mkdir()

    out.mkdir(parents=True)
    (out / "monthly-2026-11.csv").write_text("of yesterday")

    ended = run("--month", "2026-11", "--out", str(out), "--data", str(data))

    assert 0 == ended.exit_code, ended.output
    assert ["monthly-2026-11.csv", "monthly-2026-11.pdf"] == sorted(path.name for path in out.iterdir())
    assert (out / "monthly-2026-11.csv").read_bytes().startswith(b"\xef\xbb\xbfmonth,")
    assert (out / "monthly-2026-11.pdf").read_bytes().startswith(b"%PDF")


def test_what_a_running_town_refuses_is_said_in_both_languages(tmp_path, monkeypatch):
    """As it is where the command opens the folder itself."""

    async def run_there(*_):
        raise OperationFailed({
            "code": "month-not-reported", "status": 422, "month": "2026-13",
            "detail": "2026-13 の報告は、まだ作れません。", "next": "今月までの月を、2026-11 の形で指定してください。",
        })  # fmt: skip

    monkeypatch.setattr("kyoso.admin.run", run_there)
    (tmp_path / "data").mkdir()

    ended = run("--month", "2026-13", "--out", str(tmp_path / "out"), "--data", str(tmp_path / "data"))

    assert 1 == ended.exit_code
    for words in ("2026-13 の報告は", "今月までの月を", *(text.format(month="2026-13") for text in NOT_REPORTED)):
        assert words in ended.output


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    """Before anything is opened or counted."""
    (tmp_path / "data").mkdir()
    (tmp_path / "file").write_text("")

    ended = run("--month", "2026-11", "--out", str(tmp_path / "file" / "out"), "--data", str(tmp_path / "data"))

    assert (common.USAGE, True) == (ended.exit_code, "file" in ended.output)
    assert [] == list((tmp_path / "data").iterdir())
