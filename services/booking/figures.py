"""What booking counts for everybody: rooms booked, when they are used, activities and who took part, never who."""

from datetime import date

from fastapi import APIRouter
from pydantic import Field

from shared.clock import TOKYO, tokyo_date
from shared.contracts.booking import (
    ActivityAnnounced,
    ActivityAttended,
    ActivitySignedUp,
    BookingCancelled,
    BookingConfirmed,
)
from shared.figures import Figure, Figures
from shared.journal import Journal
from shared.journal.tallies import Count, Counts
from shared.web import View
from shared.web.figures import DayFrom, DayUntil, FigureView, figures_of

USED = "room-used"
HOURS = 24


def _use(booking: BookingConfirmed, amount: int) -> Count:
    """A booking counts in the hour in which its use begins; one that is cancelled counts no more."""
    start = booking.starts_at.astimezone(TOKYO)
    return Count(USED, amount, day=tokyo_date(booking.starts_at), slot=f"{start.hour:02}")


COUNTS: Counts = {
    BookingConfirmed.type: lambda event: (Count("room-booked"), _use(event, 1)),
    BookingCancelled.type: lambda event: (_use(event, -1),),
    ActivityAnnounced.type: lambda event: (Count("activity-announced"),),
    ActivitySignedUp.type: lambda event: (Count("activity-signed-up"),),
    ActivityAttended.type: lambda event: (Count("activity-attended"),),
}
FIGURES = (
    Figure("room-booked", open_to_all=True),
    Figure("activity-announced", open_to_all=True),
    Figure("activity-signed-up"),
    Figure("activity-attended"),
)
"""What is taken is open (``kyoso.occupancy``: every booking is one ``slots-taken``), and so are activities."""


class HourView(View):
    """Bookings whose use begins in one hour of the day, in Tokyo; those that were cancelled are not among them."""

    hour: int
    count: int


class BookingFiguresView(View):
    """The figures of a period, both days included, and when in the day the rooms are used on these days."""

    from_: date = Field(serialization_alias="from")
    until: date
    today: date
    figures: list[FigureView]
    hours: list[HourView] = Field(description="24, by the hour in which the use begins; also of days to come")


def booking_figures(journal: Journal) -> APIRouter:
    """The route of booking's figures."""
    router = APIRouter(tags=["figures"])
    figures = Figures(journal, FIGURES)

    @router.get("/figures")
    async def counted(since: DayFrom = None, until: DayUntil = None) -> BookingFiguresView:
        """How often what happened, day by day, and at which hours rooms are used (open).

        Counts under 5 about people are not told.
        """
        period = figures.period(since, until)
        by_hour = await figures.by_slot(period, USED)
        return BookingFiguresView(
            from_=period.first,
            until=period.last,
            today=period.today,
            figures=await figures_of(figures, period),
            hours=[HourView(hour=hour, count=by_hour.get(f"{hour:02}", 0)) for hour in range(HOURS)],
        )

    return router
