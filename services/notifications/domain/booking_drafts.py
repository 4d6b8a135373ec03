"""From a fact about a booking to what is to be said about it, and to whom. Pure. Each of them is told once.

Of a series its holder is told when it is done, not of every occurrence; of a displaced booking when it is known what is
kept instead; of a move where it leads to.
"""

from collections.abc import Mapping, Sequence
from typing import get_args

from services.notifications.domain.drafts import Bilingual, Draft, Place, of_booking
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_values import NotAllowedBecause
from shared.contracts.booking_ways import BookingChanged, BookingDisplaced, BookingHeld, BookingLapsed, SeriesBooked

NOT_ALLOWED: Mapping[str, Bilingual] = {
    "purpose": Bilingual("この施設の目的に合わない利用", "the use does not fit the purpose of the house"),
    "not-eligible": Bilingual("利用できる人や団体の条件に合わない", "the person or group may not use it"),
    "documents": Bilingual("必要な書類がそろっていない", "documents are missing"),
    "too-many-people": Bilingual("人数が多すぎる", "too many people"),
    "maintenance": Bilingual("設備の都合で使えない", "the room cannot be used then"),
    "order": Bilingual("管理上の支障がある", "it would disturb the house"),
    "other": Bilingual("その他の理由（窓口でお話しします）", "another reason, which the desk will explain"),
}
assert set(NOT_ALLOWED) == set(get_args(NotAllowedBecause))

TOLD_OTHERWISE = frozenset({"moved", "closure", "pre-empted", "series"})
"""Why a booking was cancelled, where another message says what has become of it."""


def of_confirmed(event: BookingConfirmed) -> Sequence[Draft]:
    """To who booked; of a series they are told when it is done."""
    if event.moved_from is not None:
        return of_booking("booking-moved", event)
    if event.series_id is not None:
        return []
    return of_booking("booking-approved" if event.conditions else "booking-confirmed", event)


def of_cancelled(event: BookingCancelled) -> Sequence[Draft]:
    """To who booked, unless something else says what has become of it."""
    return [] if event.reason in TOLD_OTHERWISE else of_booking("booking-cancelled", event)


def of_held(event: BookingHeld) -> Sequence[Draft]:
    """To who has to confirm, or asked; what is offered instead of another booking is told with that."""
    if event.series_id is not None or event.status == "offered":
        return []
    template = "booking-held" if event.status == "held" else "booking-requested"
    return [_with(draft, hold_until=utc_text(event.hold_until)) for draft in of_booking(template, event)]


def of_lapsed(event: BookingLapsed) -> Sequence[Draft]:
    """To whom it was held for, unless they gave it back themselves."""
    if event.reason == "refused":
        (draft,) = of_booking("booking-not-allowed", event)
        words = NOT_ALLOWED[event.refusal or "other"]
        return [Draft(draft.person_id, draft.template, draft.kind, draft.parameters, {**draft.names, "reason": words})]
    if event.status == "offered" or event.reason in {"given-back", "passed", "series"}:
        return []
    return of_booking("booking-lapsed", event)


def of_changed(event: BookingChanged) -> Sequence[Draft]:
    """To who booked: what is, and what was."""
    was: dict[str, Parameter] = {
        "was_starts_at": utc_text(event.was_starts_at),
        "was_ends_at": utc_text(event.was_ends_at),
        "was_fee": event.was_fee,
    }
    return [_with(draft, **was) for draft in of_booking("booking-changed", event)]


def of_displaced(event: BookingDisplaced) -> Sequence[Draft]:
    """To whose booking was taken away, with how many places are kept until when."""
    if event.hold_until is None:
        return of_booking("booking-displaced", event)
    offers = of_booking("booking-displaced-offers", event)
    return [_with(draft, count=event.count, hold_until=utc_text(event.hold_until)) for draft in offers]


def of_series(event: SeriesBooked) -> Sequence[Draft]:
    """To whom the series is for."""
    parameters: dict[str, Parameter] = {
        "series_id": event.series_id,
        "starts_at": utc_text(event.starts_at),
        "ends_at": utc_text(event.ends_at),
        "fee": event.fee,
        "count": event.count,
        "total": event.total,
    }
    place = Place(event.facility_id, event.room_ids)
    return [Draft(event.person_id, "series-booked", "bookings", parameters, {"place": place})]


def _with(draft: Draft, **more: Parameter) -> Draft:
    return Draft(draft.person_id, draft.template, draft.kind, {**draft.parameters, **more}, draft.names)
