"""Loads the sample town through the use cases that everyone uses; what is loaded is not loaded again.

Every row has a cause of its own, so an interrupted load continues where it was and a second one changes nothing. What
belongs to time (points programmes and rewards of the year, activities of the coming days) is topped up at each start.
Where the demo's clock began in the past, what worried people in the months before (``/themes``) and the days since then
are lived through first, until it is the machine's.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from kyoso.town.accompanying import accompaniments_of
from kyoso.town.activities import activities_of
from kyoso.town.deeds import Deeds
from kyoso.town.generate import SEED, generate
from kyoso.town.helping import help_of
from kyoso.town.inviting import is_open
from kyoso.town.leaving import leaves_of
from kyoso.town.living import Life, Row
from kyoso.town.model import CoordinatorSeed, Town
from kyoso.town.outreach import outreach_of
from kyoso.town.people import PEOPLE_COUNT
from kyoso.town.registering import WELFARE, Registering, registrations_of
from kyoso.town.rewards import REWARDS
from shared.clock import Clock, MovableClock, fiscal_year, tokyo_date
from shared.errors import NotYet
from shared.service import Service

AT_ONCE = 400
"""Commands in flight: enough that every writer's batch is full, few enough that memory stays small."""
ACTIVITY_DAYS = 7
NOT_YET_SECONDS = 20.0
MARKER = "town.json"
PAST_MARKER = "past.json"
VERSION = 6
"""Raise it when the town's rows change: they are then loaded once more, and only new ones do anything."""


class Progress(Protocol):
    """Is told of each stage."""

    def stage(self, ja: str, en: str, total: int) -> Callable[[], None]:
        """A stage begins; what it gives is called after each row."""
        ...


class Silent:
    """Tells nobody."""

    def stage(self, ja: str, en: str, total: int) -> Callable[[], None]:
        return lambda: None


@dataclass(frozen=True, slots=True)
class Stage:
    """Rows that may be loaded in any order, once what the stages before them caused has been heard."""

    ja: str
    en: str
    rows: list[Row]


async def load_town(
    services: Mapping[str, Service],
    caught_up: Callable[[], Awaitable[None]],
    data: Path,
    clock: Clock,
    *,
    seed: int = SEED,
    people: int = PEOPLE_COUNT,
    past_days: int = 0,
    advance: Callable[[timedelta], Awaitable[None]] | None = None,
    at_once: int = AT_ONCE,
    progress: AbstractContextManager[Progress] | None = None,
) -> None:
    """Load what is missing of the town of ``seed`` into composed, running services.

    ``at_once``: commands in flight. ``caught_up`` returns when all consumers have heard everything; ``data`` keeps the
    marker of a finished load. A clock that is behind the machine's is brought forward by ``advance`` (of the clock
    itself, by default), and the last ``past_days`` days on the way are lived through.
    """
    marker = data / MARKER
    town = generate(seed, people)
    seats = Deeds(services, town)
    with progress or nullcontext(Silent()) as shown:
        life = _life_of(seats, town, clock, data, past_days, advance, caught_up, at_once)
        if not _is_loaded(marker, seed, people):
            await _load(everybody(seats, town), shown, at_once)
            if life:
                await caught_up()
                await _load(who_serves(seats, town, before=True), shown, at_once)
                await life.months(lambda total: shown.stage("この3か月の相談", "worries of three months", total))
            for stage in places(seats, town):
                await _load(stage, shown, at_once)
            await caught_up()
            for stage in memberships(seats, town):
                await _load(stage, shown, at_once)
            await caught_up()
            _mark(marker, seed, people)
        if life:
            for stage in programmes(seats, clock):
                await _load(stage, Silent(), at_once)
            await life.week(lambda total: shown.stage("この1週間の出来事", "the past week", total))
        for stage in calendar(seats, town, clock):
            await _load(stage, shown, at_once)


def everybody(seats: Registering, town: Town) -> Stage:
    """Who is there."""
    return Stage("利用者", "people", [(each.id, partial(seats.person, each)) for each in town.people])


def who_serves(seats: Registering, town: Town, *, before: bool = False) -> Stage:
    """Coordinators, and who owns the desks. ``before``: in the months before, without who is in training now."""
    seats_then = [each for each in town.coordinators if not before or each.kind != "supporter"]
    return Stage("担当者", "coordinators", [*_desk(seats, town, seats_then)])


def places(seats: Registering, town: Town) -> list[Stage]:
    """Where they are: nothing here needs anything else to have been heard."""
    return [
        Stage("施設", "facilities", [(each.id, partial(seats.facility, each)) for each in town.facilities]),
        Stage("団体", "groups", [(each.id, partial(seats.group, each)) for each in town.groups]),
    ]


def memberships(seats: Registering, town: Town) -> list[Stage]:
    """What ties people and groups together."""
    members = [(person.id, group) for person in town.people for group in person.member_of]
    registered = registrations_of(town)
    beside = [*accompaniments_of(town)]
    wishes = [person for person in town.people if person.interests is not None]
    return [
        who_serves(seats, town),
        Stage("会員", "members", [(m, partial(seats.member, m, g)) for m, g in members]),
        Stage("利用登録", "registrations", [(each.id, partial(seats.registration, each)) for each in registered]),
        Stage("関心", "interests", [(each.id, partial(seats.interests, each)) for each in wishes]),
        Stage("伴走支援", "accompaniments", [(a.group_id, partial(seats.accompaniment, a)) for a in beside]),
        Stage("声かけ", "invitations", [(each.id, partial(seats.open, each)) for each in wishes if is_open(each)]),
    ]


