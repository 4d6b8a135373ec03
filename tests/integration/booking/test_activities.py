"""The use cases of activities on a real journal: races, replays, codes, and what is told to other services."""

import asyncio
from datetime import timedelta

import pytest

from services.booking.activities import refusals
from services.booking.activities.rows import ActivityRow, ParticipationRow
from services.booking.domain.activities.attending import CODE_TRIES_MAX
from shared.contracts.booking_activities import (
    ActivityAnnounced,
    ActivityAttended,
    ActivitySignedUp,
    ActivityWithdrawn,
    AttendanceCorrected,
)
from shared.errors import NotYet
from shared.web import Caller, Forbidden, NotFound
from tests.integration.booking.activities_kit import ENDS, HANA, KEN, MORI, STARTS, YUI, a_world, wanted
from tests.kit import published


class NoBookings:
    """Every booking was cancelled."""

    async def covers(self, booking_id, **_):
        return False

    async def facility_of(self, booking_id):
        return None


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as world:
        yield world


async def types_told(world):
    return [type(event) for event in await published(world.service)]


async def test_many_rivals_for_few_places_fill_them_exactly(world):
    """Everybody asks at the same instant: as many get a place as there are, the rest hear that it is full."""
    activity_id = await world.announce(capacity=10)
    people = [Caller(f"p{n}") for n in range(60)]

    outcomes = await asyncio.gather(
        *(world.uses.sign_up(activity_id, by=person, cause=world.cause("k", person)) for person in people),
        return_exceptions=True,
    )

    assert 50 == sum(isinstance(outcome, refusals.ActivityFull) for outcome in outcomes)
    assert 10 == len(await published(world.service, ActivitySignedUp))
    assert 10 == (await world.uses.activity(activity_id)).places_taken


async def test_one_request_sent_five_times_at_once_is_one_sign_up(world):
    """A client that repeats itself gets the same answer each time."""
    activity_id = await world.announce()

    parts = await asyncio.gather(
        *(world.uses.sign_up(activity_id, by=HANA, cause=world.cause("k")) for _ in range(5)),
    )

    assert {"signed-up"} == {part.status for part in parts}
    assert 1 == len({part.commit.id for part in parts})
    assert [ActivityAnnounced, ActivitySignedUp] == await types_told(world)


async def test_another_request_for_the_place_one_has_answers_the_same_and_tells_nobody(world):
    """A second tap, with a key of its own, is no second place."""
    activity_id = await world.announce()
    await world.sign_up(activity_id, HANA)

    again = await world.uses.sign_up(activity_id, by=HANA, cause=world.cause("another"))

    assert ("signed-up", activity_id, "resident-hana") == (again.status, again.activity_id, again.person_id)
    assert [ActivityAnnounced, ActivitySignedUp] == await types_told(world)


async def test_the_way_of_a_participant_is_told_step_by_step(world):
    """Others hear of each step once, with the group, the person, minutes and evidence, and never of the code."""
    activity_id = await world.announce()
    await world.sign_up(activity_id, HANA, KEN)
    await world.uses.withdraw(activity_id, KEN.person_id, by=KEN, cause=world.cause("leave", KEN))
    world.move_to(STARTS)
    code = await world.code(activity_id)
    await world.uses.attend_by_code(activity_id, code, by=HANA, cause=world.cause("attend"))
    await world.uses.attend_by_code(activity_id, code, by=HANA, cause=world.cause("attend again"))
    await world.uses.correct(activity_id, HANA.person_id, by=YUI, cause=world.cause("correct", YUI))

    told = await published(world.service)

    assert [
        ActivityAnnounced, ActivitySignedUp, ActivitySignedUp, ActivityWithdrawn, ActivityAttended, AttendanceCorrected,
    ] == [type(event) for event in told]  # fmt: skip
    assert {f"activity/{activity_id}"} == {c.stream for c in await world.service.journal.store.after(0, 100)}
    assert ("osawa-garden", "resident-hana", 120, "code") == (
        told[4].group_id, told[4].person_id, told[4].minutes, told[4].evidence,
    )  # fmt: skip
    assert not any(code.encode() in event.body() for event in told)


