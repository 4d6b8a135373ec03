"""How consultations end: by the person's word, after a referral, and when somebody goes; never nobody's."""

from datetime import timedelta

import pytest

from services.matching.consulting.refusals import (
    AlreadyAnswered,
    UnknownDesk,
    WordIsTheirs,
    WordNeeded,
)
from services.matching.consulting.rows import ConsultationWordsRow
from services.matching.refusals import PersonGone
from services.matching.rows import document_of
from shared.contracts.matching import ConsultationResolved
from shared.contracts.people import PersonErased
from shared.vault import Erased
from shared.web import Caller, Forbidden, NotFound
from tests import kit
from tests.integration.matching.consulting_kit import ITO, OWNER, WORRY, expect_words_gone, refer, told
from tests.integration.matching.matching_kit import DESK, HANA, KEN, SATO, STAFF

# -- how it ends


async def test_it_is_solved_by_the_persons_word(city):
    """Who has it asks, the person says so; the place is free and the event says whose word it was."""
    id = await city.consult()

    await city.resolve(id)
    assert ("answered", {"coordinator-sato": 1}) == ((await city.consultation(id)).status, await city.load())
    await city.resolve(id, HANA)

    row = await city.consultation(id)
    assert ("resolved", "person", {"coordinator-sato": 0}) == (row.status, row.word, await city.load())
    assert ["person"] == [event.word for event in await told(city, ConsultationResolved)]


async def test_the_person_reads_what_they_were_told_as_often_as_they_were_told(city):
    """Staff do not; nothing of it is in the journal; it goes with the worry."""
    id = await city.consult()
    for answer in ("南住区の窓口へどうぞ。", "係の者が伺います。"):
        await city.resolve(id, answer=answer)
        await city.uses.consultations.reopen(id, by=HANA, cause=city.cause())
    await city.resolve(id, HANA)

    seen = [(await city.uses.consultations.get(id, by=by)).answers for by in (HANA, STAFF)]
    assert [("南住区の窓口へどうぞ。", "係の者が伺います。"), ()] == seen
    commits = await city.journal.store.after(0, 500)
    assert [] == [1 for commit in commits for record in commit.records if "窓口へどうぞ" in record.body.decode()]
    row = await city.consultation(id)
    city.advance(timedelta(days=30))
    await city.timers()
    for document_id in (row.document_id, *row.answers):
        await expect_words_gone(city, document_id)


async def test_an_answer_that_came_to_nothing_is_not_kept(city):
    """Of a stranger, of the person themselves, a second one; and the first, sent twice, is kept once."""
    id, cause = await city.consult(), city.by_http(SATO, "k1", b"body")
    for by in (KEN, STAFF):
        with pytest.raises((NotFound, Forbidden)):
            await city.resolve(id, by, answer="x")
    for _ in range(2):
        await city.resolve(id, answer="お待ちください。", cause=cause)
    with pytest.raises(AlreadyAnswered):
        await city.resolve(id, answer="別の答え")
    await city.resolve(id, HANA, answer="独り言")

    assert ("お待ちください。",) == (await city.uses.consultations.get(id, by=HANA)).answers
    assert 2 == len(await city.uses.kept.vault.written_before("9999"))


async def test_a_word_is_recorded_for_who_rang_and_never_for_who_came_by_web(city):
    """Somebody without an account cannot be asked; somebody who came by web can."""
    rang, web = await city.consult(STAFF, channel="phone"), await city.consult()
    with pytest.raises(WordNeeded):
        await city.resolve(rang)
    with pytest.raises(WordIsTheirs):
        await city.resolve(web, word="recorded")

    await city.resolve(rang, word="recorded")

    row = await city.consultation(rang)
    assert ("resolved", "recorded") == (row.status, row.word)
    await city.uses.consultations.reopen(rang, by=SATO, cause=city.cause())
    row = await city.consultation(rang)
    assert ("open", SATO.person_id) == (row.status, row.coordinator_id)


