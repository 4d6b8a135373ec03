"""Ledgers taken over on a real journal: every defect by name, whole or not at all, once, and after a kill."""

from collections import Counter
from pathlib import Path

import pytest

from services.booking.ledger import imports
from services.booking.ledger.imports import Wanted
from services.booking.rows import BookingRow, DayRow
from shared.contracts.booking import BookingCancelled, BookingConfirmed, SlotsFreed, SlotsTaken
from shared.contracts.people import PersonErased
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import deliver, events_of, published, run_reactions

DATA = Path(__file__).parents[3] / "services" / "booking" / "data"
ROWS, WEEK, DAYS = (DATA / f"ledger_{name}_sample.csv" for name in ("rows", "week", "days"))
QUERY = "/bookings/imports?placeholder=counter-cc&facility_id=cc"
HEAD = "日付,室名,開始,終了,団体名,人数,目的\n"
TWO = (
    f"{HEAD}2026/12/15,大会議室,9:00,12:00,大沢ガーデン,12,会議\n2026/12/16,大会議室,9:00,12:00,囲碁友の会,8,囲碁\n"
).encode()


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


def wanted(content=TWO, **said):
    return Wanted(content, "ledger.csv", "counter-cc", **{"facility_id": "cc", **said})


async def told(city, content, *, apply=False, query=QUERY, source="x.csv"):
    answer = await city.staff.post(f"{query}&apply={apply}&source={source}", content=content)
    assert 200 == answer.status_code, answer.text
    return answer.json()


def notes(report):
    """What was said of each line or cell, without titles and blank lines."""
    return {
        f"{line['line']}{line['cell']}": (line["status"], *(note["code"] for note in line["notes"]))
        for line in report["lines"]
        if not {"title", "blank"} & {note["code"] for note in line["notes"]}
    }


def noted(report, line, code):
    return next(n["ja"] for each in report["lines"] if each["line"] == line for n in each["notes"] if n["code"] == code)


async def test_every_defect_of_a_ledger_by_lines_is_named(city):
    """The shipped sample has one a line; what can be put right is, and says so."""
    report = await told(city, ROWS.read_bytes(), query="/bookings/imports?placeholder=counter-cc")

    assert ("rows", "utf-8-sig", "checked", 0) == tuple(
        report[name] for name in ("shape", "encoding", "outcome", "taken")
    )
    assert {
        "4": ("accepted",),
        "5": ("repaired", "merged", "group-unknown"),
        "6": ("repaired", "width"),
        "7": ("skipped", "duplicate"),
        "8": ("refused", "group-unknown", "collides-in-file"),
        "9": ("refused", "group-unknown", "purpose-other", "collides-in-file"),
        "10": ("refused", "weekday-differs"),
        "11": ("refused", "no-such-day"),
        "12": ("refused", "room-unknown"),
        "13": ("refused", "facility-unknown"),
        "14": ("refused", "closed-then"),
        "15": ("repaired", "end-of-day"),
        "16": ("skipped", "cancelled"),
        "17": ("skipped", "cancelled"),
        "18": ("repaired", "widened"),
        "19": ("refused", "ends-before-start"),
        "20": ("skipped", "past"),
        "21": ("repaired", "over-capacity"),
        "22": ("refused", "holder-missing"),
        "23": ("repaired", "old-era", "purpose-other"),
        "24": ("refused", "too-far"),
        "25": ("refused", "date-unreadable"),
        "26": ("refused", "time-unreadable"),
        "27": ("refused", "room-missing"),
        "28": ("refused", "unbalanced-quotes"),
        "29": ("refused", "cell-count"),
        "30": ("skipped", "footer"),
        "31": ("skipped", "footer"),
    } == notes(report)
    assert {"accepted": 1, "repaired": 6, "refused": 15, "skipped": 9} == report["counts"]
    assert "近い名前: 大会議室" in noted(report, 12, "room-unknown")
    assert "近い名前: 柳原コミュニティ・センター" in noted(report, 13, "facility-unknown")
    assert "9行目（合唱団こもれび 11:00-13:00）" in noted(report, 8, "collides-in-file")
    assert "8行目（書道クラブ 10:00-12:00）" in noted(report, 9, "collides-in-file")
    assert [] == await published(city.service, SlotsTaken)


async def test_a_week_sheet_is_read_cell_by_cell(city):
    """A block a room, a column a day; ditto marks, crossed out cells, closed ones, a cell over two lines."""
    report = await told(city, WEEK.read_bytes())

    assert ("week", "utf-8") == (report["shape"], report["encoding"])
    assert {
        "4B4": ("accepted",),
        "4C4": ("repaired", "width", "group-unknown"),
        "4D4": ("skipped", "nobody"),
        "4E4": ("refused", "ditto-of-nothing"),
        "4F4": ("skipped", "cancelled"),
        "5B5": ("repaired", "ditto"),
        "5D5": ("repaired", "group-unknown"),
        "5E5": ("accepted",),
        "5F5": ("skipped", "cancelled"),
        "7B7": ("refused", "time-unreadable"),
        "10B10": ("repaired", "group-unknown"),
        "10C10": ("refused", "weekday-differs"),
        "10E10": ("skipped", "width", "nobody"),
        "11D11": ("repaired", "width"),
        "12": ("skipped", "footer"),
    } == notes(report)
    lines = {f"{line['line']}{line['cell']}": line for line in report["lines"]}
    assert ("2026-12-10", "13:00", "17:00", "和室", "大沢ガーデン") == tuple(
        lines["11D11"][name] for name in ("day", "start", "end", "room", "holder")
    )
    assert ("合唱団こもれび", "大会議室") == (lines["5D5"]["holder"], lines["5D5"]["room"])


