"""What a letter says of a refusal: of a request that a rule or another booking refused, or that staff did not allow."""

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from services.booking.domain.events import DemandRecorded
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.houses.refusals import Said
from services.booking.domain.terms import DecidedBy
from services.booking.domain.wish import Wish, place_on_grid
from services.booking.papers.facts import Holder, Place, Reason, Refused
from services.booking.papers.numbers import paper_number
from services.booking.rows import BookingRow
from services.booking.rulebook.asking import Facts
from shared.contracts.booking_values import NotAllowedBecause

_REASONS = {
    "room-taken": "その時間は、すでにほかの予約が入っていました。",
    "room-closed": "その時間は、休館などのため利用できませんでした。",
    "room-open-again": "お申込みのとき、その時間は休館などのため利用できませんでした。",
    "equipment-taken": "お申込みの備品が、その時間には足りませんでした。",
    "rule-refused": "利用の規則によりお断りしました。",
}
"""Why, where no rule that is in force says it in its own words."""
NOT_ALLOWED: Mapping[str, str] = {
    "purpose": "この施設の目的に合わない利用のため、許可しませんでした。",
    "not-eligible": "利用できる方や団体の条件に合わないため、許可しませんでした。",
    "documents": "必要な書類がそろっていないため、許可しませんでした。",
    "too-many-people": "人数が多すぎるため、許可しませんでした。",
    "maintenance": "設備の都合で使えないため、許可しませんでした。",
    "order": "施設の管理に支障があるため、許可しませんでした。",
    "other": "その他の理由によります。窓口でご説明します。",
}
"""Why staff did not allow a request."""
assert set(NOT_ALLOWED) == set(get_args(NotAllowedBecause))


def refused_of(recorded: DemandRecorded, at: datetime, place: Place, holder: Holder, facility: FacilityInfo) -> Refused:
    """What the letter says of a refusal as it was recorded, in the words of every rule that refused."""
    wish, facts, moment = _wish_of(recorded), _facts_of(recorded), recorded.at or at
    found = [
        _reason(id, facility.rules.said_of(id, wish, facts, moment), recorded.reason) for id in _rules_of(recorded)
    ]
    number = paper_number(
        "refusal", recorded.wisher, recorded.facility_id, recorded.room_id, recorded.starts_at.isoformat(),
        recorded.ends_at.isoformat(), recorded.rule_id or recorded.reason,
    )  # fmt: skip
    return Refused(
        number=number,
        place=place,
        holder=holder,
        people=recorded.people,
        purpose=recorded.purpose,
        refused_at=at,
        reasons=tuple(sorted(found, key=lambda reason: reason.section != "closures")),
    )


def rooms_of(recorded: DemandRecorded) -> tuple[str, ...]:
    """The rooms that were asked for."""
    return recorded.room_ids or (recorded.room_id,)


def _rules_of(recorded: DemandRecorded) -> tuple[str, ...]:
    """Every rule that refused; nothing but the reason where none did."""
    return recorded.rule_ids or (recorded.rule_id,)


def _reason(rule_id: str, said: Said | None, reason: str) -> Reason:
    if said is None:
        return Reason(_REASONS.get(reason, reason), rule_id or reason)
    return Reason(
        said.reason, rule_id, said.section, article=said.article, value=said.value, limit=said.limit, until=said.until,
        next=said.next,
    )  # fmt: skip


def decided_against(
    row: BookingRow, by: DecidedBy, at: datetime | None, place: Place, holder: Holder, facility: FacilityInfo
) -> Refused:
    """What the letter says of a request that staff refused at ``at``, with the rule that asked them to decide."""
    day, start, end = place_on_grid(row.starts_at, row.ends_at)
    rooms = tuple(room_id for room_id in row.room_ids if room_id in facility.rooms)
    wish = Wish(
        row.facility_id, rooms, day, start, end, row.starts_at, row.ends_at,
        person_id=row.person_id, group_id=row.group_id, people=row.people, purpose=row.purpose,
        marks=frozenset(by.marks), adult=by.adult,
    )  # fmt: skip
    rule = facility.rules.approval(wish) if rooms else None
    return Refused(
        number=paper_number("refusal", row.id),
        place=place,
        holder=holder,
        people=row.people,
        purpose=row.purpose,
        refused_at=at,
        reasons=(
            Reason(
                NOT_ALLOWED.get(row.reason or "other", NOT_ALLOWED["other"]),
                rule.id if rule else "",
                article=rule.article if rule else "",
            ),
        ),
    )


def _wish_of(recorded: DemandRecorded) -> Wish:
    """The request as it is on record: for whom it was is not."""
    day, start, end = place_on_grid(recorded.starts_at, recorded.ends_at)
    by = DecidedBy.model_validate(recorded.by)
    return Wish(
        recorded.facility_id, rooms_of(recorded), day, start, end, recorded.starts_at, recorded.ends_at,
        person_id="", group_id=None, people=recorded.people, purpose=recorded.purpose, channel=recorded.channel,
        marks=frozenset(by.marks), adult=by.adult,
    )  # fmt: skip


def _facts_of(recorded: DemandRecorded) -> Facts:
    """What the rules knew of who asked."""
    by = DecidedBy.model_validate(recorded.by)
    return Facts(
        party=by.party,
        members=by.members,
        eligible=by.eligible,
        claimed=by.claimed,
        accredited=by.accredited,
        categories=frozenset(by.categories),
    )
