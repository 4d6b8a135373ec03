"""Ledgers taken over on a real journal: whole or not at all, once, and after a kill."""

from datetime import date, timedelta

import pytest

from services.booking.domain.houses.openness import fee
from services.booking.ledger import imports
from services.booking.rows import BookingRow, DayRow
from shared.contracts.booking import BookingCancelled, BookingConfirmed, SlotsFreed, SlotsTaken
from shared.contracts.people import PersonErased
from shared.errors import Contended
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.integration.booking.ledger_kit import (
    DAYS,
    HEAD,
    QUERY,
    ROWS,
    TWO,
    WEEK,
    noted,
    notes,
    of_house,
    told,
    wanted,
)
from tests.kit import deliver, events_of, published, run_reactions


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


@pytest.mark.parametrize("file", [ROWS, WEEK, DAYS])
async def test_what_was_taken_over_stands_and_a_second_time_changes_nothing(city, file):
    """Bookings of the counter; of a group where it is known, else of the counter's person; and no commit again."""
    first = await told(city, file.read_bytes(), apply=True)
    position = await city.service.journal.store.last_position()
    second = await told(city, file.read_bytes(), apply=True)

    made = await published(city.service, BookingConfirmed)
    expected = [line for line in first["lines"] if line["booking_id"]]
    assert ("taken-over", len(made)) == (first["outcome"], first["taken"])
    assert {line["booking_id"] for line in expected} == {event.booking_id for event in made}
    assert {("counter", "counter-cc")} == {(event.channel, event.person_id) for event in made}
    assert {None, "osawa-garden"} == {event.group_id for event in made}
    assert ("nothing-to-take", 0) == (second["outcome"], second["taken"])
    assert position == await city.service.journal.store.last_position()
    again = {f"{line['line']}{line['cell']}": line["notes"][-1]["code"] for line in second["lines"] if line["notes"]}
    assert {"already-booked"} == {again[f"{line['line']}{line['cell']}"] for line in expected}
    if file == ROWS:  # what was agreed stands; where the ledger says nothing, the table of prices does
        table = fee(await city.uses.directory.facility("cc"), "small", date(2026, 12, 10), 36, 48)
        fees = {(event.starts_at.day, event.people): event.fee for event in made}
        assert (1200, 0, table) == (fees[2, 12], fees[8, 5], fees[10, 60])
    for event in made:
        row = await city.service.journal.get(BookingRow, event.booking_id)
        day = await city.service.journal.get(DayRow, f"{event.facility_id}/{row.at_facility.split('/')[1][:10]}")
        assert day.taken[event.room_ids[0]]


async def test_a_collision_with_a_booking_names_both(city):
    """The line and the booking, with its group; a person is never named."""
    await city.yui.post("/bookings", json=body(**on(15, "11:00", "13:00"), group_id="osawa-garden"))
    booked = (await city.client().post("/bookings", json=body(**on(16, "11:00", "13:00")))).json()

    report = await told(city, TWO)

    assert {
        "2": ("refused", "collides-with-booking"),
        "3": ("refused", "group-unknown", "collides-with-booking"),
    } == notes(report)
    assert "大沢ガーデン 11:00-13:00" in noted(report, 2, "collides-with-booking")
    assert f"個人 11:00-13:00（予約 {booked['booking_id']}）" in noted(report, 3, "collides-with-booking")
    assert "resident-hana" not in str(report)


async def test_a_slot_that_is_taken_in_between_stops_the_whole_import(city):
    """Everything is given back; nobody is told of a booking; and the file can be tried again."""
    ledgers = city.uses.ledgers
    commit = await ledgers.begin(wanted(), await ledgers._judged(wanted(), "ops"), actor="ops")
    rival = await city.client().post("/bookings", json=body(**on(16, "09:00", "10:00")))

    await ledgers.finish(commit)

    assert 201 == rival.status_code
    assert ["resident-hana"] == [event.person_id for event in await published(city.service, BookingConfirmed)]
    assert [] == await published(city.service, BookingCancelled)
    assert 1 == len(await published(city.service, SlotsFreed))
    assert {"big": 0} == (await city.service.journal.get(DayRow, "cc/2026-12-15")).taken
    assert "import-released.v1" == (await events_of(city.service, commit.stream))[-1].type
    await city.client().post(f"/bookings/{rival.json()['booking_id']}/cancel")
    assert 2 == (await told(city, TWO, apply=True, source="ledger.csv"))["taken"]


async def test_one_file_is_taken_over_by_one_at_a_time(city):
    """Whoever comes while another's attempt is under way is told to come again; nothing is planned twice."""
    ledgers = city.uses.ledgers
    checked = await ledgers._judged(wanted(), "ops")
    await ledgers.begin(wanted(), checked, actor="ops")

    with pytest.raises(Contended):
        await ledgers.begin(wanted(), checked, actor="somebody else")

    assert "nothing-to-take" == (await ledgers.apply(wanted(), actor="ops")).outcome
    assert 2 == len(await published(city.service, BookingConfirmed))


