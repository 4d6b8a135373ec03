"""Private events of booking: they stay in its journal. Golden payloads apply to them too."""

import re
from typing import Any, Literal

from services.booking.domain.counting import Use
from services.booking.domain.heard_events import HEARD_EVENTS
from services.booking.domain.terms import HELD_NOW, DayCap, Terms
from services.booking.domain.wanted import Wanted
from services.booking.domain.wish import party_of, place_on_grid
from shared.contracts.base import Instant
from shared.contracts.booking import Channel
from shared.events import Event

Reason = Literal["room-taken", "rule-refused", "room-closed", "equipment-taken", "offer-over"]
AskedAs = Literal["booking", "series", "change"]
"""A wish of its own, an occurrence of a series, or what a booking was to become."""
MONTH = re.compile(r"/\d{4}-\d{2}$")


def is_month(key: str) -> bool:
    """Whether a quota's key is that of a month."""
    return MONTH.search(key) is not None


def is_of_holds(key: str) -> bool:
    """Whether a quota's key is that of what a party holds at the moment."""
    return key.endswith(f"/{HELD_NOW}")


class FacilityDetailed(Event):
    """What a facility's page shows beside the contract: its public telephone number and page."""

    type = "facility-detailed.v1"

    facility_id: str
    phone: str = ""
    url: str = ""


class QuotaReserved(Event):
    """A quota is held for a booking that is being made. Carries the whole wish, and its terms, for the next step.

    ``step``: which of the quotas of the terms this is. ``scope`` is the id of the rule that counts here ("" where none
    does), ``amount`` what it counts. Without ``terms`` ``minutes_max`` is the limit a day for one party (``None``:
    none) under the rule ``minutes_rule``.
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
    channel: Channel = "web"
    facility_kind: str = ""
    step: int = 0
    terms: Terms | None = None
    wanted: Wanted | None = None

    @property
    def allowed(self) -> Terms:
        """The terms; of a reservation that is older than terms, what it says of them."""
        if self.terms is not None:
            return self.terms
        cap = DayCap(
            rule_id=self.minutes_rule, party=party_of(self.person_id, self.group_id), counts="minutes",
            limit=self.minutes_max or 0,
        )  # fmt: skip
        return Terms(fee=self.fee, day_caps=() if self.minutes_max is None else (cap,))

    @property
    def use(self) -> Use:
        """What caps count of it. Before kinds were recorded, the rule's id began with it."""
        day, start, end = place_on_grid(self.starts_at, self.ends_at)
        return Use(
            rooms=self.room_ids, day=day, start=start, end=end, channel="draw" if self.channel == "draw" else "direct",
            facility_id=self.facility_id, facility_kind=self.facility_kind or self.scope.partition(".")[0],
        )  # fmt: skip

    @property
    def next_quota(self) -> str:
        """The key of the quota that is still to be reserved, if there is one."""
        later = self.allowed.quotas[self.step + 1 :]
        return later[0] if later else ""

    def refused(self, reason: Reason, **why: Any) -> "BookingRefused":
        """The end of the saga that lost. It names the quotas that are held, beside the month of a group."""
        return refused_of(self.whole, reason, **why)

    @property
    def whole(self) -> Wanted:
        """The whole wish; from before wishes travelled whole: one room that is no part of anything."""
        if self.wanted is not None:
            return self.wanted
        fields = self.model_dump(exclude={"wanted", "terms"})
        return Wanted.model_validate({**fields, "touched": self.room_ids, "terms": self.allowed})


class QuotaUsed(Event):
    """The booking stands: what was reserved is used."""

    type = "quota-used.v1"

    booking_id: str


class QuotaReleased(Event):
    """The booking was refused or cancelled: the quota is the group's again."""

    type = "quota-released.v1"

    booking_id: str


