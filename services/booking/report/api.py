"""The routes of the monthly report: as JSON, as a table for spreadsheets, on paper. For staff and auditors only.

It is the operator's own paper and not a publication: small counts are told, because who runs a house must add them up.
Its numbers are heads and bookings, never people by name or id.
"""

import asyncio
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.booking.domain.houses.facility import Id
from services.booking.papers.api import pdf
from services.booking.permissions import require, standings
from services.booking.report.cells import Cell, Dimension
from services.booking.report.monthly import HouseReport, Line, MonthlyReports, Report
from services.booking.report.reading import Span
from services.booking.report.table import csv_of
from shared.web import CallerDep, View

Month = Annotated[str, Query(pattern=r"^2[01]\d\d-(0[1-9]|1[0-2])$", description="A month, e.g. 2026-11")]
House = Annotated[Id | None, Query(description="One house; without it all of them")]
CSV = "text/csv; charset=utf-8"
TABLE: dict[int | str, dict[str, object]] = {200: {"content": {"text/csv": {}}, "description": "The table"}}
PAPER: dict[int | str, dict[str, object]] = {200: {"content": {"application/pdf": {}}, "description": "The paper"}}


class CellView(View):
    """The sums of one line in one period: minutes, heads, yen. ``null``: the line has no such figure.

    ``never_open``: no occupancy, because nothing was open. What is charged, outstanding and owed back is of the uses
    of the period; what was received and refunded is the cash book of the period, for whichever use.
    """

    uses: int
    no_shows: int
    cancelled: int
    heads: int
    heads_bookings: int
    heads_walk_ins: int
    booked_minutes: int | None
    open_minutes: int | None
    occupancy_percent: float | None
    never_open: bool
    charged_yen: int
    outstanding_yen: int
    owed_back_yen: int
    received_yen: int | None
    refunded_yen: int | None

    @classmethod
    def of(cls, cell: Cell) -> "CellView":
        """The figures of a cell."""
        return cls(
            uses=cell.uses,
            no_shows=cell.no_shows,
            cancelled=cell.cancelled,
            heads=cell.heads_all,
            heads_bookings=cell.heads,
            heads_walk_ins=cell.walk_ins,
            booked_minutes=cell.booked_minutes,
            open_minutes=cell.open_minutes,
            occupancy_percent=cell.occupancy_percent,
            never_open=cell.never_open,
            charged_yen=cell.charged,
            outstanding_yen=cell.outstanding,
            owed_back_yen=cell.owed_back,
            received_yen=cell.received,
            refunded_yen=cell.refunded,
        )


class ReportLine(View):
    """One line: of the house, or of a room, a band, a purpose, a party."""

    dimension: Dimension
    code: str
    name: str
    month: CellView
    same_month_last_year: CellView
    fiscal_year_to_date: CellView

    @classmethod
    def of(cls, line: Line) -> "ReportLine":
        """A line of the report."""
        return cls(
            dimension=line.dimension,
            code=line.code,
            name=line.name,
            month=CellView.of(line.month),
            same_month_last_year=CellView.of(line.last_year),
            fiscal_year_to_date=CellView.of(line.year),
        )


class HouseView(View):
    """The lines of one house; of all together without an id."""

    facility_id: str
    name: str
    lines: list[ReportLine]

    @classmethod
    def of(cls, house: HouseReport) -> "HouseView":
        """A house's report."""
        return cls(facility_id=house.facility_id, name=house.name, lines=[ReportLine.of(line) for line in house.lines])


class PeriodView(View):
    """Days of a period, both included; none yet without ``last_day``."""

    first_day: date
    last_day: date | None

    @classmethod
    def of(cls, span: Span) -> "PeriodView":
        """The days of a span."""
        return cls(first_day=span.first, last_day=span.until - timedelta(days=1) if span.first < span.until else None)


class ReportView(View):
    """The report of a month. While it is running only days that are over count (``complete`` is false)."""

    month: str
    complete: bool
    days: PeriodView
    days_last_year: PeriodView
    days_fiscal_year: PeriodView
    whole: HouseView | None
    houses: list[HouseView]

    @classmethod
    def of(cls, report: Report) -> "ReportView":
        """The whole report."""
        periods = report.periods
        return cls(
            month=report.month,
            complete=periods.complete,
            days=PeriodView.of(periods.month),
            days_last_year=PeriodView.of(periods.last_year),
            days_fiscal_year=PeriodView.of(periods.year),
            whole=HouseView.of(report.whole) if report.whole else None,
            houses=[HouseView.of(house) for house in report.houses],
        )


def report_routes(reports: MonthlyReports, city: str) -> APIRouter:
    """The router of the monthly report."""
    router = APIRouter(tags=["reports"])

    @router.get("/reports/monthly")
    async def monthly(month: Month, caller: CallerDep, facility_id: House = None) -> ReportView:
        """The report of a month: occupancy, uses, heads, fees; by room, band, purpose, party (staff, auditors)."""
        require("see-report", standings(caller))
        return ReportView.of(await reports.of(month, facility_id))

    @router.get("/reports/monthly.csv", response_class=Response, responses=TABLE)
    async def table(month: Month, caller: CallerDep, facility_id: House = None) -> Response:
        """The report as a table: UTF-8 with its mark, a line for each line and period (staff, auditors)."""
        require("see-report", standings(caller))
        report = await reports.of(month, facility_id)
        named = {"Content-Disposition": f'attachment; filename="{file_name(report)}.csv"', "Cache-Control": "no-store"}
        return Response(await asyncio.to_thread(csv_of, report), media_type=CSV, headers=named)

    @router.get("/reports/monthly.pdf", response_class=Response, responses=PAPER)
    async def on_paper(month: Month, caller: CallerDep, facility_id: House = None) -> Response:
        """The report on paper: a page or two a house, with a chart and the tables behind it (staff, auditors)."""
        require("see-report", standings(caller))
        report = await reports.of(month, facility_id)
        return pdf(await drawn(report, reports, city), file_name(report))

    return router


async def drawn(report: Report, reports: MonthlyReports, city: str) -> bytes:
    """The report as PDF, drawn in another thread."""
    from services.booking.papers.monthly import report_pdf  # noqa: PLC0415 - a second to load, and seldom needed

    return await asyncio.to_thread(report_pdf, report, reports.texts, city)


def file_name(report: Report) -> str:
    """The name of the report's files: the month, and the house when it is about one."""
    house = f"-{report.houses[0].facility_id}" if report.whole is None else ""
    return f"monthly-{report.month}{house}"
