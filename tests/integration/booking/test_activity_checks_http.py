"""Roles with children or in care over HTTP: refused to whoever asks for themselves, entered by officers and staff."""

from dataclasses import dataclass

import pytest

from tests.integration.booking.activities_kit import World, a_world
from tests.kit import client

CHILDREN = {"role": "watching-children"}
ROLES = {"participant": 2, "watching-children": 2, "driving": 1}


@dataclass
class Supper:
    """An activity that looks for people who watch the children."""

    world: World
    path: str

    def as_(self, person_id, role="resident"):
        return client(self.world.service, self.world.site, person_id, (role,))

    async def ask(self, person_id, what, body=None, role="resident"):
        return await self.as_(person_id, role).post(f"{self.path}/{what}", json=body)

    async def participants(self):
        listed = await self.as_("officer-yui").get(f"{self.path}/participants")
        return {item["person_id"]: (item["role"], item["evidence"]) for item in listed.json()["items"]}


@pytest.fixture
async def supper(tmp_path):
    async with a_world(tmp_path) as world:
        yield Supper(world, f"/activities/{await world.announce(capacity=5, roles=ROLES)}")


@pytest.mark.parametrize("who", [("resident-hana", "resident"), ("officer-yui", "resident"), ("staff-mori", "staff")])
@pytest.mark.parametrize("named", [False, True])
async def test_nobody_enters_themselves_for_a_role_that_needs_a_check(supper, who, named):
    """Not an officer of the group and not staff either; by name or without; and nobody waits for it."""
    person, city_role = who
    body = {**CHILDREN, "person_id": person} if named else CHILDREN

    refused = await supper.ask(person, "sign-ups", body, city_role)
    waits = await supper.ask(person, "waiting", CHILDREN, city_role)

    assert {(409, "role-needs-check")} == {(each.status_code, each.json()["code"]) for each in (refused, waits)}
    assert {} == await supper.participants()


@pytest.mark.parametrize(
    ("language", "said"),
    [("ja", "団体に声をかけて"), ("en", "Ask the group"), ("ja-plain", "グループに きいて")],
)
async def test_the_refusal_says_in_three_languages_whom_to_ask(supper, language, said):
    """The group: an officer of it, or staff, enters whom they have seen the check of."""
    async with supper.as_("resident-hana") as hana:
        refused = await hana.post(f"{supper.path}/sign-ups", json=CHILDREN, headers={"accept-language": language})

    assert refused.json()["next"].startswith(said)


async def test_an_officer_or_staff_enter_somebody_and_it_is_recorded_as_their_word(supper):
    """The answer, its repeat and the list say whose word it is; another resident enters nobody."""
    by_officer = await supper.ask("officer-yui", "sign-ups", {**CHILDREN, "person_id": "resident-hana"})
    by_staff = await supper.ask("staff-mori", "sign-ups", {**CHILDREN, "person_id": "officer-yui"}, "staff")
    again = await supper.ask("resident-hana", "sign-ups", CHILDREN)
    other = await supper.ask("resident-ken", "sign-ups", {**CHILDREN, "person_id": "resident-rin"})
    drives = await supper.ask("resident-ken", "sign-ups", {"role": "driving"})

    assert [201, 201, 201, 403, 201] == [a.status_code for a in (by_officer, by_staff, again, other, drives)]
    assert ["officer", "staff", "officer", None] == [
        answer.json()["evidence"] for answer in (by_officer, by_staff, again, drives)
    ]
    assert {
        "resident-hana": ("watching-children", "officer"),
        "officer-yui": ("watching-children", "staff"),
        "resident-ken": ("driving", None),
    } == await supper.participants()


async def test_the_list_of_roles_says_which_need_a_check(supper):
    """Whoever shows the roles need not offer what nobody can take."""
    roles = (await supper.as_(None).get("/activity-roles")).json()["items"]

    assert ["watching-children"] == [each["code"] for each in roles if each["needs_check"]]
    assert len(roles) > 1
