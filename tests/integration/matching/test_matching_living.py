"""The least share of exposure, through the routes: whose turn it is, what is said of it, and who is living."""

from datetime import timedelta

from shared.contracts.booking_activities import ActivityAnnounced
from tests import kit
from tests.integration.matching.matching_kit import NOON, NORTH, SOUTH

SILENT = {"tags": ("tea",), "areas": {}, "needs": (), "times": (), "size_band": "100+", "languages": ("ja",)}


async def town(city, silent=4):
    """A dozen groups that a gardener is sent to, and some that nothing speaks for."""
    for number in range(12):
        await city.group(f"garden-{number}", officer=f"officer-{number}")
    for number in range(silent):
        await city.group(f"tea-{number}", officer=f"tea-officer-{number}", **SILENT)
    await city.person("resident-hana", interests={"tags": ("gardening",)})
    city.advance(timedelta(days=61))  # nothing is newly registered any more
    return kit.client(city.service, city.site, "resident-hana")


async def listed(hana, limit=10):
    return (await hana.get("/people/me/recommendations", params={"limit": limit})).json()


async def test_the_tenth_place_is_a_turn_and_says_so(city):
    """In words, without a reason that is made up; the nine before it go by score."""
    hana = await town(city)

    *nine, tenth = await listed(hana)

    assert [None] * 9 == [each["turn"] for each in nine]
    assert "順番でご紹介している団体です。点数で選んだものではありません" == tenth["turn"]["ja"]
    assert all(tenth["turn"][words] for words in ("plain", "en"))


async def test_day_by_day_every_group_is_met_also_those_that_nothing_speaks_for(city):
    """17 groups: within 17 days each was in a list; the turn of one that scores nothing has no reasons."""
    hana = await town(city)
    met, silent = set(), []
    for _ in range(17):
        found = await listed(hana)
        met.update(each["group"]["group_id"] for each in found)
        silent += [
            each["reasons"] for each in found if each["group"]["group_id"].startswith("tea") and each["score"] == 0
        ]
        city.advance(timedelta(days=1))

    assert 17 == len(met)
    assert silent
    assert all(reasons == [] for reasons in silent)


async def test_a_group_of_nobody_and_one_that_is_silent_for_a_year_have_no_turn(city):
    """Nobody would answer there. An activity, or a change, and it lives again."""
    hana = await town(city, silent=1)
    await city.group("nobodys", officer=None, **SILENT)

    async def turns():
        found = set()
        for _ in range(15):
            found.update(e["group"]["group_id"] for e in await listed(hana) if "group" in e and e["turn"])
            city.advance(timedelta(days=1))
        return found

    first = await turns()
    city.advance(timedelta(days=360))
    later = await turns()
    starts_at = NOON + timedelta(days=460)
    about = {"title": "茶会", "group_id": "tea-0", "place": "会館", "capacity": 5, "areas": NORTH, "tags": ("tea",)}
    await kit.deliver(
        city.service,
        ActivityAnnounced(
            activity_id="a1", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), deadline=starts_at, **about
        ),
    )
    again = await turns()

    assert "tea-0" in first
    assert "nobodys" not in first
    assert set() == later
    assert {"tea-0"} == again


async def test_a_short_list_and_a_small_town_go_by_score(city):
    """Of four places none is a turn; of two groups both are in the list anyway."""
    hana = kit.client(city.service, city.site, "resident-hana")
    await city.group("chorus", officer="officer-aoi", tags=("chorus",), areas=SOUTH)

    assert [None, None] == [each["turn"] for each in await listed(hana)]
    await town(city)
    assert [None] * 4 == [each["turn"] for each in await listed(hana, limit=4)]
