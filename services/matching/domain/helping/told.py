"""Whom a step of small help is told to: from the private events of a decision to the public ones that go with them.

No kind of help is told, and nobody who was helped is named in what is told of who helped.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from services.matching.domain.helping.events import (
    AnswerAccepted,
    AnswerEnded,
    CompanionGone,
    HelpAsking,
    HelpClosed,
    HelpLapsed,
    HelpSettled,
    PlaceTaken,
)
from shared.clock import TOKYO
from shared.contracts.matching_help import (
    HelpAccepted,
    HelpAnswered,
    HelpAnswerEnded,
    HelpDone,
    HelpOverdue,
    HelpReminded,
    HelpRole,
)
from shared.events import Event

REMINDED_AT = time(9)
"""In Tokyo, on the day before the last one."""


def end_of(day: date) -> datetime:
    """The instant at which a day is over."""
    return datetime.combine(day, time(0), TOKYO) + timedelta(days=1)


def remind_at(until: date) -> datetime:
    """When those who agreed are reminded."""
    return datetime.combine(until, REMINDED_AT, TOKYO) - timedelta(days=1)


def told(asking: HelpAsking, until: date, events: Sequence[Event]) -> list[Event]:
    """The events of a decision, with what is told to others of them."""
    ended_by_asker = any(isinstance(event, HelpClosed) for event in events)
    public = [one for event in events for one in _of(asking, until, event, ended_by_asker=ended_by_asker)]
    return [*events, *public]


def reminders(asking: HelpAsking, until: date, companions: Mapping[str, str | None]) -> list[Event]:
    """To who opened it, and to those who were told yes, with who goes along. ``companions``: by person."""
    roles: list[tuple[str, HelpRole]] = [(asking.person_id, "asked")]
    roles += [(id, "said") for id in companions]
    roles += [(id, "along") for id in dict.fromkeys(companions.values()) if id]
    return [
        HelpReminded(**_ids(asking), person_id=person_id, role=role, due_at=end_of(until)) for person_id, role in roles
    ]


def _of(asking: HelpAsking, until: date, event: Event, *, ended_by_asker: bool) -> Iterable[Event]:
    ids = _ids(asking)
    match event:
        case PlaceTaken():
            part = "companion" if event.companion else None
            return [HelpAnswered.model_validate({**ids, "person_id": asking.person_id, "part": part})]
        case AnswerAccepted():
            people = _with_companion(event.person_id, event.companion_id)
            return [HelpAccepted(**ids, person_id=id, role=role, due_at=end_of(until)) for id, role in people]
        case HelpSettled(done=True):
            people = _with_companion(event.helper_id, event.companion_id)
            return [
                HelpDone.model_validate(
                    {
                        **ids,
                        "person_id": id,
                        "role": role,
                        "minutes": event.minutes,
                        "people": 1 if role == "along" else event.people,
                    }
                )
                for id, role in people
            ]
        case AnswerEnded():
            return _ended(asking, event, ended_by_asker=ended_by_asker)
        case CompanionGone():
            return [HelpAnswered(**ids, person_id=asking.person_id, part="companion")]
        case HelpLapsed():
            due_at = end_of(until) + timedelta(days=asking.silent_days)
            owner = event.owner_id
            return [HelpOverdue(**ids, person_id=asking.person_id, coordinator_id=owner, due_at=due_at)]
    return []


def _ended(asking: HelpAsking, event: AnswerEnded, *, ended_by_asker: bool) -> list[Event]:
    """To the side that did not end it itself; who goes along hears of both."""
    by_them = event.how == "withdrawn" or (event.how == "forgone" and not ended_by_asker)
    people: list[tuple[str, HelpRole]] = [(asking.person_id, "asked") if by_them else (event.person_id, "said")]
    if event.companion_id:
        people.append((event.companion_id, "along"))
    return [HelpAnswerEnded(**_ids(asking), person_id=id, role=role, reason=event.how) for id, role in people]


def _with_companion(person_id: str, companion_id: str | None) -> list[tuple[str, HelpRole]]:
    people: list[tuple[str, HelpRole]] = [(person_id, "said")]
    return [*people, (companion_id, "along")] if companion_id else people


def _ids(asking: HelpAsking) -> dict[str, str | None]:
    return {"request_id": asking.request_id, "group_id": asking.group_id}
