"""A birth date is one's own to say, until others rely on it: under 18 it becomes an earlier one at the desk only."""

import asyncio
from datetime import timedelta

import pytest

from services.people.app import build
from shared.contracts.people import PersonChanged
from tests.integration.people.people_kit import HANA, NOW, Town
from tests.kit import clock_of, make_site, opened, published

CHILD = "2015-04-12"
GROWN = "1980-01-01"
DESK = "/people/resident-hana/birth-date"


@pytest.fixture
async def town(tmp_path):
    site = make_site(tmp_path, NOW)
    service = build(site)
    async with opened(service):
        yield Town(service, site)


async def said(town, birth_date, by=None, **changes):
    whole = {**HANA, "birth_date": birth_date, **changes}
    return await (by or town.hana).put("/people/resident-hana", json=whole)


async def born(town):
    return (await town.hana.get("/people/me")).json()["birth_date"]


@pytest.mark.parametrize(
    ("known", "given"),
    [
        (CHILD, GROWN),
        (CHILD, None),
        (CHILD, "2011-04-12"),
        ("2010-04-12", GROWN),
        ("2010-04-12", None),
        ("2010-04-12", "2008-11-23"),
    ],
)
async def test_under_18_nobody_makes_themselves_older(town, known, given):
    """Not of age, not 15, not of no age, and not 18 by tomorrow: nothing is told, and the details stay as they were."""
    await town.register_hana(birth_date=known)

    refused = await said(town, given, language="en")

    problem = refused.json()
    assert (409, "birth-date-at-the-desk") == (refused.status_code, problem["code"])
    assert "窓口" in problem["next"]
    assert known == await born(town)
    assert [] == await published(town.service, PersonChanged)
    assert 1 == len(await town.details_kept())


async def test_waiting_a_day_makes_nobody_older(town):
    """A 16-year-old who would be 18 tomorrow by a form is 16 tomorrow too."""
    await town.register_hana(birth_date="2010-04-12")
    await said(town, "2008-11-23")
    clock_of(town.site).advance(timedelta(days=1))

    assert 409 == (await said(town, GROWN)).status_code


@pytest.mark.parametrize(
    ("known", "given", "band"),
    [
        (None, CHILD, "0-14"),
        (None, GROWN, "40-64"),
        (CHILD, CHILD, "0-14"),
        (CHILD, "2016-04-12", "0-14"),
        ("2008-11-22", GROWN, "40-64"),
        (GROWN, "1988-04-12", "25-39"),
        (GROWN, CHILD, "0-14"),
        (GROWN, None, None),
    ],
)
async def test_what_stays_ones_own_to_say(town, known, given, band):
    """A first date, everything else under 18, younger, and all of it from the eighteenth birthday on."""
    await town.register_hana(birth_date=known)

    changed = await said(town, given, language="en")

    assert (200, band, "en") == (changed.status_code, changed.json()["age_band"], changed.json()["language"])
    assert given == await born(town)


async def test_who_made_themselves_younger_stays_so(town):
    """It binds from then on."""
    await town.register_hana(birth_date=GROWN)
    await said(town, CHILD)

    assert 409 == (await said(town, GROWN)).status_code


async def test_a_form_of_staff_takes_no_date_away_unseen(town):
    """Staff who send a whole profile without the date, or with an earlier one, are shown to the route for it."""
    await town.register_hana(birth_date=CHILD)

    for given in (None, GROWN):
        refused = await said(town, given, by=town.mori)
        assert (409, "birth-date-at-the-desk") == (refused.status_code, refused.json()["code"])
    assert 200 == (await said(town, CHILD, by=town.mori, language="en")).status_code


async def test_staff_correct_a_birth_date_and_the_person_sees_who(town):
    """All else stays, the older version leaves the vault, the city hears of the age band."""
    await town.register_hana(birth_date=CHILD, consents=["matching"])
    before = (await town.hana.get("/people/me")).json()

    corrected = await town.mori.put(DESK, json={"birth_date": GROWN})

    assert (200, "40-64") == (corrected.status_code, corrected.json()["age_band"])
    after = (await town.hana.get("/people/me")).json()
    assert {**before, "birth_date": GROWN, "age_band": "40-64"} == after
    assert ["40-64"] == [event.age_band for event in await published(town.service, PersonChanged)]
    assert 1 == len(await town.details_kept())
    (look,) = (await town.hana.get("/people/me/accesses")).json()["items"]
    assert ("staff-mori", "birth-date-correction") == (look["reader"], look["purpose"])
    assert "生年月日" in look["ja"]
    newest = (await town.service.journal.store.after(0, 500))[-1]
    assert "staff-mori" == newest.actor


