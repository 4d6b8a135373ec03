"""The ledger check on a real journal: true books pass, and each kind of damage is found and said in words."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.points.app import build
from services.points.domain.account import Account
from services.points.domain.events import Posted
from services.points.domain.programme import Programme
from services.points.domain.reward import Reward
from services.points.ledger import check_ledger
from services.points.rows import AccountRow
from services.points.sums import SUMS
from shared.clock import TOKYO
from shared.contracts.booking_activities import ActivityAttended, AttendanceCorrected
from shared.journal.port import PlacedRow
from tests.integration.points.town_points import offer, register
from tests.kit import a_fact, client, deliver, make_site, opened, shows
from tests.unit.points.points_pure import terms

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=TOKYO).astimezone(UTC)


def attended(activity, person, kind=ActivityAttended):
    return kind(activity_id=activity, group_id="g", person_id=person)


@pytest.fixture
async def world(tmp_path):
    site = make_site(tmp_path, start=NOW)
    async with opened(build(site)) as service:
        service.site = site
        cause = service.journal.causes.operator("open", b"", "1")
        await service.use_cases.open_programme(terms(budget=100_000), cause=cause)
        yield service


async def earn(world, *, people=20, activities=3):
    """Everybody attends everything at once, as a batch delivers it."""
    events = [attended(f"a{n}", f"p{m}") for n in range(activities) for m in range(people)]
    await asyncio.gather(
        *(
            world.use_cases.earn_for_attendance(
                event,
                cause=a_fact(world.journal, event, "earn-for-attendance", subject=f"activity/{event.activity_id}"),
            )
            for event in events
        )
    )


async def test_the_books_of_a_busy_day_balance(world):
    """Sixty attendances at once, a cap that bites, a correction: every sum is zero and nothing is under way."""
    await earn(world)
    await deliver(world, attended("a1", "p1", AttendanceCorrected), n=2)

    report = await check_ledger(world.journal)

    assert report.balanced, report.lines("en")
    assert (20, 0) == (report.accounts, report.under_way)
    (books,) = report.programmes
    assert (0, 0) == (books.total, books.in_flight)
    assert 20 * 100 - 50 == books.accounts
    assert "帳簿は合っています。" == report.lines()[-1]


async def test_a_check_while_points_are_earned_finds_no_difference(world):
    """What moves during the check is compared again, not reported."""
    busy = asyncio.create_task(earn(world, people=200))
    reports = []
    while not busy.done():
        reports.append(await check_ledger(world.journal))
    await busy

    assert reports
    assert all(report.balanced for report in reports), [report.lines("en") for report in reports]


async def test_a_row_that_is_not_what_was_posted_is_found(world):
    """Somebody changed the database by hand."""
    await earn(world, people=2)
    placed = await world.journal.store.placed(AccountRow, "p1")
    await world.journal.store.replace_rows([replace(placed, row=placed.row.model_copy(update={"balance": 1_000_000}))])

    report = await check_ledger(world.journal)

    assert not report.balanced
    assert ["account/p1"] == [difference.stream for difference in report.differences]
    assert "balance 1000000" in report.differences[0].en


async def test_a_row_of_nobody_is_found(world):
    """An account that the journal does not know."""
    row = AccountRow(id="nobody", balance=7, debt=0, debts={})
    await world.journal.store.replace_rows([PlacedRow(row, "account/nobody", 1)])

    assert ["account/nobody"] == [d.stream for d in (await check_ledger(world.journal)).differences]


async def test_a_state_that_is_not_what_was_posted_is_found(world):
    """A bug in a fold shows here, whatever the rows say."""
    await earn(world, people=1, activities=1)
    await world.journal.ask(Programme.stream("attendance-2026"), lambda p: setattr(p, "left", p.left + 1))

    report = await check_ledger(world.journal)

    assert ["programme/attendance-2026"] == [difference.stream for difference in report.differences]


async def spend(world):
    """Somebody has a reward in hand, another one waits, and a friend was given something."""
    await offer(world, price=10)
    await register(world, "p0", "p1")
    rewards, causes = world.use_cases.rewards, world.journal.causes
    for key in ("k1", "k2"):
        _, held = await rewards.redeem("seeds", "p0", cause=causes.http("p0", "POST /redemptions", key))
    cause = causes.http("staff", "POST /hand-over", "k")
    await rewards.hand_over(held.redemption.redemption_id, held.redemption.number, cause=cause)
    await world.use_cases.gifts.give("p0", "p1", 7, cause=causes.http("p0", "POST /gifts", "k"))


async def test_the_report_explains_each_sum(world):
    """In both languages: what it is, and how it comes about; and the whole adds up."""
    await earn(world, people=2, activities=1)
    await spend(world)

    report = await check_ledger(world.journal)

    (books,) = report.programmes
    assert report.balanced, report.lines("en")
    assert (80, 10, 10, 0) == (books.accounts, books.held, books.redeemed, books.giving)
    assert list(SUMS) == [each.sum for each in books.sums]
    for language in ("ja", "en"):
        lines = report.lines(language)
        assert all(f"  {getattr(each, language)}" in lines for each in books.sums)
    assert "redeemed 10: what was paid for rewards that were handed over; it never comes back. handed over +10" in (
        each.en for each in books.sums
    )


@pytest.mark.parametrize(
    ("entries", "found_at", "words"),
    [
        ((("account/p0", -5), ("held", 5)), "account/p0", "the postings"),
        ((("held", -5), ("account/p0", 5)), "account/p0", "told another sum"),
        ((("held", -5), ("redeemed", 5)), "programme/attendance-2026", "More of falsified"),
        ((("account/p0", -5), ("redeemed", 5)), "account/p0", "moved as nothing moves"),
        ((("account/p0", -5), ("giving", 5)), "account/p0", "told another sum"),
        ((("giving", -5), ("account/p0", 5)), "programme/attendance-2026", "being given"),
        ((("giving", -5), ("debt/p0", 5)), "programme/attendance-2026", "being given"),
        ((("redeemed", 5),), "account/p0", "do not balance"),
    ],
)
async def test_a_falsified_posting_of_each_sum_is_found(world, entries, found_at, words):
    """Somebody wrote into the journal what no rule writes."""
    await earn(world, people=2, activities=1)
    await spend(world)
    false = Posted(programme_id="attendance-2026", reference="falsified", entries=entries)
    cause = world.journal.causes.operator("falsify", b"", "1")
    await world.journal.transact(Account.stream("p0"), cause, lambda _: [false])

    report = await check_ledger(world.journal)

    assert not report.balanced
    assert any(found_at == each.stream and words in each.en for each in report.differences), report.lines("en")


async def test_a_falsified_stock_is_found(world):
    """One that was released although it is kept for somebody could be given away twice."""
    await earn(world, people=2, activities=1)
    await spend(world)
    cause = world.journal.causes.operator("falsify", b"", "1")
    await world.journal.transact(Reward.stream("seeds"), cause, lambda reward: reward.release("r"))

    report = await check_ledger(world.journal)

    assert ["The accounts hold 2 redemptions, but 1 are reserved."] == [each.en for each in report.differences]


async def test_a_row_that_hides_what_is_held_is_found(world):
    """Held points are compared as the balance is."""
    await earn(world, people=2, activities=1)
    await spend(world)
    placed = await world.journal.store.placed(AccountRow, "p0")
    await world.journal.store.replace_rows([replace(placed, row=placed.row.model_copy(update={"held": 0}))])

    assert ["account/p0"] == [each.stream for each in (await check_ledger(world.journal)).differences]


async def test_an_earning_that_stopped_half_way_is_under_way_and_then_finished(world):
    """A crash between the two commits leaves the points in flight; the relay's pass brings them home."""
    points = world.use_cases
    event = attended("a1", "p1")
    settle, world.journal.settle = world.journal.settle, lambda commit: asyncio.sleep(0)
    await points.earn_for_attendance(event, cause=a_fact(world.journal, event, "earn-for-attendance"))
    world.journal.settle = settle

    half_way = await check_ledger(world.journal)
    assert (True, 1, 50) == (half_way.balanced, half_way.under_way, half_way.programmes[0].in_flight)

    for commit in await world.journal.store.after(0, 100):
        await world.journal.react(commit)

    assert 0 == (await check_ledger(world.journal)).under_way
    assert 50 == await points.balance("p1")


