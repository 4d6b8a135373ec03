"""Consultations through the service: who has one until when, what the clock does, who reads what, and how it ends."""

from datetime import timedelta

import pytest

from services.matching.consulting.refusals import (
    TooManyConsultations,
    UnknownCategory,
    UnknownDesk,
)
from services.matching.domain.person import Person
from services.matching.domain.team.choosing import Leave
from services.matching.refusals import NoDeskOwner
from shared.clock import tokyo_date, utc_text
from shared.contracts.matching import ConsultationEscalated, ConsultationOpened
from shared.errors import NotYet
from shared.web import Forbidden, NotFound
from tests.integration.matching.consulting_kit import ITO, OWNER, WORRY, expect_words_gone, refer, told, words
from tests.integration.matching.matching_kit import DESK, HANA, KEN, SATO, SOUTH, STAFF

# -- bringing one


async def test_a_worry_is_with_a_named_person_until_a_working_day(city):
    """From the holiday's noon, five working days; the event tells the desk and nothing of what about."""
    await city.person("resident-hana")
    id = await city.consult(text=WORRY, category="neighbours")

    (opened,) = await told(city, ConsultationOpened)
    assert (id, "resident-hana", "life", SOUTH, "web", DESK, "2026-11-30T08:15:00.000000Z") == (
        opened.consultation_id, opened.person_id, opened.desk, opened.areas, opened.channel, opened.coordinator_id,
        utc_text(opened.due_at),
    )  # fmt: skip


async def test_what_somebody_worries_about_is_in_no_event_and_no_row(city):
    """Public or private: neither the words nor the category, which would say as much."""
    id = await city.consult(text=WORRY, category="neighbours")
    await city.resolve(id, HANA)

    commits = await city.journal.store.after(0, 500)
    written = " ".join(record.body.decode() for commit in commits for record in commit.records)
    written += (await city.consultation(id)).model_dump_json()
    assert id in written
    assert [] == [word for word in (WORRY, "neighbours", "近所") if word in written]


async def test_without_a_category_the_general_desk_has_it(city):
    """And whoever named no desk serves that one."""
    row = await city.consultation(await city.consult())

    assert ("general", "coordinator-sato") == (row.desk, row.coordinator_id)


async def test_a_category_leads_to_a_desk_and_to_who_knows_about_it(city):
    """Competence before nearness; leave until tomorrow keeps somebody out today."""
    today = tokyo_date(city.journal.now())
    leave = (Leave(first_day=today, last_day=today + timedelta(days=1)),)
    await city.coordinator("coordinator-ito", {"neighbourhood": "kita"}, desks=("welfare",))
    await city.coordinator("coordinator-abe", desks=("welfare",), leave=leave)

    found = []
    for days in (0, 2):
        if days:
            city.advance(timedelta(days=days))
        found.append((await city.consultation(await city.consult(category="care"))).coordinator_id)

    assert ["coordinator-ito", "coordinator-abe"] == found


async def test_when_all_are_full_the_desks_own_owner_has_it(city):
    """Named by staff; the city's desk owner stands in where a desk has none."""
    await city.uses.coordinators.set_desk_owner("welfare", "owner-welfare", by=STAFF, cause=city.cause())

    rows = [await city.consultation(await city.consult(category=name)) for name in ("care", "money")]

    assert ["owner-welfare", DESK] == [row.coordinator_id for row in rows]


async def test_somebody_without_an_account_is_taken_down_by_phone(city):
    """By a coordinator or staff, for nobody known; the words are read by who has it."""
    with pytest.raises(Forbidden):
        await city.consult(channel="phone")
    id = await city.consult(STAFF, WORRY, channel="phone", areas=SOUTH)

    row = await city.consultation(id)
    assert (None, "phone", SOUTH) == (row.person_id, row.channel, row.areas)
    assert (WORRY, None) == (await words(city, id, SATO), await words(city, id, STAFF))


async def test_for_somebody_with_an_account_they_must_be_known_here(city):
    """Else a slip of the pen would open a case of nobody's; by web everyone brings their own."""
    with pytest.raises(NotYet):
        await city.consult(STAFF, channel="counter", person_id="resident-new")
    with pytest.raises(Forbidden):
        await city.consult(KEN, person_id="resident-hana")
    await city.person("resident-hana")

    id = await city.consult(STAFF, channel="counter", person_id="resident-hana")

    assert [id] == [row.id for row in (await mine(city, "resident-hana")).items]


async def mine(city, person_id):
    return await city.uses.consultations.of_person(person_id, cursor=None, limit=50)


async def test_a_person_has_five_open_and_one_more_after_an_end(city):
    """What was refused left no words behind."""
    ids = [await city.consult() for _ in range(5)]
    with pytest.raises(TooManyConsultations):
        await city.consult()
    assert 5 == len(await city.uses.kept.vault.written_before("9999"))

    await city.resolve(ids[0], HANA)

    await city.consult()
    with pytest.raises(TooManyConsultations):
        await city.uses.consultations.reopen(ids[0], by=HANA, cause=city.cause())


async def test_a_worry_that_cannot_be_placed_is_refused_before_its_words_are_kept(empty):
    """Nobody named yet, or a category of another city."""
    with pytest.raises(NoDeskOwner):
        await empty.consult()
    await empty.desk()
    with pytest.raises(UnknownCategory):
        await empty.consult(category="no-such")

    assert [] == await empty.uses.kept.vault.written_before("9999")


