"""``kyoso report monthly``: files from a data folder, and words where there can be none."""

from click.testing import CliRunner

from kyoso.cli import main
from kyoso.commands import common


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


def test_what_cannot_be_reported_is_said_in_words(tmp_path):
    """A month to come; a folder that is a file, before anything is counted."""
    (tmp_path / "data").mkdir()
    (tmp_path / "file").write_text("")
    data = ("--data", str(tmp_path / "data"))

    to_come = run("--month", "2999-01", "--out", str(tmp_path / "out"), *data)
    no_folder = run("--month", "2026-11", "--out", str(tmp_path / "file" / "out"), *data)

    assert (common.FAULT, True) == (to_come.exit_code, "2999-01" in to_come.output)
    assert (common.USAGE, True) == (no_folder.exit_code, "file" in no_folder.output)
