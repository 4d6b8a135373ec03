"""A clerk is a resident too: what they booked themselves somebody else decides about, and the counter serves others."""

import pytest
import pytest_asyncio

from shared.contracts.matching import GroupRegistered, OfficerAppointed
from tests.integration.booking.bookings_kit import on
from tests.integration.booking.ways_kit import a_hall, in_hall
from tests.kit import clock_of, deliver, run_timers

pytestmark = pytest.mark.asyncio(loop_scope="module")
CHOIR = (
    OfficerAppointed(group_id="choir", person_id="staff-mori", role="officer"),
    GroupRegistered(group_id="choir", name="合唱団", kind="theme", size_band="10-29"),
)
OWN = (403, "somebody-else")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    """A city whose clerk lives there and leads the choir."""
    async with a_hall(tmp_path_factory.mktemp("own")) as city:
        await deliver(city.service, *CHOIR)
        yield city


@pytest.fixture
def mori(city):
    """The clerk."""
    return city.client("staff-mori", ("resident", "staff"))


@pytest.fixture
def sato(city):
    """A colleague."""
    return city.client("staff-sato", ("staff",))


async def told(client, path, **wanted):
    """Status, and the rule or the code of what is said."""
    answer = await client.post(path, json=wanted)
    said = answer.json()
    return answer.status_code, said.get("rule") or said.get("code")


async def booked(client, **wanted):
    """The id of a booking."""
    answer = await client.post("/bookings", json=wanted)
    assert 201 == answer.status_code, answer.text
    return answer.json()["booking_id"]


@pytest.mark.parametrize(("group", "day"), [({}, 2), ({"group_id": "choir"}, 3)])
async def test_nobody_decides_their_own_request(mori, sato, group, day):
    """Nor that of a group which they lead: a colleague does, and words say so in plain Japanese too."""
    id = await booked(mori, **in_hall("east", purpose="event", **on(day, "10:00", "11:00")), **group)

    assert OWN == await told(mori, f"/bookings/{id}/approve")
    assert OWN == await told(mori, f"/bookings/{id}/refuse", reason="purpose")
    plain = await mori.post(f"/bookings/{id}/approve", headers={"Accept-Language": "ja-plain"})
    assert "ほかの職員" in plain.json()["next"], plain.text
    assert (200, None) == await told(sato, f"/bookings/{id}/approve")


@pytest.mark.parametrize(("group", "day"), [({}, 4), ({"group_id": "choir"}, 5)])
async def test_a_reason_of_the_house_is_given_to_others_only(mori, sato, group, day):
    """It brings all of the fee back and costs no points: of one's own booking somebody else says so."""
    id = await booked(mori, **in_hall("west", **on(day, "10:00", "11:00")), **group)

    for reason in ("operator-fault", "staff"):
        assert OWN == await told(mori, f"/bookings/{id}/cancel", reason=reason)
    assert (200, None) == await told(sato, f"/bookings/{id}/cancel", reason="operator-fault")


async def test_the_counter_books_for_somebody(city, mori):
    """Whoever stands there: a clerk who names nobody, or themselves, is told what to write instead."""
    wish = in_hall("tea", **on(8, "10:00", "11:00"), channel="counter")
    series = {"place": {"facility_id": "hall", "room_id": "tea", **on(8, "12:00", "13:00")}, "weeks": 1, "count": 2,
              "purpose": "study", "people": 3, "channel": "phone"}  # fmt: skip

    assert (422, "for-whom-missing") == await told(mori, "/bookings", **wish)
    assert (422, "for-whom-missing") == await told(mori, "/series", **series)
    assert (422, "own-at-counter") == await told(mori, "/bookings", **wish, person_id="staff-mori")
    assert (422, "own-at-counter") == await told(mori, "/bookings", **wish, group_id="choir")
    group = await mori.post("/bookings", json={**wish, "group_id": "osawa-garden"})
    assert (201, "officer-yui", "counter") == (
        group.status_code, group.json()["person_id"], group.json()["channel"],
    )  # fmt: skip
    assert [] == [row for row in (await mori.get("/bookings")).json()["items"] if row["channel"] == "counter"]


