"""Points as a service: facts in, HTTP out, on a real journal."""

from datetime import UTC, datetime, timedelta

import pytest

from services.points.app import build
from shared.clock import TOKYO
from shared.contracts.booking_activities import ActivityAttended, AttendanceCorrected
from shared.contracts.people import PersonErased
from shared.contracts.points import PointsEarned, PointsExpired, PointsReversed
from tests.kit import client, clock_of, deliver, make_site, opened, published, run_timers

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=TOKYO).astimezone(UTC)
PROGRAMME = {
    "programme_id": "attendance-2026",
    "name": {"ja": "参加ポイント", "en": "Points for taking part"},
    "budget": 1_000,
    "amount": 50,
    "daily_cap": 100,
    "from": "2026-04-01",
    "until": "2027-03-31",
}


def attended(activity="a1", person="resident-hana", kind=ActivityAttended):
    return kind(activity_id=activity, group_id="osawa-garden", person_id=person, minutes=90, evidence="code")


@pytest.fixture
async def world(tmp_path):
    site = make_site(tmp_path, start=NOW)
    async with opened(build(site)) as service:
        service.site = site
        yield service


@pytest.fixture
async def open_world(world):
    async with client(world, world.site, "staff-mori", ["staff"]) as staff:
        assert 201 == (await staff.post("/programmes", json=PROGRAMME)).status_code
    return world


async def account(world, person="resident-hana", **params):
    async with client(world, world.site, person) as resident:
        response = await resident.get("/accounts/me", params=params)
    assert 200 == response.status_code
    return response.json()


async def test_an_attendance_delivered_twice_is_credited_once(open_world):
    """Kafka may redeliver; the balance must not move twice."""
    await deliver(open_world, attended(), attended())

    assert 50 == await open_world.use_cases.balance("resident-hana")
    assert 1 == len(await published(open_world, PointsEarned))


async def test_an_account_tells_its_balance_lots_and_history(open_world):
    """What a resident sees after taking part once; instants are at Tokyo's offset."""
    await deliver(open_world, attended())

    seen = await account(open_world)

    assert ("resident-hana", 50, 0) == (seen["account_id"], seen["balance"], seen["debt"])
    (lot,) = seen["lots"]
    assert (50, 50, "city") == (lot["amount"], lot["remaining"], lot["issuer"])
    assert ("2026-11-22T12:00:00+09:00", "2027-04-01T00:00:00+09:00") == (lot["issued_at"], lot["expires_at"])
    (line,) = seen["history"]["items"]
    assert ("earned", 50, "a1", None) == (line["what"], line["amount"], line["activity_id"], line["why"])


async def test_somebody_without_an_account_has_an_empty_one(open_world):
    """Nobody needs to open an account first."""
    seen = await account(open_world, "resident-ken")

    assert (0, [], []) == (seen["balance"], seen["lots"], seen["history"]["items"])


async def test_the_public_event_is_journaled_on_the_accounts_stream(open_world):
    """Its subject on the bus is the account, so that one person's points stay in order."""
    await deliver(open_world, attended())

    commits = await open_world.journal.store.of_stream("account/resident-hana")

    assert ["lot-issued.v1", "points-earned.v1", "posted.v1"] == [record.type for record in commits[0].records]


async def test_a_person_sees_why_an_attendance_earned_nothing(open_world):
    """Two a day are paid; the third says so in both languages."""
    for n in range(3):
        await deliver(open_world, attended(f"a{n}"))

    seen = await account(open_world)
    withheld = [line for line in seen["history"]["items"] if line["what"] == "withheld"]

    assert 100 == seen["balance"]
    assert ["daily-cap"] == [line["why"]["code"] for line in withheld]
    assert withheld[0]["why"]["ja"]
    assert withheld[0]["why"]["en"]


async def test_a_person_sees_when_the_budget_is_used_up(world):
    """The refusal lies in the programme's stream and is shown in the account."""
    async with client(world, world.site, "staff-mori", ["staff"]) as staff:
        await staff.post("/programmes", json=PROGRAMME | {"budget": 60})
    await deliver(world, attended(person="resident-ken"), attended())

    seen = await account(world)

    assert (0, "budget-used-up") == (seen["balance"], seen["history"]["items"][0]["why"]["code"])


async def test_attend_correct_attend_again(open_world):
    """Each correction takes back exactly what was earned, and the next attendance earns anew."""
    await deliver(open_world, attended(), n=1)
    await deliver(open_world, attended(kind=AttendanceCorrected), n=2)
    assert 0 == await open_world.use_cases.balance("resident-hana")

    await deliver(open_world, attended(), n=3)

    assert 50 == await open_world.use_cases.balance("resident-hana")
    assert [50] == [event.amount for event in await published(open_world, PointsReversed)]
    assert [-50, 50, 50] == sorted(line["amount"] for line in (await account(open_world))["history"]["items"])


async def test_a_correction_delivered_twice_reverses_once(open_world):
    """The same fact again changes nothing."""
    await deliver(open_world, attended(), n=1)
    correction = attended(kind=AttendanceCorrected)
    await deliver(open_world, correction, correction, n=2)

    assert 1 == len(await published(open_world, PointsReversed))


