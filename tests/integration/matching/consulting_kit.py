"""What the tests of consultations share: who decides, a worry, and what is left of its words."""

from services.matching.consulting.referrals import Offer
from services.matching.consulting.rows import ConsultationWordsRow
from shared.web import Caller
from tests import kit
from tests.integration.matching.matching_kit import DESK, HANA, SATO

OWNER = Caller(DESK, frozenset({"coordinator"}))
ITO = Caller("coordinator-ito", frozenset({"coordinator"}))
WORRY = "となりの家の音が気になります。"


async def told(city, kind):
    """The events of exactly this kind."""
    return [event for event in await kit.published(city.service, kind) if type(event) is kind]


async def words(city, id, by):
    worry = (await city.uses.consultations.get(id, by=by)).worry
    return worry and worry.text


async def expect_words_gone(city, document_id):
    assert None is await city.uses.kept.vault.get(document_id, reader="test", purpose="test")
    assert (await city.journal.get(ConsultationWordsRow, document_id)).closed


async def propose(city, id, desk, by=SATO, cause=None, **more):
    """Another desk is proposed; the person is asked."""
    return await city.uses.referrals.propose(id, Offer(desk, **more), by=by, cause=cause or city.cause())


async def say(city, id, accepted, by=HANA, cause=None, **more):
    """The person's word, or what a clerk writes down of it."""
    cause = cause or city.cause()
    return await city.uses.referrals.answer(id, accepted=accepted, by=by, cause=cause, **more)


async def refer(city, id, desk, by=SATO, **more):
    """Another desk has it, with the person's yes."""
    await propose(city, id, desk, by, **more)
    person = Caller((await city.consultation(id)).person_id, frozenset({"resident"}))
    await say(city, id, True, person)
