"""What the tests of consultations share: who decides, a worry, and what is left of its words."""

from services.matching.consultation_rows import ConsultationWordsRow
from shared.web import Caller
from tests import kit
from tests.integration.matching.matching_kit import DESK

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
