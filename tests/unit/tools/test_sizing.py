"""The table of what a city needs is what its arithmetic prints."""

from bench import sizing
from tools.findings import ROOT

CITY, PREFECTURE = (sizing.Need(place) for place in sizing.PLACES)


def test_the_document_is_what_the_arithmetic_prints():
    """A number that was changed by hand is no number."""
    assert (ROOT / "docs" / "sizing.md").read_text("utf-8") == sizing.page()


def test_needs_grow_with_the_residents():
    """Twice as many need twice as much; nothing is rounded before the end."""
    times = PREFECTURE.place.residents / CITY.place.residents

    assert abs(PREFECTURE.store / CITY.store - times) < 1e-9
    assert abs(PREFECTURE.commands / CITY.commands - times) < 1e-9


def test_a_city_by_hand():
    """One line of the sum by hand: 190,000 bookings a year of 5 commits each."""
    bookings = 190_000 * 1.0 * sizing.WEIGHTS["booking"].commits

    others = CITY.a_year(lambda weight: weight.commits) - bookings
    assert 949_000 < bookings < 951_000
    assert others > 0
    assert CITY.peak_events == 100 * sizing.WEIGHTS["booking"].events


def test_every_command_that_weighs_has_a_rate():
    """And none has a rate and no weight."""
    assert set(sizing.WEIGHTS) == set(sizing.PER_RESIDENT_A_YEAR)
