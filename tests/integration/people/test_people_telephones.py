"""Staff find an account by its telephone, so that nobody is registered twice; nobody else can try numbers."""

import pytest

from services.people.app import build
from tests.integration.people.people_kit import HANA, NOW, Town
from tests.kit import make_site, opened


@pytest.fixture
async def town(tmp_path):
    site = make_site(tmp_path, NOW)
    service = build(site)
    async with opened(service):
        yield Town(service, site)


async def looked_up(town, phone, caller="mori"):
    return await getattr(town, caller).post("/people/lookups", json={"phone": phone})


def ids(response):
    return [each["person_id"] for each in response.json()["items"]]


@pytest.mark.parametrize("phone", ["0422-00-0000", "０４２２ー００ー００００", "0422000000", "+81 422-00-0000"])
async def test_an_account_is_found_by_its_telephone_however_written(town, phone):
    """Full width, without hyphens or with the country code: it is the same number; the person sees who looked."""
    await town.register_hana()

    found = await looked_up(town, phone)

    assert ["resident-hana"] == ids(found)
    assert "花村" == found.json()["items"][0]["name"]["family"]
    assert "no-store" == found.headers["cache-control"]
    seen = (await town.hana.get("/people/me/accesses")).json()["items"]
    assert {("staff-mori", "desk-identity")} == {(each["reader"], each["purpose"]) for each in seen}


async def test_a_number_goes_with_its_profile_its_sweep_and_its_erasure(town):
    """A household shares one; the number before is forgotten; a start removes no card; an erasure removes them all."""
    await town.register_hana()
    await town.mori.post("/people", json={**HANA, "person_id": "p2", "channel": "counter"})
    assert ["resident-hana", "p2"] == ids(await looked_up(town, "0422-00-0000"))

    await town.mori.put("/people/p2", json={**HANA, "contact": {"phone": "0422-11-1111"}})
    await town.service.use_cases.sweep()

    assert ["resident-hana"] == ids(await looked_up(town, "0422-00-0000"))
    assert ["p2"] == ids(await looked_up(town, "0422-11-1111"))
    await town.operator.delete("/people/p2")
    assert [] == ids(await looked_up(town, "0422-11-1111"))
    assert [] == await town.service.vault.documents_of("p2")


@pytest.mark.parametrize(
    ("caller", "phone", "status", "code"),
    [
        ("ken", "0422-00-0000", 403, "forbidden"),
        ("sato", "0422-00-0000", 403, "forbidden"),
        ("nobody", "0422-00-0000", 401, "token-missing"),
        ("mori", "0422", 422, "phone-too-short"),
    ],
)
async def test_numbers_are_for_staff_and_whole(town, caller, phone, status, code):
    """Whoever could try numbers would learn who lives here."""
    await town.register_hana()

    refused = await looked_up(town, phone, caller)

    assert (status, code) == (refused.status_code, refused.json()["code"])