async def test_a_day_ledger_with_era_dates_in_cp932_is_read(city):
    """A column a room, dates of an era in full-width digits, merged cells, a sum below each."""
    report = await told(city, DAYS.read_bytes())

    assert ("days", "cp932") == (report["shape"], report["encoding"])
    assert {
        "3C3": ("repaired", "width"),
        "3D3": ("repaired", "width", "group-unknown"),
        "4C4": ("repaired", "merged", "group-unknown"),
        "5C5": ("repaired", "merged", "ditto", "group-unknown"),
        "5D5": ("skipped", "merged", "cancelled"),
        "6D6": ("accepted",),
        "7C7": ("refused", "merged", "end-of-day", "closed-then"),
        "8C8": ("refused", "weekday-differs"),
        "11": ("skipped", "footer"),
    } == notes(report)


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
    for event in made:
        row = await city.service.journal.get(BookingRow, event.booking_id)
        day = await city.service.journal.get(DayRow, f"{event.facility_id}/{row.at_facility.split('/')[1][:10]}")
        assert day.taken[event.room_ids[0]]


async def test_the_fee_is_the_ledgers_or_the_tables(city):
    """What was agreed stands; where the ledger says nothing, the rules do."""
    await told(city, ROWS.read_bytes(), apply=True, query="/bookings/imports?placeholder=counter-cc")
    rules = (await city.uses.directory.facility("cc")).rules

    fees = {event.starts_at.day: event.fee for event in await published(city.service, BookingConfirmed)}

    assert (1200, 0, rules.fee(36, 48)) == (
        next(e.fee for e in await published(city.service, BookingConfirmed) if e.people == 12), fees[8], fees[10]
    )  # fmt: skip


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
    commit = await ledgers.begin(wanted(), await ledgers._judged(wanted()), actor="ops")
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


@pytest.mark.parametrize("steps", range(6))
@pytest.mark.parametrize("by", ["the relay", "the same command"])
async def test_a_killed_import_is_finished_once(city, steps, by):
    """After any number of steps: by the relay at the next start, or by whoever gives the file again."""
    ledgers = city.uses.ledgers
    commit = await ledgers.begin(wanted(), await ledgers._judged(wanted()), actor="ops")
    done = [commit]
    for index in range(steps):
        done.extend(await city.service.journal.react(done[index]))

    if by == "the relay":
        await run_reactions(city.service)
    else:
        report = await ledgers.apply(wanted(), actor="somebody else")
        assert "nothing-to-take" == report.outcome
    await run_reactions(city.service)

    assert [15, 16] == sorted(event.starts_at.day for event in await published(city.service, BookingConfirmed))
    assert 2 == len(await published(city.service, SlotsTaken))


async def test_an_import_counts_on_no_quota_and_a_cancelled_booking_gives_none_back(city):
    """What was agreed before stands beside what the rules allow a group from now on."""
    await told(city, TWO, apply=True)
    booked = next(event for event in await published(city.service, BookingConfirmed) if event.group_id)

    quota = (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()
    cancelled = await city.yui.post(f"/bookings/{booked.booking_id}/cancel")

    assert {} == quota["counted"]
    assert 200 == cancelled.status_code


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


@pytest.mark.parametrize(
    ("content", "query", "code"),
    [
        (b"PK\x03\x04", QUERY, "ledger-unreadable"),
        ("名称,所在地\n石橋,1-1\n".encode(), QUERY, "ledger-unreadable"),
        (b"", QUERY, "ledger-unreadable"),
        (TWO, "/bookings/imports?placeholder=a/b", "placeholder-missing"),
        (TWO, "/bookings/imports?placeholder=counter-cc&facility_id=none", "not-found"),
        (TWO, "/bookings/imports?facility_id=cc", "invalid-request"),
    ],
)
async def test_what_cannot_be_an_import_is_refused_by_name(city, content, query, code):
    """With what to do next, and nothing written."""
    answer = await city.staff.post(query, content=content)

    assert code == answer.json()["code"]
    assert "{" not in answer.json()["detail"]


async def test_a_ledger_that_is_too_large_is_refused_whole(city, monkeypatch):
    """More than an import's bound of bookings or days; nothing of it is taken."""
    monkeypatch.setattr(imports, "DAYS_MAX", 1)

    answer = await city.staff.post(f"{QUERY}&apply=true", content=TWO)

    assert (422, "ledger-too-large") == (answer.status_code, answer.json()["code"])
    assert [] == await published(city.service, SlotsTaken)


async def test_ledgers_are_for_staff_and_the_counters_person_must_exist_still(city):
    """A resident may not even check one: it would tell who has booked."""
    assert 403 == (await city.client().post(QUERY, content=TWO)).status_code
    await deliver(city.service, PersonErased(person_id="counter-cc"))
    assert 410 == (await city.staff.post(QUERY, content=TWO)).status_code


async def test_a_date_without_a_year_needs_one(city):
    """From the title, or said with the command; guessed from nothing."""
    content = f"{HEAD}12/15,大会議室,9:00,12:00,大沢ガーデン,12,会議\n".encode()

    assert ("refused", "year-missing") == notes(await told(city, content))["2"]
    assert ("accepted",) == notes(await told(city, content, query=f"{QUERY}&year=2026"))["2"]
    assert ("accepted",) == notes(await told(city, "令和8年度 台帳\n".encode() + content))["3"]
    assert Counter({"taken-over": 1}) == Counter(
        [(await told(city, content, apply=True, query=f"{QUERY}&year=2026"))["outcome"]]
    )