async def test_an_attendance_is_replayed_after_its_code_has_expired(world):
    """The answer was lost on the way; the client asks again an hour later with the same key."""
    activity_id = await world.announce()
    await world.sign_up(activity_id, HANA)
    world.move_to(STARTS)
    code = await world.code(activity_id)
    first = await world.uses.attend_by_code(activity_id, code, by=HANA, cause=world.cause("attend"))
    await world.uses.correct(activity_id, HANA.person_id, by=YUI, cause=world.cause("correct", YUI))
    world.move_to(STARTS + timedelta(hours=1))

    again = await world.uses.attend_by_code(activity_id, code, by=HANA, cause=world.cause("attend"))

    assert again.commit.replayed
    assert (first.status, first.minutes, first.evidence) == (again.status, again.minutes, again.evidence)


@pytest.mark.parametrize("case", ["of another activity", "expired", "by somebody without a place"])
async def test_a_code_that_does_not_count_is_refused_by_name_and_tells_nobody(world, case):
    """No attendance, and so no points."""
    activity_id, other_id = await world.announce(), await world.announce("other")
    await world.sign_up(activity_id, HANA)
    world.move_to(STARTS)
    code = await world.code(other_id if case == "of another activity" else activity_id)
    if case == "expired":
        world.move_to(STARTS + timedelta(minutes=20))
    by = KEN if case == "by somebody without a place" else HANA
    expected = {
        "of another activity": refusals.CodeWrong,
        "expired": refusals.CodeExpired,
        "by somebody without a place": refusals.NotSignedUp,
    }[case]
    told = await types_told(world)

    with pytest.raises(expected):
        await world.uses.attend_by_code(activity_id, code, by=by, cause=world.cause("attend", by))
    with pytest.raises(expected):
        await world.uses.attend_by_code(activity_id, code, by=by, cause=world.cause("attend", by))

    assert told == await types_told(world)
    assert 0 == (await world.uses.activity(activity_id)).attended


async def test_a_guesser_with_many_requests_at_once_gets_no_more_tries(world):
    """The right code, sent behind a crowd of wrong ones at the same instant, comes too late."""
    activity_id = await world.announce()
    await world.sign_up(activity_id, HANA)
    world.move_to(STARTS)
    code = await world.code(activity_id)
    guesses = [f"{(int(code) + n) % 1_000_000:06d}" for n in range(200, 0, -1)] + [code]

    outcomes = await asyncio.gather(
        *(
            world.uses.attend_by_code(activity_id, guess, by=HANA, cause=world.cause(f"guess {guess}"))
            for guess in guesses
        ),
        return_exceptions=True,
    )

    assert CODE_TRIES_MAX == sum(isinstance(o, refusals.CodeWrong | refusals.CodeExpired) for o in outcomes)
    assert 191 == sum(isinstance(o, refusals.CodeTriesExhausted) for o in outcomes)
    assert 0 == (await world.uses.activity(activity_id)).attended


async def test_the_code_shown_says_until_when_it_counts(world):
    """Never longer than codes are taken at all; outside that time there is no code to show."""
    activity_id = await world.announce()
    with pytest.raises(refusals.AttendanceNotOpen):
        await world.code(activity_id)
    world.move_to(ENDS + timedelta(minutes=25))

    shown = await world.uses.attendance_code(activity_id, by=YUI)

    assert ENDS + timedelta(minutes=30) == shown.changes_at
    assert ENDS + timedelta(minutes=30) == shown.valid_until


@pytest.mark.parametrize(("by", "evidence"), [(YUI, "officer"), (MORI, "staff")])
async def test_the_counter_can_do_all_of_it_for_somebody_without_a_phone(world, by, evidence):
    """Signed up and ticked off by officer or staff; the evidence says by whom."""
    activity_id = await world.announce()
    signed_up = await world.uses.sign_up(activity_id, by=by, person_id="p1", cause=world.cause("sign", by))
    world.move_to(ENDS + timedelta(days=3))

    part = await world.uses.attend_by_hand(activity_id, "p1", by=by, cause=world.cause("tick", by))

    assert ("p1", "signed-up") == (signed_up.person_id, signed_up.status)
    assert ("p1", "attended", 120, evidence) == (part.person_id, part.status, part.minutes, part.evidence)


