"""Consultations when everything happens at once: capacity, one escalation, one end, and nothing that is nobody's."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from services.matching.consulting.consultations import Consultations
from services.matching.consulting.refusals import StillOpen, TooManyConsultations
from services.matching.consulting.rows import ConsultationRow
from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.person import Person
from services.matching.domain.team.roster import Roster
from shared.contracts.matching import (
    ConsultationAssigned,
    ConsultationEscalated,
    ConsultationReopened,
    ConsultationResolved,
)
from shared.journal import Chain, Journal
from shared.web import Caller
from tests import kit
from tests.contract.journal.adapters import Proxy
from tests.integration.matching.consulting_kit import refer
from tests.integration.matching.matching_kit import CENTRE, DESK, HANA, NORTH, SOUTH, STAFF

OVERDUE = timedelta(days=4)


def resident(number):
    return Caller(f"p{number}", frozenset({"resident"}))


async def told(city, kind):
    return [event for event in await kit.published(city.service, kind) if type(event) is kind]


async def test_200_worries_and_introductions_at_once_exceed_no_capacity(empty):
    """One roster for both: what does not fit is with the desk owner, and every answer names somebody."""
    await empty.desk()
    capacities = {f"coordinator-{n:02}": 1 + n for n in range(8)}
    for number, (person_id, capacity) in enumerate(capacities.items()):
        await empty.coordinator(person_id, (SOUTH, CENTRE, NORTH)[number % 3], capacity)
    await empty.group(areas={})

    await asyncio.gather(
        *(empty.consult(resident(n)) for n in range(150)),
        *(empty.ask(f"q{n}") for n in range(50)),
    )

    placed = [
        e for e in await empty.events("roster/main") if e.type in ("assignment-made.v1", "consultation-placed.v1")
    ]
    counted = [e for e in placed if (e.counted if hasattr(e, "counted") else not e.at_desk)]
    assert (200, capacities) == (len(placed), dict(sorted(Counter(e.coordinator_id for e in counted).items())))
    assert 150 == len(await told(empty, ConsultationAssigned))
    assert capacities == await empty.load()


async def test_a_deadline_escalates_once_however_often_and_wherever_it_fires(city):
    """Two replicas' clocks and the relay's repeat: one event, one holder."""
    id = await city.consult()
    city.advance(OVERDUE)
    row = await city.consultation(id)
    placed = await city.journal.store.placed(ConsultationRow, id)
    cause = city.journal.causes.timer("consultation-deadline", id, placed.version)

    await asyncio.gather(
        *(city.uses.consultations.pass_deadline(row, cause) for _ in range(5)), city.timers(), city.timers()
    )
    await city.settle()
    await city.timers()

    assert 1 == len(await told(city, ConsultationEscalated))
    assert {"coordinator-sato": 0} == await city.load()


async def test_an_end_beside_an_escalation_or_a_referral_leaves_no_place_taken(city):
    """Whichever is first: it is solved once, and what was chosen for nothing is given back."""
    await city.coordinator("coordinator-ito", desks=("welfare",), capacity=50)
    for number in range(6):
        id = await city.consult(resident(number))
        steps = [city.resolve(id, resident(number)), city.resolve(id, resident(number))]
        if number % 2:
            steps.append(refer(city, id, "welfare"))
        else:
            city.advance(OVERDUE)
            steps.append(city.timers())
        await asyncio.gather(*steps, return_exceptions=True)
        await city.settle()

    assert 6 == len(await told(city, ConsultationResolved))
    assert {"coordinator-sato": 0, "coordinator-ito": 0} == await city.load()
    assert {} == await city.journal.ask(Roster.main(), lambda roster: dict(roster.cases))


async def test_five_identical_requests_at_once_get_five_equal_answers(city):
    """One key, one consultation; its words are kept once."""
    cause = city.by_http(HANA, "key-1", b"body")

    ids = await asyncio.gather(*(city.consult(cause=cause) for _ in range(5)))

    assert 1 == len(set(ids))
    assert 1 == len(await city.journal.all(ConsultationRow))
    assert 1 == len(await city.uses.kept.vault.written_before("9999"))


async def ended(city, count):
    """So many of Hana's, each solved by her word."""
    ids = []
    for _ in range(count):
        ids.append(await city.consult())
        await city.resolve(ids[-1], HANA)
    return ids


