"""Recommendations for a city: 100,000 people, 5,000 groups and activities, through HTTP. ``make bench-matching``.

The people, groups and activities are written through matching's own journal, as fast as it takes them, before the town
starts: through HTTP it would take an hour. What is measured goes through HTTP, in a town of all services.
"""

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import uvloop

from bench import growth, http, town
from bench.figures import Figures
from kyoso.folder import DataFolder
from kyoso.town.generate import generate
from services.matching.app import build
from services.matching.domain.events import Interests
from services.matching.domain.groups.group import Group, Profile
from services.matching.domain.person import Person
from services.matching.domain.recommending.activity import Activity
from services.matching.domain.recommending.booking_events import ActivityHeard
from services.matching.domain.recommending.scoring import Offer, contributions, score_of
from services.matching.knowledge import Knowledge
from services.matching.recommending.catalogue import offer_of_activity, offer_of_group
from services.matching.recommending.seekers import seeker_of
from services.matching.rows import ActivityRow, GroupRow, PersonRow
from services.matching.service import Matching
from shared.clock import TOKYO, tokyo_date
from shared.service import Site
from shared.settings import Settings

PEOPLE = int(os.environ.get("BENCH_PEOPLE") or 100_000)
OFFERS = int(os.environ.get("BENCH_OFFERS") or 5_000)
AT_ONCE = 1_000
ASKED = 2_000
RUSH = 16
NEW = 15
PLAIN_PEOPLE = 20
LATENCY_MAX_MS, VISIBLE_MAX_SECONDS, MEMORY_MAX_MIB, START_MAX_SECONDS = 50, 2, 600, 15
RARE = "repair"
"""A tag that nobody has but who waits for the new activity, and the activity."""


class City:
    """What is written: chosen by a seed, from the packaged vocabulary."""

    def __init__(self, uses: Matching) -> None:
        self.uses = uses
        self._random = Random(20261127)
        lists = uses.knowledge.words.lists
        self._codes = {name: [code for code in codes if code != RARE] for name, codes in lists.items()}
        self._areas = [each.id for each in uses.knowledge.areas.words if each.layer == "neighbourhood"]

    def some(self, name: str, least: int, most: int) -> tuple[str, ...]:
        """A few codes of a list."""
        return tuple(self._random.sample(self._codes[name], self._random.randint(least, most)))

    def area(self) -> dict[str, str]:
        """Somewhere."""
        return {"neighbourhood": self._random.choice(self._areas)}

    def profile(self, number: int) -> Profile:
        """A group."""
        return Profile(
            name=f"第{number:04}会",
            kind="theme",
            areas=self.area(),
            tags=self.some("tags", 1, 3),
            needs=self.some("roles", 0, 3),
            size_band=self._random.choice(("1-4", "5-9", "10-29", "30-99")),
            times=self.some("times", 0, 3),
            languages=("ja", "en") if self._random.random() < 0.2 else ("ja",),
        )

    def activity(self, number: int, groups: int) -> ActivityHeard:
        """One of the coming sixty days."""
        starts_at = self.uses.recommendations.journal.now() + timedelta(minutes=self._random.randint(3_000, 86_400))
        return ActivityHeard(
            activity_id=f"activity-{number}",
            title=f"第{number}回",
            group_id=f"group-{number % groups}",
            place="集会所",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            deadline=starts_at - timedelta(hours=1),
            tags=self.some("tags", 1, 2),
            areas=self.area(),
            capacity=20,
        )

    def interests(self, number: int) -> Interests:
        """What somebody says; every tenth nothing."""
        if number % 10 == 0:
            return Interests()
        return Interests(
            tags=self.some("tags", 1, 5),
            areas=self.area() if self._random.random() < 0.4 else {},
            availability=self.some("times", 0, 3),
            role_wishes=self.some("roles", 0, 3),
        )


