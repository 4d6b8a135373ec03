"""What booking counts for everybody: rooms booked, when they are used, activities and who took part, never who."""

from collections.abc import Callable, Iterable
from datetime import date

from fastapi import APIRouter
from pydantic import Field

from shared.clock import TOKYO
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_activities import ActivityAnnounced, ActivityAttended, ActivitySignedUp
from shared.figures import Figure, Figures
from shared.journal import Journal
from shared.journal.tallies import Count, Counts
from shared.web import View
from shared.web.figures import DayFrom, DayUntil, FigureView, figures_of

BOOKED = "room-booked"
HOURS = 24


def _at_hour(what: str) -> Callable[[BookingConfirmed], Iterable[Count]]:
    """Counts on the day on which it was said, by the hour in Tokyo in which the use begins."""

    def count(booking: BookingConfirmed) -> Iterable[Count]:
        return (Count(what, slot=f"{booking.starts_at.astimezone(TOKYO).hour:02}"),)

    return count


COUNTS: Counts = {
    BookingConfirmed.type: _at_hour(BOOKED),
    BookingCancelled.type: _at_hour("room-cancelled"),
    ActivityAnnounced.type: lambda event: (Count("activity-announced"),),
    ActivitySignedUp.type: lambda event: (Count("activity-signed-up", who=event.person_id),),
    ActivityAttended.type: lambda event: (Count("activity-attended", who=event.person_id),),
}
FIGURES = (
    Figure(BOOKED, open_to_all=True),
    Figure("room-cancelled", open_to_all=True),
    Figure("activity-announced", open_to_all=True),
    Figure("activity-signed-up"),
    Figure("activity-attended"),
)
"""What is taken and freed is open (``kyoso.occupancy``: each booking is one ``slots-taken``), and so are activities.

So a booking is counted without its person: it pays for nothing that it does not need.
"""


class HourView(View):
    """Bookings of the period whose use begins in one hour of the day (Tokyo); also those that were cancelled later."""

    hour: int
    count: int


class BookingFiguresView(View):
    """The figures of a period, both days included, and for which hours rooms were booked on these days."""

    from_: date = Field(serialization_alias="from")
    until: date
    today: date
    figures: list[FigureView]
    hours: list[HourView] = Field(description="24, by the hour in which the use begins")


def booking_figures(journal: Journal) -> APIRouter:
    """The route of booking's figures."""
    router = APIRouter(tags=["figures"])
    figures = Figures(journal, FIGURES)

    @router.get("/figures")
    async def counted(since: DayFrom = None, until: DayUntil = None) -> BookingFiguresView:
        """How often what happened, day by day, and for which hours rooms were booked (open).

        What fewer than 5 different people did on a day is not told.
        """
        period = figures.period(since, until)
        by_hour = await figures.by_slot(period, BOOKED)
        return BookingFiguresView(
            from_=period.first,
            until=period.last,
            today=period.today,
            figures=await figures_of(figures, period),
            hours=[HourView(hour=hour, count=by_hour.get(f"{hour:02}", 0)) for hour in range(HOURS)],
        )

    return router
