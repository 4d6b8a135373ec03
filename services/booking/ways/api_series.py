"""The routes of series: parse, one use case, answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict

from services.booking.domain.houses.facility import Id
from services.booking.rows import BookingRow
from services.booking.service import Booking
from services.booking.ways.rows import SeriesRow
from services.booking.ways.series_plan import Planned, SeriesRequest
from services.booking.ways.series_story import Told
from services.booking.ways.series_words import told_of
from shared.errors import Refusal
from shared.web import CallerDep, CauseDep, TokyoInstant, View, answer

SeriesId = Annotated[Id, Path(description="The series' id")]


class SinceView(View):
    """The booking of an occurrence as it stands now, wherever it moved to."""

    booking_id: str
    status: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    fee: int

    @classmethod
    def of(cls, row: BookingRow) -> "SinceView":
        """As its row says."""
        return cls(
            booking_id=row.id, status=row.status, facility_id=row.facility_id, room_ids=row.room_ids,
            starts_at=row.starts_at, ends_at=row.ends_at, fee=row.fee,
        )  # fmt: skip


class OccurrenceView(View):
    """An occurrence: ``pending``, ``held``, ``booked`` or ``refused``; in a preview ``free`` or ``refused``.

    It is told as it was booked; ``since`` says how its booking stands now. One that is refused has the fields of a
    single refusal, and all rules that refuse in ``refusals``. ``room_ids`` of a preview are the rooms that would be
    taken; ``other_room``: they are not those that were asked for.
    """

    booking_id: str | None
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    outcome: str
    fee: int | None
    reason: str | None
    rule_id: str | None = None
    section: str | None = None
    article: str | None = None
    value: Any = None
    limit: Any = None
    until: Any = None
    ja: str | None = None
    plain: str | None = None
    en: str | None = None
    refusals: tuple[dict[str, Any], ...] = ()
    alternatives: tuple[dict[str, Any], ...] = ()
    other_room: bool = False
    since: SinceView | None = None

    @classmethod
    def of(cls, told: Told) -> "OccurrenceView":
        """As it became."""
        kept = told.occurrence.model_dump(exclude={"rule_ids", "counted"})
        why = told.refusal or {"reason": told.occurrence.reason or None}
        return cls(**{**kept, **why}, since=SinceView.of(told.since) if told.since else None)

    @classmethod
    def planned(cls, planned: Planned) -> "OccurrenceView":
        """As it would become now."""
        place, refusal = planned.place, planned.refusal
        taken = planned.wanted if refusal is None else None
        why = told_of(refusal) if refusal else {"reason": None}
        return cls(
            booking_id=None,
            facility_id=place.facility_id,
            room_ids=taken.room_ids if taken else place.rooms,
            starts_at=place.starts_at,
            ends_at=place.ends_at,
            outcome="free" if refusal is None else "refused",
            fee=taken.terms.fee if taken else None,
            other_room=taken is not None and taken.room_ids != place.rooms,
            **why,
        )


class SeriesView(View):
    """A series: ``booking``, ``confirming``, ``booked`` or ``stopped``; how many of ``total`` are not refused.

    In a preview ``refusal`` says why nothing would be booked, and then nothing counts.
    """

    series_id: str | None
    stage: str
    total: int
    count: int
    fee: int
    occurrences: tuple[OccurrenceView, ...]
    refusal: dict[str, Any] | None = None

    @classmethod
    def of(cls, series_id: str | None, stage: str, total: int, occurrences: list[OccurrenceView]) -> "SeriesView":
        """With its occurrences."""
        given = [each for each in occurrences if each.outcome != "refused"]
        return cls(
            series_id=series_id, stage=stage, total=total, count=len(given), fee=sum(each.fee or 0 for each in given),
            occurrences=tuple(occurrences),
        )  # fmt: skip

    @classmethod
    def of_row(cls, row: SeriesRow, told: list[Told]) -> "SeriesView":
        """As it stands."""
        return cls.of(row.id, row.stage, row.total, [OccurrenceView.of(each) for each in told])

    @classmethod
    def planned(cls, plan: list[Planned], refusal: Refusal | None) -> "SeriesView":
        """As it would become now."""
        found = cls.of(None, "preview", len(plan), [OccurrenceView.planned(each) for each in plan])
        if refusal is None:
            return found
        return found.model_copy(update={"count": 0, "fee": 0, "refusal": told_of(refusal)})


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
        return SeriesView.planned(*await series.preview(wanted, by=caller))

    @router.post("/series", status_code=201, response_model=SeriesView)
    async def book(wanted: SeriesRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Book a series, or several places at once; more than 30 are booked behind the answer (``booking``)."""
        outcome, series_id, stage, total, occurrences = await series.book(wanted, by=caller, cause=cause)
        views = [OccurrenceView.of(each) for each in occurrences]
        return answer(outcome, SeriesView.of(series_id, stage, total, views))

    @router.get("/series/{series_id}")
    async def one(series_id: SeriesId, caller: CallerDep) -> SeriesView:
        """A series and what became of each occurrence (its person, its group's officers, staff, auditors)."""
        return SeriesView.of_row(*await series.read(series_id, by=caller))

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
