"""The alarm of a full team: nobody who may take it has a place, and what comes is a desk owner's, by name.

It is decided on the roster with the choice that shows it, so that it rings once however many come at once, and it is
over with the decision by which a place is there again. Who rang within a day is not told anew: a place that is free
for a minute is no end of an overload.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.matching.domain.accompanying.events import AccompanimentOwnerNamed
from services.matching.domain.consulting.events import ConsultationPlaced
from services.matching.domain.events import AssignmentMade
from services.matching.domain.team.choosing import Coordinator, Coordinators, Take
from services.matching.domain.team.roster_events import RoomNoted
from services.matching.domain.team.roster_record import Alarm, RosterRecord
from shared.clock import day_begins, tokyo_date
from shared.contracts.matching_team import ACCOMPANIMENTS, CapacityExhausted, CapacityRestored
from shared.events import Event

QUIET = timedelta(hours=24)
"""How long nobody is told again of the same desk."""


def watched(roster: RosterRecord, events: Sequence[Event], at: datetime) -> list[Event]:
    """What was decided, with what it means for the alarm. ``at``: when. Nothing decided means nothing to add."""
    told = list(events)
    if not told:
        return told
    after = roster.after(told)
    for desk, general in _left_to_owners(told).items():
        alarm = roster.alarms.get(desk or "")
        if is_full(after.team, desk, general=general, at=at):
            told += _ring(after, alarm, Alarm(desk=desk, general=general, since=at), at)
    for alarm in roster.alarms.values():
        told += _look(after, alarm, at)
    return told


def look_again(roster: RosterRecord, desk: str | None, now: datetime) -> list[Event]:
    """The clock, when somebody is to be back from leave: over, or looked at again; nothing when it is not due."""
    alarm = roster.alarms.get(desk or "")
    if alarm is None or not alarm.out or alarm.until is None or now < alarm.until:
        return []
    return _look(roster, alarm, now)


def is_full(team: Coordinators, desk: str | None, *, general: bool, at: datetime) -> bool:
    """Whether somebody may take it and nobody who may has a place. ``desk``: nothing for introductions."""
    serving = _serving(team, desk, general)
    return bool(serving) and not any(_has_place(team, id, each, at) for id, each in serving.items())


def _ring(after: RosterRecord, before: Alarm | None, now: Alarm, at: datetime) -> list[Event]:
    quiet = before is not None and before.told_at is not None and at - before.told_at < QUIET
    if before is not None and before.out and (before.told or quiet):
        return []
    until = back_at(after.team, now.desk, general=now.general, at=at)
    since = before.since if before is not None and before.out else at
    noted = RoomNoted(
        desk=now.desk, general=now.general, out=True, since=since, until=until, told=not quiet,
        told_at=before.told_at if quiet and before else at,
    )  # fmt: skip
    if quiet:
        return [noted]
    return [noted, CapacityExhausted(desk=now.desk, coordinator_id=owner_of(after, now.desk), until=until)]


def _look(after: RosterRecord, alarm: Alarm, at: datetime) -> list[Event]:
    """Of an alarm that rings: over when there is a place; noted when somebody is back on another day."""
    if not alarm.out:
        return []
    serving = _serving(after.team, alarm.desk, alarm.general)
    over = any(_has_place(after.team, id, each, at) for id, each in serving.items())
    until = None if over else back_at(after.team, alarm.desk, general=alarm.general, at=at)
    if not over and until == alarm.until:
        return []
    noted = RoomNoted(
        desk=alarm.desk, general=alarm.general, out=not over, since=alarm.since, until=until,
        told=alarm.told, told_at=alarm.told_at,
    )  # fmt: skip
    if not over or not alarm.told:
        return [noted]
    return [noted, CapacityRestored(desk=alarm.desk, coordinator_id=owner_of(after, alarm.desk))]


def back_at(team: Coordinators, desk: str | None, *, general: bool, at: datetime) -> datetime | None:
    """When the first who has a place is back from the leave they are on; nothing when that is not entered."""
    today, found = tokyo_date(at), list[datetime]()
    for id, each in _serving(team, desk, general).items():
        if each.away or team.loads.get(id, 0) >= each.capacity:
            continue
        day = today
        while not each.present(day):  # leaves may follow upon each other
            day = max(leave.last_day for leave in each.leave if leave.first_day <= day <= leave.last_day)
            day += timedelta(days=1)
        if day > today:
            found.append(day_begins(day))
    return min(found, default=None)


def owner_of(roster: RosterRecord, desk: str | None) -> str:
    """Who is told: with whom it ends."""
    return (roster.desk_owners.get(desk) if desk else None) or roster.desk_owner or ""


def _left_to_owners(events: Sequence[Event]) -> dict[str | None, bool]:
    """The desks of which something went to an owner; with whether it is the general one. Introductions: nothing.

    An accompaniment that goes there by its own steps, with nobody considered, is no sign of a full team.
    """
    found: dict[str | None, bool] = {}
    for event in events:
        if isinstance(event, AssignmentMade) and event.at_desk:
            found[None] = False
        elif isinstance(event, AccompanimentOwnerNamed) and event.at_desk and event.considered:
            found[ACCOMPANIMENTS] = False
        elif isinstance(event, ConsultationPlaced) and not event.counted:
            found[event.turn.desk] = event.turn.general
    return found


def _serving(team: Coordinators, desk: str | None, general: bool) -> dict[str, Coordinator]:
    """Who may take what comes to a desk; where nobody may take a new worry there, who has what is referred."""
    if desk is None:
        return {id: each for id, each in team.all.items() if each.may_take("introductions")}
    if desk == ACCOMPANIMENTS:
        return {id: each for id, each in team.all.items() if each.kind == "dedicated"}
    ways: tuple[Take, ...] = ("consultations", "referrals")
    for way in ways:
        found = {id: each for id, each in team.all.items() if each.may_take(way) and each.serves(desk, general)}
        if found:
            return found
    return {}


def _has_place(team: Coordinators, id: str, each: Coordinator, at: datetime) -> bool:
    return each.present(tokyo_date(at)) and team.loads.get(id, 0) < each.capacity