async def test_the_relay_need_not_ask_again_for_what_settle_took(world):
    """A programme's stream is hot, and the relay takes it in order: each repeat must cost it nothing."""
    await earn(world, people=5, activities=1)

    def refuse(*_):
        raise AssertionError("the writer was asked")

    world.journal.writer.submit = refuse
    for commit in await world.journal.store.after(0, 100):
        await world.journal.react(commit)


async def test_the_metric_says_that_every_programme_adds_up(world):
    """It follows the commits of this run and those from before it."""
    await earn(world, people=3)

    await shows(
        world,
        'kyoso_points_ledger_imbalance{programme="attendance-2026",service="points"} 0.0',
        'kyoso_points_in_flight{programme="attendance-2026",service="points"} 0.0',
    )


async def test_the_metric_knows_what_was_earned_before_the_start(tmp_path):
    """A restart reads the books from the beginning, in the background, and goes on with what comes."""
    async with opened(build(make_site(tmp_path, start=NOW))) as first:
        cause = first.journal.causes.operator("open", b"", "1")
        await first.use_cases.open_programme(terms(), cause=cause)
        await deliver(first, attended("a1", "p1"))

    async with opened(build(make_site(tmp_path, start=NOW))) as again:
        await shows(again, 'kyoso_points_in_flight{programme="attendance-2026",service="points"} 0.0')

        event = attended("a2", "p1")
        again.journal.settle = lambda commit: asyncio.sleep(0)
        await again.use_cases.earn_for_attendance(event, cause=a_fact(again.journal, event, "earn-for-attendance"))

        await shows(again, 'kyoso_points_in_flight{programme="attendance-2026",service="points"} 50.0')


async def test_the_ledger_is_shown_to_those_who_audit(world):
    """Residents get 403."""
    await earn(world, people=1)
    async with client(world, world.site, "auditor", ["auditor"]) as auditor, client(world, world.site) as resident:
        report = await auditor.get("/ledger")
        refused = await resident.get("/ledger")

    assert (200, 403) == (report.status_code, refused.status_code)
    assert report.json()["balanced"] is True
