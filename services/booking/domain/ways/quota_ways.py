"""What a quota counts of bookings that move, grow, shrink, or come in the place of one that the house took away."""

from collections.abc import Sequence

from services.booking.domain.counting import CountedAs, Use
from services.booking.domain.events import QuotaReleased, QuotaReserved, refused_of
from services.booking.domain.quota import Quota
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways.change_events import ChangeRefused, QuotaExtended, QuotaRecounted
from shared.events import Event


def reserve_or_refuse(quota: Quota, wanted: Wanted) -> list[Event]:
    """A saga's first step: hold the first quota of the wish, or ``BookingRefused``.

    The booking that it moves from does not count beside it: one of the two will be given back.
    """
    if wanted.booking_id in quota.bookings:
        return []
    if over := quota.over(wanted.terms, wanted.use, without=wanted.moved_from):
        cap, total = over
        return [refused_of(wanted, "rule-refused", rule_id=cap.rule_id, value=total, limit=cap.limit)]
    first = quota.caps(wanted.terms)[:1]
    return [
        QuotaReserved(
            booking_id=wanted.booking_id,
            facility_id=wanted.facility_id,
            room_ids=wanted.room_ids,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            group_id=wanted.group_id or "",
            person_id=wanted.person_id,
            people=wanted.people,
            purpose=wanted.purpose,
            channel=wanted.channel,
            facility_kind=wanted.facility_kind,
            fee=wanted.terms.fee,
            scope=first[0].rule_id if first else "",
            amount=first[0].amount if first else 0,
            step=0,
            terms=wanted.terms,
            wanted=wanted,
        )
    ]


def reserve_all(quota: Quota, wishes: Sequence[Wanted]) -> list[Event]:
    """The first step of several sagas at once: each is decided on what those before it have left."""
    left, events = quota.model_copy(deep=True), list[Event]()
    for wanted in wishes:
        made = reserve_or_refuse(left, wanted)
        for event in made:
            if isinstance(event, QuotaReserved):
                left.apply(event)
        events += made
    return events


def extend_or_refuse(
    quota: Quota, booking_id: str, wanted: Wanted, step: int, counted: CountedAs | None = None
) -> list[Event]:
    """A step before a booking grows: one quota after the other counts it as what it is to be; or ``ChangeRefused``."""
    if over := quota.over(wanted.terms, wanted.use, without=booking_id):
        cap, total = over
        return [
            ChangeRefused(
                booking_id=booking_id, reason="rule-refused", rule_id=cap.rule_id, value=total, limit=cap.limit,
                quotas=wanted.terms.quotas[:step], wanted=wanted,
            )
        ]  # fmt: skip
    was = counted.use if counted and _counts_already(quota, booking_id, counted) else None
    return [QuotaExtended(booking_id=booking_id, step=step, wanted=wanted, counted=counted, was=was)]


def _counts_already(quota: Quota, booking_id: str, counted: CountedAs) -> bool:
    """Whether a booking counts here by what stands, and not only by a change that lost and is still to be undone."""
    if quota.stream_key in counted.quotas:
        return True
    known = quota.bookings.get(booking_id)
    undone = known is not None and bool(known.change) and known.was is None
    return known is not None and quota.stream_key == counted.unsure and not undone


def restore(quota: Quota, booking_id: str, change_id: str) -> list[Event]:
    """The step after a growing that lost: the booking counts as what it was, or not; not if it is to grow again."""
    known = quota.bookings.get(booking_id)
    if known is None or known.change != change_id:
        return []
    if known.was is None:
        return [QuotaReleased(booking_id=booking_id)]
    return [QuotaRecounted(booking_id=booking_id, use=known.was, as_of=known.as_of)]


def recount(quota: Quota, booking_id: str, use: Use, as_of: int) -> list[Event]:
    """The step after a booking became smaller: it counts less; nothing when it counts nowhere here, or as newer."""
    known = quota.bookings.get(booking_id)
    if known is None or known.as_of >= as_of:
        return []
    return [QuotaRecounted(booking_id=booking_id, use=use, as_of=as_of)]


def count_anyway(quota: Quota, booking_id: str, use: Use, as_of: int, origin: str) -> list[Event]:
    """Count a booking without asking for the limit; nothing when it counts as something newer.

    ``origin`` is the day to be asked afterwards whether it stands still: it may have ended before this step came.
    """
    known = quota.bookings.get(booking_id)
    if known is not None and known.as_of >= as_of:
        return []
    return [QuotaRecounted(booking_id=booking_id, use=use, as_of=as_of, origin=origin)]
