"""What two groups hold together counts for both in matching: recommended as of both, and ties where people met."""

from datetime import timedelta

import pytest

from shared.contracts.booking_activities import ActivityAnnounced, ActivityAttended, ActivityCancelled, ActivityChanged
from shared.contracts.people import PersonRegistered
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, NOON, NORTH, SOUTH

DAY = timedelta(days=1)
BLOCK = {"name": "大沢町会", "kind": "neighbourhood", "tags": ("festival",), "areas": SOUTH, "needs": ()}


def held(kind=ActivityAnnounced, activity_id="walk", days=5, together_with=("osawa-chokai",), **more):
    starts = NOON + days * DAY
    about = {
        "activity_id": activity_id, "title": "花の道あるき", "group_id": "osawa-garden", "place": "野川", "capacity": 9,
        "starts_at": starts, "ends_at": starts + timedelta(hours=2), "deadline": starts, "tags": ("gardening",),
        "areas": SOUTH, "together_with": together_with,
    }  # fmt: skip
    return kind(**{**about, **more})


@pytest.fixture
async def two(city):
    await city.group("osawa-chokai", "officer-ken", **BLOCK)
    return city


def http(city, person_id, *roles):
    return kit.client(city.service, city.site, person_id, roles or ("resident",))


async def test_an_activity_is_recommended_as_of_both_from_the_yes_on(two):
    """The same change twice is one; where a group has left, the activity is the other's alone again."""
    hana = http(two, "resident-hana")
    await two.person("resident-hana", SOUTH, interests={"tags": ("gardening",)})

    async def named():
        found = (await hana.get("/people/me/recommendations")).json()
        (activity,) = [each["activity"] for each in found if "activity" in each]
        return activity["group_id"], activity["together_with"]

    await kit.deliver(two.service, held(together_with=()))
    assert ("osawa-garden", []) == await named()
    yes = held(ActivityChanged)
    await kit.deliver(two.service, yes, yes, n=2)
    assert ("osawa-garden", ["osawa-chokai"]) == await named()
    await kit.deliver(two.service, held(ActivityChanged, together_with=()), n=3)
    assert ("osawa-garden", []) == await named()


async def test_a_group_lives_by_what_it_holds_together(two):
    """It has its turn among the groups that are shown, a year after it said anything itself."""
    two.advance(400 * DAY)
    catalogue = two.uses.recommendations.catalogue

    async def living():
        await catalogue.refresh()
        return {catalogue.columns.ids[slot] for slot in catalogue.living()}

    assert set() == await living()
    await kit.deliver(two.service, held(days=405))
    assert {"osawa-garden", "osawa-chokai"} == await living()


async def test_its_health_counts_what_it_holds_together(two):
    """The load of both: whoever holds it has the work."""
    await kit.deliver(two.service, held())
    two.advance(30 * DAY)
    for person, group in (("officer-yui", "osawa-garden"), ("officer-ken", "osawa-chokai")):
        figures = (await http(two, person).get(f"/groups/{group}/health")).json()["items"]
        (load,) = [each["values"] for each in figures if each["name"] == "load"]
        assert {"per_officer": 1.0, "officers": 1} == load, group


async def test_who_held_something_together_fits_better_once_it_has_begun(two):
    """A plan is no reason yet, and what was called off is none."""
    async with http(two, "resident-hana") as hana:

        async def reasons():
            found = (await hana.get("/groups/osawa-garden/partners")).json()["items"]
            return {reason["code"]: reason["points"] for each in found for reason in each["reasons"]}

        await kit.deliver(two.service, held(), held(activity_id="off", days=6))
        assert "joint-activity" not in await reasons()
        await kit.deliver(two.service, held(ActivityCancelled, activity_id="off", days=6, reason="weather"), n=2)
        two.advance(7 * DAY)
        assert 0.5 == (await reasons())["joint-activity"]  # 1.0 x (1 - 0.5^1)
        two.advance(400 * DAY)
        assert "joint-activity" not in await reasons()


async def fields(city, together_with):
    """Five who belong to the block association and five gardeners come to two walks of the garden group."""
    await city.group("zz-garden", "officer-rin", tags=("gardening",), areas=SOUTH)
    for n in range(5):
        for kind in ("block", "garden"):
            await kit.deliver(city.service, PersonRegistered(person_id=f"{kind}{n}", areas=SOUTH, age_band="25-39"))
    for walk in ("walk1", "walk2"):
        await kit.deliver(city.service, held(activity_id=walk, days=2, together_with=together_with))
    own = [("block", "osawa-chokai", "feast"), ("garden", "osawa-garden", "beds")]
    both = [(kind, "osawa-garden", walk) for kind in ("block", "garden") for walk in ("walk1", "walk2")]
    for kind, group, activity in own + both:
        for n in range(5):
            there = ActivityAttended(activity_id=activity, group_id=group, person_id=f"{kind}{n}")
            await kit.deliver(city.service, there)
    city.advance(60 * DAY)
    told = (await http(city, "staff-mori", "staff").get("/ladder/ties", params={"by": "field"})).json()["ties"]
    return {(each["one"], each["other"]): each["ratio"] for each in told}


async def test_who_met_at_what_two_groups_held_is_tied_across_their_fields(two):
    """Each stays of the field of their own group. S = 30, 15 of each field; two walks of ten, 5 and 5."""
    ties = await fields(two, ("osawa-chokai",))

    # a walk of 10, each pair 1/9: across 25/9, of two walks 50/9; within a field 10/9, of two 20/9, and 5/2 of its own
    # expected across: 15 x 15 / 29; within: 15 x 14 / 58
    across, within = (50 / 9) / (225 / 29), (20 / 9 + 5 / 2) / (210 / 58)
    assert {
        ("festival", "festival"): round(within, 2),
        ("festival", "gardening"): round(across, 2),
        ("gardening", "gardening"): round(within, 2),
    } == ties


async def test_without_a_yes_they_were_guests_of_one_group(two):
    """Whoever came to two walks of the gardeners and to one feast is a gardener: nothing crosses a field."""
    assert {("gardening", "gardening"): 1.0} == await fields(two, ())


async def test_a_step_counts_an_occasion_once(two):
    """Coming to one thing that two groups hold makes nobody core in two groups."""
    await kit.deliver(two.service, PersonRegistered(person_id="resident-hana", areas=CENTRE, age_band="25-39"))
    for n in range(8):
        await kit.deliver(two.service, held(activity_id=f"walk{n}", days=1, areas=NORTH))
        there = ActivityAttended(activity_id=f"walk{n}", group_id="osawa-garden", person_id="resident-hana")
        await kit.deliver(two.service, there)
    two.advance(3 * DAY)

    mine = (await http(two, "resident-hana").get("/people/me/ladder")).json()

    assert "osawa-chokai" not in str(mine)
