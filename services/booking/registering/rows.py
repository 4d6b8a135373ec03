"""What lists, timers and rules read of registrations: a row a holder, a penalty, a document of the vault."""

from collections.abc import Iterable
from datetime import date

from services.booking.domain.registering.events import (
    Accreditation,
    FaultNoted,
    ListDropped,
    MemberErased,
    MembersListed,
    ReductionsGranted,
    Share,
)
from services.booking.domain.registering.penalty_course import course
from services.booking.domain.registering.record import AtEnd, EndedBecause, Penalty, PenaltyStatus, Status
from services.booking.domain.registering.registration import Registration
from shared.clock import day_begins
from shared.contracts.booking_registrations import FaultKind, RegistrationKind, SuspendedFor
from shared.events import Event
from shared.journal import Row


class RegistrationRow(Row):
    """A holder's registration, and all that the rules ask about it. ``id`` is the holder's key. ``due_at``: a timer.

    ``waiting``: ``applied`` or ``review`` while the city has to decide, else empty.
    """

    kind = "registration"
    columns = ("status", "waiting", "number", "holder_kind")
    many = ("responsible",)

    holder_kind: RegistrationKind
    group_id: str | None
    person_id: str | None
    status: Status
    waiting: str
    number: str
    channel: str
    share: Share | None
    responsible: tuple[str, ...]
    proof_method: str | None
    proof_document: str | None
    proof_seen_by: str | None
    list_version: int | None
    members: int
    eligible: int
    shares: dict[Share, int]
    until: date | None
    renew_from: date | None
    ended_for: EndedBecause | None
    at_end: AtEnd | None = None
    reasons: tuple[str, ...]
    accreditations: tuple[Accreditation, ...]
    granted: tuple[ReductionsGranted, ...]
    suspended_until: date | None
    city_suspended_until: date | None
    city_suspended_for: SuspendedFor | None
    counted: tuple[int, int] | None = None
    """While the city looks again: of the list that it approved, the members, and how many live, work or study here."""
    faults: tuple[FaultNoted, ...]
    """Faults whose points were not waived, the oldest first."""

    @classmethod
    def of(cls, state: Registration) -> "RegistrationRow":
        """The row of a holder as it stands."""
        proof, listed, term, city = state.proof, state.listed, state.term, state.by_city
        wakes = state.wakes_on
        return cls(
            id=state.stream_key,
            due_at=day_begins(wakes) if wakes else None,
            holder_kind=state.holder_kind,
            group_id=state.group_id,
            person_id=state.person_id,
            status=state.status,
            waiting="applied" if state.status == "applied" else "review" if state.review else "",
            number=state.number,
            channel=state.channel,
            share=state.share,
            responsible=state.responsible,
            proof_method=proof.method if proof else None,
            proof_document=proof.document if proof else None,
            proof_seen_by=proof.seen_by if proof else None,
            list_version=listed.version if listed else None,
            members=listed.members if listed else 0,
            eligible=listed.eligible if listed else 0,
            shares=listed.shares if listed else {},
            counted=state.counted if state.review else None,
            until=term.until if term and state.status == "registered" else None,
            renew_from=term.renew_from if term and state.status == "registered" else None,
            ended_for=state.ended_for,
            at_end=state.at_end,
            reasons=state.reasons,
            accreditations=state.accreditations,
            granted=tuple(state.granted[year] for year in sorted(state.granted)),
            suspended_until=state.suspended_until,
            city_suspended_until=city.until if city else None,
            city_suspended_for=city.reason if city else None,
            faults=tuple(each.noted for each in state.penalties.values() if each.status != "waived"),
        )

    def points_on(self, day: date) -> int:
        """The points that count on a day."""
        return course(self.faults).points_on(day)


class PenaltyRow(Row):
    """A fault with its points, and what became of it. ``placed``: the holder's key and the day, to list by."""

    kind = "penalty"
    columns = ("placed", "status")

    registration_id: str
    placed: str
    fault: FaultKind
    on: date
    booking_id: str | None
    facility_id: str | None
    rule_id: str
    points: int
    lives_until: date
    threshold: int
    appeal_until: date
    status: PenaltyStatus
    appealed_for: str | None
    waived_for: str | None

    @classmethod
    def of(cls, registration_id: str, penalty: Penalty) -> "PenaltyRow":
        """The row of a penalty as it stands."""
        noted = penalty.noted
        same = ("fault", "on", "booking_id", "facility_id", "rule_id", "points", "lives_until", "threshold")
        return cls(
            id=noted.penalty_id,
            closed=penalty.status == "waived",
            registration_id=registration_id,
            placed=f"{registration_id}/{noted.on.isoformat()}",
            appeal_until=noted.appeal_until,
            status=penalty.status,
            appealed_for=penalty.reason,
            waived_for=penalty.waived_for,
            **noted.model_dump(include=set(same)),
        )


class RegistrationDocumentRow(Row):
    """Says that a document of the vault is referred to. Closed when its list no longer counts."""

    kind = "registration-document"

    registration_id: str


REGISTRATION_ROWS: tuple[type[Row], ...] = (RegistrationRow, PenaltyRow, RegistrationDocumentRow)


def project_registration(state: Registration, event: Event) -> Iterable[Row]:
    """The rows that an event on a registration's stream makes or changes."""
    rows: list[Row] = [RegistrationRow.of(state)]
    if penalty := state.penalties.get(getattr(event, "penalty_id", "")):
        rows.append(PenaltyRow.of(state.stream_key, penalty))
    gone: tuple[str, ...] = ()
    match event:
        case MembersListed() if state.listed:
            gone = event.replaced
            rows.extend(_document(state, id) for id in state.listed.document_ids)
        case MemberErased():
            gone = (event.document_id,)
        case ListDropped():
            gone = event.document_ids
    rows.extend(_document(state, id, closed=True) for id in gone)
    return rows


def document_of(row: Row) -> str | None:
    """The document of the vault that a row refers to."""
    return row.id if isinstance(row, RegistrationDocumentRow) and not row.closed else None


def _document(state: Registration, id: str, *, closed: bool = False) -> RegistrationDocumentRow:
    return RegistrationDocumentRow(id=id, registration_id=state.stream_key, closed=closed)
