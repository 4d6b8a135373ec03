"""The command line: help in both languages, faults in words, exit codes that scripts can rely on."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kyoso.cli import COMMANDS, SHORT, main
from kyoso.commands import common
from services.booking.money.check import COMPARED
from shared.settings import Settings


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_the_help_names_every_command_in_both_languages() -> None:
    """A newcomer types --help first."""
    shown = run("--help").output

    for command in COMMANDS:
        assert command in shown
        assert " / " in SHORT[command]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    """In Japanese and in English."""
    shown = run(command, "--help")

    assert 0 == shown.exit_code
    assert any("ぁ" <= letter <= "ん" for letter in shown.output)


def test_a_taken_port_is_named_with_what_to_do(tmp_path: Path) -> None:
    """Before anything is loaded."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        ended = run("demo", "--port", str(taken.getsockname()[1]), "--data", str(tmp_path / "data"))

    assert common.UNAVAILABLE == ended.exit_code
    assert "PORT=" in ended.output
    assert not (tmp_path / "data").exists()


def test_the_demo_is_refused_where_others_could_reach_it(tmp_path: Path) -> None:
    """Its sign-in lets anybody be anybody."""
    ended = run("demo", "--host", "0.0.0.0", "--port", "0", "--data", str(tmp_path / "data"))

    assert common.USAGE == ended.exit_code
    assert "127.0.0.1" in ended.output


def test_an_unknown_service_is_a_wrong_call(tmp_path: Path) -> None:
    """With the names that exist."""
    ended = run("serve", "--service", "bokking", "--port", "0", "--data", str(tmp_path / "data"))

    assert common.USAGE == ended.exit_code
    assert "booking" in ended.output


@pytest.mark.parametrize(
    "called",
    [
        ("triage", "check", "no-such-file"),
        ("rules", "check", "no-such-file"),
        ("areas", "import", "no-such-file"),
        ("matching", "population", "no-such-file", "--source", "x"),
        ("matching", "plan", "coordinator-01", "--token", "no-such-file"),
        ("matching", "evaluate", "--knowledge", "no-such-file"),
    ],
)
def test_a_file_that_is_not_there_is_said_in_both_languages(called: tuple[str, ...]) -> None:
    """By its name; nothing is run."""
    ended = run(*called)

    assert common.USAGE == ended.exit_code
    assert "no-such-file が見つからないか、読めません" in ended.output
    assert "does not exist" in ended.output


def test_an_operation_on_a_folder_that_is_not_there_makes_none(tmp_path: Path) -> None:
    """A mistyped --data must not look like an empty deployment whose books balance."""
    ended = run("ledger", "check", "--data", str(tmp_path / "nothing"))

    assert common.USAGE == ended.exit_code
    assert not (tmp_path / "nothing").exists()


def test_a_yen_that_is_missing_ends_the_check_with_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """In words of both languages, with the stream to look at; when nothing is missing it says so and ends well."""
    year = {"facility_id": "cc", "fiscal_year": 2026, "bills": 1, **dict.fromkeys(COMPARED, 0), "charged": 300}
    difference = {"stream": "bill/b1", "ja": "入金は…", "en": "The row says…"}
    report = {"exact": False, "bills": 1, "archived": 0, "under_way": 2, "years": [year], "differences": [difference]}
    monkeypatch.setattr("kyoso.commands.money.operate", lambda *_: report)

    told, as_json = run("money", "check"), run("money", "check", "--json")
    report |= {"exact": True, "differences": []}
    well = run("money", "check")

    assert (common.FAULT, common.FAULT, 0) == (told.exit_code, as_json.exit_code, well.exit_code)
    for words in ("cc 2026年度: 請求 300", "cc fiscal 2026: charged 300", "bill/b1: 入金は…", "bill/b1: The row says…"):
        assert words in told.output
    assert '"exact": false' in as_json.output
    assert "1円の違いもありません。" in well.output


def test_a_setting_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a traceback."""
    monkeypatch.setenv("KYOSO_MUNICIPALITY", "12")

    ended = run("serve", "--port", "0")

    assert common.USAGE == ended.exit_code
    assert "KYOSO_MUNICIPALITY" in ended.output


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"KYOSO_STORE": "mongo", "KYOSO_BUS": "kafka"}, "KYOSO_MONGO_URL_FILE"),
        (
            {"KYOSO_BUS": "kafka", "KYOSO_KAFKA_PROTOCOL": "SASL_SSL", "KYOSO_KAFKA_USER": "booking"},
            "KYOSO_KAFKA_PASSWORD_FILE",
        ),
    ],
)
def test_a_secret_s_file_that_is_not_there_is_named(
    given: dict[str, str], missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deployment's first mistake; no traceback."""
    (tmp_path / "data.key").write_text("ab" * 32)
    for name, value in {**given, missing: str(tmp_path / "no-secret"), "KYOSO_DATA": str(tmp_path / "data")}.items():
        monkeypatch.setenv(name, value)

    answer = run("serve", "--port", "0")

    assert 2 == answer.exit_code
    assert str(tmp_path / "no-secret") in answer.output
    assert "may not be read" in answer.output
    assert "Traceback" not in answer.output


