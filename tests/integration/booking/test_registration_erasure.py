"""Who is erased is on no member list any more, answers for no group, and has no registration; others stay."""

import pytest

from services.booking.registering.rows import RegistrationDocumentRow
from shared.contracts.people import PersonErased
from tests.integration.booking.bookings_kit import a_city
from tests.integration.booking.registrations_kit import GARDEN, HANA, MEMBERS, refused, registered, sent
from tests.kit import deliver

PATH = f"/registrations/{GARDEN}"


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def names(city):
    return [each["name"] for each in (await sent(city.staff, "GET", f"{PATH}/members"))["items"]]


async def test_an_erased_member_leaves_the_list_and_the_counts(city):
    """Told twice it counts once; the others, with an account or without, stay."""
    await registered(city)

    await deliver(city.service, PersonErased(person_id="resident-hana"), PersonErased(person_id="resident-hana"))

    stands = await sent(city.yui, "GET", PATH)
    assert (3, 2, {"lives": 1, "works": 1, "elsewhere": 1}) == (
        stands["members"], stands["eligible"], stands["shares"],
    )  # fmt: skip
    assert ["大沢 ゆい", "田中 一郎", "John Smith"] == await names(city)
    assert [] == await city.service.vault.documents_of("resident-hana")
    rows = await city.service.journal.all(RegistrationDocumentRow, with_closed=False)
    assert sorted(row.id for row in rows) == sorted(await city.service.vault.settled_ids())


async def test_nobody_puts_an_erased_person_on_a_list_again(city):
    """Neither in a new list nor with another group's; nothing of the attempt stays."""
    await registered(city)
    await deliver(city.service, PersonErased(person_id="resident-hana"))

    assert (410, "person-erased") == await refused(city.yui, "PUT", f"{PATH}/members", {"members": MEMBERS})
    changed = await sent(city.yui, "PUT", f"{PATH}/members", {"members": [MEMBERS[0], *MEMBERS[2:]]})

    assert (2, 3) == (changed["list_version"], changed["members"])
    assert 2 == len(await city.service.vault.settled_ids())


async def test_an_erasure_between_the_list_and_its_commit_is_made_good(city, monkeypatch):
    """The list was written, then the person was erased, then the list was committed: they do not count."""
    await registered(city)
    uses = city.uses.registrations
    vault, keep = city.service.vault, uses.kept.keep

    async def keep_and_erase(kept):
        await keep(kept)
        await vault.erase("resident-ken")

    monkeypatch.setattr(uses.kept, "keep", keep_and_erase)
    ken = {"name": "山田 けん", "share": "lives", "person_id": "resident-ken"}
    await sent(city.yui, "PUT", f"{PATH}/members", {"members": [*MEMBERS, ken]})

    stands = await sent(city.yui, "GET", PATH)
    assert (4, 3) == (stands["members"], stands["eligible"])
    assert [each["name"] for each in MEMBERS] == await names(city)


async def test_who_answered_for_a_group_no_longer_does(city):
    """The group stays registered; nobody is told of it until somebody else is named."""
    await registered(city)

    await deliver(city.service, PersonErased(person_id="officer-yui"))

    stands = await sent(city.staff, "GET", PATH)
    assert ("registered", [], 3) == (stands["status"], stands["responsible"], stands["members"])
    named = await sent(city.staff, "PUT", f"{PATH}/responsible", {"responsible": ["resident-ken"]})
    assert ["resident-ken"] == named["responsible"]


async def test_a_person_s_own_registration_ends_with_them(city):
    """And nobody applies for them again."""
    await sent(city.client(), "POST", "/registrations", {"share": "lives"}, expected=201)

    await deliver(city.service, PersonErased(person_id="resident-hana"))

    ended = await sent(city.staff, "GET", f"/registrations/{HANA}")
    assert ("ended", "erased") == (ended["status"], ended["ended_for"])
    wanted = {"person_id": "resident-hana", "channel": "counter", "share": "lives"}
    assert (410, "person-erased") == await refused(city.staff, "POST", "/registrations", wanted)


async def test_a_restored_vault_forgets_whom_the_journal_calls_forgotten(city):
    """The vault of last week comes back with the person's entry; the start takes it away again."""
    await registered(city)
    await deliver(city.service, PersonErased(person_id="resident-hana"))
    vault = city.service.vault
    await vault._file.run(lambda db: db.execute("DELETE FROM erased"))

    await city.uses.registrations.kept.finish_erasures()

    assert [] == await vault.not_erased(["resident-hana"])
