"""Private events of booking: they stay in its journal. Golden payloads apply to them too."""

from typing import Literal

from services.booking.domain.terms import DayCap, Terms
from services.booking.domain.wish import party_of
from shared.contracts.base import Areas, Instant
from shared.events import Event


class FacilityDetailed(Event):
    """What a facility's page shows beside the contract: its public telephone number and page."""

    type = "facility-detailed.v1"

    facility_id: str
    phone: str = ""
    url: str = ""


class QuotaReserved(Event):
    """A quota is held for a booking that is being made. Carries the whole wish, and its terms, for the next step.

    ``scope`` is the id of the rule that counts here ("" where none does), ``amount`` what it counts. Without ``terms``
    ``minutes_max`` is the limit a day for one party (``None``: none) under the rule ``minutes_rule``.
    """

    type = "quota-reserved.v1"

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    group_id: str
    person_id: str
    people: int
    purpose: str
    fee: int
    scope: str
    amount: int
    minutes_max: int | None = None
    minutes_rule: str = ""
    terms: Terms | None = None

    @property
    def allowed(self) -> Terms:
        """The terms; of a reservation that is older than terms, what it says of them."""
        if self.terms is not None:
            return self.terms
        minutes = int((self.ends_at - self.starts_at).total_seconds() // 60)
        party = party_of(self.person_id, self.group_id)
        caps = (
            ()
            if self.minutes_max is None
            else (DayCap(rule_id=self.minutes_rule, party=party, minutes=minutes, limit=self.minutes_max),)
        )
        return Terms(fee=self.fee, day_caps=caps)


class QuotaUsed(Event):
    """The booking stands: what was reserved is used."""

    type = "quota-used.v1"

    booking_id: str


class QuotaReleased(Event):
    """The booking was refused or cancelled: the quota is the group's again."""

    type = "quota-released.v1"

    booking_id: str


class BookingRefused(Event):
    """The end of a group's saga that lost: the room was taken meanwhile, or a rule of the day refuses."""

    type = "booking-refused.v1"

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    group_id: str
    person_id: str
    reason: Literal["room-taken", "rule-refused"]
    rule_id: str = ""
    value: int = 0
    limit: int = 0


class GroupNoted(Event):
    """Heard from matching: a group exists and is now like this."""

    type = "group-noted.v1"

    group_id: str
    name: str
    group_kind: str
    areas: Areas = {}
    members_min: int


class MemberNoted(Event):
    """Heard from matching: a person belongs to the group, or acts for it (``officer``)."""

    type = "member-noted.v1"

    group_id: str
    person_id: str
    officer: bool


class OfficerRemoved(Event):
    """Heard from matching: the person no longer acts for the group."""

    type = "officer-removed.v1"

    group_id: str
    person_id: str


class MemberRemoved(Event):
    """Heard from matching: the person left the group."""

    type = "member-removed.v1"

    group_id: str
    person_id: str


class PersonForgotten(Event):
    """Heard from people: the person was erased, so nothing new is taken for this id."""

    type = "person-forgotten.v1"

    person_id: str


class DemandRecorded(Event):
    """A request that a rule or another booking refused. ``wisher`` is a keyed digest: it only tells repeats apart."""

    type = "demand-recorded.v1"

    facility_id: str
    room_id: str
    starts_at: Instant
    ends_at: Instant
    people: int
    purpose: str
    for_group: bool
    reason: str
    rule_id: str = ""
    wisher: str


class DemandFull(Event):
    """The day's demand has reached the limit of what is kept; later refusals of the day are not recorded."""

    type = "demand-full.v1"

    facility_id: str


PRIVATE_EVENTS = (
    FacilityDetailed,
    QuotaReserved,
    QuotaUsed,
    QuotaReleased,
    BookingRefused,
    GroupNoted,
    MemberNoted,
    OfficerRemoved,
    MemberRemoved,
    PersonForgotten,
    DemandRecorded,
    DemandFull,
)
