"""The bands of a house on a day: the rules' own, the usual ones, and what lies between them."""

from datetime import date
from types import SimpleNamespace

from services.booking.domain.grid import QUARTERS, span
from services.booking.houses.house_bands import OUTSIDE, DayBands, HouseBands
from services.booking.papers.texts import PaperTexts
from services.booking.rulebook.bands import Band, Slots

DAY = date(2026, 12, 1)
BANDS = HouseBands(PaperTexts.load())


def slots(*hours, breaks=False):
    made = [Band(id=f"b{n}", name={"ja": f"区分{n}", "en": f"band {n}"}, hours=each) for n, each in enumerate(hours, 1)]
    return Slots(
        id="s", article="1条", ja="区分", plain="時間", en="bands", minutes=30, bands=tuple(made), breaks=breaks
    )


def house(**rooms):
    """A house whose rooms have these rules."""
    return SimpleNamespace(
        rooms=dict.fromkeys(rooms), rules=SimpleNamespace(slots_of_past=lambda room_id, _: rooms[room_id])
    )


def test_usual_bands_cover_the_day_once():
    """From midnight to midnight, one behind the other; a house without bands of its own, or without rooms, has them."""
    for each in (house(a=None), house(a=slots()), house()):
        bands = BANDS.of_house(each, DAY)

        assert [span(0, 48), span(48, 68), span(68, QUARTERS)] == [band.mask for band in bands]
        usual = BANDS.of_room(each, "a", DAY)
        assert (["morning", "afternoon", "evening"], 0) == ([usual.at(q).code for q in (47, 48, 95)], usual.rest)


def test_a_house_s_own_bands_are_told_with_their_hours():
    """Written in one way however the file writes them; several rooms' tables stand beside each other, each once."""
    centre = house(a=slots("9:00-12:00"), b=slots("09:00-12:00", "13:00-17:00"), c=slots("09:00-13:00"))

    bands = BANDS.of_house(centre, DAY)

    assert ["b1@09:00-12:00", "b1@09:00-13:00", "b2@13:00-17:00"] == [band.code for band in bands]
    assert "区分2 13:00-17:00" == bands[2].name
    assert bands[0] == BANDS.of_room(centre, "gone", DAY).bands[0]


def test_what_lies_between_bands_is_outside_unless_it_is_a_break():
    """A use that begins in a break goes on into the next band, because a break is never had alone."""
    hours = ("09:00-12:00", "13:00-17:00")
    gap, lunch = DayBands.of_rules(slots(*hours)), DayBands.of_rules(slots(*hours, breaks=True))

    assert ["b1", "outside", "b2", "outside"] == [gap.at(q).id for q in (36, 48, 52, 68)]
    assert ["b1", "b2", "b2", "outside"] == [lunch.at(q).id for q in (36, 48, 52, 68)]
    assert span(0, 36) | span(48, 52) | span(68, QUARTERS) == gap.rest
    assert OUTSIDE is gap.at(0)


def test_staff_call_a_band_by_its_name_in_the_rules():
    """What was tallied by the usual bands, before the house had its own, is found as well."""
    centre = house(a=slots("09:00-12:00"))

    assert "b1@09:00-12:00" == BANDS.named(centre, DAY, "b1").code
    assert "evening" == BANDS.named(centre, DAY, "evening").code
    assert None is BANDS.named(centre, DAY, "night")
