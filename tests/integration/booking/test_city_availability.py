"""The city's free list over HTTP: what it says, how it is asked for again, and that it never lags behind an answer."""

import asyncio
from datetime import date, timedelta

import pytest
import pytest_asyncio

from services.booking.app import BOOKINGS
from services.booking.domain.facility_day import FacilityDay
from services.booking.free.occupancy import Occupancy
from services.booking.parts import model_of
from shared.clock import MovableClock
from shared.contracts.booking import SlotsTaken
from shared.journal import Causes, Journal
from tests.integration.booking.bookings_kit import NOW, a_city, body, on
from tests.kit import clock_of, run_reactions
from tests.shared_store import SharedStore

MODEL = model_of("booking", (BOOKINGS,))
DAY = date(2026, 12, 2)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def quiet(tmp_path_factory):
    """A city in which nobody books: for what only reads."""
    async with a_city(tmp_path_factory.mktemp("quiet")) as city:
        yield city


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def free_of(city, query, room_id):
    """The free spans of one room by date."""
    told = (await city.client(None).get(f"/availability?{query}")).json()
    rooms = [room for facility in told["items"] for room in facility["rooms"]]
    return next(room["free"] for room in rooms if room["room_id"] == room_id)


async def test_the_whole_city_is_told_for_a_month(city):
    """Every room of every facility, by day, from now on, closed days named: what each facility says of itself."""
    await city.client().post("/bookings", json=body())
    for room, start, end in (("big", "09:00", "09:30"), ("big", "20:30", "21:00"), ("small", "12:00", "13:00")):
        await city.client().post("/bookings", json=body(room_id=room, **on(3, start, end)))

    told = (await city.client(None).get("/availability?month=2026-12")).json()

    assert ("2026-12-01", "2026-12-31", None) == (told["from"], told["until"], told["next"])
    assert ["always-open", "cc"] == [facility["facility_id"] for facility in told["items"]]
    centre = told["items"][1]
    assert ("柳原コミュニティ・センター", 30) == (centre["name"], centre["slot_minutes"])
    assert "2026-12-07" in centre["closed"]
    assert "2026-12-07" not in centre["rooms"][0]["free"]
    assert [["09:15-21:00"], ["09:00-10:00", "11:00-21:00"]] == list(centre["rooms"][0]["free"].values())[:2]
    assert ["00:00-24:00"] == told["items"][0]["rooms"][0]["free"]["2026-12-02"]

    one = (await city.client(None).get("/facilities/cc/availability?from=2026-12-01&until=2026-12-31")).json()

    for room in one["rooms"]:
        spans = [(f["starts_at"][:10], f"{f['starts_at'][11:16]}-{f['ends_at'][11:16]}") for f in room["free"]]
        told = await free_of(city, "month=2026-12", room["room_id"])
        assert spans == [(day, span) for day, spans in told.items() for span in spans]