async def written(data: Path) -> tuple[list[PersonRow], list[Offer]]:
    """Write a city into a data folder; some of its people and all offers, for the baseline."""
    folder = DataFolder(data)
    folder.make()
    service = build(Site.of(Settings(data=data, demo=True), folder.clock(), make_key=True))
    uses: Matching = service.use_cases
    journal, city = service.journal, City(uses)
    await journal.open()
    assert service.vault is not None
    await service.vault.open()
    ids = [person.id for person in generate().people][:PEOPLE]
    ids += [f"resident-{number}" for number in range(PEOPLE - len(ids))]
    groups = OFFERS // 2

    async def person(number: int) -> None:
        said, home = city.interests(number), city.area()
        cause = journal.causes.operator("bench", b"", f"person-{number}")
        await journal.transact(
            Person.stream(ids[number]),
            cause,
            lambda state: [
                *state.hear(areas=home, language="ja", age_band=None),
                *state.declare(said, tokyo_date(journal.now())),
            ],
        )

    async def group(number: int) -> None:
        cause = journal.causes.operator("bench", b"", f"group-{number}")
        profile = city.profile(number)
        await journal.transact(
            Group.stream(f"group-{number}"), cause, lambda state: state.register(profile, ids[number % len(ids)])
        )

    async def activity(number: int) -> None:
        cause = journal.causes.operator("bench", b"", f"activity-{number}")
        heard = city.activity(number, groups)
        await journal.transact(Activity.stream(heard.activity_id), cause, lambda state: state.hear(heard))

    for make, count in ((group, groups), (activity, OFFERS - groups), (person, PEOPLE)):
        for first in range(0, count, AT_ONCE):
            await asyncio.gather(*(make(number) for number in range(first, min(first + AT_ONCE, count))))
    people = [row for id in ids[1:200:10] if (row := await journal.get(PersonRow, id))]
    words = uses.knowledge.words
    offers = [offer_of_group(row) for row in await journal.all(GroupRow)]
    offers += [offer_of_activity(row, words) for row in await journal.all(ActivityRow)]
    await journal.close()
    await service.vault.close()
    return people, offers


