"""A family for the tests of guardians' consents, and shorter words for what they do."""

from services.matching.helping.rows import HelpRow
from tests import kit
from tests.integration.matching.help_kit import opened, resident, tapped

MIO, RIN = resident("mio"), resident("rin")
MOTHER, OTHER = resident("mother"), resident("other")


async def paper(city, ward=MIO, by=None):
    return await city.uses.guardians.ask(ward.person_id, by=by or ward, cause=city.cause())


async def said(city, ward=MIO, by=MOTHER, until=None):
    """The whole way to a consent; its id."""
    code = (await paper(city, ward)).code
    chain = await city.uses.guardians.say(code, until, by=by, cause=city.cause())
    await city.settle()
    return chain.commits[0].events[0].consent_id


async def running(city, ward=MIO):
    """A place in Hana's request, an offer, help that needs no consent, and an introduction, of one young person."""
    place, free = await opened(city), await opened(city, category="event")
    offer = await opened(city, by=ward, kind="offer")
    await tapped(city, place, ward)
    await tapped(city, free, ward)
    return place, offer, free, await city.ask(ward.person_id)


async def status(city, request_id, person_id="mio"):
    row = await city.journal.get(HelpRow, request_id)
    return row.status, person_id in row.taken_by


async def told(city, kind):
    return [event for event in await kit.published(city.service, kind) if type(event) is kind]
