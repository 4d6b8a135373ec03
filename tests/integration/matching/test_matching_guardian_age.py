"""A guardian's no stands against a birth date that the young person changes: people and matching, together."""

import httpx
import pytest

from services.matching.guarding.refusals import GuardianNotAdult, GuardianSaidNo
from services.people.app import build
from shared.contracts.people import PersonChanged
from tests import kit
from tests.integration.matching.guardian_kit import MIO, MOTHER, RIN, paper, said
from tests.integration.matching.matching_kit import SOUTH

MIOS = {"name": {"given": "澪"}, "areas": SOUTH}
CHILD, GROWN = "2013-05-05", "1980-01-01"


class Registered:
    """The family's city, and the accounts of who lives there."""

    def __init__(self, family, people):
        self.family = family
        self.people = people
        self.mio = kit.client(people, family.site, "mio")
        self.staff = kit.client(people, family.site, "staff-mori", ("staff",))

    async def hear(self) -> None:
        """Matching hears what people has told of changes."""
        for event in await kit.published(self.people, PersonChanged):
            await kit.deliver(self.family.service, event)
        await self.family.settle()


@pytest.fixture
async def registered(family):
    people = build(family.site)
    async with kit.opened(people):
        city = Registered(family, people)
        assert 201 == (await city.mio.post("/people", json={**MIOS, "birth_date": CHILD})).status_code
        consent_id = await said(family)
        await family.uses.guardians.revoke(consent_id, by=MOTHER, cause=family.cause())
        await family.settle()
        yield city


async def no_stands(city) -> None:
    """Mio is introduced to nobody, and is nobody's guardian."""
    with pytest.raises(GuardianSaidNo):
        await city.family.ask("mio")
    code = (await paper(city.family, RIN)).code
    with pytest.raises(GuardianNotAdult):
        await city.family.uses.guardians.say(code, None, by=MIO, cause=city.family.cause())


async def grown_by(client: httpx.AsyncClient, birth_date: str | None) -> int:
    return (await client.put("/people/me", json={**MIOS, "birth_date": birth_date})).status_code


async def test_no_form_of_the_young_persons_own_ends_it(registered):
    """Not an adult's date, not none and then an adult's; everything else they change as they like."""
    statuses = [await grown_by(registered.mio, each) for each in (GROWN, None, GROWN, CHILD)]
    await registered.hear()

    assert [409, 409, 409, 200] == statuses
    await no_stands(registered)


async def test_a_document_at_the_desk_ends_it(registered):
    """Who was registered with a wrong date is of age from then on, and needs no guardian."""
    await no_stands(registered)

    corrected = await registered.staff.put("/people/mio/birth-date", json={"birth_date": GROWN})
    await registered.hear()

    assert 200 == corrected.status_code
    await registered.family.ask("mio")
