"""What an outsider gets of a restricted event: no person and nothing that leads to one, but pairwise pseudonyms.

A pseudonym is an HMAC under a key of the subscriber: the same for one value whenever that subscriber hears of it,
another for everybody else, so that two of them have no id in common. What is not known to be harmless is left out.
"""

import hmac
from collections.abc import Mapping
from typing import Any

from shared.contracts import BY_TYPE, TOPICS
from shared.contracts.base import CONSULTATIONS

KEPT = frozenset(
    "accepted activity_id age_band amount areas changed channel conditions count deadline draw_id due_at ends_at "
    "equipment evidence expires_at facility_id fee group_id guests heads hold_until kind kinds language lapses limit "
    "minutes outreach_day_id paid_at part parts pay_by people place programme_id purpose reason reasons refund "
    "refunded_at refusal released_from reward_en reward_id reward_ja role room_ids session standing start_by starts_at "
    "status template theme to_group_id together_with total until was_ends_at was_fee was_people was_place was_purpose "
    "side taken_over was_room_ids was_starts_at was_together_with".split()
)
"""Codes, counts, instants, and ids and names of places, groups, activities and rewards, which are public elsewhere."""

REPLACED = frozenset(
    "account_id appointment_id booking_id cause consultation_id coordinator_id intermediary_id introduction_id "
    "message_id moved_from officer_id person_id request_id series_id suggestion_id bill_number "
    "receipt_number refund_number".split()
)
"""Ids of persons, and ids that stand for one person's doing."""

LEFT_OUT = frozenset({"balance", "desk", "displaced", "officer_ids", "referral", "rule_id", "word", "words"})
"""A balance tells one account from all others, and is the same number to everybody who hears of it. The desk of a
consultation comes near to what somebody worries about, and how it ended is theirs, as are the words of a no. Outsiders
count, no more: by which rule somebody had to make way is the house's."""

LEFT_OUT_OF: Mapping[str, frozenset[str]] = {CONSULTATIONS.name: frozenset({"due_at"})}
"""By topic, what is kept elsewhere. Desks differ in their working days, so that the day until which a consultation is
promised an answer would tell the desk; an introduction has the same days for everybody."""

PSEUDONYM_HEX = 32


def pseudonym(key: bytes, value: str) -> str:
    """What stands in the place of ``value`` for the holder of ``key``."""
    return "p-" + hmac.digest(key, value.encode(), "sha256").hex()[:PSEUDONYM_HEX]


def is_restricted(event: Mapping[str, Any]) -> bool:
    """Whether a CloudEvent is of a restricted type. One that nobody knows counts as restricted."""
    known = BY_TYPE.get(str(event.get("type")))
    return known is None or TOPICS[known.topic].audience == "restricted"


def veiled(event: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    """A restricted CloudEvent as the subscriber with ``key`` gets it.

    Id, subject and the ids inside are pseudonyms, the instant is told to the second, the trace (one and the same for
    everything that a request led to) is left out.
    """
    subject_kind, _, subject = str(event["subject"]).partition("/")
    return {
        "specversion": event["specversion"],
        "id": pseudonym(key, str(event["id"])),
        "source": event["source"],
        "type": event["type"],
        "subject": f"{subject_kind}/{pseudonym(key, subject)}",
        "time": f"{str(event['time'])[:19]}Z",
        "sequence": event["sequence"],
        "datacontenttype": event["datacontenttype"],
        "data": _veiled_data(event["data"], _kept_of(str(event["type"])), key),
    }


def _kept_of(type_name: str) -> frozenset[str]:
    known = BY_TYPE.get(type_name)
    return KEPT - LEFT_OUT_OF.get(known.topic, frozenset()) if known else KEPT


def _veiled_data(data: Mapping[str, Any], kept: frozenset[str], key: bytes) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, value in data.items():
        if name in kept:
            shown[name] = value
        elif name in REPLACED:
            shown[name] = pseudonym(key, str(value)) if value is not None else None
    return shown
