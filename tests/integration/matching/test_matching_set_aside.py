"""What was asked for, or set aside, before counts less for a while; nobody is told, and nothing else is remembered."""

from datetime import timedelta

import pytest

from services.matching.rows import PersonRow
from shared.contracts.people import ConsentWithdrawn, PersonErased
from tests import kit
from tests.integration.matching.matching_kit import SOUTH

SAID = {"tags": ("gardening",), "availability": ("weekend-morning",)}


@pytest.fixture
async def hana(city):
    """Somebody who likes gardening, as a client; another group that does is there too."""
    await city.group("other-garden", officer="officer-rin", name="もうひとつの園芸の会")
    await city.person("resident-hana", SOUTH, interests=SAID)
    return kit.client(city.service, city.site, "resident-hana")


async def listed(hana):
    """The points of each group, by id, in the order of the list."""
    answer = await hana.get("/people/me/recommendations", params={"limit": 4})
    return {each["group"]["group_id"]: each["score"] for each in answer.json() if "group" in each}


async def test_what_is_set_aside_counts_twelve_points_less_and_fades(city, hana):
    """12.0 on the day, half of it after 90 days, nothing after 180; taken back it counts as before."""
    before = await listed(hana)

    kept = await hana.put("/people/me/set-aside/group/osawa-garden")
    assert (200, True) == (kept.status_code, kept.json()["kept"])
    assert ["osawa-garden"] == [each["target_id"] for each in (await hana.get("/people/me/set-aside")).json()["items"]]

    after = await listed(hana)
    assert ["other-garden", "osawa-garden"] == list(after)
    assert round(before["osawa-garden"] - 12.0, 4) == after["osawa-garden"]
    assert before["other-garden"] == after["other-garden"]
    city.advance(timedelta(days=90))
    half = await listed(hana)
    assert 6.0 == round(half["other-garden"] - half["osawa-garden"], 4)
    city.advance(timedelta(days=90))
    assert 1 == len(set((await listed(hana)).values()))

    await hana.put("/people/me/set-aside/group/osawa-garden")
    await hana.delete("/people/me/set-aside/group/osawa-garden")
    assert 1 == len(set((await listed(hana)).values()))
    assert [] == (await hana.get("/people/me/set-aside")).json()["items"]


async def test_what_is_set_aside_has_no_turn(city, hana):
    """Of six groups four are there by score; the fifth place is a turn of one of the others, but not of that one."""
    for number in range(4):
        await city.group(f"garden-{number}", officer="officer-ken")

    async def turns():
        answer = await hana.get("/people/me/recommendations", params={"limit": 5})
        return [each["group"]["group_id"] for each in answer.json() if each["turn"]]

    assert 1 == len(await turns())
    for group_id in ("garden-0", "garden-1", "garden-2", "garden-3", "other-garden"):
        await hana.put(f"/people/me/set-aside/group/{group_id}")
        await hana.put("/people/me/set-aside/group/osawa-garden")
    assert [] == await turns()


async def test_who_was_asked_to_meet_counts_six_points_less(city, hana):
    """A request is remembered by the group's id and the day; the reasons stay true ones."""
    before = await listed(hana)
    await city.ask("resident-hana", "osawa-garden")

    after = await listed(hana)
    assert round(before["osawa-garden"] - 6.0, 4) == after["osawa-garden"]
    found = (await hana.get("/people/me/recommendations", params={"limit": 4})).json()
    assert not {"asked-before", "set-aside"} & {reason["code"] for each in found for reason in each["reasons"]}


async def test_why_says_what_is_taken_off_and_on_whose_side(city, hana):
    """The sum of the account is the score, and the lack is what comparing gives."""
    await hana.put("/people/me/set-aside/group/osawa-garden")

    params = {"group_id": "osawa-garden", "instead_of": "other-garden"}
    why = (await hana.get("/people/me/recommendations/why", params=params)).json()

    parts = {each["code"]: each["points"] for each in why["this"]["contributions"]}
    assert -12.0 == parts["set-aside"]
    assert round(sum(parts.values()), 4) == why["this"]["score"]
    assert [("seen", "yours", 12.0)] == [(each["code"], each["side"], each["points"]) for each in why["lacking"]]
    assert 12.0 == why["behind"]


@pytest.mark.parametrize("gone", ["consent", "erasure"])
async def test_it_goes_with_the_consent_and_with_the_person(city, hana, gone):
    """Nothing of it is kept, and nothing new without consent."""
    await hana.put("/people/me/set-aside/group/osawa-garden")
    assert (await city.journal.get(PersonRow, "resident-hana")).seen

    event = ConsentWithdrawn(person_id="resident-hana", purpose="matching")
    await kit.deliver(city.service, event if gone == "consent" else PersonErased(person_id="resident-hana"))

    assert {} == (await city.journal.get(PersonRow, "resident-hana")).seen
    assert 409 == (await hana.put("/people/me/set-aside/group/osawa-garden")).status_code
    assert 404 == (await hana.put("/people/me/set-aside/group/none")).status_code