async def test_lots_end_by_the_clock(open_world):
    """On 1 April the timer ends what is left of the fiscal year; the day before it does nothing."""
    await deliver(open_world, attended())
    clock_of(open_world.site).advance(datetime(2027, 3, 31, 23, 59, tzinfo=TOKYO) - open_world.site.clock.now())
    assert 0 == await run_timers(open_world)

    clock_of(open_world.site).advance(timedelta(minutes=1))

    assert 1 == await run_timers(open_world)
    assert [(50, 0)] == [(event.amount, event.balance) for event in await published(open_world, PointsExpired)]
    assert 0 == await open_world.use_cases.balance("resident-hana")
    assert 0 == await run_timers(open_world)


async def test_an_erased_person_earns_nothing_more(open_world):
    """The account keeps its opaque id and its books."""
    await deliver(open_world, attended("a1"), PersonErased(person_id="resident-hana"), attended("a2"))

    assert 50 == await open_world.use_cases.balance("resident-hana")


async def test_a_programme_is_opened_once_per_key(open_world):
    """The same key and body give the same answer, built from the first commit; another key meets the programme."""
    async with client(open_world, open_world.site, "staff-mori", ["staff"]) as staff:
        new = PROGRAMME | {"programme_id": "garden-2026"}
        first = await staff.post("/programmes", json=new, headers={"idempotency-key": "k1"})
        again = await staff.post("/programmes", json=new, headers={"idempotency-key": "k1"})
        other = await staff.post("/programmes", json=new)

    assert (201, 201, 409) == (first.status_code, again.status_code, other.status_code)
    assert first.content == again.content
    assert "true" == again.headers["idempotency-replayed"]
    assert "programme-exists" == other.json()["code"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"until": "2027-04-01"}, "term-crosses-fiscal-years"),
        ({"until": "2026-03-31"}, "term-ends-before-start"),
        ({"amount": 500}, "cap-below-amount"),
        ({"issuer": "partner"}, "expiry-too-late"),
        ({"budget": 0}, None),
        ({"budget": 1.5}, None),
        ({"budget": 10**13}, None),
        ({"amount": "50"}, None),
        ({"programme_id": "a/b"}, None),
        ({"name": {"ja": " ", "en": "x"}}, None),
        ({"from": "0001-01-01"}, None),
        ({"surprise": 1}, None),
    ],
)
async def test_terms_that_cannot_be(world, changes, code):
    """Every one is refused with 422, in words, and nothing is written."""
    async with client(world, world.site, "staff-mori", ["staff"]) as staff:
        response = await staff.post("/programmes", json=PROGRAMME | changes)

    assert 422 == response.status_code
    assert code in (None, response.json()["code"])
    assert response.json()["next"]
    assert 0 == await world.journal.store.last_position()


async def test_only_staff_open_programmes(world):
    """A resident gets 403; without a token it is 401."""
    async with client(world, world.site) as resident, client(world, world.site, None) as nobody:
        assert 403 == (await resident.post("/programmes", json=PROGRAMME)).status_code
        assert 401 == (await nobody.post("/programmes", json=PROGRAMME)).status_code
        assert 401 == (await nobody.get("/accounts/me")).status_code


async def test_programmes_are_open_to_everyone_and_their_figures_are_not(open_world):
    """What is left of a budget is for staff and auditors."""
    await deliver(open_world, attended())
    async with (
        client(open_world, open_world.site, None) as nobody,
        client(open_world, open_world.site, "auditor", ["auditor"]) as auditor,
        client(open_world, open_world.site) as resident,
    ):
        (listed,) = (await nobody.get("/programmes")).json()["items"]
        figures = (await auditor.get("/programmes/attendance-2026")).json()
        refused = await resident.get("/programmes/attendance-2026")
        missing = await auditor.get("/programmes/none")

    assert PROGRAMME | {"issuer": "city", "expires_after_days": None, "status": "open"} == listed
    assert listed | {"budget_left": 950} == figures
    assert (403, 404) == (refused.status_code, missing.status_code)


async def test_the_history_comes_in_pages(open_world):
    """Newest first, each line once."""
    for n in range(5):
        await deliver(open_world, attended(f"a{n}"))
        clock_of(open_world.site).advance(timedelta(days=1))

    first = (await account(open_world, limit=3))["history"]
    second = (await account(open_world, limit=3, cursor=first["next"]))["history"]

    lines = [line["activity_id"] for line in first["items"] + second["items"]]
    assert ["a4", "a3", "a2", "a1", "a0"] == lines
    assert second["next"] is None


async def test_each_session_of_an_activity_earns_once_and_is_reversed_by_itself(open_world):
    """Two evenings of a course are two attendances of one activity; a repeat of one is none."""
    first, second = (attended().model_copy(update={"session": number}) for number in (1, 2))
    corrected = attended(kind=AttendanceCorrected).model_copy(update={"session": 1})

    await deliver(open_world, first, second)
    await deliver(open_world, first, n=2)
    both = await open_world.use_cases.balance("resident-hana")
    await deliver(open_world, corrected, n=3)
    shown = await account(open_world)

    assert (100, 50) == (both, shown["balance"])
    assert [("reversed", "a1", 1), ("earned", "a1", 2), ("earned", "a1", 1)] == sorted(
        ((line["what"], line["activity_id"], line["session"]) for line in shown["history"]["items"] if line["amount"]),
        reverse=True,
    )