async def test_a_coordinator_serves_only_desks_that_there_are(city):
    """A slip would make a specialist of nothing."""
    with pytest.raises(UnknownDesk):
        await city.coordinator("coordinator-ito", desks=("welfare", "no-such"))


async def test_nobody_is_given_their_own_worry(city):
    """A coordinator may have one too."""
    row = await city.consultation(await city.consult(SATO))

    assert DESK == row.coordinator_id


# -- who reads it


async def test_the_words_are_for_the_person_who_has_it_and_the_desk_owner(city):
    """Staff see that it is there; another coordinator or resident not even that. Every reading is recorded."""
    id = await city.consult(text=WORRY)

    assert [WORRY, WORRY, WORRY, None] == [await words(city, id, by) for by in (HANA, SATO, OWNER, STAFF)]
    for stranger in (ITO, KEN):
        with pytest.raises(NotFound):
            await city.uses.consultations.get(id, by=stranger)
    row = await city.consultation(id)
    readers = [access.reader for access in await city.uses.kept.vault.accesses_of("resident-hana")]
    assert [DESK, SATO.person_id] == readers
    assert {"consultation"} == {purpose for *_, purpose in await city.uses.kept.vault.accesses(row.document_id)}


async def test_who_had_it_before_reads_it_no_longer(city):
    """Access follows the case."""
    await city.coordinator("coordinator-ito", desks=("welfare",))
    id = await city.consult(text=WORRY)

    await refer(city, id, "welfare")

    assert WORRY == await words(city, id, ITO)
    with pytest.raises(NotFound):
        await words(city, id, SATO)


async def test_lists_are_for_who_has_it_and_who_owns_the_desk(city):
    """Mine, what I have, and what a desk has; ended for good ones stay only in one's own."""
    first, second = await city.consult(), await city.consult(KEN, category="care")
    uses, page = city.uses.consultations, {"cursor": None, "limit": 50}

    assert [first] == [row.id for row in (await mine(city, "resident-hana")).items]
    assert [first] == [row.id for row in (await uses.assigned_to("coordinator-sato", **page)).items]
    for by in (OWNER, STAFF):
        assert [second] == [row.id for row in (await uses.of_desk("welfare", by=by, **page)).items]
    with pytest.raises(Forbidden):
        await uses.of_desk("welfare", by=SATO, **page)
    with pytest.raises(NotFound):
        await uses.of_desk("no-such", by=STAFF, **page)


# -- the clock


async def test_the_deadline_escalates_once_without_any_request(city):
    """To the desk owner with a new day; the coordinator's place is free; a year later it is still that one event."""
    id = await city.consult()
    city.advance(timedelta(days=3, hours=5))
    assert 0 == await city.timers()
    city.advance(timedelta(minutes=15))

    assert 1 == await city.timers()

    row = await city.consultation(id)
    assert (DESK, True, "open") == (row.coordinator_id, row.escalated, row.status)
    assert {"coordinator-sato": 0} == await city.load()
    for _ in range(4):
        city.advance(timedelta(days=90))
        assert 0 == await city.timers()
    (event,) = await told(city, ConsultationEscalated)
    assert (DESK, "2026-11-30T08:15:00.000000Z") == (event.coordinator_id, utc_text(event.due_at))


async def test_what_the_desks_owner_has_escalates_to_the_citys(city):
    """And what the city's own desk owner has stays with them, told once."""
    await city.uses.coordinators.set_desk_owner("welfare", "owner-welfare", by=STAFF, cause=city.cause())
    care, money = await city.consult(category="care"), await city.consult(category="money")
    city.advance(timedelta(days=9))

    assert 2 == await city.timers()

    assert [DESK, DESK] == [(await city.consultation(id)).coordinator_id for id in (care, money)]
    assert 2 == len(await told(city, ConsultationEscalated))


async def test_silence_after_an_answer_ends_it_and_thirty_days_later_its_words_go(city):
    """The person may say so in two weeks and take it up again in a month; then nothing is kept."""
    id = await city.consult(text=WORRY)
    await city.resolve(id)
    document_id = (await city.consultation(id)).document_id
    city.advance(timedelta(days=14))
    assert 1 == await city.timers()
    row = await city.consultation(id)
    assert ("resolved", "silent", WORRY) == (row.status, row.word, await words(city, id, HANA))
    city.advance(timedelta(days=30))

    assert 1 == await city.timers()

    assert None is await words(city, id, HANA)
    await expect_words_gone(city, document_id)
    assert {} == await city.journal.ask(Person.stream("resident-hana"), lambda person: dict(person.consultations))


async def test_words_that_a_crash_left_behind_are_swept_and_those_of_open_ones_stay(city):
    """The sweep of introductions' words knows of consultations'."""
    kept = await city.consult(text=WORRY)
    ended = await city.consult()
    await city.resolve(ended, HANA)
    document_id = (await city.consultation(ended)).document_id
    city.advance(timedelta(days=31))
    remove, city.uses.kept.drop_let_go = city.uses.kept.drop_let_go, drop_nothing
    await city.timers()
    city.uses.kept.drop_let_go = remove

    await city.uses.kept.sweep()

    await expect_words_gone(city, document_id)
    assert WORRY == await words(city, kept, HANA)


async def drop_nothing(chain):
    """The process ended here."""