async def test_a_stopped_import_says_which_line_was_too_late(city, monkeypatch):
    """It is refused by name, and the outcome says that nothing was taken."""
    ledgers = city.uses.ledgers
    finish = ledgers.finish

    async def rivalled(commit):
        await city.client().post("/bookings", json=body(**on(16, "09:00", "10:00")))
        return await finish(commit)

    monkeypatch.setattr(ledgers, "finish", rivalled)
    report = await told(city, TWO, apply=True)

    assert ("stopped", 0) == (report["outcome"], report["taken"])
    assert ("refused", "group-unknown", "taken-meanwhile") == notes(report)["3"]
    assert {None} == {line["booking_id"] for line in report["lines"]}


@pytest.mark.parametrize("by", ["the relay", "the same command"])
async def test_a_killed_import_is_finished_once(city, by):
    """After any number of steps: by the relay at the next start, or by whoever gives the file again."""
    for steps in range(7):
        days = [date(2026, 12, 10) + timedelta(days=2 * steps + n) for n in range(2)]
        file = wanted(of_house(*days), facility_id="always-open")
        ledgers = city.uses.ledgers
        commit = await ledgers.begin(file, await ledgers._judged(file, "ops"), actor="ops")
        done = [commit]
        for index in range(steps):
            done.extend(await city.service.journal.react(done[index]))

        if by == "the relay":
            await run_reactions(city.service, after=commit.position - 1)
        else:
            assert "nothing-to-take" == (await ledgers.apply(file, actor="somebody else")).outcome

        made = [event.starts_at.date() for event in await published(city.service, BookingConfirmed)]
        taken = [event.starts_at.date() for event in await published(city.service, SlotsTaken)]
        assert days == sorted(made)[-2:] == sorted(taken)[-2:]
        assert 2 * (steps + 1) == len(made) == len(taken)


async def test_names_of_a_ledger_are_in_no_store(city):
    """Neither of a person who stands in it nor of a group that is not known: only ids are written."""
    content = f"{HEAD}2026/12/15,大会議室,9:00,12:00,架空 花子,3,内緒の相談\n".encode()
    report = await told(city, content, apply=True)

    assert 1 == report["taken"]
    written = (city.site.settings.data / "booking.db").read_bytes() + (
        city.site.settings.data / "booking.db-wal"
    ).read_bytes()
    assert "架空".encode() not in written
    assert "内緒".encode() not in written
    assert b"import-planned.v1" in written


async def test_a_ledger_that_is_too_large_is_refused_whole(city, monkeypatch):
    """More than an import's bound of bookings or days; nothing of it is taken."""
    monkeypatch.setattr(imports, "DAYS_MAX", 1)

    answer = await city.staff.post(f"{QUERY}&apply=true", content=TWO)

    assert (422, "ledger-too-large") == (answer.status_code, answer.json()["code"])
    assert [] == await published(city.service, SlotsTaken)


async def test_an_import_counts_on_no_quota_and_a_cancelled_booking_gives_none_back(city):
    """What was agreed before stands beside what the rules allow a group from now on."""
    await told(city, TWO, apply=True)
    booked = next(event for event in await published(city.service, BookingConfirmed) if event.group_id)

    quota = (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()
    cancelled = await city.yui.post(f"/bookings/{booked.booking_id}/cancel")

    assert {} == quota["counted"]
    assert 200 == cancelled.status_code
    # residents may not even check a ledger: it would tell who has booked; and the counter's person must exist still
    assert 403 == (await city.client().post(QUERY, content=TWO)).status_code
    await deliver(city.service, PersonErased(person_id="counter-cc"))
    assert 410 == (await city.staff.post(QUERY, content=TWO)).status_code


async def test_nobody_takes_bookings_over_for_themselves(city):
    """The counter's account is not the clerk's own: checked or applied, the file is refused whole, with words."""
    own = QUERY.replace("counter-cc", "staff-mori")

    for query in (own, f"{own}&apply=true"):
        answer = await city.staff.post(query, content=TWO, headers={"Accept-Language": "ja-plain"})
        assert (422, "placeholder-own") == (answer.status_code, answer.json()["code"])
        assert "自分の ものに できません" in answer.json()["detail"]
    assert [] == await published(city.service, SlotsTaken)


async def test_a_line_of_ones_own_group_is_taken_over_by_a_colleague(city):
    """Its officer would give the group a booking outside all rules; the other lines are taken over."""
    yui = city.client("officer-yui", ("staff",))

    checked = (await yui.post(QUERY, content=TWO)).json()
    applied = (await yui.post(f"{QUERY}&apply=true", content=TWO)).json()

    for report in (checked, applied):
        assert {"2": ("refused", "own-affair"), "3": ("repaired", "group-unknown")} == notes(report)
        assert "ほかの担当者" in noted(report, 2, "own-affair")
    assert ["counter-cc"] == [
        event.group_id or event.person_id for event in await published(city.service, BookingConfirmed)
    ]
    assert 1 == (await told(city, TWO, apply=True))["taken"]
    again = (await yui.post(QUERY, content=TWO)).json()
    assert {"2": ("skipped", "already-booked"), "3": ("skipped", "group-unknown", "already-booked")} == notes(again)
