"""What a quota counts of bookings that move, grow, shrink, or come in the place of one that the house took away."""

from services.booking.domain.events import QuotaReserved
from services.booking.domain.facility_day import refusal_because
from services.booking.domain.quota import Quota
from services.booking.domain.terms import PeriodCap
from services.booking.domain.wanted import Wanted
from services.booking.domain.way_events import ChangeRefused, QuotaExtended, QuotaRecounted
from shared.events import Event


def reserve_or_refuse(quota: Quota, wanted: Wanted) -> list[Event]:
    """A saga's first step: hold what the wish counts, or ``BookingRefused``.

    The booking that it moves from does not count beside it: one of the two will be given back.
    """
    if wanted.booking_id in quota.bookings:
        return []
    (cap,) = wanted.terms.period_caps
    moved = quota.bookings.get(wanted.moved_from or "")
    counted = quota.counted(cap.rule_id) - (moved.amount if moved and moved.scope == cap.rule_id else 0)
    if (total := counted + cap.amount) > cap.limit:
        return [refusal_because(wanted, reason="rule-refused", rule_id=cap.rule_id, value=total, limit=cap.limit)]
    return [_reserved(wanted, cap)]


def extend_or_refuse(quota: Quota, booking_id: str, wanted: Wanted) -> list[Event]:
    """The step before a booking grows: hold what it will count, or ``ChangeRefused``."""
    (cap,) = wanted.terms.period_caps
    known = quota.bookings.get(booking_id)
    was = known.amount if known else 0
    if (total := quota.counted(cap.rule_id) - was + cap.amount) > cap.limit:
        return [
            ChangeRefused(
                booking_id=booking_id, reason="rule-refused", rule_id=cap.rule_id, value=total, limit=cap.limit,
                wanted=wanted,
            )
        ]  # fmt: skip
    return [QuotaExtended(booking_id=booking_id, scope=cap.rule_id, amount=cap.amount, was=was, wanted=wanted)]


def restore(quota: Quota, booking_id: str) -> list[Event]:
    """The step after a growing that lost its rooms: the booking counts what it counted."""
    known = quota.bookings.get(booking_id)
    if known is None or known.was is None:
        return []
    return [QuotaRecounted(booking_id=booking_id, scope=known.scope, amount=known.was)]


def recount(quota: Quota, booking_id: str, cap: PeriodCap) -> list[Event]:
    """The step after a booking became smaller: it counts less; nothing when it counts nowhere here."""
    known = quota.bookings.get(booking_id)
    if known is None or known.amount == cap.amount:
        return []
    return [QuotaRecounted(booking_id=booking_id, scope=cap.rule_id, amount=cap.amount)]


def count_anyway(quota: Quota, booking_id: str, cap: PeriodCap) -> list[Event]:
    """Count a booking without asking for the limit: it is there by the house's doing."""
    if booking_id in quota.bookings:
        return []
    return [QuotaRecounted(booking_id=booking_id, scope=cap.rule_id, amount=cap.amount)]


def _reserved(wanted: Wanted, cap: PeriodCap) -> QuotaReserved:
    return QuotaReserved(
        booking_id=wanted.booking_id,
        facility_id=wanted.facility_id,
        room_ids=wanted.room_ids,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        group_id=wanted.group_id or "",
        person_id=wanted.person_id,
        people=wanted.people,
        purpose=wanted.purpose,
        fee=wanted.terms.fee,
        scope=cap.rule_id,
        amount=cap.amount,
        terms=wanted.terms,
        wanted=wanted,
    )
