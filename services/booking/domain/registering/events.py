"""Private events of registrations: what the city keeps of them beside what it tells. Names are in the vault alone."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.booking_registrations import FaultKind, SuspendedFor, WaivedFor
from shared.events import Event

Channel = Literal["web", "counter", "phone"]
Share = Literal["lives", "works", "studies", "elsewhere"]
"""What ties somebody to the city: they live, work or study here, or none of these."""
ProofMethod = Literal["counter", "electronic"]
AppealReason = Literal["rain", "illness", "disaster", "operator", "other"]


class RegistrationFiled(Event):
    """An application as it came in. ``number`` is the registration's for good; ``share`` is a person's own."""

    type = "registration-filed.v1"

    channel: Channel
    number: str
    responsible: tuple[str, ...] = ()
    share: Share | None = None


class ResponsibleNamed(Event):
    """Who answers for a group, whole."""

    type = "responsible-named.v1"

    person_ids: tuple[str, ...]


class ResponsibleErased(Event):
    """Somebody who answered for a group was erased."""

    type = "responsible-erased.v1"

    person_id: str


class MembersListed(Event):
    """A new version of a member list lies in the vault; here are its counts.

    ``review``: other numbers than on the list that the city approved, so that it looks again.
    ``documents`` are the vault's, ``<list_id>.<n>`` from 0 on; ``replaced`` those of the version before.
    """

    type = "members-listed.v1"

    version: int
    list_id: str
    documents: int
    shares: dict[Share, int]
    eligible: int
    digest: str
    review: bool = False
    replaced: tuple[str, ...] = ()

    @property
    def members(self) -> int:
        """How many there are."""
        return sum(self.shares.values())


class MemberErased(Event):
    """Somebody on a list was erased: their document is gone, and they count no more."""

    type = "member-erased.v1"

    document_id: str
    list_id: str
    share: Share
    eligible: bool


class ProofSeen(Event):
    """Somebody showed who they are. What kind of document it was, never a number or a copy."""

    type = "proof-seen.v1"

    method: ProofMethod
    document: str
    seen_by: str


class TermSet(Event):
    """The registration stands until the end of a day; from when on it can be renewed, and when it is told."""

    type = "registration-term-set.v1"

    until: date
    renew_from: date
    tell_on: date


class Accreditation(BaseModel):
    """For which kinds of facility and which facilities a holder is accredited, and until when; for none named, all."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kinds: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    until: date | None = None


class RegistrationAccredited(Event):
    """What the holder is accredited for, whole."""

    type = "registration-accredited.v1"

    accreditations: tuple[Accreditation, ...]


class UseGranted(BaseModel):
    """A reduction for the uses of one day, such as an event that the city co-hosts."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    reduction: str
    day: date


class ReductionsGranted(Event):
    """For one fiscal year: the categories that the holder belongs to, and the reductions that were granted, whole.

    ``uses``: those for single days of it.
    """

    type = "reductions-granted.v1"

    fiscal_year: int
    categories: tuple[str, ...] = ()
    reductions: tuple[str, ...] = ()
    uses: tuple[UseGranted, ...] = ()
    filed_on: date


class ListDropped(Event):
    """The registration is over, and its member list with it."""

    type = "member-list-dropped.v1"

    document_ids: tuple[str, ...]


class SuspensionNoted(Event):
    """Until when (the last day) the city, or points, keep the holder from booking. ``None``: no longer."""

    type = "suspension-noted.v1"

    by: Literal["city", "points"]
    until: date | None = None
    reason: SuspendedFor | None = None


class FaultNoted(Event):
    """A fault with what the rule of its day makes of it: points, until when they live, and what so many lead to.

    ``lives_until``: the last day on which they count. ``suspended_until``: the last day on which nobody may book, from
    the day after, when this is the fault that reaches ``threshold``.
    """

    type = "fault-noted.v1"

    penalty_id: str
    fault: FaultKind
    on: date
    days_before: int = 0
    booking_id: str | None = None
    facility_id: str | None = None
    rule_id: str
    points: int
    lives_until: date
    threshold: int
    suspended_until: date
    appeal_until: date


class FaultAppealed(Event):
    """The holder objects: they say that one of the published reasons holds."""

    type = "fault-appealed.v1"

    penalty_id: str
    reason: AppealReason


class AppealRejected(Event):
    """The city looked at an appeal, and the points stay."""

    type = "appeal-rejected.v1"

    penalty_id: str


class FaultWaived(Event):
    """The points of a fault no longer count."""

    type = "fault-waived.v1"

    penalty_id: str
    reason: WaivedFor


REGISTRATION_PRIVATE = (
    RegistrationFiled,
    ResponsibleNamed,
    ResponsibleErased,
    MembersListed,
    MemberErased,
    ListDropped,
    ProofSeen,
    TermSet,
    RegistrationAccredited,
    ReductionsGranted,
    SuspensionNoted,
    FaultNoted,
    FaultAppealed,
    AppealRejected,
    FaultWaived,
)
