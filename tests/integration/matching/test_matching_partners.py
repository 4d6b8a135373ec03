"""Groups find groups through the routes: partners with reasons, suggestions with an owner, successors, health."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.groups.group_rows import GroupContactRow
from shared.contracts.booking_activities import ActivityAnnounced
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonRegistered
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, DESK, SOUTH, STAFF

DAY = timedelta(days=1)


@pytest.fixture
async def two(city):
    """The garden group (theme), and a 町会 next door that needs teaching and has a festival."""
    await city.group(
        "osawa-chokai", "officer-ken", name="大沢町会", kind="neighbourhood", areas=CENTRE, tags=("nature", "festival"),
        needs=("publicity",),
    )  # fmt: skip
    return city


@pytest.fixture
def http(city):
    """Clients by person."""

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


async def test_partners_are_of_the_other_kind_with_reasons_in_words(two, http):
    """Open, and of public profiles alone."""
    await two.group("osawa-art", "officer-rin", name="絵の会", tags=("gardening",))

    found = (await http("resident-ken").get("/groups/osawa-garden/partners")).json()["items"]

    assert ["osawa-chokai"] == [each["group"]["group_id"] for each in found]
    codes = {reason["code"]: reason["ja"] for reason in found[0]["reasons"]}
    assert "同じテーマ「自然観察」に取り組んでいる" == codes["shared-theme"]
    assert 404 == (await http("resident-ken").get("/groups/nobody/partners")).status_code


async def test_a_suggestion_has_an_owner_until_it_is_answered_and_counts_afterwards(two, http):
    """An officer suggests, the other's answers; what was taken up is a reason from then on."""
    yui, ken = http("officer-yui"), http("officer-ken")
    body = {"to_group": "osawa-chokai", "theme": "自然観察"}
    told = (await yui.post("/groups/osawa-garden/contacts", json=body)).json()
    assert ("coordinator-sato", "2026-12-07T12:00:00+09:00") == (told["coordinator_id"], told["due_at"])
    id = f"/group-contacts/{told['contact_id']}/answer"
    assert 403 == (await yui.post(id, json={"accepted": True})).status_code
    assert 403 == (await http("resident-hana").get("/groups/osawa-garden/contacts")).status_code
    (mine,) = (await http("coordinator-sato", "coordinator").get("/group-contacts")).json()["items"]
    assert ("nature", "asked") == (mine["theme"], mine["status"])

    assert "accepted" == (await ken.post(id, json={"accepted": True})).json()["status"]

    again = await ken.post(id, json={"accepted": False})
    assert (409, "contact-over") == (again.status_code, again.json()["code"])
    (partner,) = (await ken.get("/groups/osawa-chokai/partners")).json()["items"]
    assert partner["score"] == (await yui.get("/groups/osawa-garden/partners")).json()["items"][0]["score"]
    (listed,) = (await yui.get("/groups/osawa-garden/contacts")).json()["items"]
    assert ("accepted", 1) == (listed["status"], listed["together"])


async def test_both_ask_at_once_and_one_contact_is_made(two, http):
    """With whichever key; the others are told that it is under way."""
    yui, ken = http("officer-yui"), http("officer-ken")
    answers = await asyncio.gather(
        *(
            yui.post("/groups/osawa-garden/contacts", json={"to_group": "osawa-chokai", "theme": "nature"})
            for _ in range(5)
        ),
        *(
            ken.post("/groups/osawa-chokai/contacts", json={"to_group": "osawa-garden", "theme": "nature"})
            for _ in range(5)
        ),
    )

    assert [201] + [409] * 9 == sorted(each.status_code for each in answers)
    assert 1 == len(await two.journal.all(GroupContactRow))


async def test_a_suggestion_that_nobody_answers_goes_to_the_desk_owner_and_then_ends(two, http):
    """By the clock alone."""
    await http("officer-yui").post(
        "/groups/osawa-garden/contacts", json={"to_group": "osawa-chokai", "theme": "nature"}
    )
    seen = []
    for _ in range(3):
        two.advance(14 * DAY)
        await asyncio.gather(two.timers(), two.timers())
        await two.settle()
        (row,) = await two.journal.all(GroupContactRow)
        seen.append((row.status, row.coordinator_id, row.due_at is not None))

    assert [("asked", DESK, True), ("lapsed", DESK, False), ("lapsed", DESK, False)] == seen


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"to_group": "osawa-art", "theme": "nature"}, 422, "same-kind"),
        ({"to_group": "osawa-chokai", "theme": "会長の悪口"}, 422, "unknown-words"),
        ({"to_group": "nobody", "theme": "nature"}, 404, None),
        ({"to_group": "osawa-garden", "theme": "nature"}, 422, "same-kind"),
    ],
    ids=["the same kind", "free text", "nobody", "oneself"],
)
async def test_a_bad_suggestion_is_refused(two, http, body, status, code):
    """In words, with what to do."""
    await two.group("osawa-art", "officer-rin", name="絵の会")
    answered = await http("officer-yui").post("/groups/osawa-garden/contacts", json=body)

    assert status == answered.status_code
    assert code is None or code == answered.json()["code"]