async def test_who_is_neither_officer_nor_staff_acts_for_themselves_alone(world):
    """Use cases decide permissions themselves, whichever edge calls them."""
    activity_id = await world.announce()
    uses, cause = world.uses, world.cause("k")
    world.move_to(STARTS)

    for attempt in (
        lambda: uses.announce(wanted(), by=HANA, cause=cause),
        lambda: uses.sign_up(activity_id, by=HANA, person_id="resident-ken", cause=cause),
        lambda: uses.withdraw(activity_id, "resident-ken", by=HANA, cause=cause),
        lambda: uses.attend_by_hand(activity_id, "resident-hana", by=HANA, cause=cause),
        lambda: uses.correct(activity_id, "resident-hana", by=HANA, cause=cause),
        lambda: uses.attendance_code(activity_id, by=HANA),
        lambda: uses.participants(activity_id, by=HANA),
    ):
        with pytest.raises(Forbidden):
            await attempt()


async def test_a_group_that_was_not_heard_of_is_not_there_yet(world):
    """Its registration may be on its way: the client is told to try again."""
    for by in (MORI, HANA):
        with pytest.raises(NotYet):
            await world.uses.announce(wanted(group_id="new-group"), by=by, cause=world.cause("k", by))


@pytest.mark.parametrize(
    "changes", [{"booking_id": "b2"}, {"booking_id": "b1", "ends_at": STARTS + timedelta(hours=3, seconds=1)}]
)
async def test_a_booking_that_does_not_cover_the_activity_is_refused(world, changes):
    """Else people would stand before a locked door."""
    with pytest.raises(refusals.BookingDoesNotFit):
        await world.announce(**changes)


async def test_a_booking_that_covers_the_activity_is_named_in_the_announcement(world):
    """Others can tell which room it is in."""
    activity_id = await world.announce(booking_id="b1")

    assert "b1" == (await world.uses.activity(activity_id)).booking_id


async def test_an_announcement_is_replayed_after_its_booking_is_gone_and_its_time_is_over(world):
    """The first outcome stands, whatever has become of the rest."""
    first = await world.announce(booking_id="b1")
    world.move_to(ENDS + timedelta(days=1))
    world.uses._bookings = NoBookings()

    assert first == await world.announce(booking_id="b1")


async def test_an_activity_that_is_not_there_is_not_found(world):
    """Whatever is asked of it, also under ids that cannot be a stream's."""
    for activity_id in ("nothing", "a/b", ""):
        with pytest.raises(NotFound):
            await world.uses.sign_up(activity_id, by=HANA, cause=world.cause("k"))


async def test_rows_and_states_are_what_a_rebuild_makes(world):
    """Lists are derived: folding the journal again gives the same rows, microseconds and zones included."""
    activity_id = await world.announce(starts_at="2026-12-01T14:00:00.7+09:00", deadline=ENDS)
    await world.sign_up(activity_id, HANA, KEN, MORI)
    await world.uses.withdraw(activity_id, KEN.person_id, by=KEN, cause=world.cause("leave", KEN))
    world.move_to(STARTS)
    await world.uses.attend_by_hand(activity_id, HANA.person_id, by=YUI, cause=world.cause("tick", YUI))
    await world.uses.correct(activity_id, HANA.person_id, by=YUI, cause=world.cause("correct", YUI))
    journal = world.service.journal

    async def everything():
        return [(await journal.all(kind)) for kind in (ActivityRow, ParticipationRow)]

    before = await everything()
    model = journal.model
    state = model.states[0](stream_name=f"activity/{activity_id}")
    rows = {}
    for commit in await journal.store.of_stream(state.stream_name):
        for record in commit.records:
            event = journal.decode(record.type, record.body)
            state.apply(event)
            rows.update({(row.kind, row.id): row for row in model.project(state, event)})

    assert before == [
        sorted((row for row in rows.values() if type(row) is kind), key=lambda row: row.id)
        for kind in (ActivityRow, ParticipationRow)
    ]
    cached = await journal.ask(type(state).stream(activity_id), lambda activity: activity.model_dump_json())
    assert state.model_dump_json() == cached
    assert state.model_dump() == await journal.ask(type(state).stream(activity_id), lambda a: a.model_dump())