def test_a_master_key_that_does_not_fit_is_said(tmp_path: Path) -> None:
    """With where the right one is named."""
    data = tmp_path / "data"
    data.mkdir()
    assert 0 == run("rebuild", "people", "--data", str(data)).exit_code
    (tmp_path / "data.key").write_text("ab" * 32)

    answer = run("rebuild", "people", "--data", str(data))

    assert 1 == answer.exit_code
    assert "KYOSO_MASTER_KEY_FILE" in answer.output


def test_erasing_asks_first(tmp_path: Path) -> None:
    """It cannot be undone."""
    (tmp_path / "data").mkdir()

    ended = CliRunner().invoke(main, ["erase", "resident-hana", "--data", str(tmp_path / "data")], input="n\n")

    assert 0 != ended.exit_code
    assert [] == list((tmp_path / "data").iterdir())


def test_what_the_command_line_gives_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what it does not give is the environment's."""
    monkeypatch.setenv("KYOSO_PORT", "8111")
    monkeypatch.setenv("KYOSO_HOST", "127.0.0.2")

    settings = common.settings_of(port=8222, host=None)

    assert (8222, "127.0.0.2") == (settings.port, settings.host)
    assert Settings().port == 8111


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(command: str, tmp_path: Path) -> None:
    """Not a traceback: whoever meets it has never seen one."""
    (tmp_path / "file").touch()

    ended = run(command, "--port", "0", "--data", str(tmp_path / "file" / "data"))

    assert common.UNAVAILABLE == ended.exit_code
    assert "DATA=" in ended.output
    assert "Traceback" not in ended.output


def test_a_story_without_a_town_says_so() -> None:
    """The first thing that goes wrong for somebody who types the second command first."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"

        ended = run("story", "--base-url", url)

    assert common.FAULT == ended.exit_code
    assert url in ended.output
    assert "make demo" in ended.output


def test_erasing_nobody_says_that_nothing_was_erased(tmp_path: Path) -> None:
    """An operator who mistyped an id is not told to register."""
    (tmp_path / "data").mkdir()

    ended = run("erase", "nobody-here", "--yes", "--data", str(tmp_path / "data"))

    assert common.FAULT == ended.exit_code
    assert "nothing was erased" in ended.output


def test_a_long_report_ends_with_what_to_look_at(tmp_path: Path) -> None:
    """Refused rows stand next to the sums, not above hundreds of rows that were only skipped."""
    table = tmp_path / "houses.csv"
    table.write_text("名称,所在地\n,見本市1\n見本駐輪場,見本市2\n見本地区公会堂,見本市3\n")
    (tmp_path / "data").mkdir()

    ended = run("import", "facilities", str(table), "--data", str(tmp_path / "data"))

    shown = ended.output
    assert common.FAULT == ended.exit_code
    assert 0 < shown.index("見本駐輪場") < shown.index("取り込めない / refused") < shown.index("houses.csv")
    assert "地区公会堂 / neighbourhood halls: 1" in shown
    assert "PUT /booking/facilities/" in shown


def test_an_import_ends_with_1_only_when_a_row_was_refused(tmp_path: Path) -> None:
    """Also with ``--json``; what was repaired or skipped is no fault."""
    (tmp_path / "data").mkdir()
    (tmp_path / "good.csv").write_text("名称,所在地\n見本駐輪場,見本市2\n見本地区公会堂,見本市3\n")
    (tmp_path / "bad.csv").write_text("名称,所在地\n,見本市1\n見本地区公会堂,見本市3\n")

    codes = [
        run("import", "facilities", str(tmp_path / name), *options, "--data", str(tmp_path / "data")).exit_code
        for name in ("good.csv", "bad.csv")
        for options in ((), ("--json",))
    ]

    assert [0, 0, common.FAULT, common.FAULT] == codes


@pytest.mark.parametrize("arguments", [("rebuild", "bokking"), ("dead-letters", "list", "--service", "bokking")])
def test_a_mistyped_service_is_answered_with_those_that_exist(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Whoever types it at night needs the right name, not the names of functions."""
    (tmp_path / "data").mkdir()

    ended = run(*arguments, "--data", str(tmp_path / "data"))

    assert common.FAULT == ended.exit_code
    assert "「bokking」というサービスはありません" in ended.output
    assert "people, booking, matching" in ended.output
