"""Which rule holds where and on which day: layers, effective dates, and which of two days decides."""

from datetime import UTC, date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.rulebook.bands import Lengths
from services.booking.rulebook.book import Book, WrongBook
from services.booking.rulebook.layers import Layers
from tests.unit.booking.rulebook.rulebook_kit import TEXTS, TOWN, asked, at, book, refused, request, rule

CAP = 'counts = "bookings"\nper = "month"\nparty = "group"\nover = "all"\n'
STARTS = (date(2027, 3, 25), date(2028, 2, 20), date(2026, 12, 20))
"""Before the turn of a fiscal year, a leap day, the turn of a year."""


def lengths(name, minutes, scope="", dates=""):
    return rule("lengths", name, f"minutes_max = {minutes}\n{scope}\n{dates}")


@pytest.mark.parametrize(("room", "name"), [("small", "of-room"), ("big", "of-house"), ("far", "of-kind")])
def test_the_narrowest_layer_speaks(room, name):
    """Town, kind, facility, room."""
    town = book(
        lengths("of-town", 60),
        lengths("of-kind", 60, 'kinds = "centre"'),
        lengths("of-house", 60, 'facilities = "house"'),
        lengths("of-room", 60, 'rooms = "small"'),
    )

    assert [name] == refused(town, request(room, start="13:00", end="15:00"))


def test_where_a_narrow_rule_is_not_in_force_the_wide_one_is():
    """A trial of a month in one room ends, and the town's rule is back."""
    town = book(
        lengths("of-town", 240), lengths("trial", 60, 'rooms = "small"', "from = 2026-12-01\nuntil = 2026-12-31")
    )

    assert ["trial"] == refused(town, request(day="2026-12-31"))
    assert [] == refused(town, request(day="2027-01-01"))


def test_rules_of_which_many_hold_add_up_unless_one_replaces_another():
    """Caps of the town and of the room hold together; one that replaces the town's holds alone."""
    wide = rule("caps", "wide", CAP + "limit = 1")
    beside = rule("caps", "beside", CAP + 'limit = 1\nrooms = "small"')
    instead = rule("caps", "instead", CAP + 'limit = 1\nrooms = "small"\nreplaces = "wide"')
    facts = asked(book()).asked.facts.model_copy(update={"counts": {"wide": 1, "beside": 1, "instead": 1}})

    assert ["wide", "beside"] == refused(book(wide, beside), facts=facts)
    assert ["instead"] == refused(book(wide, instead), facts=facts)
    assert ["wide"] == refused(book(wide, instead), request("far"), facts)


def test_a_rule_may_replace_one_that_replaces_another():
    """The room's instead of the house's, which stands for the town's."""
    town = book(
        rule("caps", "wide", CAP + "limit = 3"),
        rule("caps", "house", CAP + 'limit = 2\nfacilities = "house"\nreplaces = "wide"'),
        rule("caps", "room", CAP + 'limit = 1\nrooms = "small"\nreplaces = "house"'),
    )
    facts = asked(book()).asked.facts.model_copy(update={"counts": {"wide": 9, "house": 9, "room": 9}})

    assert [["room"], ["house"], ["wide"]] == [refused(town, request(room), facts) for room in ("small", "big", "far")]


def test_a_rule_of_the_town_may_leave_kinds_out():
    """The house that is always open has no closing days."""
    town = book(lengths("of-town", 60, 'except_kinds = "hall"'))

    assert [] == refused(town, request("small"))
    assert ["of-town"] == refused(town, request("far"))


def test_the_day_of_the_use_decides_about_fees():
    """A price that rises in the middle of a month: asked for on one day, for the days around the change."""
    new = '\n[[prices]]\nid = "prices"\narticle = "第3条"\nfrom = 2026-12-15\n'
    new += 'rows = [{ bands = "afternoon", yen = 450 }]\n'
    text = TOWN.replace('id = "prices"', 'id = "prices"\nuntil = 2026-12-14') + new + TEXTS
    town = Book.of(text)

    assert [400, 450] == [asked(town, request(day=day)).fee for day in ("2026-12-14", "2026-12-15")]


def test_the_day_of_the_request_decides_about_windows():
    """Whoever asks on the last day of the old rule has the old window, whatever the day of use."""
    new = '\n[[opens]]\nid = "opens"\narticle = "第4条"\nfrom = 2026-12-01\nwhen = { days_before = 10 }\n' + TEXTS
    town = Book.of(TOWN.replace('id = "opens"', 'id = "opens"\nuntil = 2026-11-30') + new)
    use = request(day="2026-12-20")

    assert [] == refused(town, use, now=at("2026-11-30T23:59:59"))
    assert ["opens"] == refused(town, use, now=at("2026-12-01T00:00:00"))