@pytest.mark.parametrize(
    ("query", "rooms"),
    [
        ("area=kita", ["big", "small"]),
        ("kind=always-open", ["r1", "r2", "r3", "r4", "r5"]),
        ("people=9", ["r1", "r2", "r3", "r4", "r5", "big"]),
        ("people=41", []),
        ("room=和", ["small"]),
        ("room=big", ["big"]),
        ("area=kita&people=9", ["big"]),
        ("cursor=always-open", ["big", "small"]),
        ("area=nowhere", []),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_rooms_are_chosen(quiet, query, rooms):
    """By area, kind, how many people, a room's name or id; a page goes on where the last one ended."""
    told = (await quiet.client(None).get(f"/availability?from=2026-12-02&until=2026-12-02&{query}")).json()

    assert rooms == [room["room_id"] for facility in told["items"] for room in facility["rooms"]]


@pytest.mark.parametrize(
    "query",
    ["month=2026-12&from=2026-12-01", "from=2026-12-01&until=2027-01-01", "from=2026-12-02&until=2026-12-01",
     "from=yesterday", "until=2026-11-30", "from=9999-12-31"],
)  # fmt: skip
@pytest.mark.asyncio(loop_scope="module")
async def test_days_that_are_unclear_are_refused_by_name(quiet, query):
    """A month or two dates, 31 days at most."""
    answer = await quiet.client(None).get(f"/availability?{query}")

    assert (422, "month-unclear") == (answer.status_code, answer.json()["code"])
    assert "{" not in answer.json()["next"]


async def test_who_has_it_already_is_told_so(city):
    """304 without a body as long as nothing changed; a booking makes it another answer. Of a city and of a house."""
    anyone = city.client(None)
    for day, path in enumerate(("/availability?month=2026-12", "/facilities/cc/availability?from=2026-12-02"), 2):
        await _is_told_once(city, anyone, path, body(**on(day, "10:00", "11:00")))


async def _is_told_once(city, anyone, path, booking):
    first = await anyone.get(path)
    named = {"If-None-Match": f'"other", W/{first.headers["etag"]}'}

    same = await anyone.get(path, headers=named)
    await city.client().post("/bookings", json=booking)
    changed = await anyone.get(path, headers=named)

    assert (200, "no-cache") == (first.status_code, first.headers["cache-control"])
    assert (304, b"", first.headers["etag"]) == (same.status_code, same.content, same.headers["etag"])
    assert 200 == changed.status_code
    assert first.headers["etag"] != changed.headers["etag"]


async def test_it_knows_every_booking_that_was_answered(city):
    """What is kept in memory is forgotten by the commit itself: taken, given back, and after a quarter of an hour."""
    query = "from=2026-12-02&until=2026-12-02"
    assert {"2026-12-02": ["09:00-21:00"]} == await free_of(city, query, "big")
    booked = (await city.client().post("/bookings", json=body())).json()
    assert {"2026-12-02": ["09:00-10:00", "11:00-21:00"]} == await free_of(city, query, "big")
    await city.client().post(f"/bookings/{booked['booking_id']}/cancel")
    assert {"2026-12-02": ["09:00-21:00"]} == await free_of(city, query, "big")

    assert ["09:15-21:00"] == (await free_of(city, "month=2026-12", "big"))["2026-12-01"]
    clock_of(city.site).advance(timedelta(minutes=9))
    assert ["09:30-21:00"] == (await free_of(city, "month=2026-12", "big"))["2026-12-01"]


async def test_a_changed_facility_is_told_at_once(city):
    """A room that staff added stands in the next answer, and so does a new house."""
    query = "from=2026-12-02&until=2026-12-02"
    await free_of(city, query, "big")
    centre = (await city.client(None).get("/facilities/cc")).json()
    rooms = [*centre["rooms"], {"room_id": "new", "name": "新しい室", "capacity": 4}]

    await city.staff.put("/facilities/cc", json={**centre, "rooms": rooms})
    assert {"2026-12-02": ["09:00-21:00"]} == await free_of(city, query, "new")

    await city.staff.post("/facilities", json={**centre, "facility_id": "hall", "name": "石橋地区公会堂"})
    told = (await city.client(None).get(f"/availability?{query}")).json()
    assert ["always-open", "cc", "hall"] == [facility["facility_id"] for facility in told["items"]]


def taken(start, end, room="big"):
    return SlotsTaken(
        facility_id="cc", room_ids=(room,), starts_at=f"2026-12-02T{start:02}:00:00+09:00",
        ends_at=f"2026-12-02T{end:02}:00:00+09:00",
    )  # fmt: skip


@pytest.fixture
async def two(tmp_path):
    """The journals of two processes that share one store."""
    store = SharedStore(tmp_path, MODEL)
    journals = [Journal(MODEL, store, MovableClock(start=NOW), Causes(b"k" * 32)) for _ in range(2)]
    await journals[0].open()
    journals[1].writer.start()
    yield journals
    await journals[1].writer.stop()
    await journals[0].close()


async def look(occupancy):
    """What the facility's day looks like to a question that is asked now."""
    await occupancy.look()
    return (await occupancy.of(["cc"], [DAY]))["cc"][DAY]


def take(journal, name, *slots):
    return journal.transact(
        FacilityDay.stream("cc", "2026-12-02"), journal.causes.operator("t", b"", name), lambda _: slots
    )


async def test_what_another_process_took_is_known_at_the_next_question(two):
    """No polling in between: each question first looks which streams were written."""
    one, other = two
    occupancy = Occupancy(one)
    before = await look(occupancy)
    mark = occupancy.mark("cc")

    await take(other, "a", taken(10, 11))
    after = await look(occupancy)

    assert {} == before
    assert {"big": 0b1111 << 40} == after
    assert mark != occupancy.mark("cc")


async def test_a_day_that_is_written_while_it_is_read_is_not_kept_as_it_was(two):
    """The reading began before the commit: what it found is older than what the next question must be told."""
    one, _ = two
    one.store.exclusive = True
    occupancy = Occupancy(one)
    read, go_on, get = asyncio.Event(), asyncio.Event(), one.get

    async def slow(kind, id):
        found = await get(kind, id)
        read.set()
        await go_on.wait()
        return found

    one.get = slow
    asked = asyncio.create_task(look(occupancy))
    await read.wait()
    await take(one, "a", taken(10, 11))
    go_on.set()
    await asked

    assert {"big": 0b1111 << 40} == await look(occupancy)


async def test_a_day_that_is_booked_is_not_read_again(two):
    """Where one process writes: what was taken is added to what is known, and is what the row says."""
    one, _ = two
    one.store.exclusive = True
    occupancy, rows = Occupancy(one), Occupancy(one)
    await look(occupancy)
    reads, get = 0, one.get

    async def counted(kind, id):
        nonlocal reads
        reads += 1
        return await get(kind, id)

    one.get = counted
    await take(one, "a", taken(10, 11))
    await take(one, "b", taken(11, 12), taken(9, 10, "small"))

    assert {"big": 0b11111111 << 40, "small": 0b1111 << 36} == await look(occupancy)
    assert 0 == reads
    rows._known.clear()
    assert await look(rows) == await look(occupancy)


async def test_what_is_given_back_in_closed_hours_stays_closed(city):
    """The day is read again then: what is free of bookings is not free for that."""
    await city.client().post("/bookings", json=body())
    day = "from=2026-12-02&until=2026-12-02"
    await free_of(city, day, "big")
    closure = {"from": "2026-12-02T10:00:00+09:00", "until": "2026-12-02T12:00:00+09:00", "reason": "works"}
    assert 201 == (await city.staff.post("/facilities/cc/closures", json=closure)).status_code
    await run_reactions(city.service)

    one = (await city.client(None).get(f"/facilities/cc/availability?{day}")).json()
    big = next(room for room in one["rooms"] if room["room_id"] == "big")

    assert ["09:00-10:00", "12:00-21:00"] == (await free_of(city, day, "big"))["2026-12-02"]
    assert ["09:00", "12:00"] == [free["starts_at"][11:16] for free in big["free"]]


async def test_days_in_memory_are_forgotten_when_rows_are_made_again(two):
    """While they were made again a day looked free."""
    one, _ = two
    one.store.exclusive = True
    await take(one, "a", taken(10, 11))
    occupancy, get = Occupancy(one), one.get

    async def nothing(kind, id):
        return None

    one.get = nothing
    assert {} == await look(occupancy)
    one.get = get
    one.writer.forget_cache()

    assert {"big": 0b1111 << 40} == await look(occupancy)


async def test_questions_that_wait_share_one_look(two):
    """A crowd that asks at the same moment costs a few looks at the store, not one each."""
    one, _ = two
    occupancy = Occupancy(one)
    looks = 0
    changes = one.store.changes

    async def counted(after, limit):
        nonlocal looks
        looks += 1
        return await changes(after, limit)

    one.store.changes = counted
    await asyncio.gather(*(look(occupancy) for _ in range(50)))

    assert looks <= 3
