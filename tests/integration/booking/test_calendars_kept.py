"""Public calendars are kept: worked out once a change, bounded, and never behind an answer, in two replicas too."""

import asyncio
from datetime import timedelta

import pytest

from services.booking.app import BOOKINGS
from services.booking.calendars.feeds import CalendarFeeds
from services.booking.calendars.kept import PublicCalendars
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.houses.facility import Facility
from services.booking.free.occupancy import Occupancy
from services.booking.groups.groups import Groups
from services.booking.houses.announced import Announced
from services.booking.houses.directory import Directory
from services.booking.parts import model_of
from services.booking.rows import BookingRow
from services.booking.rulebook.book import TOWNS, Book
from services.booking.ways.model import WAYS
from shared.clock import MovableClock
from shared.contracts.booking import BookingConfirmed, FacilityRegistered, Room, SlotsTaken
from shared.contracts.booking_ways import FacilityClosureAnnounced
from shared.journal import Causes, Journal
from shared.web import NotFound
from tests.integration.booking.bookings_kit import NOW, a_city, body, on
from tests.integration.booking.test_calendars import ROOM, events
from tests.kit import clock_of
from tests.shared_store import SharedStore

MODEL = model_of("booking", (BOOKINGS, WAYS))


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def read_rows(city, ask):
    """The answers of several questions at one moment, and how many pages of bookings were read for them."""
    journal, read = city.service.journal, []
    page = journal.page

    async def counted(kind, **filters):
        read.append(kind)
        return await page(kind, **filters)

    journal.page = counted
    try:
        return await ask(), read.count(BookingRow)
    finally:
        del journal.page


async def test_a_public_calendar_is_worked_out_once_for_each_change(city):
    """However many programs ask, at one moment too: nobody can make the service work by asking."""
    await city.client().post("/bookings", json=body())
    anyone = city.client(None)

    async def crowd():
        return await asyncio.gather(*(anyone.get(ROOM) for _ in range(20)))

    answers, read = await read_rows(city, crowd)
    again, read_again = await read_rows(city, crowd)
    await city.client("resident-ken").post("/bookings", json=body(room_id="small"))
    beside, read_after = await read_rows(city, crowd)

    assert (1, 0, 1) == (read, read_again, read_after)
    assert 1 == len({answer.content for answer in (*answers, *again, *beside)})


async def test_a_kept_calendar_never_lags_behind_an_answer(city):
    """What was booked or given back before the question stands in it, and so does a room that staff renamed."""
    anyone = city.client(None)
    assert [] == await events(await anyone.get(ROOM))
    booked = (await city.client().post("/bookings", json=body())).json()
    assert ["CONFIRMED"] == [each["STATUS"] for each in await events(await anyone.get(ROOM))]
    await city.client().post(f"/bookings/{booked['booking_id']}/cancel")
    assert ["CANCELLED"] == [each["STATUS"] for each in await events(await anyone.get(ROOM))]
    centre = (await anyone.get("/facilities/cc")).json()
    await city.staff.put("/facilities/cc", json={**centre, "name": "新しい名前"})
    assert "新しい名前" in (await anyone.get(ROOM)).text
    assert "新しい名前" in (await anyone.get("/calendars/facilities/cc/opening.ics")).text


async def test_a_kept_calendar_goes_with_the_clock(city):
    """What was cancelled a month ago is left out though nothing was written since, and the window moves every day."""
    anyone = city.client(None)
    booked = (await city.client().post("/bookings", json=body(**on(30, "10:00", "11:00"), facility_id="always-open",
                                                             room_id="r1"))).json()  # fmt: skip
    await city.client().post(f"/bookings/{booked['booking_id']}/cancel")
    path = "/calendars/rooms/always-open/r1.ics"
    clock_of(city.site).advance(timedelta(days=31) - timedelta(minutes=1))
    before = await events(await anyone.get(path))
    clock_of(city.site).advance(timedelta(minutes=2))

    assert (["CANCELLED"], []) == ([each["STATUS"] for each in before], await events(await anyone.get(path)))