@settings(max_examples=40, deadline=None)
@given(
    changes=st.lists(st.integers(1, 40), min_size=2, max_size=5, unique=True),
    gaps=st.sets(st.integers(0, 5)),
    ahead=st.integers(0, 45),
    start=st.sampled_from(STARTS),
)
def test_a_day_has_exactly_the_version_that_a_calendar_would_say(changes, gaps, ahead, start):
    """Versions of one rule, over the ends of months and years and a leap day, with gaps: as a list of days."""
    begins = [0, *sorted(set(changes) - {0}), 46]
    calendar: dict[date, int | None] = {}
    versions = []
    for number, (first, following) in enumerate(pairwise(begins)):
        since, until = start + timedelta(first), start + timedelta(following - 1)
        for day in range(first, following):
            calendar[start + timedelta(day)] = None if number in gaps else number
        if number not in gaps:
            words = {"article": "第1条", "ja": "{limit}まで", "plain": "{limit}だけ", "en": "until {limit}"}
            dates = {"from": since, "until": until}
            versions.append(Lengths.model_validate({"id": "l", **words, **dates, "minutes_max": 60 + number}))
    place = book().places.place(("small",))
    day = start + timedelta(ahead)
    held = Layers(reversed(versions)).of(Lengths, place, day)

    assert ([] if calendar[day] is None else [60 + calendar[day]]) == [one.minutes_max for one in held]
    assert [] == list(Layers(versions).overlapping())


@pytest.mark.parametrize("rooms", [("big-a", "big-b"), ("big-b", "big-a", "big")])
def test_all_parts_of_a_hall_are_the_hall(rooms):
    """Whoever names both halves asks for the whole, and pays its price."""
    assert frozenset({"big"}) == asked(book(), request(rooms)).asked.place.ids


def test_works_in_a_part_close_the_hall_and_not_the_other_part():
    """And works in the hall close its parts."""
    part = rule("closures", "works", 'rooms = "big-a"\nworks = { first = 2026-12-01, last = 2026-12-03 }')
    hall = part.replace('"big-a"', '"big"')

    assert [["works"], [], ["works"]] == [refused(book(part), request(room)) for room in ("big-a", "big-b", "big")]
    assert ["works"] == refused(book(hall), request("big-b"))


def test_what_is_asked_in_utc_is_decided_in_tokyo():
    """15:00 UTC is the next day."""
    town = book()
    late = at("2026-10-03T00:00:00").astimezone(UTC)

    assert ([], ["opens"]) == (refused(town, now=late), refused(town, now=late - timedelta(seconds=1)))


SUMMER = rule("opening", "summer", 'rooms = "small"\nseason = ["04-01", "09-30"]\ndaily = ["06:00-21:00"]')
DAWN = {"start": "06:00", "end": "08:00"}


@pytest.mark.parametrize(
    ("day", "closed"),
    [("2027-03-31", True), ("2027-04-01", False), ("2027-09-30", False), ("2027-10-01", True), ("2031-06-01", False)],
)
def test_a_season_comes_every_year(day, closed):
    """From its first to its last day; the wider rule holds for the rest of the year."""
    town = book(SUMMER, rule("prices", "own", 'rooms = "small"\nrows = [{ per = "hour", yen = 9 }]'))

    assert closed == ("hours" in refused(town, request(day=day, **DAWN), now=at(f"{day}T00:00:00")))


@pytest.mark.parametrize(
    ("season", "loads"),
    [
        ('["10-01", "03-31"]', True),
        ('["09-30", "03-31"]', False),
        ('["12-29", "04-01"]', False),
        ('["02-29", "02-29"]', True),
        ('["09-30", "12-31"]\nfrom = 2026-10-01\nuntil = 2027-09-29', True),
        ('["09-30", "12-31"]\nfrom = 2026-10-01\nuntil = 2027-09-30', False),
    ],
)
def test_seasons_that_overlap_do_not_load(season, loads):
    """Two of one place may not hold on one day; one after the other they may."""
    other = rule("opening", "winter", f'rooms = "small"\nseason = {season}\ndaily = []')
    if loads:
        assert 7 == len(book(SUMMER, other).file.rules())
    else:
        with pytest.raises(WrongBook):
            book(SUMMER, other)
