"""What a file may say, and what keeps it from being loaded: with the line, in both languages."""

import time

import pytest

from services.booking.rulebook.book import Book, WrongBook
from services.booking.rulebook.cases import WrongCases, read_cases
from services.booking.rulebook.schema import KINDS, json_schema
from services.booking.rulebook.toml import loads
from tests.unit.booking.rulebook.rulebook_kit import TEXTS, TOWN, book, rule

CAP = 'counts = "bookings"\nper = "month"\nparty = "group"\nover = "all"\nlimit = 4'


def findings(*more, without=""):
    with pytest.raises(WrongBook) as wrong:
        book(*more, without=without)
    return [str(finding) for finding in wrong.value.findings]


def test_the_town_of_the_tests_loads():
    """Or the tests below would find something else."""
    assert 5 == len(book().file.rules())


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (TEXTS.replace("plain", "pla"), "plain"),
        ('ja = "{limit} です"\nplain = "{limit} だけです"\nen = "{limit} に"', "en: is in the other language"),
        ('ja = "only {limit}"\nplain = "{limit} だけです"\nen = "only {limit}"', "ja: is in the other language"),
        ('ja = "{limit} です"\nplain = "{limit} です"\nen = "only {limit}"', "the same words as ja"),
        ('ja = "{people} です"\nplain = "{limit} だけです"\nen = "only {limit}"', "nothing fills {people}"),
        ('ja = "{limit:>9} です"\nplain = "{limit} だけです"\nen = "only {limit}"', "braces hold a plain name"),
        ('ja = " "\nplain = "{limit} だけです"\nen = "only {limit}"', "ja"),
    ],
)
def test_a_rule_without_its_three_texts_does_not_load(texts, found):
    """Missing, empty, in the other language, or naming what no refusal fills."""
    assert any(found in line for line in findings(rule("caps", "cap", CAP, texts)))


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (rule("caps", "cap", CAP.replace("4", "0")), "caps[1] (cap).limit"),
        (rule("caps", "cap", CAP + "\nlimits = 3"), "caps[1] (cap).limits: 知らない項目です"),
        (rule("caps", "cap", CAP + '\nrooms = "attic"'), "there is no attic"),
        (rule("caps", "cap", CAP + '\nkinds = "castle"'), "there is no castle"),
        (rule("caps", "cap", CAP + '\nkinds = "hall"\nrooms = "small"'), "name one of the three"),
        (rule("caps", "cap", CAP + "\nfrom = 2026-05-01\nuntil = 2026-04-30"), "until: is before from"),
        (rule("caps", "cap", CAP) + rule("caps", "cap", CAP), "cap is in force there on the same days"),
        (rule("caps", "hours", CAP), "another rule has this id"),
        (rule("caps", "cap", CAP + '\nreplaces = "nothing"\nrooms = "small"'), "stands in a wider layer"),
        (rule("opening", "again", 'daily = ["09:00-20:00"]'), "hours is in force there on the same days"),
        (rule("opening", "night", 'rooms = "small"\ndaily = ["20:00-09:00"]'), "ends before it starts"),
        (rule("opening", "night", 'rooms = "small"\ndaily = ["9 to 5"]'), "is not a time of day"),
        (rule("closures", "never", ""), "no day is closed by this"),
        (rule("starts", "s", "when = { minutes_before = 9 }\nno_show_frees = true"), "needs no_show_minutes"),
        (rule("opens", "both", 'channel = "draw"\nwhen = { days_before = 3, months_before = 1 }'), "exactly one of"),
        (rule("opens", "day", 'channel = "draw"\nwhen = { days_before = 3, day = 1 }'), "goes with months_before"),
        (
            rule(
                "prices", "p", 'kinds = ["hall", "centre"]\nrows = [{ rooms = ["small", "far"], hours = 1, yen = 1 }]'
            ),
            "the rooms are not of one facility",
        ),
        (rule("caps", "cap", CAP + "\nuntil = 9999-12-31"), "caps[1] (cap).until: 大きすぎます"),
        (
            rule("prices", "p", 'rooms = "small"\nrows = [{ hours = 1, yen = 1, adds = true }]'),
            "adds goes with a row of one",
        ),
        (rule("purposes", "none", ""), "name what is forbidden, or what is allowed"),
        (
            rule("reductions", "spot", "who = {}\npercent = 50\non_the_spot = true\nfile_by = '02-09'"),
            "nothing to file",
        ),
        (rule("eligibility", "few", 'test = "members-min"'), "members-min needs a number"),
        (rule("eligibility", "who", 'test = "accredited"\nlimit = 3'), "is about no number"),
        (rule("prices", "p", 'rooms = "small"\nrows = [{ bands = "night", yen = 1 }]'), "there is no band night"),
        (
            rule("prices", "p", 'rooms = "small"\nrows = [{ rooms = "far", per = "hour", yen = 1 }]'),
            "is no room of this",
        ),
        (
            rule("prices", "p", 'rooms = "small"\nrows = [{ column = "rich", per = "hour", yen = 1 }]'),
            "is not in columns",
        ),
        (
            rule("prices", "p", 'rooms = "small"\nrows = [{ hours = 1, per = "hour", yen = 1 }]'),
            "a row is the price of",
        ),
        (rule("prices", "p", 'rooms = "small"\nrows = [{ hours = 1, yen = 1 }, { hours = 1, yen = 2 }]'), "row 2"),
        (
            rule("refunds", "r", "rows = [{ days_before = 7, percent = 50 }, { days_before = 1, percent = 80 }]"),
            "more back",
        ),
        (rule("reductions", "r", "who = {}\npercent = 50\ncolumn = 'x'"), "a percent or a column"),
        ("\n[other]\nx = 1\n", "other: 知らない項目です"),
        ("\nx = = 1\n", "TOML"),
    ],
)
def test_a_file_with_a_mistake_is_not_loaded(more, found):
    """And says where, and why."""
    told = findings(more)

    assert any(found in line for line in told), told