async def test_what_is_kept_of_calendars_is_bounded(city):
    """In bytes: the one that was longest not asked for goes, and is made again when somebody does."""
    journal = city.service.journal
    occupancy = Occupancy(journal)
    announced = Announced(journal, occupancy)
    feeds = CalendarFeeds(journal, city.uses.directory, city.uses.groups, announced, key=b"k", place="here")
    public = PublicCalendars(journal, city.uses.directory, occupancy, feeds, bytes_max=2_500)
    first, *_, last = [await public.of_room("always-open", f"r{n}") for n in range(1, 6)]

    assert 2 * len(first.body) <= public.bytes_kept <= 2_500
    assert last is await public.of_room("always-open", "r5")
    again = await public.of_room("always-open", "r1")
    assert (first.body, False) == (again.body, first is again)
    with pytest.raises(NotFound):
        await public.of_room("always-open", "none")


@pytest.fixture
async def two(tmp_path):
    """The journals of two processes that share one store, and a house with a room."""
    store = SharedStore(tmp_path, MODEL)
    journals = [Journal(MODEL, store, MovableClock(start=NOW), Causes(b"k" * 32)) for _ in range(2)]
    await journals[0].open()
    journals[1].writer.start()
    house = FacilityRegistered(
        facility_id="cc", name="柳原", kind="community-centre", address="-", bookable=True,
        rooms=(Room(room_id="big", name="大会議室", capacity=40),),
    )  # fmt: skip
    await write(journals[1], Facility.stream("cc"), house)
    yield journals
    await journals[1].writer.stop()
    await journals[0].close()


async def write(journal, stream, *events):
    await journal.transact(stream, journal.causes.operator("t", b"", stream.name), lambda _: events)


async def test_what_another_process_wrote_stands_in_the_next_answer(two):
    """Each question first looks which streams were written: no replica tells what the other knows better."""
    one, other = two
    directory = Directory(one, Book.load(TOWNS / "komorebi.toml"))
    occupancy = Occupancy(one)
    feeds = CalendarFeeds(one, directory, Groups(one), Announced(one, occupancy), key=b"k", place="here")
    public = PublicCalendars(one, directory, occupancy, feeds)
    before = await public.of_room("cc", "big")
    place = {"facility_id": "cc", "room_ids": ("big",), **on(2, "10:00", "11:00")}
    booked = BookingConfirmed(booking_id="b1", person_id="p1", people=2, purpose="study", fee=0, **place)

    await write(other, FacilityDay.stream("cc", "2026-12-02"), booked, SlotsTaken(**place))

    after = await public.of_room("cc", "big")
    assert (0, 1) == (before.body.count(b"BEGIN:VEVENT"), after.body.count(b"BEGIN:VEVENT"))
    assert after is await public.of_room("cc", "big")


async def test_a_closure_that_another_process_announced_stands_in_the_next_answer(two):
    """In the opening hours and in a room's feed; both were kept without it."""
    one, other = two
    directory, occupancy = Directory(one, Book.load(TOWNS / "komorebi.toml")), Occupancy(one)
    feeds = CalendarFeeds(one, directory, Groups(one), Announced(one, occupancy), key=b"k", place="here")
    public = PublicCalendars(one, directory, occupancy, feeds)
    opening, room = await public.of_opening("cc"), await public.of_room("cc", "big")
    span = {"from": "2026-12-05T00:00:00+09:00", "until": "2026-12-06T00:00:00+09:00"}
    closed = FacilityClosureAnnounced(facility_id="cc", closure_id="c1", room_ids=(), reason="works", **span)

    cause = other.causes.operator("t", b"", "close")
    await other.transact(Facility.stream("cc"), cause, lambda _: [closed])

    assert opening.body != (await public.of_opening("cc")).body
    assert (0, 1) == (room.body.count(b"BEGIN:VEVENT"), (await public.of_room("cc", "big")).body.count(b"BEGIN:VEVENT"))
