"""The estimate of an area: worked by hand, small areas put together, tables read whole or not at all."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.ladder.estimate import BANDS, Asked, lines_of, pooled
from services.matching.ladder.files import read_population, read_survey
from services.matching.ladder.refusals import WrongLadderFile

SURVEY = {"25-39": Asked(n=100, uninterested=60)}
AREAS = {"北": "kita", "kita": "kita", "南": "minami"}
HEADER = (
    "調査年月日,地域名,総人口,0-4歳の男性,10-14歳の女性,75-79歳の男性,100歳以上の女性,年齢不詳の男性,年齢不詳の女性"
)


def test_a_worked_example():
    """North: 900 x 0.6. q = 62/104, v = q(1-q)/100 x (1 - 100/1350) = 0.0022292, its root 0.0472146."""
    population = {"kita": {"25-39": 1000}, "minami": {"25-39": 500}}
    city, north, south = lines_of(population, SURVEY, {"kita": {"25-39": 100}, "minami": {"25-39": 50}})

    assert (1500, 150, 810, 540) == (city.people, city.active, city.uninterested, city.interested)
    assert (900 * 6 // 10, 360) == (north.uninterested, north.interested)
    root = math.sqrt(0.0022292)
    assert [math.ceil(1.96 * root * rest) for rest in (1350, 900, 450)] == [city.error, north.error, south.error]
    assert (125, 84, 42) == (city.error, north.error, south.error)


def test_who_is_of_no_known_band_is_spread_as_people_are():
    """Ten unknown over 300 and 700: three and seven."""
    survey = {"25-39": Asked(n=1000, uninterested=1000), "75+": Asked(n=1000, uninterested=0)}
    (city,) = lines_of({"kita": {"25-39": 300, "75+": 700}}, survey, {"kita": {"?": 10}})

    assert (297, 693) == (city.uninterested, city.interested)


def test_a_band_with_few_asked_has_the_answers_of_all():
    """Below thirty."""
    survey = {"25-39": Asked(n=100, uninterested=50), "75+": Asked(n=29, uninterested=0)}
    used, few = pooled(survey)

    assert (Asked(n=129, uninterested=50), Asked(n=100, uninterested=50)) == (used["75+"], used["25-39"])
    assert {"0-14", "15-24", "40-64", "65-74", "75+"} == few


def test_everybody_asked_leaves_no_error():
    """The whole of the rest was asked: nothing is left to chance."""
    (city,) = lines_of({"kita": {"25-39": 105}}, SURVEY, {"kita": {"25-39": 5}})

    assert (60, 0) == (city.uninterested, city.error)


def test_an_area_with_four_is_put_together_with_the_next():
    """So that neither its own line nor the difference from the city gives it away."""
    population = {area: {"25-39": 1000} for area in ("a", "b", "c")}
    lines = lines_of(population, SURVEY, {"a": {"25-39": 4}, "b": {"25-39": 50}, "c": {"25-39": 40}})

    assert [("a", "b", "c"), ("a", "c"), ("b",)] == [line.areas for line in lines]


def test_a_city_with_four_is_not_told_at_all():
    """Nor one in which all but four take part."""
    assert () == lines_of({"a": {"25-39": 1000}}, SURVEY, {"a": {"25-39": 4}})
    assert () == lines_of({"a": {"25-39": 1000}}, SURVEY, {"a": {"25-39": 996}})


COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 400), min_size=1)


@given(COUNTS, COUNTS)
def test_no_line_and_no_difference_tells_of_fewer_than_five(people, doing):
    """Each area is in one line; every line is five or more; the whole city, if told, is the sum of the lines."""
    population = {area: {"25-39": count} for area, count in people.items()}
    active = {area: {"25-39": min(doing.get(area, 0), count)} for area, count in people.items()}
    lines = lines_of(population, SURVEY, active)

    assert all(line.active >= 5 and line.people - line.active >= 5 for line in lines)
    assert all(line.people == line.active + line.interested + line.uninterested for line in lines)
    city, *parts = lines or [None]
    if parts:
        assert sorted(people) == sorted(area for line in parts for area in line.areas)
        assert city.active == sum(line.active for line in parts)


def test_the_open_data_table_is_read():
    """Of two days the newest; the bands of the standard columns; the city's own line only where no area has one."""
    text = f"""{HEADER}
2025/1/1,北,"1,010",1,2,3,4,"1,000",0
2025/2/1,北,15,4,5,3,2,1,0
2025-02-01,南,10,10,0,0,0,0,0
2025/2/1,,25,14,5,3,2,1,0"""
    day, people = read_population("\ufeff" + text, AREAS)

    assert date(2025, 2, 1) == day
    assert ({**dict.fromkeys(BANDS, 0), "0-14": 9, "75+": 5}, 10) == (people["kita"], people["minami"]["0-14"])
    assert {"kita", "minami"} == set(people)
    assert {"city"} == set(read_population(f"{HEADER}\n2025/2/1,,25,14,5,3,2,1,0", AREAS)[1])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2025/2/1,西,10,10,0,0,0,0,0", "地域名"),
        ("2025/2/31,北,10,10,0,0,0,0,0", "日付"),
        ("2025/2/1,北,10,ten,0,0,0,0,0", "人数"),
        ("2025/2/1,北,11,10,0,0,0,0,0", "総人口"),
        ("2025/2/1,南,10,10,0,0,0,0,0", "2 つ"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(line, words):
    """With its number, in both languages."""
    with pytest.raises(WrongLadderFile) as wrong:
        read_population(f"{HEADER}\n2025/2/1,南,10,10,0,0,0,0,0\n{line}", AREAS)

    assert "3行目" in wrong.value.data["faults"]
    assert "line 3" in wrong.value.data["faults"]
    assert words in wrong.value.data["faults"]


@pytest.mark.parametrize("header", ["地域名,総人口", "調査年月日,地域名,10-19歳の男性", ""])
def test_a_table_of_another_form_is_refused(header):
    """Ages that lie across the bands cannot be split."""
    with pytest.raises(WrongLadderFile):
        read_population(header + "\n2025/2/1,北,1", AREAS)


def test_a_survey_is_read_in_both_languages():
    """Codes of bands, with or without 歳."""
    assert {"75+": Asked(n=40, uninterested=30)} == read_survey("年代,回答数,関心なし\n75歳以上,40,30\n")
    assert {"25-39": Asked(n=30, uninterested=0)} == read_survey("age_band,n,uninterested\n25-39,30,0\n")


@pytest.mark.parametrize(
    "lines", ["30代,40,30", "75+,40,41", "75+,0,0", "75+,40,3\n75+,40,3", "75+,29,3", "", "75+,-1,3"]
)
def test_a_wrong_survey_is_refused(lines):
    """A band that is unknown or twice, more than were asked, too few altogether."""
    with pytest.raises(WrongLadderFile):
        read_survey("age_band,n,uninterested\n" + lines)
