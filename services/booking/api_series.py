"""The routes of series: parse, one use case, answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict

from services.booking.domain.facility import Id
from services.booking.series_plan import Planned, SeriesRequest
from services.booking.service import Booking
from services.booking.ways_rows import Occurrence, SeriesRow
from shared.errors import Refusal
from shared.web import CallerDep, CauseDep, TokyoInstant, View, answer

SeriesId = Annotated[Id, Path(description="The series' id")]


class OccurrenceView(View):
    """An occurrence: ``pending``, ``held``, ``booked`` or ``refused``; in a preview ``free`` or ``refused``."""

    booking_id: str | None
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    outcome: str
    fee: int | None
    reason: str | None
    rule_id: str | None = None

    @classmethod
    def of(cls, occurrence: Occurrence) -> "OccurrenceView":
        """As it became."""
        return cls(**{**occurrence.model_dump(), "reason": occurrence.reason or None})

    @classmethod
    def planned(cls, planned: Planned) -> "OccurrenceView":
        """As it would become now."""
        place, wanted, refusal = planned.place, planned.wanted, planned.refusal
        rooms = wanted.room_ids if wanted and refusal is None else place.rooms
        return cls(
            booking_id=None,
            facility_id=place.facility_id,
            room_ids=rooms,
            starts_at=place.starts_at,
            ends_at=place.ends_at,
            outcome="free" if refusal is None else "refused",
            fee=wanted.terms.fee if wanted and refusal is None else None,
            reason=refusal.code if refusal else None,
            rule_id=_rule(refusal),
        )


class SeriesView(View):
    """A series: ``booking``, ``confirming``, ``booked`` or ``stopped``; how many of ``total`` are not refused."""

    series_id: str | None
    stage: str
    total: int
    count: int
    fee: int
    occurrences: tuple[OccurrenceView, ...]

    @classmethod
    def of(cls, series_id: str | None, stage: str, total: int, occurrences: list[OccurrenceView]) -> "SeriesView":
        """With its occurrences."""
        given = [each for each in occurrences if each.outcome != "refused"]
        return cls(
            series_id=series_id, stage=stage, total=total, count=len(given), fee=sum(each.fee or 0 for each in given),
            occurrences=tuple(occurrences),
        )  # fmt: skip

    @classmethod
    def of_row(cls, row: SeriesRow) -> "SeriesView":
        """As it stands."""
        return cls.of(row.id, row.stage, row.total, [OccurrenceView.of(each) for each in row.occurrences])


class CancelRestRequest(BaseModel):
    """From when on; without it everything that is still to come."""

    model_config = ConfigDict(extra="forbid")

    since: TokyoInstant | None = None


class CancelledView(View):
    """What became of one booking of the series: ``cancelled``, or why it stays."""

    booking_id: str
    starts_at: TokyoInstant
    outcome: str


def series_routes(uses: Booking) -> APIRouter:
    """The router of series."""
    router = APIRouter(tags=["series"])
    series = uses.series

    @router.post("/series/preview")
    async def preview(wanted: SeriesRequest, caller: CallerDep) -> SeriesView:
        """What would become of each occurrence now; changes nothing."""
        planned = [OccurrenceView.planned(each) for each in await series.preview(wanted, by=caller)]
        return SeriesView.of(None, "preview", len(planned), planned)

    @router.post("/series", status_code=201, response_model=SeriesView)
    async def book(wanted: SeriesRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Book a series, or several places at once; more than 30 are booked behind the answer (``booking``)."""
        outcome, series_id, stage, total, occurrences = await series.book(wanted, by=caller, cause=cause)
        views = [OccurrenceView.of(each) for each in occurrences]
        return answer(outcome, SeriesView.of(series_id, stage, total, views))

    @router.get("/series/{series_id}")
    async def one(series_id: SeriesId, caller: CallerDep) -> SeriesView:
        """A series and what became of each occurrence (its person, its group's officers, staff, auditors)."""
        return SeriesView.of_row(await series.get(series_id, by=caller))

    @router.post("/series/{series_id}/cancel")
    async def cancel(
        series_id: SeriesId, caller: CallerDep, cause: CauseDep, wanted: CancelRestRequest | None = None
    ) -> dict[str, Any]:
        """Cancel the rest of a series; what cannot be cancelled any more stays, and is named."""
        done = await series.cancel_rest(series_id, wanted.since if wanted else None, by=caller, cause=cause)
        items = [
            CancelledView(booking_id=row.id, starts_at=row.starts_at, outcome=refusal.code if refusal else "cancelled")
            for row, refusal in done
        ]
        return {"items": items, "next": None}

    return router


def _rule(refusal: Refusal | None) -> str | None:
    return str(refusal.data["rule_id"]) if refusal is not None and "rule_id" in refusal.data else None
