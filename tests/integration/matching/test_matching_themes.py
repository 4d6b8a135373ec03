"""Themes through the service: the clock counts once, replicas and late words change nothing, and staff alone read."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.consulting.theme_rows import ThemeMonthRow
from services.matching.domain.consulting.themes import ThemesTold
from shared.contracts.people import PersonErased
from shared.errors import Transient
from shared.web import Caller, Forbidden
from tests import kit
from tests.integration.matching.matching_kit import HANA, KEN, SATO, STAFF

MONTH = "2026-11"


def resident(number):
    return Caller(f"p{number}", frozenset({"resident"}))


async def bring(city, *, number=0, **people):
    """So many different people for each category, from one number on."""
    for category, count in people.items():
        for _ in range(count):
            await city.consult(resident(number), category=category)
            number += 1


async def over(city):
    """The first of December at noon, and what the clock does by then."""
    city.advance(timedelta(days=8))
    await city.timers()


async def themes(city, month=None):
    """What staff read, without what is not told."""
    row = await city.uses.themes.of(month, by=STAFF)
    return {(each.desk, each.category): each.people for each in row.themes if each.people is not None}


async def test_a_month_is_counted_when_it_is_over_without_any_request(city):
    """Eleven, five and six are told as ten, five and five; nothing of desks that had nobody."""
    await bring(city, housing=11, neighbours=5, vacant=6, money=5, work=5)
    await city.timers()
    assert [] == await city.uses.themes.months(by=STAFF)

    await over(city)

    assert [MONTH] == await city.uses.themes.months(by=STAFF)
    life = {("life", name): count for name, count in (
        ("housing", 10), ("neighbours", 5), ("vacant", 5), ("money", 5), ("work", 5),
    )}  # fmt: skip
    assert life == await themes(city)


async def test_one_persons_five_worries_are_one_person(city):
    """Who rang without an account counts each time: nobody knows who they were."""
    for _ in range(5):
        await city.consult(KEN, category="law")
    for _ in range(5):
        await city.consult(STAFF, category="tax-pension", channel="phone")

    await over(city)

    assert {} == await themes(city), "one and five: the five protect the one"


async def test_what_comes_late_goes_or_is_erased_afterwards_changes_nothing(city):
    """Nor does the timer, were it to come again: two readings of one month cannot be subtracted."""
    await bring(city, law=6, **{"tax-pension": 5})
    await over(city)
    first = await themes(city)
    row = await city.journal.get(ThemeMonthRow, MONTH)

    await kit.deliver(city.service, *(PersonErased(person_id=f"p{n}") for n in range(4)))
    await bring(city, number=20, law=9)
    cause = city.journal.causes.timer("themes-of-month", MONTH, 1)
    await city.uses.themes.pass_month(row, cause)

    assert {("professional", "law"): 5, ("professional", "tax-pension"): 5} == first == await themes(city, MONTH)


async def test_who_was_erased_before_the_month_was_over_is_not_counted(city):
    """Their key is gone, and with it what they worried about."""
    await bring(city, law=6, **{"tax-pension": 5})
    await kit.deliver(city.service, PersonErased(person_id="p0"), PersonErased(person_id="p1"))

    await over(city)

    assert {} == await themes(city), "four of law"


async def test_two_replicas_tell_a_month_once(city):
    """Both count; one is heard."""
    await bring(city, law=5, **{"tax-pension": 5})
    row = await city.journal.get(ThemeMonthRow, MONTH)
    city.advance(timedelta(days=8))
    causes = [city.journal.causes.timer("themes-of-month", MONTH, 0) for _ in range(2)] + [city.cause()]

    await asyncio.gather(*(city.uses.themes.pass_month(row, cause) for cause in causes), city.timers())

    events = await city.events(f"theme-month/{MONTH}")
    assert 1 == sum(isinstance(event, ThemesTold) for event in events)


async def test_while_the_vault_cannot_be_asked_nothing_is_told(city, monkeypatch):
    """A month that is told once must be whole."""
    await bring(city, law=5, **{"tax-pension": 5})

    async def away(*_, **__):
        raise Transient("the vault does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(city.uses.kept.vault, "get", away)
        await over(city)
        assert [] == await city.uses.themes.months(by=STAFF)

    await city.timers()
    assert [MONTH] == await city.uses.themes.months(by=STAFF)


async def test_only_staff_read_it_and_what_is_hidden_is_nowhere(city):
    """Not in the journal either: a backup tells no more than the table."""
    await bring(city, law=4, **{"tax-pension": 8, "care": 3})
    await over(city)
    for by in (HANA, SATO):
        with pytest.raises(Forbidden):
            await city.uses.themes.of(None, by=by)

    async with kit.client(city.service, city.site, "staff-mori", ("staff",)) as staff:
        seen = (await staff.get("/consultations/themes")).json()
        table = (await staff.get("/consultations/themes.csv", params={"month": MONTH})).text
        none = await staff.get("/consultations/themes", params={"month": "2026-10"})
        wrong = await staff.get("/consultations/themes", params={"month": "2026-13"})
    async with kit.client(city.service, city.site, "resident-ken") as ken:
        assert 403 == (await ken.get("/consultations/themes")).status_code

    assert (0, [MONTH]) == (seen["people_told"], seen["months"])
    assert {None} == {theme["people"] for theme in seen["themes"]}
    assert (
        "2026-11,専門家（士業）の窓口 / Desk of licensed professionals,税金・年金 / Taxes and pensions,－\r\n" in table
    )
    assert (404, "themes-not-told", 422) == (none.status_code, none.json()["code"], wrong.status_code)
    (event,) = [each for each in await city.events(f"theme-month/{MONTH}") if isinstance(each, ThemesTold)]
    assert {None} == {theme.people for theme in event.themes}


async def test_each_reading_is_in_the_persons_own_record(city):
    """Of the category, by the count; nobody reads the words."""
    await city.consult(HANA, category="law")

    await over(city)

    accesses = await city.uses.kept.vault.accesses_of("resident-hana")
    assert [("themes", "consultation")] == [(access.reader, access.purpose) for access in accesses]


async def open_themes(city, month=None, path="/figures/themes"):
    """What anybody reads, without signing in."""
    async with kit.client(city.service, city.site) as anybody:
        return await anybody.get(path, params={"month": month} if month else {})


async def test_everybody_reads_the_table_that_staff_read_and_no_other(city):
    """Cell for cell, hidden ones included; and later, when more has come, still the same."""
    await bring(city, law=6, care=9, **{"tax-pension": 5, "health": 3})
    await over(city)

    async with kit.client(city.service, city.site, "staff-mori", ("staff",)) as staff:
        read = (await staff.get("/consultations/themes")).json()
        table = (await staff.get("/consultations/themes.csv")).text
    first = (await open_themes(city)).json()
    await bring(city, number=40, law=9)
    again = await open_themes(city, MONTH)

    assert read == first == again.json()
    assert table == (await open_themes(city, path="/figures/themes.csv")).text
    told = {each["category"]: each["people"] for each in first["themes"]}
    assert (5, 5, None, None) == (told["law"], told["tax-pension"], told["care"], told["health"])


async def test_a_month_of_few_looks_like_one_of_nobody_and_like_one_not_counted(city):
    """Else the answer would tell that somebody brought something, or the month's list would."""
    await bring(city, law=4)
    city.advance(timedelta(days=40))
    await bring(city, number=10, work=5, money=5, housing=5, neighbours=5, vacant=5)
    city.advance(timedelta(days=30))
    await city.timers()

    asked = [await open_themes(city, month) for month in (MONTH, "2026-12", "2026-10", "2027-02")]
    last = (await open_themes(city)).json()

    assert [MONTH, "2027-01"] == sorted(await city.uses.themes.months(by=STAFF))
    assert ["2027-01"] == last["months"]
    assert {(404, "themes-not-published")} == {(each.status_code, each.json()["code"]) for each in asked}
    assert 1 == len({str({**each.json(), "trace_id": ""}) for each in asked})
