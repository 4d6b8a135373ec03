"""A registration as its events say: one of a group or of a person, over all facilities. ``registration/<holder>``.

The holder's key is ``group~<id>`` or ``person~<id>``, so that nobody has two. Penalty points lie here too, whether the
holder is registered or not. No name stands here: a member list is in the vault, and only its counts are here.
"""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import BaseModel

from services.booking.domain.registering.events import (
    Accreditation,
    AppealRejected,
    FaultAppealed,
    FaultNoted,
    FaultWaived,
    ListDropped,
    MemberErased,
    MembersListed,
    ProofSeen,
    ReductionsGranted,
    RegistrationAccredited,
    RegistrationFiled,
    ResponsibleErased,
    ResponsibleNamed,
    Share,
    SuspensionNoted,
    TermSet,
)
from services.booking.domain.registering.penalty_course import Course, course
from shared.contracts.booking_registrations import (
    EndedFor,
    RegistrationApplied,
    RegistrationApproved,
    RegistrationEnded,
    RegistrationEnding,
    RegistrationKind,
    RegistrationRenewed,
    WaivedFor,
)
from shared.events import Event
from shared.journal import State

Status = Literal["none", "applied", "registered", "ended"]
PenaltyStatus = Literal["standing", "appealed", "upheld", "waived"]
EndedBecause = EndedFor | Literal["group-ended"]
FAULTS_KEPT_MAX = 200
"""Faults of one holder that are remembered here; the rows have all. Nobody who has so many books."""


class Penalty(BaseModel):
    """A fault, and what became of it."""

    noted: FaultNoted
    status: PenaltyStatus = "standing"
    reason: str | None = None
    waived_for: WaivedFor | None = None


class MemberList(BaseModel):
    """The version of the member list that counts now."""

    version: int
    list_id: str
    documents: int
    shares: dict[Share, int]
    eligible: int
    digest: str
    gone: tuple[str, ...] = ()
    """Documents of members who were erased."""

    @property
    def members(self) -> int:
        """How many there are."""
        return sum(self.shares.values())

    @property
    def counts(self) -> tuple[int, int]:
        """How many there are, and how many of them live, work or study here."""
        return self.members, self.eligible

    @property
    def document_ids(self) -> tuple[str, ...]:
        """Its documents in the vault."""
        ids = (f"{self.list_id}.{n}" for n in range(self.documents))
        return tuple(id for id in ids if id not in self.gone)


class AtEnd(BaseModel):
    """What stood when the group ended. It counts for what the group has booked already, and for nothing new."""

    until: date
    members: int
    eligible: int


def key_of(group_id: str | None, person_id: str | None) -> str:
    """The key of a holder: the group where there is one, else the person."""
    return f"group~{group_id}" if group_id else f"person~{person_id}"


