"""Bookings that are cancelled by one party and booked at once by another, again and again: what counts as a habit.

Who has such a habit may not book at once what the other gives up; everybody else may. So nobody can shut anybody out:
what a rival cancels is at worst open to one a morning later.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from services.booking.rulebook.rule import Clock, Decides, Rule


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
