"""The two audiences: which field may travel on which topic. A new field anywhere must be allowed here by name first.

Open topics carry nothing about a person. Restricted ones carry a ``person_id`` and what the field lists say, never a
name, a contact, free text, health or nationality.
"""

import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from shared import contracts
from shared.contracts import Audience, PublicEvent, Topic
from tools.findings import Finding

OPEN_ANYWHERE = frozenset(
    "access activity_id areas bookable booking_id capacity closure_id count deadline draw_id ends_at facility_id "
    "facility_ids fee from group_id kind kinds needs outreach_day_id period place programme_id reason room_ids rooms "
    "shop_id size_band starts_at tags target until".split()
)
"""Fields that any open topic may carry: they say what a place or a group does, not who does it."""

OPEN_ON: dict[str, frozenset[str]] = {
    "kyoso.facilities": frozenset(
        "name kana address latitude longitude rooms.room_id rooms.name rooms.capacity rooms.parts rooms.name_en".split()
    ),
    "kyoso.activities": frozenset(
        "title sessions sessions.session sessions.starts_at sessions.ends_at sessions.booking_id roles certificate "
        "certificate.title_ja certificate.title_en certificate.sessions_min together_with".split()
    ),
    "kyoso.groups": frozenset({"name"}),
}
"""Public names, each on its own topic only: a hall's, a group's, an activity's title."""

RESTRICTED_ANYWHERE = OPEN_ANYWHERE | frozenset(
    "accepted account_id age_band amount appointment_id balance bill_number cause changed channel conditions "
    "consultation_id coordinator_id desk displaced due_at equipment evidence expires_at guests heads hold_until "
    "intermediary_id introduction_id language lapses limit message_id minutes moved_from officer_id officer_ids "
    "paid_at part parts pay_by people person_id purpose reasons receipt_number referral refund refund_number "
    "refunded_at refusal released_from request_id reward_en reward_id reward_ja role rule_id series_id session side "
    "standing start_by status suggestion_id taken_over template theme to_group_id together_with total was_ends_at "
    "was_fee was_people was_place was_purpose was_room_ids was_starts_at was_together_with word words".split()
)
"""Fields that restricted topics may carry: ids, codes, counts and instants."""

NEVER = re.compile(
    r"(^|_)(name|kana|surname|email|mail|phone|tel|contact|address|birth|birthday|born|age|gender|sex|text|message|"
    r"note|notes|comment|worry|body|health|disability|illness|nationality|religion|line_user_id)($|_)"
)
"""Words that no field about a person has, whatever the lists above say. ``age_band`` and ids are excepted below."""

EXCEPTED = frozenset({"age_band", "message_id"})


def find(root: Path) -> list[Finding]:
    """Contracts that say too much, or that no topic or owner answers for."""
    found: list[Finding] = []
    for event in contracts.EVENTS:
        path, line = _place(event, root)
        found.extend(Finding(path, line, f"{event.type}: {message}") for message in faults(event, contracts.TOPICS))
    forgotten = sorted(unlisted(PublicEvent, contracts.EVENTS))
    found.extend(Finding("shared/contracts", 1, f"{name} is in no EVENTS list") for name in forgotten)
    written = {event.topic for event in contracts.EVENTS}
    found.extend(
        Finding("shared/contracts/base.py", 1, f"nothing is ever written on {name}")
        for name in contracts.TOPICS
        if name not in written
    )
    return found


def faults(event: type[PublicEvent], topics: dict[str, Topic]) -> Iterator[str]:
    """What is wrong with one contract."""
    topic = topics.get(getattr(event, "topic", ""))
    if topic is None:
        yield "has no topic that is listed"
        return
    owner = event.__module__.rpartition(".")[2].partition("_")[0]  # booking_ways, booking_money are booking's too
    if topic.owner != owner:
        yield f"{topic.name} belongs to {topic.owner}, the contract lies with {owner}"
    for field in fields(event):
        if message := field_fault(field, topic.audience, topic.name):
            yield message


def field_fault(field: str, audience: Audience, topic: str) -> str | None:
    """Why ``field`` may not travel on a topic of this audience, or ``None``."""
    own = OPEN_ON.get(topic, frozenset()) if audience == "open" else frozenset()
    if field in own:
        return None
    leaf = field.rpartition(".")[2]
    if leaf not in EXCEPTED and NEVER.search(leaf):
        return f"the field {field} may hold personal words; they stay in a vault"
    if field not in (OPEN_ANYWHERE if audience == "open" else RESTRICTED_ANYWHERE):
        return f"the field {field} is not allowed on {audience} topics: see tools/lint_contracts.py"
    return None


def fields(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Names of all fields, those of nested models as ``rooms.name``."""
    for name, info in model.model_fields.items():
        yield prefix + (info.alias or name)
        for nested in _models(info.annotation):
            yield from fields(nested, f"{prefix}{name}.")


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def unlisted(base: type[PublicEvent], listed: Iterable[type[PublicEvent]]) -> set[str]:
    """Types of contracts that exist in the package of contracts and are in no list."""
    known = {event.type for event in listed}
    found: set[str] = set()
    waiting = list(base.__subclasses__())
    while waiting:
        event = waiting.pop()
        waiting.extend(event.__subclasses__())
        if event.__module__.startswith("shared.contracts.") and "type" in event.__dict__ and event.type not in known:
            found.add(event.type)
    return found


def _place(event: type[PublicEvent], root: Path) -> tuple[str, int]:
    path = Path(inspect.getfile(event))
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    return shown, inspect.getsourcelines(event)[1]
