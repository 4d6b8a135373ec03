"""Why an occurrence of a series is refused, with the same fields as the refusal of a single booking.

Of one that is past its moment is kept which rule refused, and what caps had counted: no words, and no facts of anybody.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.booking.domain.houses.days import PUBLIC
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.wish import Wish, place_on_grid
from services.booking.refusals import NotBookableYet, RuleRefused
from services.booking.rulebook.words import plain_value
from services.booking.ways.rows import Occurrence
from shared.errors import Refusal
from shared.web.words import filled

FIELDS = ("rule_id", "section", "article", "value", "limit", "until")
UNKNOWN = "－"
"""A number that rested on what was known of somebody then, and that nobody keeps."""
SURE = frozenset({"slots", "opening", "closures", "lengths", "opens", "closes", "holds"})
"""Sections whose numbers are the same whoever asks."""
ELSE = {
    "room-taken": ("ほかの予約が入っていました。", "ほかの人が 予約していました。", "Another booking had the room."),
    "room-closed": ("休館などのため、使えない時間でした。", "休みの時間でした。", "It was closed then."),
    "equipment-taken": (
        "備品が足りませんでした。",
        "道具が たりませんでした。",
        "Too little of the equipment was left.",
    ),
}
NOT_HAD = ("予約できませんでした。", "予約できませんでした。", "It could not be booked.")


def told_of(refusal: Refusal) -> dict[str, Any]:
    """A refusal as an occurrence tells it: its code as ``reason``, its rule, three texts, all rules that refuse."""
    words = {**refusal.data, **getattr(refusal, "words", {})}
    data = {name: plain_value(refusal.data.get(name)) for name in FIELDS}
    return {
        "reason": refusal.code,
        **{name: None if value == UNKNOWN else value for name, value in data.items()},
        "ja": filled(refusal.ja, words, "ja"),
        "plain": filled(refusal.plain or refusal.ja, words, "ja"),
        "en": filled(refusal.en, words, "en"),
        "refusals": tuple(refusal.data.get("refusals", ())),
        "alternatives": tuple(refusal.data.get("alternatives", ())),
    }


def conflicts(lost: Iterable[tuple[datetime, Refusal]]) -> list[dict[str, Any]]:
    """The occurrences that cannot be had, as a refusal of all of them lists them."""
    return [{"starts_at": at, "code": refusal.code, **told_of(refusal)} for at, refusal in lost]


def recalled(occurrence: Occurrence, facility: FacilityInfo, group_id: str | None, at: datetime) -> dict[str, Any]:
    """The same of a refusal that was kept, ``at`` when the series was asked for."""
    wish = _wish(occurrence, facility, group_id)
    if wish is None or occurrence.reason not in {"rule-refused", "needs-approval"} or not occurrence.rule_ids:
        ja, plain, en = ELSE.get(occurrence.reason, NOT_HAD)
        rule_id = next(iter(occurrence.rule_ids), None)
        return {"reason": occurrence.reason, "rule_id": rule_id, "ja": ja, "plain": plain, "en": en}
    if occurrence.reason == "needs-approval":
        return told_of(facility.rules.needs_approval(occurrence.rule_ids[0], wish))
    first, *others = (_by_rule(rule_id, occurrence, facility, wish, at) for rule_id in occurrence.rule_ids)
    return told_of(first.beside(others))


def _wish(occurrence: Occurrence, facility: FacilityInfo, group_id: str | None) -> Wish | None:
    """The wish, as far as its words are about it; ``None`` for rooms that are there no more."""
    if not all(room_id in facility.rooms for room_id in occurrence.room_ids):
        return None
    day, start, end = place_on_grid(occurrence.starts_at, occurrence.ends_at)
    span = occurrence.starts_at, occurrence.ends_at
    return Wish(facility.facility_id, occurrence.room_ids, day, start, end, *span, "", group_id, 1, "other")


def _by_rule(rule_id: str, occurrence: Occurrence, facility: FacilityInfo, wish: Wish, at: datetime) -> RuleRefused:
    if rule_id in occurrence.counted:
        value, limit = occurrence.counted[rule_id]
        return facility.rules.refusal(rule_id, value=value, limit=limit, wish=wish)
    try:
        found = facility.rules.decision(wish, PUBLIC[wish.group_id is not None], at).refusals
    except NotBookableYet:
        found = ()
    for refusal in found:
        if refusal.rule_id == rule_id and refusal.section in SURE:
            return facility.rules.refused([refusal])
    return facility.rules.refusal(rule_id, value=UNKNOWN, limit=UNKNOWN, wish=wish)
