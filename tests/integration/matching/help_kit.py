"""Shorter words for the tests of small help: people of age, requests, taps."""

from datetime import date

from services.matching.domain.helping.events import HelpOpened
from services.matching.helping.opening import NewHelp
from shared.contracts.people import PersonRegistered
from shared.web import Caller
from tests import kit
from tests.integration.matching.matching_kit import HANA, SATO, SOUTH

DAY = date(2026, 11, 28)


def resident(person_id):
    return Caller(person_id, frozenset({"resident"}))


async def known(city, *people, age_band="40-64", areas=SOUTH):
    """The people service has told of them."""
    for person_id in people:
        event = PersonRegistered(person_id=person_id, areas=areas, age_band=age_band)
        await kit.deliver(city.service, event)


async def opened(city, by=HANA, cause=None, category="carrying", until=DAY, **more):
    """Open a request; its id."""
    new = NewHelp(kind=more.pop("kind", "request"), category=category, until=until, **more)
    chain = await city.uses.help_requests.open(new, by=by, cause=cause or city.cause())
    return chain.first(HelpOpened).asking.request_id


async def tapped(city, request_id, by, cause=None):
    return await city.uses.help_requests.tap(request_id, by=by, cause=cause or city.cause())


async def checked(city, person_id, kind, by=SATO, checked_on=date(2026, 11, 1), valid_until=date(2027, 3, 31)):
    await city.uses.helpers.record_check(person_id, kind, checked_on, valid_until, by=by, cause=city.cause())


async def helped(city, person_id, by=HANA, **more):
    """Ask, take, say yes, done."""
    request_id = await opened(city, by=by, **more)
    await tapped(city, request_id, resident(person_id))
    await city.uses.help_requests.accept(request_id, person_id, by=by, cause=city.cause())
    await city.uses.help_requests.settle(request_id, person_id, done=True, by=by, cause=city.cause())
    return request_id