async def test_not_yet_goes_on_with_the_same_person(city):
    """From an answer at once; after the end with who had it, when there is room; else by the table."""
    id = await city.consult()
    await city.resolve(id)
    await city.uses.consultations.reopen(id, by=HANA, cause=city.cause())
    await city.resolve(id, HANA)

    await city.uses.consultations.reopen(id, by=HANA, cause=city.cause())

    row = await city.consultation(id)
    assert ("open", "coordinator-sato", 2, None) == (row.status, row.coordinator_id, row.reopened, row.word)
    assert {"coordinator-sato": 1} == await city.load()
    await city.resolve(id, HANA)
    await city.coordinator("coordinator-sato", capacity=0)
    await city.uses.consultations.reopen(id, by=HANA, cause=city.cause())
    assert DESK == (await city.consultation(id)).coordinator_id


async def test_only_the_person_who_has_it_and_the_owner_decide(city):
    """Staff and other coordinators do not; who came by web is not spoken for."""
    id = await city.consult()
    for by, error in ((STAFF, Forbidden), (ITO, NotFound), (KEN, NotFound)):
        with pytest.raises(error):
            await city.resolve(id, by)
        with pytest.raises(error):
            await refer(city, id, "welfare", by)
    await city.resolve(id, OWNER)
    with pytest.raises(Forbidden):
        await city.uses.consultations.reopen(id, by=SATO, cause=city.cause())


async def test_a_referral_leads_to_another_desk_and_its_history_is_kept(city):
    """A licensed professional gets what is referred to them, never what is opened there."""
    await city.coordinator("professional-hori", desks=("professional",), kind="professional")
    assert DESK == (await city.consultation(await city.consult(KEN, category="law"))).coordinator_id
    id = await city.consult()
    with pytest.raises(UnknownDesk):
        await refer(city, id, "no-such")

    await refer(city, id, "professional")

    row = await city.consultation(id)
    assert [("coordinator-sato", "general", "opened"), ("professional-hori", "professional", "referred")] == [
        (held.coordinator_id, held.desk, held.why) for held in row.history
    ]
    assert {"coordinator-sato": 0, "professional-hori": 1} == await city.load()


# -- people who go


async def test_who_retires_hands_every_case_on(city):
    """By staff or by erasure, also as a desk owner: never nobody's, and counted where it is."""
    await city.coordinator("coordinator-ito")
    ids = [await city.consult(Caller(f"p{n}", frozenset({"resident"}))) for n in range(6)]
    assert {"coordinator-sato": 3, "coordinator-ito": 3} == await city.load()

    await city.uses.coordinators.retire("coordinator-ito", by=STAFF, cause=city.cause())
    await city.settle()
    assert {"coordinator-sato": 3} == await city.load()
    assert 3 == [(await city.consultation(id)).coordinator_id for id in ids].count(DESK)
    await kit.deliver(city.service, PersonErased(person_id=DESK))

    rows = [await city.consultation(id) for id in ids]
    assert {"coordinator-sato"} == {row.coordinator_id for row in rows}
    assert {"coordinator-sato": 3} == await city.load()
    with pytest.raises(NotFound):
        await city.uses.coordinators.retire("coordinator-ito", by=STAFF, cause=city.cause())


async def test_an_erased_person_leaves_no_words_and_takes_no_room(city):
    """Open, answered and ended ones alike; a late token is refused."""
    ids = [await city.consult(text=WORRY) for _ in range(3)]
    await city.resolve(ids[1], answer="お待ちください。")
    await city.resolve(ids[2], HANA)
    rows = [await city.consultation(id) for id in ids]
    documents = [document_id for row in rows for document_id in (row.document_id, *row.answers)]

    await kit.deliver(city.service, PersonErased(person_id="resident-hana"))

    assert [("forgone", True)] * 3 == [(row.status, row.closed) for row in [await city.consultation(id) for id in ids]]
    assert {"coordinator-sato": 0} == await city.load()
    for document_id in documents:
        await expect_words_gone(city, document_id)
    with pytest.raises((PersonGone, Erased)):
        await city.consult()
    city.advance(timedelta(days=400))
    assert 0 == await city.timers()


async def test_a_backup_is_whole_only_with_the_words_that_are_kept(city):
    """The row of a consultation's words names the document."""
    id = await city.consult()
    document_id = (await city.consultation(id)).document_id

    row = await city.journal.get(ConsultationWordsRow, document_id)

    assert (document_id, None) == (document_of(row), document_of(row.model_copy(update={"closed": True})))
