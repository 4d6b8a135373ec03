"""What must hold when everything happens at once: capacity, one open request, one hand-over a deadline."""

import asyncio
from collections import Counter
from datetime import timedelta

from services.matching.introducing.rows import IntroductionRow
from services.matching.refusals import AlreadyAsked
from shared.contracts.matching import IntroductionLapsed, IntroductionProposed
from shared.journal import Chain
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, DESK, HANA, NORTH, SOUTH, YUI

WEEK = timedelta(days=7)


async def test_200_introductions_at_once_exceed_no_capacity(empty):
    """Twelve coordinators share what fits, the desk has the rest; every answer names somebody."""
    await empty.desk()
    capacities = {f"coordinator-{n:02}": 1 + n for n in range(12)}
    for number, (person_id, capacity) in enumerate(capacities.items()):
        await empty.coordinator(person_id, (SOUTH, CENTRE, NORTH)[number % 3], capacity)
    for number, areas in enumerate((SOUTH, CENTRE, NORTH, {})):
        await empty.group(f"group-{number}", officer=f"officer-{number}", areas=areas)

    await asyncio.gather(*(empty.ask(f"p{n}", f"group-{n % 4}") for n in range(200)))

    told = Counter(e.coordinator_id for e in await kit.published(empty.service, IntroductionProposed))
    desk = told.pop(DESK)
    assert 200 == desk + sum(told.values())
    assert [] == [id for id, count in told.items() if count > capacities[id]]
    assert dict(told) == {id: load for id, load in (await empty.load()).items() if load}
    assert told == Counter(capacities)


async def test_an_end_and_a_request_at_once_keep_to_the_capacity(city):
    """Room is given back and taken again on one stream; at no version is more held than fits."""
    first = [await city.ask(f"p{n}") for n in range(3)]

    await asyncio.gather(
        *(city.uses.introductions.decline(id, by=YUI, cause=city.cause()) for id in first),
        *(city.ask(f"q{n}") for n in range(20)),
    )

    held = 0
    for event in await city.events("roster/main"):
        if event.type == "assignment-made.v1" and not event.at_desk:
            held += 1
        elif event.type == "assignment-released.v1":
            held -= 1
        assert 0 <= held <= 3


async def test_one_person_asking_the_same_group_ten_times_at_once_has_one_introduction(city):
    """With ten keys; the nine others are told which."""
    outcomes = await asyncio.gather(*(city.ask() for _ in range(10)), return_exceptions=True)

    asked = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert (1, 9) == (len(asked), sum(isinstance(outcome, AlreadyAsked) for outcome in outcomes))
    assert {"coordinator-sato": 1} == await city.load()


async def test_five_identical_requests_at_once_get_five_equal_answers(city):
    """One key, one introduction, whoever comes first."""
    cause = city.by_http(HANA, "key-1", b"body")

    chains = await asyncio.gather(
        *(city.uses.introductions.ask("resident-hana", "osawa-garden", "やあ", cause=cause) for _ in range(5))
    )

    assert 1 == len({chain.first(IntroductionProposed) for chain in chains})
    assert 1 == len(await city.journal.all(IntroductionRow))


async def test_a_deadline_hands_over_exactly_once_however_often_it_fires(city):
    """Twice at once, again later, and by the relay's repeat: one hand-over, one event, one load."""
    await city.coordinator("coordinator-naka", CENTRE)
    introduction_id = await city.ask()
    city.advance(WEEK)
    row = await city.introduction(introduction_id)
    placed = await city.journal.store.placed(IntroductionRow, introduction_id)
    cause = city.journal.causes.timer("hand-over-introduction", row.id, placed.version)

    await asyncio.gather(*(city.uses.introductions.lapse(row, cause) for _ in range(5)), city.timers(), city.timers())
    await city.settle()
    await city.timers()

    assert 1 == len(await kit.published(city.service, IntroductionLapsed))
    assert {"coordinator-sato": 0, "coordinator-naka": 1} == await city.load()


async def test_a_yes_at_the_very_deadline_is_not_lost_to_the_timer(city):
    """Whichever is first: the yes stands, and somebody has the introduction."""
    introduction_id = await city.ask()
    city.advance(WEEK)

    await asyncio.gather(
        city.timers(), city.uses.introductions.accept(introduction_id, by=YUI, cause=city.cause()), city.timers()
    )
    await city.settle()

    row = await city.introduction(introduction_id)
    assert "accepted" == row.status
    assert row.due_at is not None
    assert row.coordinator_id in {"coordinator-sato", DESK}


async def test_a_no_beside_a_hand_over_leaves_no_load_behind(city):
    """The late assignment finds the introduction over and is given back."""
    await city.coordinator("coordinator-naka", CENTRE)
    for number in range(8):
        introduction_id = await city.ask(f"p{number}")
        city.advance(WEEK)
        await asyncio.gather(
            city.timers(), city.uses.introductions.decline(introduction_id, by=YUI, cause=city.cause())
        )
        await city.settle()

    assert {"coordinator-sato": 0, "coordinator-naka": 0} == await city.load()
    assert 0 == await city.timers()


async def test_a_saga_that_a_crash_cut_off_is_finished_by_its_repeat(city):
    """Only the first commit was written; the relay's pass does the rest, the retried request gets its answer."""
    cause = city.by_http(HANA, "key-1", b"body")
    settle = city.journal.settle
    city.journal.settle = settle_nothing
    await city.uses.introductions.ask("resident-hana", "osawa-garden", "やあ", cause=cause)
    city.journal.settle = settle
    assert [] == await city.journal.all(IntroductionRow)

    await city.settle()
    chain = await city.uses.introductions.ask("resident-hana", "osawa-garden", "やあ", cause=cause)

    assert ("coordinator-sato", True) == (chain.first(IntroductionProposed).coordinator_id, chain.replayed)


async def test_somebody_who_joins_while_the_saga_is_cut_off_leaves_nothing_open(city):
    """The late assignment finds the introduction over; the person may ask again after leaving."""
    settle = city.journal.settle
    city.journal.settle = settle_nothing
    await city.ask()
    city.journal.settle = settle
    commit = await city.uses.groups.add_member("osawa-garden", "resident-hana", by=None, cause=city.cause())
    await settle(commit.commits[0])

    await city.settle()

    assert {"coordinator-sato": 0} == await city.load()
    assert [] == await city.journal.all(IntroductionRow, with_closed=False)
    await city.uses.groups.remove_member("osawa-garden", "resident-hana", by=YUI, cause=city.cause())
    await city.ask()


async def settle_nothing(commit):
    """The process ended here."""
    return Chain((commit,))
