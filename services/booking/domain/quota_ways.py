"""What a quota counts of bookings that move, grow, shrink, or come in the place of one that the house took away."""

from collections.abc import Sequence

from services.booking.domain.counting import Use
from services.booking.domain.events import QuotaReserved, refused_of
from services.booking.domain.quota import Quota
from services.booking.domain.wanted import Wanted
from services.booking.domain.way_events import ChangeRefused, QuotaExtended, QuotaRecounted
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


def extend_or_refuse(quota: Quota, booking_id: str, wanted: Wanted, step: int) -> list[Event]:
    """A step before a booking grows: one quota after the other counts it as what it is to be; or ``ChangeRefused``."""
    if over := quota.over(wanted.terms, wanted.use, without=booking_id):
        cap, total = over
        return [
            ChangeRefused(
                booking_id=booking_id, reason="rule-refused", rule_id=cap.rule_id, value=total, limit=cap.limit,
                quotas=wanted.terms.quotas[:step], wanted=wanted,
            )
        ]  # fmt: skip
    return [QuotaExtended(booking_id=booking_id, step=step, wanted=wanted)]


def restore(quota: Quota, booking_id: str) -> list[Event]:
    """The step after a growing that lost: the booking counts as what it was."""
    known = quota.bookings.get(booking_id)
    return [] if known is None or known.was is None else [QuotaRecounted(booking_id=booking_id, use=known.was)]


def recount(quota: Quota, booking_id: str, use: Use) -> list[Event]:
    """The step after a booking became smaller: it counts less; nothing when it counts nowhere here."""
    known = quota.bookings.get(booking_id)
    if known is None or known.use == use:
        return []
    return [QuotaRecounted(booking_id=booking_id, use=use)]


def count_anyway(quota: Quota, booking_id: str, use: Use) -> list[Event]:
    """Count a booking without asking for the limit: it is there by the house's doing."""
    return [] if booking_id in quota.bookings else [QuotaRecounted(booking_id=booking_id, use=use)]