async def test_the_same_correction_twice_is_once(town):
    """A repeat answers the same, and brings nothing back that was changed since."""
    await town.register_hana(birth_date=CHILD)
    key = {"idempotency-key": "desk-1"}
    first = await town.mori.put(DESK, json={"birth_date": GROWN}, headers=key)
    await said(town, GROWN, contact={"email": "new@mail.example"})

    again = await town.mori.put(DESK, json={"birth_date": GROWN}, headers=key)

    assert first.content == again.content
    assert "new@mail.example" == (await town.hana.get("/people/me")).json()["contact"]["email"]
    assert 1 == len(await town.details_kept())


@pytest.mark.parametrize(
    ("caller", "path", "body", "status", "code"),
    [
        ("hana", DESK, {"birth_date": GROWN}, 403, "forbidden"),
        ("ken", DESK, {"birth_date": GROWN}, 403, "forbidden"),
        ("sato", DESK, {"birth_date": GROWN}, 403, "forbidden"),
        ("operator", DESK, {"birth_date": GROWN}, 403, "forbidden"),
        ("mori", "/people/me/birth-date", {"birth_date": GROWN}, 403, "forbidden"),
        ("mori", "/people/staff-mori/birth-date", {"birth_date": GROWN}, 403, "forbidden"),
        ("mori", DESK, {"birth_date": "2027-01-01"}, 422, "birth-date-in-future"),
        ("mori", DESK, {"birth_date": None}, 422, "invalid-request"),
        ("mori", "/people/resident-ken/birth-date", {"birth_date": GROWN}, 404, "not-registered"),
    ],
)
async def test_a_correction_is_for_staff_and_for_somebody_else(town, caller, path, body, status, code):
    """Never one's own; nothing is written, and no reading noted."""
    await town.register_hana(birth_date=CHILD)
    await town.mori.post("/people", json={**HANA, "birth_date": CHILD})

    refused = await getattr(town, caller).put(path, json=body)

    assert (status, code) == (refused.status_code, refused.json()["code"])
    assert CHILD == await born(town)
    assert [] == (await town.hana.get("/people/me/accesses")).json()["items"]


async def test_nobody_looks_a_contact_up_to_correct_a_date(town):
    """The purpose is of the route alone."""
    await town.register_hana()

    response = await town.mori.get("/people/resident-hana/contact?purpose=birth-date-correction")

    assert (403, "forbidden") == (response.status_code, response.json()["code"])


async def test_a_date_that_came_meanwhile_counts(town, monkeypatch):
    """Between the reading of the date of before and the decision, staff take the child's: the form is refused by it."""
    await town.register_hana(birth_date=None)
    uses = town.service.use_cases
    reading, readings = uses._known_birth, []

    async def then_staff(person_id):
        known = await reading(person_id)
        readings.append(known.birth_date)
        if len(readings) == 1:
            assert 200 == (await town.mori.put(DESK, json={"birth_date": CHILD})).status_code
        return known

    monkeypatch.setattr(uses, "_known_birth", then_staff)
    refused = await said(town, GROWN)

    assert (409, "birth-date-at-the-desk") == (refused.status_code, refused.json()["code"])
    assert (CHILD, 2, 1) == (await born(town), len(readings), len(await town.details_kept()))


async def test_who_is_always_overtaken_is_told_to_come_again(town, monkeypatch):
    """Somebody else replaced the details at every attempt: nothing is decided on old ones, and nothing is left."""
    await town.register_hana(birth_date=CHILD)
    uses, known = town.service.use_cases, await town.service.use_cases._known_birth("resident-hana")

    async def old(_):
        return known

    await said(town, CHILD, language="en")
    monkeypatch.setattr(uses, "_known_birth", old)
    refused = await said(town, CHILD, language="fr")

    assert 503 == refused.status_code
    assert 1 == len(await town.details_kept())


async def test_two_forms_at_once_leave_one_of_them(town):
    """A child's own date and a grown-up's at once, from no date: what the child's comes before is refused."""
    await town.register_hana(birth_date=None)

    both = await asyncio.gather(said(town, CHILD), said(town, GROWN))

    events = await published(town.service, PersonChanged)
    bands = [event.age_band for event in events]
    assert bands in (["0-14"], ["40-64", "0-14"])
    assert [200, 200 if len(bands) == 2 else 409] == [each.status_code for each in both]
    assert CHILD == await born(town)
