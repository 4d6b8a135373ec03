"""A child meets a group, and becomes a member, when a guardian agrees; who acts for a group is of age."""

from datetime import timedelta

import pytest

from services.matching.guarding.refusals import (
    GuardianSaidNo,
    IntroductionNeedsGuardian,
    MemberNeedsGuardian,
    OfficerNotAdult,
)
from services.matching.rows import MemberRow, MessageRow, member_row_id
from shared.contracts.people import PersonChanged
from tests import kit
from tests.integration.matching.guardian_kit import MIO, MOTHER, RIN, said
from tests.integration.matching.help_kit import checked
from tests.integration.matching.matching_kit import GARDEN, SATO, SOUTH, STAFF, YUI

CLUB = "osawa-garden"
CODE = "/people/me/guardian-code"


async def add(city, person_id, introduction_id=None, by=YUI):
    return await city.uses.groups.add_member(
        CLUB, person_id, by=by, cause=city.cause(), introduction_id=introduction_id
    )


async def appoint(city, person_id, by=YUI):
    return await city.uses.groups.appoint(CLUB, person_id, by=by, cause=city.cause())


async def accepted(city, person_id):
    introduction_id = await city.ask(person_id)
    await city.uses.introductions.accept(introduction_id, by=YUI, cause=city.cause())
    return introduction_id


async def standing(city, person_id):
    """Whether somebody is a member, and an officer."""
    row = await city.journal.get(MemberRow, member_row_id(CLUB, person_id))
    return row is not None and not row.closed, person_id in (await city.uses.groups.get(CLUB)).officers


async def test_a_child_is_introduced_when_a_guardian_agrees(family):
    """The yes counts from either side, recorded or said; who is 15 or older asks alone, as for coming once."""
    with pytest.raises(IntroductionNeedsGuardian):
        await family.ask("mio")
    assert [] == await family.journal.all(MessageRow), "words of a request that was refused are kept nowhere"

    await said(family)
    await family.ask("mio")
    await family.ask("rin")


async def test_an_invitation_is_no_way_around_it(family):
    """Saying yes to a group asks for an introduction like any other."""
    with pytest.raises(IntroductionNeedsGuardian):
        await family.uses.invitations.accept("mio", CLUB, "行きたいです。", cause=family.cause())


async def test_a_consent_that_is_over_opens_no_door(family):
    """After its last day the guardian is asked again."""
    await checked(family, "mio", "guardian")
    family.site.clock.advance(timedelta(days=200))

    with pytest.raises(IntroductionNeedsGuardian):
        await family.ask("mio")


async def test_a_child_becomes_a_member_when_a_guardian_agrees(family):
    """With an introduction or without; the officer is not told how old they are."""
    with pytest.raises(MemberNeedsGuardian) as refused:
        await add(family, "mio")
    assert not any(character.isdigit() for text in (refused.value.ja, refused.value.en) for character in text)
    assert (False, False) == await standing(family, "mio")

    await checked(family, "mio", "guardian")
    introduction_id = await accepted(family, "mio")
    await add(family, "mio", introduction_id)
    assert (True, False) == await standing(family, "mio")
    await add(family, "rin")


async def test_an_introduction_of_before_makes_no_child_a_member_alone(family):
    """Asked for as long as nobody knew their age: what is under way ends where it would count."""
    await kit.deliver(family.service, PersonChanged(person_id="mio", areas=SOUTH, language="ja", age_band="25-39"))
    introduction_id = await accepted(family, "mio")
    await kit.deliver(family.service, PersonChanged(person_id="mio", areas=SOUTH, language="ja", age_band="0-14"))

    with pytest.raises(MemberNeedsGuardian):
        await add(family, "mio", introduction_id)

    await said(family)
    await add(family, "mio", introduction_id)
    assert (True, False) == await standing(family, "mio")


async def test_after_a_guardians_no_nobody_is_added_either(family):
    """Rin, whose age is not known exactly, too; until a guardian agrees again."""
    for ward in (MIO, RIN):
        consent_id = await said(family, ward, by=MOTHER)
        await family.uses.guardians.revoke(consent_id, by=MOTHER, cause=family.cause())
    await family.settle()

    for ward in (MIO, RIN):
        with pytest.raises(GuardianSaidNo):
            await family.ask(ward.person_id)
        with pytest.raises(MemberNeedsGuardian):
            await add(family, ward.person_id)
    with pytest.raises(MemberNeedsGuardian):
        await appoint(family, "rin")

    await said(family, RIN, by=MOTHER)
    await add(family, "rin")


async def test_no_child_acts_for_a_group(family):
    """Not with a guardian's yes either, not as a member, not from the first day; whoever appoints."""
    await checked(family, "mio", "guardian")
    for by in (YUI, STAFF):
        with pytest.raises(OfficerNotAdult):
            await appoint(family, "mio", by)
    with pytest.raises(OfficerNotAdult):
        await family.uses.groups.register(GARDEN, by=SATO, cause=family.cause(), officer_id="mio")
    assert (False, False) == await standing(family, "mio")
    await add(family, "mio")
    with pytest.raises(OfficerNotAdult):
        await appoint(family, "mio")
    assert (True, False) == await standing(family, "mio")

    await appoint(family, "mother")
    await appoint(family, "rin", STAFF)
    await family.uses.groups.register(GARDEN, by=SATO, cause=family.cause(), officer_id="other")


async def test_who_is_a_member_already_is_entered_as_they_are(family):
    """The command line loads what a town has: it asks nobody for a yes that was given on paper long ago."""
    await add(family, "mio", by=None)
    await family.settle()

    assert (True, False) == await standing(family, "mio")


async def test_what_a_child_and_an_officer_read(family):
    """Each in three languages and with what to do next; a code from there opens the way."""

    def client(person_id, *roles):
        return kit.client(family.service, family.site, person_id, roles or ("resident",))

    mio, yui, mother = client("mio"), client("officer-yui"), client("mother")
    asking = {"group_id": CLUB, "message": "見学したいです。"}
    read = [
        await mio.post("/introductions", json=asking, headers={"accept-language": language})
        for language in ("ja", "en", "ja-plain")
    ]
    assert [(409, "introduction-needs-guardian")] * 3 == [(each.status_code, each.json()["code"]) for each in read]
    assert 3 == len({each.json()["detail"] for each in read}) == len({each.json()["next"] for each in read})
    assert [True, True, False] == [CODE in each.json()["next"] for each in read]
    added = await yui.post(f"/groups/{CLUB}/members", json={"person_id": "mio"})
    assert (409, "member-needs-guardian") == (added.status_code, added.json()["code"])
    appointed = await yui.post(f"/groups/{CLUB}/officers", json={"person_id": "mio"})
    assert (409, "officer-not-adult") == (appointed.status_code, appointed.json()["code"])

    code = (await mio.post(CODE)).json()["code"]
    assert 201 == (await mother.post(f"/guardian-codes/{code}/yes", json={})).status_code
    await family.settle()

    asked = await mio.post("/introductions", json=asking)
    assert 201 == asked.status_code
    introduction_id = asked.json()["introduction_id"]
    assert 200 == (await yui.post(f"/introductions/{introduction_id}/accept")).status_code
    joined = {"person_id": MIO.person_id, "introduction_id": introduction_id}
    assert 201 == (await yui.post(f"/groups/{CLUB}/members", json=joined)).status_code