async def test_a_successor_that_is_looked_for_is_a_need_until_its_day(city, http):
    """In recommendations, in the coordinators' list, and no longer when the day has passed."""
    await city.person("resident-hana", SOUTH, interests={"role_wishes": ("accounting",)})
    yui, hana = http("officer-yui"), http("resident-hana")
    path = "/groups/osawa-garden/successions/accounting"

    async def reasons():
        (found,) = (await hana.get("/people/me/recommendations")).json()
        return {(reason["code"], reason["about"]) for reason in found["reasons"]}

    assert 403 == (await hana.put(path, json={"until": "2026-12-01"})).status_code
    assert ("needed-role", "accounting") not in await reasons()
    assert 200 == (await yui.put(path, json={"until": "2026-12-01"})).status_code
    assert ("needed-role", "accounting") in await reasons()
    (listed,) = (await http("coordinator-sato", "coordinator").get("/successions")).json()["items"]
    assert ("osawa-garden", "accounting", "2026-12-01") == (listed["group_id"], listed["role"], listed["until"])
    assert 403 == (await hana.get("/successions")).status_code

    city.advance(9 * DAY)
    await city.timers()

    assert ("needed-role", "accounting") not in await reasons()
    assert 404 == (await yui.delete(path)).status_code


async def test_a_search_that_was_prolonged_goes_on_and_one_that_succeeded_ends(city, http):
    """The last day counts."""
    yui = http("officer-yui")
    path = "/groups/osawa-garden/successions/accounting"
    for until in ("2026-12-01", "2026-12-20"):
        await yui.put(path, json={"until": until})
    city.advance(10 * DAY)
    await city.timers()
    assert "accounting" in (await yui.get("/groups/osawa-garden")).json()["needs"]

    assert 200 == (await yui.delete(path)).status_code
    assert ["publicity"] == (await yui.get("/groups/osawa-garden")).json()["needs"]


async def test_each_reason_for_a_partner_is_told_end_to_end(city, http):
    """Neighbourhood × theme, shared needs, what one can do for the other, and what was done together before.

    The points by hand, from ``data/partners.json``: near, theme, need, skill for each side, and joint after one.
    """
    terms = city.uses.knowledge.partners
    theme, role = next((tag, roles[0]) for tag, roles in terms.skills_of_themes.items() if roles)
    await city.group("a", "officer-rin", name="絵の会", tags=(theme, "chorus"), needs=(role,), areas=SOUTH)
    await city.group(
        "b", "officer-ken", name="大沢町会", kind="neighbourhood", tags=(theme,), needs=(role,), areas=SOUTH
    )
    rin, ken = http("officer-rin"), http("officer-ken")
    told = (await rin.post("/groups/a/contacts", json={"to_group": "b", "theme": theme})).json()
    await ken.post(f"/group-contacts/{told['contact_id']}/answer", json={"accepted": True})

    found = {each["group"]["group_id"]: each for each in (await rin.get("/groups/a/partners")).json()["items"]}
    parts = (terms.near, terms.theme, terms.need, terms.skill, terms.skill, terms.joint * (1 - terms.repeat_factor))
    assert found["b"]["score"] == pytest.approx(sum(parts))
    said = [(reason["points"], reason["code"]) for reason in found["b"]["reasons"]]
    assert [points for points, _ in said] == sorted((round(each, 4) for each in parts), reverse=True)[:3]
    assert {"near-group", "shared-theme", "shared-need", "they-can", "we-can", "joint-activity"} >= {c for _, c in said}

    await city.uses.standings.put("b", "ended", by=STAFF, cause=city.cause())
    await city.settle()
    assert "b" not in [each["group"]["group_id"] for each in (await rin.get("/groups/a/partners")).json()["items"]]
    answered = await rin.get("/groups/b/partners")
    assert (409, "group-ended") == (answered.status_code, answered.json()["code"])


async def test_the_load_of_the_last_year_counts_no_day_that_is_to_come(city, http):
    """What was announced for next month is no load yet."""
    for number, days in enumerate((-10, 20)):
        starts_at = city.journal.now() + days * DAY
        announced = ActivityAnnounced(
            activity_id=f"a{number}", title="花壇", group_id="osawa-garden", place="公園", starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1), deadline=starts_at, capacity=9,
        )  # fmt: skip
        await kit.deliver(city.service, announced)

    load = (await http("officer-yui").get("/groups/osawa-garden/health")).json()["items"][1]
    assert ("load", 1.0) == (load["name"], load["values"]["per_officer"])


async def test_health_is_for_the_groups_own_officers_and_nobody_else(two, http):
    """Neither members, other officers, coordinators nor staff; each figure with words of what it means."""
    path = "/groups/osawa-garden/health"
    others = [("resident-hana", ()), ("officer-ken", ()), ("coordinator-sato", ("coordinator",)), ("mori", ("staff",))]
    assert {403} == {(await http(who, *roles).get(path)).status_code for who, roles in others}

    figures = (await http("officer-yui").get(path)).json()["items"]

    assert ["ages", "load", "openness", "new-members"] == [each["name"] for each in figures]
    assert all(each["means"]["ja"] and each["could_do"]["plain"] and each["means"]["en"] for each in figures)


async def test_ages_come_only_from_members_who_agree_and_never_from_few(city, http):
    """Twelve members, six of each broad band; when two take their consent back, nothing is told any more."""
    yui = http("officer-yui")
    for number in range(12):
        band = "25-39" if number % 2 else "75+"
        await kit.deliver(city.service, PersonRegistered(person_id=f"p{number}", areas=SOUTH, age_band=band))
        await yui.post("/groups/osawa-garden/members", json={"person_id": f"p{number}"})
    await city.settle()
    assert {} == (await yui.get("/groups/osawa-garden/health")).json()["items"][0]["values"], "nobody has agreed yet"
    for number in range(12):
        await kit.deliver(city.service, ConsentGiven(person_id=f"p{number}", purpose="statistics"))

    async def ages():
        return (await yui.get("/groups/osawa-garden/health")).json()["items"][0]

    assert {"65+": 5, "under-40": 5} == (await ages())["values"]
    for number in (0, 2):
        await kit.deliver(city.service, ConsentWithdrawn(person_id=f"p{number}", purpose="statistics"))
    await city.settle()
    assert ({}, "untold") == ((await ages())["values"], (await ages())["level"])
