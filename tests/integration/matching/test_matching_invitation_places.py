"""A group waits for five answers at most, however many officers ask at once: decided in a stream of the group's own."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.domain.inviting.invitees import name_of
from services.matching.domain.inviting.places import InvitationPlaces
from services.matching.inviting.rows import InvitationRow, InviteeRow
from shared.clock import tokyo_date
from shared.contracts.people import ConsentWithdrawn
from tests import kit
from tests.integration.matching.test_matching_invitations import Town

GROUP = "osawa-garden"


@pytest.fixture
async def town(city):
    await city.uses.groups.appoint(GROUP, "officer-rin", role="officer", by=None, cause=city.cause())
    await city.settle()
    return Town(city)


async def names(city, group=GROUP):
    rows = await city.journal.all(InviteeRow, with_closed=False)
    return {row.id: name_of(row.secret, group, tokyo_date(city.journal.now())) for row in rows}


async def taken(city):
    return await city.journal.ask(InvitationPlaces.stream(GROUP), lambda places: set(places.taken))


async def test_two_officers_at_once_never_pass_the_limit_and_an_answer_makes_room(town, city):
    """Seven are asked in one moment by two officers: five are; when one declines, one more may be."""
    people = [await town.findable(f"p{n}") for n in range(7)]
    called = await names(city)

    asked = [town.invite(called[who], ("officer-yui", "officer-rin")[n % 2]) for n, who in enumerate(people)]
    answers = await asyncio.gather(*asked)

    assert [201] * 5 + [409] * 2 == sorted(each.status_code for each in answers)
    assert {"too-many-invitations"} == {each.json()["code"] for each in answers if each.status_code == 409}
    waiting = {row.person_id for row in await city.journal.all(InvitationRow, with_closed=False)}
    assert (5, waiting) == (len(waiting), await taken(city))
    await town.client(min(waiting)).post(f"/people/me/invitations/{GROUP}/decline")
    await city.settle()
    left = min(set(people) - waiting)
    assert 201 == (await town.invite(called[left])).status_code


async def test_a_place_is_free_again_where_nobody_was_asked_and_when_silence_ended(town, city):
    """Who cannot be asked any more in this instant takes no place; nor does whoever did not answer, or is gone."""
    for who in ("p1", "p2", "p3"):
        await town.findable(who)
    called = await names(city)
    for n in range(2):
        await city.group(f"g{n}", officer=f"o{n}")
        one = (await names(city, f"g{n}"))["p1"]
        assert 201 == (await town.invite(one, f"o{n}", f"g{n}")).status_code
    refused = await town.invite(called["p1"])
    assert (409, "invitee-gone") == (refused.status_code, refused.json()["code"])
    await city.settle()
    assert set() == await taken(city)

    assert [201, 201] == [(await town.invite(called[who])).status_code for who in ("p2", "p3")]
    assert {"p2", "p3"} == await taken(city)
    await kit.deliver(city.service, ConsentWithdrawn(person_id="p2", purpose="matching"))
    city.advance(timedelta(days=15))
    await city.timers()
    await city.settle()
    assert set() == await taken(city)


async def test_one_of_what_is_looked_for_narrows_the_list(town, city):
    """Where many offer something, an officer asks for one role or skill of those."""
    await city.group("stage", officer="officer-rei", needs=("publicity",), skills_wanted=("digital",))
    await town.findable("both")
    await town.findable("poster", skills=())
    await town.findable("screen", role_wishes=())

    async def found(**sought):
        items = (await town.client("officer-rei").get("/groups/stage/invitees", params=sought)).json()["items"]
        return len(items)

    assert (3, 2, 2, 0) == (
        await found(), await found(sought="publicity"), await found(sought="digital"), await found(sought="driving"),
    )  # fmt: skip