def test_a_finding_names_the_line():
    """The clerk opens the file there."""
    text = TOWN + rule("caps", "cap", CAP.replace("limit = 4", "limit = -4"))
    with pytest.raises(WrongBook) as wrong:
        Book.of(text)

    line = text.splitlines()[wrong.value.findings[0].line - 1]
    assert "limit = -4" == line


@pytest.mark.parametrize("section", ["opening", "slots", "prices", "opens", "closes"])
def test_a_room_without_a_rule_that_everybody_needs_keeps_the_file_from_loading(section):
    """Nobody could be answered there."""
    assert any("no rule of this section holds for room small" in line for line in findings(without=section))


@pytest.mark.parametrize(
    ("found", "old", "new"),
    [
        ("two rooms have the id small", 'id = "far"', 'id = "small"'),
        ("two facilities have the id house", 'id = "other"', 'id = "house"'),
        ("its part big-c is no other room", 'parts = ["big-a", "big-b"]', 'parts = ["big-a", "big-c"]'),
    ],
)
def test_rooms_are_told_apart(found, old, new):
    """Ids are the town's, and parts are rooms of the house."""
    with pytest.raises(WrongBook) as wrong:
        Book.of(TOWN.replace(old, new))

    assert found in str(wrong.value)


def test_the_schema_says_which_day_decides():
    """For each kind of rule: the day of the use, or that of the request."""
    definitions = json_schema()["$defs"]
    decides = {section: definitions[kind.__name__]["x-decides"] for section, kind in KINDS.items()}

    assert ("use", "request") == (decides["prices"], decides["opens"])
    assert {"use", "request"} == set(decides.values())
    assert "description" in definitions["Cap"]["properties"]["per"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = " + "[" * 100_000, "brackets in brackets"),
        ("x = " + "{a=" * 20_000 + "1" + "}" * 20_000, "brackets in brackets"),
        ("x = " + "9" * 100_000, "4300 digits"),
        (".".join(["a"] * 100_000) + " = 1", "keys of more than 100 parts"),
        ('"a"' + '."a"' * 100_000 + " = 1", "keys of more than 100 parts"),
    ],
    ids=["lists", "tables", "a number", "a key", "a quoted key"],
)
def test_what_no_parser_survives_is_a_finding(text, said):
    """Also in a table of cases. None of it takes longer than a file that is right."""
    begun = time.perf_counter()
    with pytest.raises(WrongBook) as wrong:
        Book.of(f"schema = 1\n{text}\n")
    with pytest.raises(WrongCases, match=said):
        read_cases(f"{text}\n")

    assert said in str(wrong.value.findings[0])
    assert 20 > time.perf_counter() - begun


def test_dots_in_words_are_no_keys():
    """A text may hold as many as it likes."""
    dots, marks = "." * 400, "'." * 150
    assert {"x": dots, "y": marks} == loads(f'x = "{dots}" # {dots}\ny = "{marks}"')


@pytest.mark.parametrize("cases", ["cases = 3", 'defaults = "x"', "cases = [1]"])
def test_cases_of_another_form_are_said_to_be(cases):
    """No case can be read from them."""
    with pytest.raises(WrongCases, match="cases"):
        read_cases(cases)


def test_a_thousand_rules_that_replace_each_other_in_a_ring_are_read_at_once():
    """Each has its finding; the last of a chain is looked for once."""
    cap = 'counts = "bookings"\nper = "month"\nparty = "person"\nover = "all"\nlimit = 3\nfacilities = ["house"]\n'
    ring = [rule("caps", f"c{n}", f'{cap}replaces = "c{(n + 1) % 1_000}"') for n in range(1_000)]
    begun = time.perf_counter()

    with pytest.raises(WrongBook) as wrong:
        Book.of(TOWN + "".join(ring))

    assert 1_000 <= len(wrong.value.findings)
    assert 20 > time.perf_counter() - begun
