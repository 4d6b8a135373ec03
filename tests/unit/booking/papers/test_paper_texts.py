"""The file of texts: what it may say, and what a wrong one is told."""

from datetime import date

import pytest

from services.booking.papers.texts import FILE, PaperTexts
from services.booking.papers.wording import day_words, month_words, year_words

SHIPPED = FILE.read_text("utf-8")


def changed(tmp_path, find, put):
    assert find in SHIPPED
    path = tmp_path / "papers.toml"
    path.write_text(SHIPPED.replace(find, put, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ("{city}長に対して", "{mayor}に対して"),
        ('school = ["学校', 'school = ["{school}学校'),
        ("{city}長", "{city"),
        ('until = "24:00"', 'until = "23:00"'),
        ('until = "17:00"', 'until = "11:00"'),
        ('code = "evening"', 'code = "morning"'),
        ('code = "senior"', 'code = "adult"'),
        ('code = "morning"', 'code = "Morning/1"'),
        ('title = "使用許可書"', 'name = "使用許可書"'),
        ('title = "使用許可書"', 'title = ""'),
    ],
)
def test_a_wrong_file_stops_the_start(tmp_path, find, put):
    """A hole that cannot be filled, bands that leave a gap, a code twice, an unknown or empty field."""
    with pytest.raises(ValueError, match=r"[a-z]"):
        PaperTexts.load(changed(tmp_path, find, put))


def test_ages_are_asked_for_only_where_there_are_some(tmp_path):
    """A house that counts by age needs ages to count by."""
    without = SHIPPED[: SHIPPED.index("[[walk_ins.ages]]")]
    path = tmp_path / "papers.toml"
    path.write_text(without, "utf-8")

    with pytest.raises(ValueError, match="no ages"):
        PaperTexts.load(path)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2019, 4, 30), "2019年4月30日（火）"),
        (date(2019, 5, 1), "令和元年5月1日（水）"),
        (date(2028, 2, 29), "令和10年2月29日（火）"),
    ],
)
def test_days_are_written_in_the_era(day, words):
    """Its first year has a name of its own; before it we count as everybody does."""
    assert words == day_words(day)


def test_a_fiscal_year_begins_in_april():
    """March belongs to the year before."""
    days = (date(2027, 3, 31), date(2027, 4, 1))

    assert ["令和8年度", "令和9年度"] == [year_words(day) for day in days]
    assert "令和9年3月" == month_words(2027, 3)
