"""``GET /figures``: what a service counted, day by day, for everybody. See ``shared.small_counts`` for what is told."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from shared.figures import Figure, Figures, Period
from shared.small_counts import COUNT_SHOWN_MIN, DayTold, PeriodTold
from shared.web.answers import View

DayFrom = Annotated[
    date | None, Query(alias="from", description="The first day, in Tokyo; default: seven days before until")
]
DayUntil = Annotated[date | None, Query(description="The last day, included; default: today. At most 31 days")]


class DayView(View):
    """One day in Tokyo. With too few people ``count`` is null, and ``fewer_than`` says how many different ones."""

    day: date
    count: int | None = Field(
        description="events: exactly so many, or while the day runs at least so many, in fives of different people"
    )
    amount: int | None = Field(description="the sum of what they carry (points); null where it is not told")
    exact: bool
    fewer_than: int | None

    @classmethod
    def of(cls, told: DayTold, *, summed: bool) -> "DayView":
        """The view of a day."""
        return cls(
            day=told.day,
            count=told.events,
            amount=told.amount if summed else None,
            exact=told.exact,
            fewer_than=COUNT_SHOWN_MIN if told.events is None else None,
        )


class SumView(View):
    """The days that are told, added up: exactly that many when ``exact``, else at least so many."""

    count: int
    amount: int | None
    exact: bool


class FigureView(View):
    """One thing that is counted. ``open``: made of open events, which anybody may count, so every day is told."""

    what: str
    open: bool
    total: SumView
    days: list[DayView]

    @classmethod
    def of(cls, figure: Figure, told: PeriodTold) -> "FigureView":
        """The view of a figure."""
        total = SumView(count=told.events, amount=told.amount if figure.summed else None, exact=told.exact)
        days = [DayView.of(each, summed=figure.summed) for each in told.days]
        return cls(what=figure.what, open=figure.open_to_all, total=total, days=days)


class FiguresView(View):
    """The figures of a period, both days included. ``today`` still runs."""

    from_: date = Field(serialization_alias="from")
    until: date
    today: date
    figures: list[FigureView]


async def figures_of(figures: Figures, period: Period) -> list[FigureView]:
    """The views of all figures of a period. Raises ``StoreUnavailable``."""
    return [FigureView.of(figure, told) for figure, told in (await figures.of(period)).items()]


def figure_routes(figures: Figures) -> APIRouter:
    """The route of a service that tells its figures."""
    router = APIRouter(tags=["figures"])

    @router.get("/figures")
    async def counted(since: DayFrom = None, until: DayUntil = None) -> FiguresView:
        """How often what happened, day by day (open). What fewer than 5 different people did on a day is not told."""
        period = figures.period(since, until)
        return FiguresView(
            from_=period.first, until=period.last, today=period.today, figures=await figures_of(figures, period)
        )

    return router
