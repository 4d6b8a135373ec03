"""What is derived from the journal of points can be deleted and made again, and is then the same."""

from datetime import UTC, datetime, timedelta

from services.points.app import MODEL, build
from services.points.domain.account import Account
from services.points.rows import ROWS
from services.points.statement import KINDS
from shared.clock import TOKYO
from shared.contracts.booking_activities import ActivityAttended, AttendanceCorrected
from shared.contracts.people import PersonErased
from shared.journal.rebuild import rebuild
from tests.integration.points.town_points import offer, register
from tests.kit import clock_of, deliver, make_site, opened, run_timers
from tests.unit.points.points_pure import terms

NOW = datetime(2026, 11, 22, 12, 0, 0, 123_456, tzinfo=TOKYO).astimezone(UTC)


async def seen(service):
    rows = {row.kind: await service.journal.all(row) for row in ROWS}
    states = [
        await service.journal.ask(Account.stream(id), lambda account: account.model_dump_json()) for id in ("p1", "p2")
    ]
    return rows, states


async def spend(service):
    """Every way in which a redemption ends, and a gift."""
    await register(service, "p1", "p2")
    await offer(service, price=1, stock=9)
    rewards, causes = service.use_cases.rewards, service.journal.causes
    kept = [
        (await rewards.redeem("seeds", person, cause=causes.http(person, "POST /redemptions", key)))[1].redemption
        for person, key in (("p1", "1"), ("p1", "2"), ("p1", "3"), ("p2", "4"))
    ]
    await rewards.hand_over(kept[0].redemption_id, kept[0].number, cause=causes.http("staff", "POST /hand-over", "k"))
    await rewards.cancel(kept[1].redemption_id, "p1", cause=causes.http("p1", "POST /cancel", "k"))
    await service.use_cases.gifts.give("p1", "p2", 7, cause=causes.http("p1", "POST /gifts", "k"))


async def test_rows_and_states_are_equal_to_a_rebuild(tmp_path):
    """After attending, capping, correcting, redeeming, giving, erasing and a year's end."""
    site = make_site(tmp_path, start=NOW)
    async with opened(build(site)) as service:
        cause = service.journal.causes.operator("open", b"", "1")
        await service.use_cases.open_programme(terms(budget=320), cause=cause)
        for n in range(4):
            for person in ("p1", "p2"):
                await deliver(service, ActivityAttended(activity_id=f"a{n}", group_id="g", person_id=person), n=n + 1)
            clock_of(site).advance(timedelta(hours=7, microseconds=7))
        await deliver(service, AttendanceCorrected(activity_id="a1", group_id="g", person_id="p1"), n=9)
        await spend(service)
        await deliver(service, PersonErased(person_id="p2"))
        clock_of(site).advance(timedelta(days=200))
        assert await run_timers(service)
        before = await seen(service)

        service.journal.writer.forget_cache()
        await rebuild(MODEL, service.journal.store)

        assert before == await seen(service)
        assert {*KINDS, "withheld"} == {row.what for row in before[0]["history"]}
        assert {"handed-over", "cancelled", "not-fetched", "erased"} == {row.status for row in before[0]["redemption"]}
