"""What a simulation tells: a table, a chart with the table as its text, and a file that gives nobody away."""

import csv
import io
import xml.etree.ElementTree as ET

from services.booking.rulebook.rule import Name
from services.booking.simulator.outcomes import Line, lines, wishes
from services.booking.simulator.telling import as_open_data, as_svg, as_text, table
from tests.unit.booking.rulebook.rulebook_kit import rule
from tests.unit.booking.simulator.simulator_kit import HOUSE, a_town, an_asking
from tests.unit.booking.simulator.test_replay import replayed

TITLE = Name(ja="団体は5人から", en="Groups of five")


def some_lines():
    past = [an_asking(n, party=f"g{n}", members=4, reason="five", start=36 + 4 * n, end=40 + 4 * n) for n in range(6)]
    past.append(an_asking(6, party="p1", room="big"))
    strict = a_town(rule("eligibility", "five", 'test = "members-min"\nlimit = 5'))
    return lines(wishes(past, replayed(strict, past), replayed(a_town(), past)), {"house": HOUSE})


def test_the_table_says_it_in_both_languages_and_adds_up():
    """Everybody is the sum of the sizes."""
    found = some_lines()

    everybody, *sizes = [line for line in found if line.dimension in {"all", "group-size"}]
    assert (7, 6) == (everybody.wishes, everybody.winners)
    assert everybody.wishes == sum(line.wishes for line in sizes)
    assert "個人 / A person alone" in as_text(found)
    assert len(table(found)) == len(found) + 1


def test_the_chart_is_valid_and_carries_the_table_as_its_text():
    """Who cannot see it reads the same numbers."""
    found = some_lines()

    root = ET.fromstring(as_svg(found, TITLE))

    description = next(each.text for each in root.iter() if each.tag.endswith("desc"))
    assert as_text(found) == description


def test_the_open_file_tells_nothing_of_few_and_only_whole_fives():
    """One person's wish is not to be read from it, nor from the difference to everybody."""
    rows = list(csv.DictReader(io.StringIO(as_open_data(some_lines()))))

    person = next(row for row in rows if row["value"] == "person")
    assert ("<5", "", "") == (person["parties"], person["wishes"], person["gain"])
    numbers = [int(row[name]) for row in rows for name in ("parties", "wishes", "gain", "lose") if row[name].isdigit()]
    assert numbers
    assert not any(number % 5 for number in numbers)


def test_nobody_changed_is_said():
    """An empty chart would look like a fault."""
    assert "Nobody gains or loses" in as_svg([Line("all", "all", Name(ja="全体", en="Everybody"))], TITLE)