async def reopen(city, id, cause=None):
    return await city.uses.consultations.reopen(id, by=HANA, cause=cause or city.cause())


async def open_ones(city):
    """By what their rows say, and by what the person's own record counts."""
    rows = await city.journal.all(ConsultationRow, where={"person_id": "resident-hana"})
    own = await city.journal.ask(Person.stream("resident-hana"), lambda person: sum(
        each.is_open for each in person.consultations.values()
    ))  # fmt: skip
    return sum(row.status == "open" for row in rows), own


async def test_ten_reopened_at_once_leave_five_open(city):
    """All looked at the same record; the person's own stream counts. The others are told so, and have nothing open."""
    ids = await ended(city, 10)

    outcomes = await asyncio.gather(*(reopen(city, id) for id in ids), return_exceptions=True)
    await city.settle()

    assert Counter({Chain: 5, TooManyConsultations: 5}) == Counter(type(outcome) for outcome in outcomes)
    assert (5, 5) == await open_ones(city)


async def test_what_is_brought_and_what_is_reopened_at_once_share_the_limit(city):
    """Whichever is first."""
    ids = await ended(city, 6)

    steps = [step for id in ids for step in (reopen(city, id), city.consult())]
    outcomes = await asyncio.gather(*steps, return_exceptions=True)
    await city.settle()

    assert 7 == sum(isinstance(outcome, TooManyConsultations) for outcome in outcomes)
    assert (5, 5) == await open_ones(city)


async def test_two_services_over_one_store_leave_five_open(city):
    """Each process has a cache and a writer of its own; neither sees what the other is about to write."""
    ids, journal = await ended(city, 10), city.journal
    replicas = [Journal(journal.model, Proxy(journal.store), journal.clock, journal.causes) for _ in range(2)]
    for replica in replicas:
        await replica.open()
    uses = [Consultations(replica, city.uses.knowledge, city.uses.kept) for replica in replicas]

    steps = [uses[n % 2].reopen(id, by=HANA, cause=city.cause()) for n, id in enumerate(ids)]
    outcomes = await asyncio.gather(*steps, return_exceptions=True)
    for replica in replicas:
        await replica.close()
    journal.writer.forget_cache()
    await city.settle()

    assert Counter({Chain: 5, TooManyConsultations: 5}) == Counter(type(outcome) for outcome in outcomes)
    assert (5, 5) == await open_ones(city)


async def test_one_consultation_reopened_by_many_is_open_once_and_counts_once(city):
    """With ten keys the others are told that it is open; who sends theirs again later gets their answer again."""
    (id,), cause = await ended(city, 1), city.by_http(HANA, "key-1")
    outcomes = await asyncio.gather(
        *(reopen(city, id) for _ in range(9)), reopen(city, id, cause), return_exceptions=True
    )
    await city.settle()

    assert Counter({StillOpen: 9, Chain: 1}) == Counter(type(outcome) for outcome in outcomes)
    assert (1, 1) == await open_ones(city)
    await city.resolve(id, HANA)
    first = await reopen(city, id, city.by_http(HANA, "key-2"))
    await city.resolve(id, HANA)
    again = await reopen(city, id, city.by_http(HANA, "key-2"))
    assert (True, first.first(ConsultationReopened)) == (again.replayed, again.first(ConsultationReopened))
    assert (0, 0) == await open_ones(city)


