"""What a service reads of its counts before it tells them."""

from datetime import date

from shared.figures import Figure, Figures
from shared.journal.port import Total
from tests.contract.journal.toy import START

DAY = date(2026, 12, 1)
SPOKEN = Figure("spoken")


class Counted:
    """A journal of which only the totals are read."""

    def __init__(self, *totals):
        self.store = self
        self._totals = totals

    def now(self):
        return START

    async def totals(self, *_, **__):
        return self._totals


async def test_the_people_of_two_parts_of_a_day_may_be_the_same():
    """Three in the morning and three in the evening are at least three, which is too few to tell."""
    figures = Figures(Counted(*(Total(f"{DAY}/spoken/{hour}", 3, 3, 3) for hour in ("09", "18"))), [SPOKEN])

    found = await figures.of(figures.period(DAY, DAY))

    assert [None] == [day.events for day in found[SPOKEN].days]


async def test_what_was_counted_without_people_is_not_told():
    """Rows of an older version: however many."""
    figures = Figures(Counted(Total(f"{DAY}/spoken/", 100, 100, 0)), [SPOKEN])

    found = await figures.of(figures.period(DAY, DAY))

    assert (0, False) == (found[SPOKEN].events, found[SPOKEN].exact)