async def measure(figures: Figures) -> None:
    """All figures of this page."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "city"
        begin = time.perf_counter()
        people, offers = await written(data)
        figures.note(
            f"{PEOPLE:,} people and {len(offers):,} groups and activities, written through the journal in "
            f"{time.perf_counter() - begin:,.0f} s; {growth.size_mb(data):,.0f} MB."
        )
        async with town.town(data) as running:
            await running.caught_up(1_800)  # with what the groups tell the other services
        begin = time.perf_counter()
        async with town.town(data) as running:
            figures.add("time to ready with that state, s", [time.perf_counter() - begin], f"< {START_MAX_SECONDS}")
            tokens = await running.tokens(min(ASKED, 4_000, PEOPLE))
            await _lists(figures, running, tokens, _plain_ms(people, offers))
            await _new_activities(figures, running, tokens[0])
            await _beside_writing(figures, running, tokens)
            memory = growth.memory_of(running.process.pid)
        figures.add("memory of all services at most, MiB", [memory["peak"]], f"< {MEMORY_MAX_MIB}")


def _plain_ms(people: Sequence[PersonRow], offers: Sequence[Offer]) -> float:
    """Milliseconds for one list with one offer scored after the other: median of some people."""
    knowledge, now = Knowledge.read(), datetime.now(UTC)
    weights = knowledge.weights.on(town.today())
    taken = []
    for row in people[:PLAIN_PEOPLE]:
        seeker = seeker_of(row, knowledge)
        begin = time.perf_counter()
        sorted(-score_of(contributions(seeker, offer, weights, now)) for offer in offers)
        taken.append(1_000 * (time.perf_counter() - begin))
    return statistics.median(taken)


async def _lists(figures: Figures, running: town.Town, tokens: Sequence[str], plain_ms: float) -> None:
    requests = _asking(running, tokens)
    first = await http.run(running.port, requests[:1], 1)
    figures.add("the first list of all, ms", [first.percentile(0.5)])
    one = await http.run(running.port, requests, 1)
    rush = await http.run(running.port, requests, RUSH)
    _answered(one, rush)
    figures.add("baseline: the scores of one list, one offer after the other, without HTTP, ms", [plain_ms])
    against = {"the baseline": plain_ms}
    figures.add("one person's list, p50, ms", [one.percentile(0.5)], baselines=against)
    figures.add("one person's list, p99, ms", [one.percentile(0.99)], f"< {LATENCY_MAX_MS}", against)
    figures.add(f"lists a second, {RUSH} people at once", [rush.per_second(200)])
    figures.add(f"one person's list, {RUSH} at once, p99, ms", [rush.percentile(0.99)])


async def _new_activities(figures: Figures, running: town.Town, token: str) -> None:
    """From the answer to whoever announces until somebody's list has it."""
    staff = running.token("staff-mori")
    body = {"tags": [RARE], "areas": {"neighbourhood": "minami"}}
    await _sent(running, "PUT", "/matching/people/me/interests", token, body, "rare")
    taken = []
    for number in range(NEW):
        starts_at = (datetime.now(TOKYO) + timedelta(days=3 + number)).replace(microsecond=0)
        announced = {
            "title": f"おもちゃ病院{number}",
            "group_id": "group-1",
            "place": "集会所",
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=1)).isoformat(),
            "deadline": starts_at.isoformat(),
            "tags": [RARE],
            "areas": {"neighbourhood": "minami"},
            "capacity": 10,
        }
        told = await _sent(running, "POST", "/booking/activities", staff, announced, f"new-{number}")
        begin = time.perf_counter()
        ask = http.prepared("GET", "/matching/people/me/recommendations?limit=50", running.port, token)
        async with asyncio.timeout(30):
            while told["activity_id"].encode() not in (await _bodies(running, ask))[0]:
                await asyncio.sleep(0.01)
        taken.append(time.perf_counter() - begin)
    figures.add("a new activity, from its answer until it is in a list, s", taken, f"< {VISIBLE_MAX_SECONDS} each")


async def _beside_writing(figures: Figures, running: town.Town, tokens: Sequence[str]) -> None:
    """Lists while other people change their interests all the time."""
    wishes = [
        http.prepared("PUT", "/matching/people/me/interests", running.port, token, {"tags": ["yoga"]}, f"beside-{n}")
        for n, token in enumerate(tokens[1:1_001])
    ]
    lists, writes = await asyncio.gather(
        http.run(running.port, _asking(running, tokens)[:1_000], 1), http.run(running.port, wishes, 4, rate=50)
    )
    _answered(lists, writes)
    figures.add("one person's list beside 50 changed interests a second, p99, ms", [lists.percentile(0.99)])


def _asking(running: town.Town, tokens: Sequence[str]) -> list[bytes]:
    return [http.prepared("GET", "/matching/people/me/recommendations", running.port, token) for token in tokens]


def _answered(*results: http.Result) -> None:
    for result in results:
        if set(result.statuses) != {200}:
            raise RuntimeError(f"{result.statuses} {result.bodies[:1]}")


async def _sent(running: town.Town, method: str, path: str, token: str, body: Any, key: str) -> Any:
    (answer,) = await _bodies(running, http.prepared(method, path, running.port, token, body, key))
    return json.loads(answer)


async def _bodies(running: town.Town, request: bytes) -> list[bytes]:
    result = await http.run(running.port, [request], 1, keep_bodies=True)
    if not {200, 201} & set(result.statuses):
        raise RuntimeError(f"{result.statuses} {result.bodies[:1]}")
    return result.bodies


if __name__ == "__main__":
    shown = Figures()
    uvloop.run(measure(shown))
    print("\n" + str(shown))