async def test_a_clerk_books_for_themselves_as_a_resident(mori, sato):
    """By the web, under the rules for everybody: who does not live here has no room of their own."""
    assert (201, None) == await told(mori, "/bookings", **in_hall("tea", **on(9, "10:00", "11:00")))
    refused = await sato.post("/bookings", json=in_hall("tea", **on(9, "12:00", "13:00")))
    assert (422, "komorebi.person") == (refused.status_code, refused.json()["rule_id"])
    assert (201, None) == await told(sato, "/bookings", **in_hall("tea", **on(9, "12:00", "13:00")), person_id="p-1")


async def test_a_closure_displaces_ones_own_booking_by_somebody_else(mori, sato):
    """It gives everything back and offers other rooms; a house that is not safe is closed at once all the same."""
    await booked(mori, **in_hall("east", **on(10, "10:00", "11:00")))
    await booked(mori, **in_hall("tea", **on(10, "13:00", "14:00")), group_id="choir")
    works = {"from": "2026-12-10T09:00:00+09:00", "until": "2026-12-10T12:00:00+09:00", "reason": "works"}
    later = {**works, "from": "2026-12-10T12:00:00+09:00", "until": "2026-12-10T15:00:00+09:00"}
    path = "/facilities/hall/closures"

    assert OWN == await told(mori, path, **works, room_ids=["whole"])
    assert OWN == await told(mori, path, **works)
    assert OWN == await told(mori, path, **later)
    assert (201, None) == await told(mori, path, **works, room_ids=["tea"])
    assert (201, None) == await told(sato, path, **works, room_ids=["east"])
    assert (201, None) == await told(mori, path, **{**later, "reason": "disaster"}, room_ids=["tea"])


async def test_nobody_makes_others_give_way_to_themselves(mori, sato):
    """Nor takes their own booking away with all of its fee; a colleague does."""
    funeral = {"rule_id": "komorebi.funerals", "reason": "funeral", "purpose": "other", "marks": ["funeral"]}
    wish = {**in_hall("east", **on(11, "10:00", "11:00")), **funeral}

    assert OWN == await told(mori, "/pre-emptions", **wish)
    assert OWN == await told(mori, "/pre-emptions", **wish, group_id="choir")
    await booked(mori, **in_hall("whole", **on(11, "10:00", "11:00")))
    assert OWN == await told(mori, "/pre-emptions", **wish, person_id="p-75")
    assert (201, None) == await told(sato, "/pre-emptions", **wish, person_id="p-75")


async def test_what_follows_ones_own_use_is_recorded_by_somebody_else(city, mori, sato):
    """A no-show taken back takes its points back; heads of a use that nobody began make it one. The clock moves on."""
    house = {"facility_id": "always-open", "purpose": "meeting", "people": 2}
    missed = await booked(mori, **house, room_id="r1", **on(2, "10:00", "11:00"))
    used = await booked(mori, **in_hall("tea", **on(2, "10:00", "11:00")))
    code = (await mori.get(f"/bookings/{used}")).json()
    assert code["status"] == "confirmed"
    clock_of(city.site).advance(_until(city, 2, 11))
    await run_timers(city.service)

    assert "no-show" == (await mori.get(f"/bookings/{missed}")).json()["status"]
    assert OWN == await told(mori, f"/bookings/{missed}/no-show/withdraw", reason="was-there")
    assert OWN == await told(mori, f"/bookings/{used}/heads", heads=5)
    assert (200, None) == await told(sato, f"/bookings/{missed}/no-show/withdraw", reason="was-there")
    assert (200, None) == await told(sato, f"/bookings/{used}/heads", heads=5)


async def test_the_deadline_of_a_cancellation_holds_for_a_clerk_too(city, mori, sato):
    """An hour before its use one's own booking cannot be given back any more, as anybody's."""
    id = await booked(mori, **in_hall("tea", **on(3, "15:00", "16:00")))
    group = await booked(mori, **in_hall("east", **on(3, "15:00", "16:00")), group_id="choir")
    clock_of(city.site).advance(_until(city, 3, 14, 30))

    assert (422, "rule-refused") == await told(mori, f"/bookings/{id}/cancel")
    assert (422, "rule-refused") == await told(mori, f"/bookings/{group}/cancel")
    assert (200, None) == await told(sato, f"/bookings/{id}/cancel")


def _until(city, day, hour, minute=0):
    moment = city.site.clock.now().replace(microsecond=0)
    return moment.replace(day=day, hour=hour - 9, minute=minute, second=0) - city.site.clock.now()