class BookingRefused(Event):
    """The end of a saga that lost: the room was taken meanwhile, or a cap of the day or of a later quota refuses."""

    type = "booking-refused.v1"

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    group_id: str
    person_id: str
    reason: Reason
    rule_id: str = ""
    value: int = 0
    limit: int = 0
    quotas: tuple[str, ...] = ()
    """The quotas to be given back, beside the month of a group."""
    item: str = ""
    moved_from: str | None = None
    series_id: str | None = None
    origin: str = ""
    """The day of the booking that was to move."""
    offered: bool = False
    """It was to be one of the places for a booking that was displaced."""


def refused_of(wanted: Wanted, reason: Reason, **why: Any) -> BookingRefused:
    """The end of a saga that lost, of a wish that travelled whole."""
    return BookingRefused(
        booking_id=wanted.booking_id,
        facility_id=wanted.facility_id,
        room_ids=wanted.room_ids,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        group_id=wanted.group_id or "",
        person_id=wanted.person_id,
        reason=reason,
        quotas=other_quotas(wanted.group_id, wanted.terms),
        moved_from=wanted.moved_from,
        series_id=wanted.series_id,
        origin=wanted.origin,
        offered=wanted.way == "offer",
        **why,
    )


def other_quotas(group_id: str | None, terms: Terms) -> tuple[str, ...]:
    """The quotas in which a booking counts, but for the month of a group, which is known without."""
    return tuple(key for key in terms.quotas if not (group_id and is_month(key)))


class BookingDecided(Event):
    """What a booking was decided by, beside its confirmation: facts for asking other rules the same question later.

    ``at``: when it was asked for. ``quotas``: those that it counts in, beside the month of a group; ``by_change``: all
    of them. ``kept``: the yen of the fee that come back no more since it was changed.
    """

    type = "booking-decided.v1"

    booking_id: str
    at: Instant | None = None
    by: dict[str, bool | int | str | list[str]] = {}
    """A ``DecidedBy``, as short as it is written."""
    quotas: tuple[str, ...] = ()
    by_change: bool = False
    kept: int = 0


class QuotasReturned(Event):
    """A booking counts in these quotas no more: it was cancelled, or changed to what does not count there."""

    type = "quotas-returned.v1"

    booking_id: str
    quotas: tuple[str, ...]


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
    at: Instant | None = None
    by: dict[str, bool | int | str | list[str]] = {}
    """When it was asked for, and a ``DecidedBy``."""
    channel: Channel = "web"
    rule_ids: tuple[str, ...] = ()
    """All rules that refused it, where more than one did."""
    room_ids: tuple[str, ...] = ()
    """All rooms that were asked for, where they were more than one."""
    asked_as: AskedAs = "booking"
    beside: bool = False
    """What refused it rests on more than the request says, so that it cannot be asked again by itself."""
    equipment: dict[str, int] = {}
    """What was to be lent with the rooms, and how many of each."""


class DemandFull(Event):
    """The day's demand has reached the limit of what is kept; later refusals of the day are not recorded."""

    type = "demand-full.v1"

    facility_id: str


class RoomsGivenUp(Event):
    """A party gave up what it had booked. ``party`` is a key as ``domain.wish.party_of`` makes it.

    ``hold_until``: of what it only held, until when it did.
    """

    type = "rooms-given-up.v1"

    booking_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    party: str
    at: Instant
    hold_until: Instant | None = None


class BookingPassedOn(Event):
    """A party took what another had given up shortly before. Both are keys as ``domain.wish.party_of`` makes them."""

    type = "booking-passed-on.v1"

    booking_id: str
    giver: str
    taker: str
    given_up_at: Instant
    taken_at: Instant


class PassingNoted(Event):
    """One passing in the stream of a party: it ``gave`` something to the other, or ``took`` it."""

    type = "passing-noted.v1"

    side: Literal["gave", "took"]
    other: str
    at: Instant
    minutes: int = 0
    """So long after it was given up."""


PRIVATE_EVENTS = (
    FacilityDetailed,
    QuotaReserved,
    QuotaUsed,
    QuotaReleased,
    BookingRefused,
    BookingDecided,
    QuotasReturned,
    *HEARD_EVENTS,
    DemandRecorded,
    DemandFull,
    RoomsGivenUp,
    BookingPassedOn,
    PassingNoted,
)
