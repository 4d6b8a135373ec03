"""What is derived from the journal of points can be deleted and made again, and is then the same."""

from datetime import UTC, datetime, timedelta

from services.points.app import MODEL, build
from services.points.domain.account import Account
from services.points.rows import ROWS
from shared.clock import TOKYO
from shared.contracts.booking import ActivityAttended, AttendanceCorrected
from shared.contracts.people import PersonErased
from shared.journal.rebuild import rebuild
from tests.kit import clock_of, deliver, make_site, opened, run_timers
from tests.unit.points.points_pure import terms

NOW = datetime(2026, 11, 22, 12, 0, 0, 123_456, tzinfo=TOKYO).astimezone(UTC)


async def seen(service):
    rows = {row.kind: await service.journal.all(row) for row in ROWS}
    states = [
        await service.journal.ask(Account.stream(id), lambda account: account.model_dump_json()) for id in ("p1", "p2")
    ]
    return rows, states


async def test_rows_and_states_are_equal_to_a_rebuild(tmp_path):
    """After attending, capping, correcting, erasing and a year's end."""
    site = make_site(tmp_path, start=NOW)
    async with opened(build(site)) as service:
        cause = service.journal.causes.operator("open", b"", "1")
        await service.use_cases.open_programme(terms(budget=320), cause=cause)
        for n in range(4):
            for person in ("p1", "p2"):
                await deliver(service, ActivityAttended(activity_id=f"a{n}", group_id="g", person_id=person), n=n + 1)
            clock_of(site).advance(timedelta(hours=7, microseconds=7))
        await deliver(service, AttendanceCorrected(activity_id="a1", group_id="g", person_id="p1"), n=9)
        await deliver(service, PersonErased(person_id="p2"))
        clock_of(site).advance(timedelta(days=200))
        assert await run_timers(service)
        before = await seen(service)

        service.journal.writer.forget_cache()
        await rebuild(MODEL, service.journal.store)

        assert before == await seen(service)
        assert {"earned", "reversed", "expired", "withheld"} == {row.what for row in before[0]["history"]}