def calendar(seats: Registering, town: Town, clock: Clock) -> list[Stage]:
    """What belongs to time: the programmes, rewards and reductions of the years, a week of activities, days off."""
    today = tokyo_date(clock.now())
    years = (fiscal_year(today), fiscal_year(today) + 1)
    reductions = [(group, partial(seats.reduction, group, year, today)) for group in WELFARE for year in years]
    activities = [each for n in range(ACTIVITY_DAYS) for each in activities_of(town, today + timedelta(days=n))]
    return [
        *programmes(seats, clock),
        Stage("減免", "reductions", [*reductions]),
        Stage("活動", "activities", [(each.id, partial(seats.activity, each)) for each in activities]),
        Stage("頼みごと", "help", [(each.id, partial(seats.help, each)) for each in help_of(town, today)]),
        Stage(
            "出張相談会", "outreach days", [(day.id, partial(seats.outreach, day)) for day in outreach_of(town, today)]
        ),
        Stage("休暇", "leave", [(each.id, partial(seats.leave, each)) for each in leaves_of(town, today)]),
        Stage("推計", "estimate", [("ladder", seats.estimate)]),
    ]


def programmes(seats: Registering, clock: Clock) -> list[Stage]:
    """The programme and the rewards of this fiscal year and of the next one."""
    this_year = fiscal_year(tokyo_date(clock.now()))
    years = (this_year, this_year + 1)
    rewards: list[Row] = [
        (f"{each.id}-{year}", partial(seats.reward, each, year)) for each in REWARDS for year in years
    ]
    return [
        Stage("ポイント事業", "programmes", [(str(year), partial(seats.programme, year)) for year in years]),
        Stage("特典", "rewards", rewards),
    ]


def _life_of(
    seats: Deeds,
    town: Town,
    clock: Clock,
    data: Path,
    past_days: int,
    advance: Callable[[timedelta], Awaitable[None]] | None,
    caught_up: Callable[[], Awaitable[None]],
    at_once: int,
) -> Life | None:
    """What is to be lived through; nothing, where the clock is not behind the machine's."""
    if not (isinstance(clock, MovableClock) and clock.behind):
        return None
    day = tokyo_date(clock.now() + clock.behind - timedelta(days=past_days))
    return Life(
        town,
        clock,
        first_day(data / PAST_MARKER, day),
        do=seats.do,
        advance=advance or _advance_of(clock),
        caught_up=caught_up,
        together=partial(_together, at_once=at_once),
        told=lambda month: _patiently(partial(seats.themes_told, month)),
    )


def _advance_of(clock: MovableClock) -> Callable[[timedelta], Awaitable[None]]:
    async def advance(by: timedelta) -> None:
        clock.advance(by)

    return advance


def _desk(seats: Registering, town: Town, coordinators: Iterable[CoordinatorSeed]) -> Iterable[Row]:
    yield "desk", partial(seats.desk, town.desk_owner)
    for seat in coordinators:
        yield seat.person_id, partial(seats.coordinator, seat)
    for desk, owner_id in town.desk_owners:
        yield desk, partial(seats.desk_of, desk, owner_id)


async def _load(stage: Stage, progress: Progress, at_once: int) -> None:
    await _together(stage.rows, progress.stage(stage.ja, stage.en, len(stage.rows)), at_once)


async def _together(rows: Sequence[Row], done: Callable[[], None], at_once: int) -> None:
    """All rows, ``at_once`` at a time. Raises what a row raises; the others in flight are let finish."""
    waiting = iter(rows)

    async def work() -> None:
        for _, command in waiting:
            await _patiently(command)
            done()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(min(at_once, len(rows))):
            tasks.create_task(work())


async def _patiently(command: Callable[[], Awaitable[Any]]) -> None:
    """Repeat a command while a fact that it needs is still on its way. Raises ``NotYet`` in the end."""
    deadline = asyncio.get_running_loop().time() + NOT_YET_SECONDS
    while True:
        try:
            await command()
        except NotYet:
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.1)
        else:
            return


def _is_loaded(marker: Path, seed: int, people: int) -> bool:
    try:
        found = json.loads(marker.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(found == {"seed": seed, "people": people, "version": VERSION})


def first_day(marker: Path, day: date) -> date:
    """The day with which the past began: ``day``, or what was written when it did. Its plan depends on it."""
    try:
        return date.fromisoformat(json.loads(marker.read_text("utf-8"))["first"])
    except (OSError, ValueError, KeyError, TypeError):
        _write(marker, {"first": day.isoformat()})
        return day


def _mark(marker: Path, seed: int, people: int) -> None:
    _write(marker, {"seed": seed, "people": people, "version": VERSION})


def _write(file: Path, what: Mapping[str, Any]) -> None:
    temporary = file.with_suffix(".new")
    temporary.write_text(json.dumps(what), "utf-8")
    temporary.replace(file)
