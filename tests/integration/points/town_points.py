"""A points service with a programme, and somebody who has taken part: what the tests of spending start from."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

from services.points.app import build
from shared.clock import TOKYO
from shared.contracts.booking_activities import ActivityAttended
from shared.contracts.people import PersonRegistered
from tests.kit import client, deliver, make_site, opened
from tests.unit.points.points_pure import an_offer, terms

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=TOKYO).astimezone(UTC)
REWARD = {
    "reward_id": "seeds",
    "name": {"ja": "花の種", "en": "Flower seeds"},
    "description": {"ja": "公園の花の種", "en": "Seeds of the park's flowers"},
    "place": "大沢コミュニティ・センター",
    "price": 50,
    "stock": 3,
    "from": "2026-04-01",
    "until": "2027-03-31",
    "keep_days": 14,
}


@asynccontextmanager
async def points_town(tmp_path, **changes):
    """The service of a town whose programme gives 50 points an attendance, 100 a day."""
    site = make_site(tmp_path, start=NOW)
    async with opened(build(site)) as service:
        service.site = site
        cause = service.journal.causes.operator("open", b"", "1")
        await service.use_cases.open_programme(terms(budget=1_000_000, **changes), cause=cause)
        yield service


async def offer(service, **changes):
    """Put up a reward."""
    made = an_offer(**changes)
    cause = service.journal.causes.operator("offer", b"", made.reward_id)
    await service.use_cases.rewards.offer(made, cause=cause)


async def attend(service, *persons, activity="a1"):
    """Each of them took part."""
    await deliver(
        service,
        *(ActivityAttended(activity_id=activity, group_id="g", person_id=person) for person in persons),
        subject=f"activity/{activity}",
    )


async def register(service, *persons):
    """There are such people."""
    await deliver(service, *(PersonRegistered(person_id=each) for each in persons))


def staff(service):
    """Somebody at the counter."""
    return client(service, service.site, "staff-mori", ["staff"])


def person(service, person_id="resident-hana"):
    """A resident."""
    return client(service, service.site, person_id)


async def left(world, reward_id="seeds"):
    """How many of a reward can still be had."""
    async with person(world) as resident:
        return (await resident.get(f"/rewards/{reward_id}")).json()["left"]


async def balance(world, who="resident-hana"):
    """What somebody can spend."""
    return await world.use_cases.balance(who)


async def redeem(world, who="resident-hana", reward_id="seeds", **headers):
    """The answer to a redemption."""
    async with person(world, who) as resident:
        return await resident.post("/redemptions", json={"reward_id": reward_id}, headers=headers)
