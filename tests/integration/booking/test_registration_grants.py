"""What a group's registration grants, over HTTP and in another town's rules: when it may ask, and what it pays."""

import pytest
import pytest_asyncio

from services.booking.domain.houses.facility import FacilityDraft, RoomDraft
from services.booking.rulebook.book import TOWNS
from services.booking.simulator.running import simulate
from tests.integration.booking.bookings_kit import a_city
from tests.integration.booking.registrations_kit import GARDEN, application, refused, sent
from tests.integration.booking.test_simulation import the_past

pytestmark = pytest.mark.asyncio(loop_scope="module")
KOMINKAN = FacilityDraft(
    facility_id="shioiri",
    kind="kominkan",
    name="汐入公民館",
    address="汐入1",
    rooms=(RoomDraft(room_id="meeting", name="会議室", capacity=24),),
)
PATH = f"/registrations/{GARDEN}"
NEAR, FAR = "2026-12-16", "2027-01-13"
"""It is 1 December 2026: within a month, and after the tenth of the second month before."""
FIVE = [{"name": f"会員 {n}", "share": "lives" if n < 3 else "elsewhere"} for n in range(5)]


def wish(day, **changes):
    return {
        "facility_id": "shioiri", "room_id": "meeting", "starts_at": f"{day}T09:00:00+09:00",
        "ends_at": f"{day}T12:00:00+09:00", "purpose": "study", "people": 5, "group_id": "osawa-garden", **changes,
    }  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    """Shiomi's rules: the centre is for registered groups of five, and accredited ones come first and pay half."""
    async with a_city(tmp_path_factory.mktemp("grants"), rules_file=TOWNS / "shiomi.toml") as city:
        cause = city.service.journal.causes.operator("town", b"", KOMINKAN.id)
        await city.service.use_cases.register_facility(KOMINKAN, cause)
        yield city


async def allowed(city, day, **changes):
    """What the rules say to a booking of the group: nothing, or who refuses."""
    answer = await city.yui.post("/bookings/explain", json=wish(day, **changes))
    assert 200 == answer.status_code, answer.text
    said = answer.json()
    return said["fee"] if said["allowed"] else {each["rule_id"] for each in said["refusals"]}


async def test_each_step_of_a_registration_grants_what_the_rules_say(city):
    """Applied for: nothing. Approved: the room, at the full fee, a month before. Accredited: two months, and half."""
    assert "registered" in await allowed(city, NEAR)
    await sent(city.yui, "POST", "/registrations", application(members=FIVE), expected=201)
    assert "registered" in await allowed(city, NEAR)

    await sent(city.staff, "POST", f"{PATH}/proof", {"method": "counter", "document": "articles"})
    await sent(city.staff, "POST", f"{PATH}/approve")
    assert (500, {"kominkan-others"}) == (await allowed(city, NEAR), await allowed(city, FAR))
    assert (422, "rule-refused") == await refused(city.yui, "POST", "/bookings", wish(FAR))

    accredited = {"accreditations": [{"kinds": ["kominkan"], "until": "2027-03-31"}]}
    await sent(city.staff, "PUT", f"{PATH}/accreditations", accredited)
    booked = await sent(city.yui, "POST", "/bookings", wish(FAR), expected=201)
    assert (250, "confirmed") == (booked["fee"], booked["status"])


async def test_the_members_list_takes_it_away_again(city):
    """Two of five from here are no majority, four are too few; five are enough again once the city has seen them."""
    few = [{**member, "share": "lives" if n < 2 else "elsewhere"} for n, member in enumerate(FIVE)]
    await sent(city.yui, "PUT", f"{PATH}/members", {"members": few})
    assert {"kominkan-majority"} == await allowed(city, FAR, purpose="culture")
    at_counter = await city.staff.post("/bookings", json=wish(NEAR, channel="counter", person_id="officer-yui"))
    assert (422, "kominkan-majority") == (at_counter.status_code, at_counter.json()["rule_id"])

    await sent(city.yui, "PUT", f"{PATH}/members", {"members": FIVE[:4]})
    assert "kominkan-members" in await allowed(city, NEAR)
    await sent(city.staff, "POST", f"{PATH}/approve")
    await sent(city.yui, "PUT", f"{PATH}/members", {"members": FIVE})
    assert {"kominkan-members"} == await allowed(city, NEAR)
    await sent(city.staff, "POST", f"{PATH}/approve")
    assert 250 == await allowed(city, NEAR)


async def test_what_was_granted_to_one_kind_of_house_or_for_a_time_ends_there(city):
    """A suspension refuses by name, lifted it is as before; an accreditation elsewhere is none here."""
    await sent(city.staff, "POST", f"{PATH}/suspend", {"until": "2026-12-10", "reason": "documents"})
    assert (422, "registration-suspended") == await refused(city.yui, "POST", "/bookings", wish(NEAR))
    await sent(city.staff, "POST", f"{PATH}/lift")
    elsewhere = {"accreditations": [{"kinds": ["court"], "until": "2027-03-31"}]}
    await sent(city.staff, "PUT", f"{PATH}/accreditations", elsewhere)

    assert (500, {"kominkan-others"}) == (await allowed(city, NEAR), await allowed(city, FAR))
    assert 500 == (await sent(city.yui, "POST", "/bookings", wish(NEAR), expected=201))["fee"]


async def test_a_reduction_for_one_use_is_granted_for_its_day(city):
    """An event that the city co-hosts is free on its day; for a year, or for a day of another, it cannot be granted."""
    path, told = f"{PATH}/grants/2026", {"categories": ["co-host"], "filed_on": "2026-12-01"}
    uses = [{"reduction": "co-host", "day": "2026-12-17"}]
    for wrong in (
        {"reductions": ["co-host"]}, {"uses": [{"reduction": "co-host", "day": "2027-04-01"}]},
        {"uses": [{"reduction": "welfare", "day": "2026-12-17"}]},
    ):  # fmt: skip
        answer = await city.staff.put(path, json={**told, **wrong}, headers={"Accept-Language": "ja-plain"})
        assert (422, "grant-term-differs") == (answer.status_code, answer.json()["code"])
        assert "きまりと ちがいます" in answer.json()["detail"]
        assert ["co-host"] == answer.json()["uses"]
    unknown = {**told, "uses": [{"reduction": "none", "day": "2026-12-17"}]}
    assert (422, "grant-unknown") == await refused(city.staff, "PUT", path, unknown)

    granted = await sent(city.staff, "PUT", path, {**told, "uses": [*uses, *uses]})

    assert uses == granted["grants"][0]["uses"]
    assert (0, 500) == (await allowed(city, "2026-12-17"), await allowed(city, "2026-12-18"))
    booked = await sent(city.yui, "POST", "/bookings", wish("2026-12-17"), expected=201)
    assert (0, "confirmed") == (booked["fee"], booked["status"])


async def test_what_was_granted_for_one_use_is_decided_alike_when_it_is_replayed(city):
    """The record of a decision has the reduction on its day only, whoever was asked about before."""
    for day in ("2026-12-17", "2026-12-18"):
        await sent(city.yui, "POST", "/bookings", wish(day, starts_at=f"{day}T13:00:00+09:00",
                                                        ends_at=f"{day}T17:00:00+09:00"), expected=201)  # fmt: skip

    past = await the_past(city)
    rules = (TOWNS / "shiomi.toml").read_text("utf-8")

    kept = {asking.day.day: {grant.reduction for grant in asking.facts.grants} for asking in past.asked}
    assert ({"co-host"}, set()) == (kept[17], kept[18])
    assert [] == list(simulate(past, rules, rules, lambda *_: None).differing)
