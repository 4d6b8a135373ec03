"""``kyoso rules``: what it prints, and how it ends."""

import pytest
from click.testing import CliRunner

from kyoso.cli import main
from services.booking.rulebook.book import TOWNS
from tests.unit.booking.rulebook.rulebook_kit import TOWN, rule


def run(*arguments):
    done = CliRunner().invoke(main, ["rules", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def town(tmp_path):
    file = tmp_path / "town.toml"
    file.write_text(TOWN, encoding="utf-8")
    return file


@pytest.fixture
def cases(tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text("name,rooms,day,from,to,now,expect.allowed,expect.fee\n"
                    "noon,small,2026-12-02,13:00,17:00,2026-11-20T10:00,true,400\n"
                    "late,small,2026-12-02,17:00,22:00,2026-11-20T10:00,false,\n", encoding="utf-8")  # fmt: skip
    return file


def test_a_good_file_is_told_in_both_languages(town):
    """And the command ends well."""
    code, told = run("check", town)

    assert 0 == code
    assert "試験町: 規則 5、室 5、指摘 0 件、注記 0 件\nTesttown: 5 rules, 5 rooms, 0 findings, 0 remarks\n" == told


def test_findings_have_a_line_and_end_the_command_with_1(town):
    """Of a file that loads."""
    town.write_text(TOWN + rule("lengths", "l", "minutes_max = 60", 'ja = "だめ"\nplain = "いけない"\nen = "no"'))
    code, told = run("check", town)

    assert 1 == code
    assert f"{town}:{TOWN.count(chr(10)) + 6}: lengths[1] (l).ja: " in told


def test_a_file_that_does_not_load_ends_the_command_with_1(town):
    """With everything that is wrong with it."""
    town.write_text(TOWN.replace("minutes = 30", "minutes = 20") + rule("lengths", "l", 'rooms = "attic"'))
    code, told = run("check", town)

    assert 1 == code
    assert "slots[1] (slots).minutes" in told
    assert "cannot be loaded: 1 findings" in told


def test_cases_that_agree(town, cases):
    """One line each."""
    assert (0, "○ noon\n○ late\n事例 2 件、違い 0 件 / 2 cases, 0 differ\n") == run("try", town, cases)


def test_cases_that_differ_end_the_command_with_1(town, cases):
    """And show what was expected, and what is."""
    cases.write_text(cases.read_text().replace("400", "450"))
    code, told = run("try", town, cases)

    assert 1 == code
    assert "× noon\n    fee: 450 ≠ 400\n○ late\n" in told


def test_the_reasons_are_told_when_asked_for(town, cases):
    """The lines of the fee; and for a no, the article and what would have to be different."""
    code, told = run("try", town, cases, "--explain")

    assert 0 == code
    assert "小 午後 / Small, afternoon: 400 × 1 = 400" in told
    assert "hours [第1条]" in told
    assert "On the same day, 16:00-21:00 would satisfy this rule." in told


@pytest.mark.parametrize("town_name", ["elsewhere", "musashimurayama"])
def test_conditions_and_notices_of_real_towns_are_told(town_name):
    """Until when one pays, what comes back, and why there is no reduction."""
    code, told = run("try", TOWNS / f"{town_name}.toml", TOWNS / f"{town_name}.cases.toml", "--explain")

    assert 0 == code
    assert {"elsewhere": "Cancelled by ", "musashimurayama": "mm.half: "}[town_name] in told
    assert "Pay by " in told


@pytest.mark.parametrize(
    ("rules", "table", "words"),
    [(TOWN, "", "there are no cases"), ("x = = 1", "", "cannot be loaded"), ("\udcff", "", "UTF-8")],
)
def test_what_cannot_be_read_ends_the_command_with_2(town, cases, rules, table, words):
    """With words, not a trace."""
    town.write_bytes(rules.encode("utf-8", "surrogateescape"))
    cases.write_text(table)
    code, told = run("try", town, cases)

    assert 2 == code
    assert words in told


def test_what_is_made_up_or_not_yet_in_force_is_told_and_ends_well(town):
    """Remarks are no findings; they are counted beside them."""
    draw = rule("draws", "draw", "when = { months_before = 1, day = 20 }")
    town.write_text(TOWN.replace("yen = 300 }", "yen = 300, fictional = true }") + draw)
    code, told = run("check", town)

    assert 0 == code
    assert "draws (draw): まだ効力がありません / not yet in force" in told
    assert "Testtown: 6 rules, 5 rooms, 0 findings, 2 remarks" in told