async def test_an_end_that_is_noted_late_does_not_hide_what_was_reopened_since(city):
    """The process ended between the person's word and their own record, which is then behind by a turn."""
    id = await city.consult()
    settle, city.journal.settle = city.journal.settle, settle_nothing
    await city.resolve(id, HANA)
    city.journal.settle = settle

    await reopen(city, id)
    await city.settle()
    assert (1, 1) == await open_ones(city)

    await city.resolve(id, HANA)
    await city.settle()
    assert (0, 0) == await open_ones(city)


async def test_what_cannot_be_reopened_after_all_gives_its_room_back(city):
    """The process ended before it reached the consultation, which the clock closed meanwhile."""
    ids = await ended(city, 5)
    settle, city.journal.settle = city.journal.settle, settle_nothing
    for id in ids:
        await reopen(city, id)
    city.journal.settle = settle
    assert (0, 5) == await open_ones(city)
    with pytest.raises(TooManyConsultations):
        await city.consult()
    for id in ids[:3]:
        stream = Consultation.stream(id)
        await city.journal.transact(stream, city.cause(), lambda found: found.close())

    await city.settle()

    assert (2, 2) == await open_ones(city)
    await city.consult()


async def test_a_saga_that_a_crash_cut_off_is_finished_by_the_relay(city):
    """For somebody without an account too: only the first commit was written."""
    settle, city.journal.settle = city.journal.settle, settle_nothing
    ids = []
    for by, more in ((HANA, {}), (STAFF, {"channel": "phone"})):
        cause = city.by_http(by, "key-1")
        opening = city.consult(by, cause=cause, **more)
        await asyncio.gather(opening, return_exceptions=True)
        ids.append(cause.new_id("consultation"))
    city.journal.settle = settle

    await city.settle()

    assert ["coordinator-sato"] * 2 == [(await city.consultation(id)).coordinator_id for id in ids]


async def test_who_retires_beside_a_choice_is_not_left_with_it(city):
    """The choice had been made and not arrived; and those who come meanwhile find somebody else."""
    await city.coordinator("coordinator-ito", capacity=50)
    settle, city.journal.settle = city.journal.settle, settle_nothing
    causes = [city.by_http(resident(number), "key") for number in range(12)]
    openings = (city.consult(resident(n), cause=cause) for n, cause in enumerate(causes))
    await asyncio.gather(*openings, return_exceptions=True)
    city.journal.settle = settle
    for cause, number in zip(causes, range(12), strict=True):  # the roster has chosen, and nobody was told
        (commit,) = await city.journal.store.of_stream(f"person/p{number}")
        placed, *_ = await city.journal.react(commit)
        assert cause.new_id("consultation") == placed.events[0].asking.consultation_id

    await city.uses.coordinators.retire("coordinator-ito", by=STAFF, cause=city.cause())
    retired = (await city.journal.store.of_stream("roster/main"))[-1]
    await settle(retired)
    await city.settle()

    holders = Counter([(await city.consultation(cause.new_id("consultation"))).coordinator_id for cause in causes])
    assert {"coordinator-sato": 3, DESK: 9} == dict(holders)
    assert {"coordinator-sato": 3} == await city.load()


async def test_an_erasure_before_anybody_had_it_leaves_no_place_taken(city):
    """The relay stood still between the request and the choice, which then finds it over and gives the place back."""
    settle, city.journal.settle = city.journal.settle, settle_nothing
    cause = city.by_http(HANA, "key-1")
    await asyncio.gather(city.consult(cause=cause), return_exceptions=True)
    (asked,) = await city.journal.store.of_stream("person/resident-hana")
    stream = Consultation.stream(cause.new_id("consultation"))
    await settle(await city.journal.transact(stream, city.cause(), lambda found: found.forgo("resident-hana")))

    await settle(asked)

    assert {"coordinator-sato": 0} == await city.load()
    assert [] == await city.journal.all(ConsultationRow, with_closed=False)
    assert {} == await city.journal.ask(Roster.main(), lambda roster: dict(roster.cases))


async def settle_nothing(commit):
    """The process ended here."""
    return Chain((commit,))
