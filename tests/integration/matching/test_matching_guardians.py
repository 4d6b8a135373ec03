"""A guardian's own yes: by a code on paper, from an adult's account; and what ends when it is taken back."""

import asyncio
from datetime import date, timedelta

import pytest

from services.matching.domain.helping.codes import bare
from services.matching.guarding.refusals import (
    GuardianCodeMistyped,
    GuardianCodeOver,
    GuardianDaysWrong,
    GuardianIsYou,
    GuardianNotAdult,
    GuardianNotNeeded,
)
from services.matching.helping.refusals import RequirementsMissing
from shared.clock import TOKYO
from shared.contracts.matching_guardians import GuardianAgreed, GuardianEnded
from shared.errors import NotYet
from shared.web import Forbidden, NotFound
from tests import kit
from tests.integration.matching.guardian_kit import MIO, MOTHER, OTHER, RIN, paper, running, said, status, told
from tests.integration.matching.help_kit import checked, opened, resident, tapped
from tests.integration.matching.matching_kit import HANA, SATO


async def test_a_code_on_paper_and_an_adults_yes_open_the_way(family):
    """Asked by the young person, said from the guardian's account; the young person is told, nobody else is named."""
    place = await opened(family)
    with pytest.raises(RequirementsMissing):
        await tapped(family, place, MIO)
    on_paper = await paper(family)
    terms = await family.uses.guardians.look(on_paper.code, by=MOTHER)
    assert ("carrying" in terms.categories, date(2027, 11, 23)) == (True, terms.valid_until_max)

    await family.uses.guardians.say(on_paper.code.replace("-", ""), None, by=MOTHER, cause=family.cause())

    await tapped(family, place, MIO)
    (agreed,) = await told(family, GuardianAgreed)
    assert "mio" == agreed.person_id
    assert "mother" not in agreed.model_dump_json()
    assert ["mio"] == [row.ward_id for row in await family.uses.guardians.given_by("mother")]
    assert ["mother"] == [row.guardian_id for row in await family.uses.guardians.about("mio")]
    written = [repr(event) for key in ("mio", "mother") for event in await family.events(f"person/{key}")]
    assert [] == [text for text in written if bare(on_paper.code) in text]


async def test_nobody_is_their_own_guardian_nor_one_who_is_not_known_to_be_of_age(family):
    """Not the young person, not a friend of their age, not somebody of whom nothing was heard."""
    code = (await paper(family)).code
    uses = family.uses.guardians
    for who, refusal in ((MIO, GuardianIsYou), (RIN, GuardianNotAdult), (resident("ghost"), NotYet)):
        with pytest.raises(refusal):
            await uses.say(code, None, by=who, cause=family.cause())
    with pytest.raises(GuardianIsYou):
        await uses.look(code, by=MIO)
    await checked(family, "rin", "adult")

    await uses.say(code, None, by=RIN, cause=family.cause())

    assert 1 == len(await uses.given_by("rin"))


async def test_who_may_ask_for_whom(family):
    """The young person, and coordinators at the counter; nobody for an adult, nobody else for somebody."""
    with pytest.raises(Forbidden):
        await paper(family, MIO, by=MOTHER)
    with pytest.raises(GuardianNotNeeded):
        await paper(family, HANA)
    on_paper = await paper(family, MIO, by=SATO)
    await family.uses.guardians.say(on_paper.code, date(2026, 12, 31), by=MOTHER, cause=family.cause())

    (row,) = await family.uses.guardians.about("mio")

    assert "2027-01-01T00:00+09:00" == row.due_at.astimezone(TOKYO).isoformat("T", "minutes")