class RegistrationRecord(State):
    """What is on record."""

    kind: ClassVar[str] = "registration"

    status: Status = "none"
    review: bool = False
    looked_at: tuple[int, int] | None = None
    """While the city looks again: the counts of the list that it approved."""
    number: str = ""
    channel: str = "web"
    share: Share | None = None
    responsible: tuple[str, ...] = ()
    proof: ProofSeen | None = None
    listed: MemberList | None = None
    term: TermSet | None = None
    told: bool = False
    ended_for: EndedBecause | None = None
    at_end: AtEnd | None = None
    reasons: tuple[str, ...] = ()
    accreditations: tuple[Accreditation, ...] = ()
    granted: dict[int, ReductionsGranted] = {}
    by_city: SuspensionNoted | None = None
    by_points: SuspensionNoted | None = None
    penalties: dict[str, Penalty] = {}

    # -- who it is

    @property
    def holder_kind(self) -> RegistrationKind:
        """Whether it is a group's or a person's."""
        return "group" if self.stream_key.startswith("group~") else "person"

    @property
    def group_id(self) -> str | None:
        """The group, if it is one's."""
        return self._id if self.holder_kind == "group" else None

    @property
    def person_id(self) -> str | None:
        """The person, if it is one's."""
        return self._id if self.holder_kind == "person" else None

    @property
    def _id(self) -> str:
        return self.stream_key.partition("~")[2]

    def told_of(self) -> dict[str, Any]:
        """Whose registration it is, as events say it: of a group, who answers for it is told."""
        answers = self.person_id or (self.responsible[0] if self.responsible else None)
        return {"group_id": self.group_id, "person_id": answers}

    # -- what it comes to

    @property
    def course(self) -> Course:
        """What the faults come to that were not waived."""
        return course(each.noted for each in self.penalties.values() if each.status != "waived")

    @property
    def counted(self) -> tuple[int, int]:
        """The members that the city has seen, and how many of them live, work or study here.

        While it looks again, those of the list that it approved: what is on the new one helps nobody before. Nor does
        it hide anything: the rules ask of both (``Facts.claimed``).
        """
        return self.looked_at or (self.listed.counts if self.listed else (0, 0))

    @property
    def suspended_until(self) -> date | None:
        """The last day of what keeps the holder from booking."""
        last = [noted.until for noted in (self.by_city, self.by_points) if noted and noted.until]
        return max(last, default=None)

    # -- folding

    def apply(self, event: Event) -> None:
        if not (self._apply_to_holder(event) or self._apply_to_term(event)):
            self._apply_to_penalties(event)

    def _apply_to_holder(self, event: Event) -> bool:
        match event:
            case RegistrationFiled():
                self.number, self.channel, self.share = event.number, event.channel, event.share
                self.responsible, self.proof, self.accreditations = event.responsible, None, ()
            case ResponsibleNamed():
                self.responsible = event.person_ids
            case ResponsibleErased():
                self.responsible = tuple(id for id in self.responsible if id != event.person_id)
            case MembersListed():
                self._list(event)
            case MemberErased() if self.listed:
                shares = {**self.listed.shares, event.share: self.listed.shares.get(event.share, 0) - 1}
                eligible = self.listed.eligible - event.eligible
                gone = (*self.listed.gone, event.document_id)
                self.listed = self.listed.model_copy(update={"shares": shares, "eligible": eligible, "gone": gone})
            case ListDropped():
                self.listed = None
            case ProofSeen():
                self.proof = event
            case RegistrationAccredited():
                self.accreditations = event.accreditations
            case ReductionsGranted():
                self.granted[event.fiscal_year] = event
            case _:
                return False
        return True

    def _end_holding(self, event: RegistrationEnded) -> None:
        if event.standing and self.status == "registered" and self.term:
            members, eligible = self.counted
            self.at_end = AtEnd(until=self.term.until, members=members, eligible=eligible)
        self.status, self.review, self.looked_at = "ended", False, None
        self.ended_for, self.reasons = "group-ended" if event.standing else event.reason, event.reasons

    def _list(self, event: MembersListed) -> None:
        if event.review and not self.review and self.listed:
            self.looked_at = self.listed.counts
        self.listed = MemberList(**event.model_dump(exclude={"review", "replaced"}))
        self.review = self.review or event.review

    def _apply_to_term(self, event: Event) -> bool:
        match event:
            case RegistrationApproved() | RegistrationRenewed():
                self.status, self.review, self.ended_for, self.reasons = "registered", False, None, ()
                self.looked_at = self.at_end = None
            case RegistrationEnding():
                self.told = True
            case RegistrationEnded():
                self._end_holding(event)
            case TermSet():
                self.term, self.told = event, False
            case SuspensionNoted():
                noted = event if event.until else None
                if event.by == "city":
                    self.by_city = noted
                else:
                    self.by_points = noted
            case RegistrationApplied():
                if event.type == RegistrationApplied.type:
                    self.status = "applied"
            case _:
                return False
        return True

    def _apply_to_penalties(self, event: Event) -> None:
        match event:
            case FaultNoted():
                self.penalties[event.penalty_id] = Penalty(noted=event)
                while len(self.penalties) > FAULTS_KEPT_MAX:
                    del self.penalties[next(iter(self.penalties))]
            case FaultAppealed():
                self._penalty(event.penalty_id, status="appealed", reason=event.reason)
            case AppealRejected():
                self._penalty(event.penalty_id, status="upheld")
            case FaultWaived():
                self._penalty(event.penalty_id, status="waived", waived_for=event.reason)

    def _penalty(self, penalty_id: str, **changes: Any) -> None:
        if known := self.penalties.get(penalty_id):
            self.penalties[penalty_id] = known.model_copy(update=changes)
