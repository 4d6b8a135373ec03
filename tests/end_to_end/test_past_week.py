"""The sample town with months of worries and a week behind it: interrupted twice, all is as it was planned, once."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from kyoso.folder import DataFolder, behind
from kyoso.runner import Town
from kyoso.town.generate import SEED, generate
from kyoso.town.load import Silent, load_town
from kyoso.town.past import Past
from kyoso.town.past_model import Accepted, Asked, Attended, Booked, Declared, Gave, Joined, Redeemed
from kyoso.town.worries import worries_of
from services.booking.rows import BookingRow
from services.matching.consulting.rows import ConsultationRow
from services.matching.consulting.theme_counting import cells
from services.matching.domain.consulting.themes import careful, month_of
from services.points.ledger import check_ledger
from shared.clock import tokyo_date
from shared.journal.tallies import tallied
from shared.settings import Settings
from tests.end_to_end.pressing import name_of, press
from tests.end_to_end.test_story_town import Interrupting, Interruption

pytestmark = pytest.mark.asyncio(loop_scope="module")
PEOPLE = 300
DAYS = 7
ONE_DAY = timedelta(days=1)
STOPS = (("worries of three months", 40), ("the past week", 170))
"""The plug is pulled in the second month, and, of some seventy rows a day, on the third day."""
PLANNED = {
    "interests-declared": Declared,
    "introduction-asked": Asked,
    "introduction-accepted": Accepted,
    "group-joined": Joined,
    "activity-attended": Attended,
    "points-earned": Attended,
    "points-redeemed": Redeemed,
    "points-given": Gave,
}


async def load(town: Town, progress: Silent | None = None) -> None:
    """As the demo does."""
    await load_town(
        town.services,
        town.caught_up,
        town.settings.data,
        town.clock,
        people=PEOPLE,
        past_days=DAYS,
        advance=town.advance,
        progress=nullcontext(progress) if progress else None,
    )
    await town.caught_up()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A town that has lived through its past; in the second month and on the third day somebody pulled the plug."""
    data = tmp_path_factory.mktemp("past") / "data"
    assert DataFolder(data).begin_behind(behind(DAYS))
    settings = Settings(data=data, demo=True, port=8000, town_people=PEOPLE)
    left = []
    for stage, rows in STOPS:
        stopped = Town(settings)
        async with stopped.up():
            with pytest.raises(ExceptionGroup) as pulled:
                await load(stopped, Interrupting(stage, rows))
        assert pulled.value.subgroup(Interruption)
        left.append(stopped.clock.behind)
    assert 30 * ONE_DAY < left[0] < 80 * ONE_DAY
    assert 2 * ONE_DAY < left[1] < 6 * ONE_DAY  # the hour of the day moves it
    assert not DataFolder(data).begin_behind(behind(DAYS))
    town = Town(settings)
    async with town.up():
        await load(town)
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def browser(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody on this machine, who follows where a page leads."""
    transport = httpx.ASGITransport(town.app)
    async with httpx.AsyncClient(transport=transport, base_url=town.base_url, follow_redirects=True) as client:
        yield client


async def days_of(browser: httpx.AsyncClient, service: str) -> dict[str, list[dict[str, Any]]]:
    """By what is counted, the seven days that are over."""
    told = (await browser.get(f"/{service}/figures")).json()
    return {each["what"]: [day for day in each["days"] if day["day"] < told["today"]] for each in told["figures"]}


def shown(days: list[dict[str, Any]]) -> int:
    """On how many days there is a number."""
    return sum(bool(day["count"]) for day in days)


async def counted(town: Town, first: date) -> Counter[tuple[str, date]]:
    """How often what was done on which day, hidden days too."""
    found: Counter[tuple[str, date]] = Counter()
    for name in ("booking", "matching", "points"):
        for each in await tallied(town.services[name].journal, first, first + (DAYS - 1) * ONE_DAY):
            found[each.what, each.day] += each.events
    return found


async def test_each_day_has_what_was_planned_for_it_once(town: Town) -> None:
    """The one in the middle of which the plug was pulled too; nothing of a day slipped into another one."""
    today = tokyo_date(town.clock.now())
    first = today - DAYS * ONE_DAY
    deeds = [
        (type(deed), moment.day)
        for moment in Past(generate(SEED, PEOPLE), first).moments(today - ONE_DAY)
        for deed in moment.deeds
    ]
    found = await counted(town, first)

    for what, kind in PLANNED.items():
        expected = {day: count for (found_kind, day), count in Counter(deeds).items() if found_kind is kind}
        assert expected == {day: count for (found_what, day), count in found.items() if found_what == what}, what
    rooms = sum(count for (what, _), count in found.items() if what == "room-booked")
    assert rooms >= sum(kind is Booked for kind, _ in deeds)  # and those of the activities; closed houses aside


async def test_the_week_in_figures_is_that_of_a_living_town(town: Town, browser: httpx.AsyncClient) -> None:
    """Every step of the loop has its days, and a day of few people is hidden here as anywhere."""
    booking, matching, points = [await days_of(browser, name) for name in ("booking", "matching", "points")]

    assert [DAYS] * 2 == [shown(booking[what]) for what in ("room-booked", "activity-announced")]
    assert [6, 6] == [shown(matching[what]) for what in ("interests-declared", "introduction-asked")]
    assert shown(matching["introduction-accepted"]) >= 4
    assert shown(matching["group-joined"]) >= 4
    assert shown(booking["activity-signed-up"]) >= 6
    assert shown(booking["activity-attended"]) >= 5
    assert shown(points["points-earned"]) >= 5
    assert shown(points["points-redeemed"]) >= 4
    assert shown(points["points-given"]) >= 2
    monday = [day for day in matching["interests-declared"] if datetime.fromisoformat(day["day"]).weekday() == 0]
    assert [(None, 5)] == [(day["count"], day["fewer_than"]) for day in monday]
    assert all(day["amount"] >= 250 for day in points["points-earned"] if day["count"])


async def test_each_month_has_the_worries_that_were_planned_for_it_once(town: Town) -> None:
    """All of them are over, and none is anybody's who has an office."""
    first = tokyo_date(town.clock.now()) - DAYS * ONE_DAY
    planned = {month.name: len(month.deeds) for month in worries_of(generate(SEED, PEOPLE), first)}

    rows = await town.services["matching"].journal.all(ConsultationRow)

    assert planned == Counter(month_of(row.asked_at) for row in rows)
    assert {"resolved"} == {row.status for row in rows}
    assert 0 < sum(row.person_id is None for row in rows) < len(rows)


async def test_the_themes_of_each_month_are_told(town: Town, browser: httpx.AsyncClient) -> None:
    """As they were planned, by what may be told of them; the page has the latest month's bars."""
    first = tokyo_date(town.clock.now()) - DAYS * ONE_DAY
    desks = town.services["matching"].use_cases.knowledge.desks
    newest = [month.name for month in worries_of(generate(SEED, PEOPLE), first)][::-1]
    for month in worries_of(generate(SEED, PEOPLE), first):
        counted = dict.fromkeys(cells(desks), 0)
        for category, people in Counter(deed.category for deed in month.deeds).items():
            counted[desks.place(category)[0], category] = people
        told = (await browser.get(f"/matching/figures/themes?month={month.name}")).json()

        assert newest == told["months"]
        assert [theme.people for theme in careful(counted)] == [each["people"] for each in told["themes"]]
    page = (await browser.get("/themes")).text
    assert "スマホ・パソコン" in page.partition("人数を示していない種類")[0]


async def test_areas_differ_in_how_many_do_not_care_to_take_part(browser: httpx.AsyncClient) -> None:
    """Their people are of other ages, so that the page has something to tell."""
    lines = (await browser.get("/matching/figures/ladder")).json()["lines"]
    shares = [100 * line["uninterested"] / line["people"] for line in lines[1:]]

    assert 3 == len(shares)
    assert max(shares) - min(shares) >= 3


async def test_the_page_of_figures_has_its_three_charts(browser: httpx.AsyncClient) -> None:
    """Not one of them says that there is nothing."""
    page = (await browser.get("/town")).text

    assert 2 == page.count('<svg class="chart"')
    assert len(re.findall('<rect class="in"', page)) >= 9 + 6 + 5
    assert "まだありません" not in page
    assert 'class="out"' in page


async def test_the_town_is_in_the_present_and_nothing_lies_in_the_future(town: Town) -> None:
    """The clock is the machine's again, and every day was lived through in its own time."""
    now = datetime.now(UTC)

    assert timedelta(0) == town.clock.behind
    assert abs(town.clock.now() - now) < timedelta(seconds=5)
    for service in town.services.values():
        store = service.journal.store
        commits = await store.after(0, 100_000)
        assert sorted(each.at for each in commits) == [each.at for each in commits]
        assert all(each.at <= datetime.now(UTC) for each in commits)
    bookings = await town.services["booking"].journal.all(BookingRow)
    began = [each for each in bookings if each.status in ("started", "completed")]
    assert len(began) >= 10
    assert all(each.starts_at <= now for each in began)


async def test_the_books_balance_and_every_event_was_handled(town: Town) -> None:
    """Points came and went through everybody's use cases."""
    report = await check_ledger(town.services["points"].journal)

    assert report.balanced
    for running in town.running.values():
        assert [] == await running.dead_letters.list()


async def test_a_second_start_changes_nothing(town: Town) -> None:
    """The week is over, and stays as it was."""
    before = {name: await each.journal.store.last_position() for name, each in town.services.items()}

    await load(town)

    assert before == {name: await each.journal.store.last_position() for name, each in town.services.items()}


async def test_the_loop_can_be_tried_in_a_town_with_a_past(browser: httpx.AsyncClient) -> None:
    """Rooms, groups and people are still there for it."""
    answer = await browser.post("/try")
    for _ in range(20):
        if name_of(answer) == "end":
            break
        answer = await press(browser, answer)

    assert "end" == name_of(answer)
