"""What worried the sample town's people in the months before its week: enough to be told, and lived in order."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from kyoso.town.generate import SEED, generate
from kyoso.town.living import Life, Row
from kyoso.town.past_model import Deed, Solved
from kyoso.town.people import named_people
from kyoso.town.worries import THEMES, Month, begins_on, worries_of
from services.matching.consulting.theme_counting import cells
from services.matching.domain.consulting.themes import bounds, careful
from services.matching.knowledge import Knowledge
from shared.clock import TOKYO, MovableClock, tokyo_date

FIRST = date(2026, 11, 20)
NOON = datetime(2026, 11, 27, 12, tzinfo=TOKYO)
ONE_DAY = timedelta(days=1)
DAYS_MAX = 120
TOWN = generate(SEED, 300)


def months(first: date = FIRST) -> list[Month]:
    """Of the smallest town there may be."""
    return list(worries_of(TOWN, first))


def test_the_months_are_the_same_each_time_and_differ_with_the_day() -> None:
    """Whoever goes on with an interrupted load must find the same rows."""
    rows = [deed.row for month in months() for deed in month.deeds]

    assert months() == months()
    assert ["2026-08", "2026-09", "2026-10"] == [month.name for month in months()]
    assert ["2026-10", "2026-11", "2026-12"] == [month.name for month in months(date(2027, 1, 1))]
    assert len(rows) == len(set(rows))


def test_of_each_month_some_themes_are_told_and_others_are_not() -> None:
    """The page of themes shows rows, and that fewer than five people are hidden."""
    desks = Knowledge.read().desks
    for month in months():
        counted = dict.fromkeys(cells(desks), 0)
        for category, people in Counter(deed.category for deed in month.deeds).items():
            counted[desks.place(category)[0], category] = people
        told = [theme.people for theme in careful(counted)]

        assert sum(people is not None for people in told) >= 4
        assert told.count(None) >= 4
    assert {theme.category for theme in THEMES} <= {category for _, category in cells(desks)}


def test_nobody_has_two_worries_in_a_month_and_the_people_of_the_documentation_have_none() -> None:
    """Whoever follows the guide brings a first worry."""
    for month in months():
        people = [deed.person_id for deed in month.deeds if deed.person_id]

        assert len(people) == len(set(people))
        assert not {each.id for each in named_people()} & set(people)
        assert any(deed.person_id is None for deed in month.deeds)


@pytest.mark.parametrize("number", range(366))
def test_on_whatever_day_a_town_begins_its_months_are_whole(number: int) -> None:
    """People are there before the first worry; each is brought in its month, and its words are there at the count."""
    first = date(2027, 6, 1) + number * ONE_DAY
    found = months(first)

    assert begins_on(first) < tokyo_date(found[0].at)
    assert (first - begins_on(first)).days < DAYS_MAX
    assert all(earlier.counted_at < later.at for earlier, later in pairwise(found))
    for month in found:
        since, until = bounds(month.name)
        assert since < month.at < until < month.counted_at < month.at + timedelta(days=30)


class Lived:
    """A life that only notes what is done, when; ``stops_after`` so many deeds somebody pulls the plug."""

    def __init__(self, clock: MovableClock, stops_after: int | None = None, first: date = FIRST) -> None:
        self.clock = clock
        self.done: list[tuple[date, str]] = []
        self.counted: list[tuple[str, datetime]] = []
        self._left = stops_after
        self.life = Life(
            TOWN,
            clock,
            first,
            do=self._do,
            advance=self._advance,
            caught_up=self._nothing,
            together=self._together,
            told=self._told,
        )

    async def months(self) -> None:
        await self.life.months(lambda total: lambda: None)

    async def _do(self, deed: Deed) -> None:
        if self._left == 0:
            raise InterruptedError
        self._left = None if self._left is None else self._left - 1
        assert isinstance(deed, Solved)
        self.done.append((tokyo_date(self.clock.now()), deed.row))

    async def _advance(self, by: timedelta) -> None:
        self.clock.advance(by)

    async def _nothing(self) -> None:
        pass

    async def _together(self, rows: Sequence[Row], done: Callable[[], None]) -> None:
        for _, command in rows:
            await command()

    async def _told(self, month: str) -> None:
        self.counted.append((month, self.clock.now()))


def begun(at: datetime) -> MovableClock:
    """The demo's clock, standing there."""
    return MovableClock(at - NOON, start=NOON)


def at_the_beginning() -> MovableClock:
    """As a new folder's begins."""
    return begun(NOON - (NOON.date() - begins_on(FIRST)))


async def test_each_worry_is_brought_in_its_month_and_each_month_is_counted_before_the_next() -> None:
    """Then it is the day before the week, on which the groups are entered."""
    lived = Lived(at_the_beginning())

    await lived.months()

    assert [(tokyo_date(month.at), deed.row) for month in months() for deed in month.deeds] == lived.done
    assert [(month.name, month.counted_at) for month in months()] == lived.counted
    assert datetime(2026, 11, 19, 10, 30, tzinfo=TOKYO) == lived.clock.now()


async def test_who_goes_on_lives_through_the_month_in_which_the_clock_is_again_and_no_other() -> None:
    """Its rows have their causes already: done again they change nothing."""
    first, second, third = months()
    lived = Lived(at_the_beginning(), stops_after=len(first.deeds) + 3)
    with pytest.raises(InterruptedError):
        await lived.months()
    stopped, again = lived.clock, Lived(lived.clock)
    assert second.at == stopped.now()

    await again.months()

    rows = [deed.row for deed in (*second.deeds, *third.deeds)]
    assert rows == [row for _, row in again.done]


async def test_a_town_that_began_without_the_months_has_none() -> None:
    """An older version did, and one of fewer days does: nothing is brought in a time that is not its own."""
    last_of_october = datetime(2026, 10, 31, 8, tzinfo=TOKYO)
    lived = Lived(begun(last_of_october), first=date(2026, 11, 1))

    await lived.months()

    assert [] == lived.done
    assert datetime(2026, 10, 31, 10, 30, tzinfo=TOKYO) == lived.clock.now()