async def test_a_code_opens_once_for_fourteen_days_and_the_newest_only(family):
    """A slip, a code of before, a used one, one that is too old, and a day that cannot be."""
    uses, first = family.uses.guardians, await paper(family)
    code = (await paper(family)).code
    wrong = bare(code)[:-1] + str((int(code[-1]) + 1) % 10)
    late = date(2028, 1, 1)
    for tried, until, refusal in (
        (wrong, None, GuardianCodeMistyped),
        (first.code, None, GuardianCodeOver),
        ("000000000000", None, GuardianCodeOver),
        (code, late, GuardianDaysWrong),
    ):
        with pytest.raises(refusal):
            await uses.say(tried, until, by=MOTHER, cause=family.cause())
    both = await asyncio.gather(
        *(uses.say(code, None, by=who, cause=family.cause()) for who in (MOTHER, OTHER)), return_exceptions=True
    )
    assert 1 == sum(isinstance(each, GuardianCodeOver) for each in both)
    await family.settle()
    held = [len(await uses.given_by(who)) for who in ("mother", "other")]
    assert [0, 1] == sorted(held)
    newest = (await paper(family)).code
    family.advance(timedelta(days=14))
    with pytest.raises(GuardianCodeOver):
        await uses.say(newest, None, by=OTHER, cause=family.cause())


async def test_a_second_guardian_takes_the_firsts_place(family):
    """What rests on it goes on; the first one's no ends nothing any more."""
    first = await said(family)
    place, *_ = await running(family)

    await said(family, by=OTHER)

    assert ("open", True) == await status(family, place)
    with pytest.raises(NotFound):
        await family.uses.guardians.revoke(first, by=MOTHER, cause=family.cause())
    assert ["other"] == [row.guardian_id for row in await family.uses.guardians.about("mio")]


async def test_only_the_guardian_takes_it_back_and_fifty_clicks_do_it_once(family):
    """Nobody else knows of it; the second click finds nothing."""
    consent_id = await said(family)
    with pytest.raises(NotFound):
        await family.uses.guardians.revoke(consent_id, by=OTHER, cause=family.cause())

    clicks = [family.uses.guardians.revoke(consent_id, by=MOTHER, cause=family.cause()) for _ in range(50)]
    done = await asyncio.gather(*clicks, return_exceptions=True)

    assert 49 == sum(isinstance(each, NotFound) for each in done)
    assert 1 == len(await told(family, GuardianEnded))


async def test_the_way_over_http(family):
    """Code, two steps, list, taking it back; a repeat answers the same bytes, refusals have three kinds of words."""

    def client(person_id, *roles):
        return kit.client(family.service, family.site, person_id, roles or ("resident",))

    mio, mother, key = client("mio"), client("mother"), {"idempotency-key": "k"}
    made = await mio.post("/people/me/guardian-code", headers=key)
    assert (201, made.content) == (
        made.status_code,
        (await mio.post("/people/me/guardian-code", headers=key)).content,
    )
    code = made.json()["code"]
    assert code in made.json()["said"]["plain"]
    refused = await mio.post(f"/guardian-codes/{code}/yes", headers={"accept-language": "ja-plain"})
    assert (403, "guardian-is-you") == (refused.status_code, refused.json()["code"])
    assert "おうちの ひと" in refused.json()["next"]
    assert "carrying" in (await mother.get(f"/guardian-codes/{code}")).json()["categories"]
    yes = await mother.post(f"/guardian-codes/{code}/yes", headers=key)
    assert (201, "mio") == (yes.status_code, yes.json()["ward_id"])
    assert yes.content == (await mother.post(f"/guardian-codes/{code}/yes", headers=key)).content
    (mine,) = (await mother.get("/people/me/wards")).json()["items"]
    assert ("said", "mio") == (mine["status"], mine["person_id"])
    assert "said" == (await mio.get("/people/me/guardian")).json()["items"][0]["status"]
    path = f"/people/me/wards/{mine['consent_id']}"
    assert 404 == (await client("other").delete(path)).status_code
    assert "revoked" == (await mother.delete(path)).json()["how"]
    assert 404 == (await mother.delete(path)).status_code
    assert 403 == (await client("other").post("/people/mio/guardian-code")).status_code
    assert 201 == (await client("coordinator-sato", "coordinator").post("/people/mio/guardian-code")).status_code
