"""Bookings that are cancelled by one party and booked at once by another, again and again: what counts as a habit.

Who has such a habit may not book at once what the other gives up; everybody else may. So nobody can shut anybody out:
what a rival cancels is at worst open to one a morning later.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from services.booking.domain.grid import instant, parse_clock
from services.booking.rulebook.asking import Asked, GivenUp
from services.booking.rulebook.rule import Clock, Decides, Rule
from services.booking.rulebook.words import Refusal, refuse
from shared.clock import tokyo_date

ONE_DAY = timedelta(days=1)


class Passing(Rule):
    """When two parties pass bookings on. A refusal's value is how often they did; its limit, from how often on.

    A habit is: ``times`` or more within ``days``, and both ways round the other is no chance: of all that the one gave
    up and somebody took, and of all that the other took, at least ``percent`` of a hundred were between these two.
    Whoever takes many people's cancelled slots, however fast, has no habit with any of them.
    """

    SECTION: ClassVar[str] = "passings"
    DECIDES: ClassVar[Decides] = "request"

    within_minutes: Annotated[int, Field(ge=1, le=1_440)]
    """A slot that is booked so soon after it was given up was passed on."""
    times: Annotated[int, Field(ge=2, le=100)]
    days: Annotated[int, Field(ge=1, le=400)]
    percent: Annotated[int, Field(ge=1, le=100)]
    reopens_at: Clock
    """The time of the next day from which the other may book it too."""

    def habit(self, given_up: GivenUp, now: datetime) -> int:
        """How often the two parties did it, where that is a habit; else 0."""
        gave, took = (self._recent(moments, now) for moments in (given_up.gave, given_up.took))
        gave_them, took_theirs = (self._recent(moments, now) for moments in (given_up.gave_them, given_up.took_theirs))
        often = min(gave_them, took_theirs)
        shares = all(part * 100 >= self.percent * whole for part, whole in ((gave_them, gave), (took_theirs, took)))
        return often if often >= self.times and shares else 0

    def _recent(self, moments: Sequence[datetime], now: datetime) -> int:
        return sum(at >= now - timedelta(days=self.days) for at in moments)

    def reopens(self, given_up: GivenUp) -> datetime:
        """From when on the other may have it too."""
        return instant(tokyo_date(given_up.at) + ONE_DAY, parse_clock(self.reopens_at))


def check_passings(asked: Asked) -> Iterator[Refusal]:
    """What somebody with whom they pass bookings on has just given up."""
    given_up = asked.facts.given_up
    rule = asked.rule(Passing) if given_up else None
    if given_up is None or rule is None or asked.now >= (reopens := rule.reopens(given_up)):
        return
    if often := rule.habit(given_up, asked.now):
        yield refuse(rule, asked, value=often, limit=rule.times, until=reopens)
