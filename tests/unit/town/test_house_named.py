"""A house as an operator names it."""

from dataclasses import dataclass

import pytest

from kyoso.house_named import HouseUnclear, house_named


@dataclass
class House:
    facility_id: str
    name: str


HOUSES = [
    House("takadai-cc", "高台コミュニティ・センター"),
    House("takadai-sho", "高台小学校"),
    House("hall", "高台"),
]


@pytest.mark.parametrize(
    ("named", "id"),
    [("takadai-cc", "takadai-cc"), ("高台コミュニティ", "takadai-cc"), ("小学校", "takadai-sho"), ("高 台", "hall")],
)
def test_a_house_is_found_by_its_number_or_its_name(named, id):
    """Blanks do not count; the whole name comes before a part of others."""
    assert id == house_named(HOUSES, named)


@pytest.mark.parametrize("named", ["台", "まぼろし", ""])
def test_what_is_not_clear_is_answered_with_the_nearest(named):
    """By name and number."""
    with pytest.raises(HouseUnclear) as unclear:
        house_named(HOUSES, named)

    assert any("(takadai-sho)" in each for each in unclear.value.data["nearest"])
