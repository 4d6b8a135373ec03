"""From facts to the inbox: one record a cause, person and channel, in the right language, and nothing after erasure."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.app import build
from services.notifications.rows import MessageRow
from shared.contracts.booking import BookingCancelled, BookingConfirmed, FacilityChanged, FacilityRegistered, Room
from shared.contracts.booking_activities import ActivityAnnounced, ActivityAttended
from shared.contracts.matching import GroupJoined, GroupRegistered, IntroductionLapsed, IntroductionProposed
from shared.contracts.notifications import MessageSent, MessageSuppressed
from shared.contracts.people import PersonChanged, PersonErased, PersonRegistered
from shared.contracts.points import PointsEarned
from tests.kit import client, clock_of, deliver, make_site, opened, published, the_fact

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TEN = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
HOUSE = FacilityRegistered(
    facility_id="osawa-cc", name="大沢センター", address="x", bookable=True,
    rooms=(Room(room_id="r1", name="会議室", capacity=9),),
)  # fmt: skip
GROUP = GroupRegistered(group_id="osawa-garden", name="大沢園芸会", kind="theme", size_band="5-9")
ACTIVITY = ActivityAnnounced(
    activity_id="a1", title="花植えの日", group_id="osawa-garden", place="大沢センター", capacity=9, starts_at=TEN,
    ends_at=TEN + timedelta(hours=2), deadline=TEN,
)  # fmt: skip
POINTS = PointsEarned(
    account_id="resident-hana", person_id="resident-hana", programme_id="x", amount=50, balance=50, cause="f"
)
JOINED = GroupJoined(group_id="osawa-garden", person_id="resident-hana")
ATTENDED = ActivityAttended(activity_id="a1", group_id="osawa-garden", person_id="resident-hana", minutes=60)


def a_booking(kind=BookingConfirmed, n=1, person_id="resident-hana"):
    return kind(
        booking_id=f"b{n}", facility_id="osawa-cc", room_ids=("r1",), starts_at=TEN, ends_at=TEN + timedelta(hours=2),
        person_id=person_id, people=5, purpose="meeting", fee=0,
    )  # fmt: skip


@pytest.fixture
def site(tmp_path):
    return make_site(tmp_path, NOW)


@pytest.fixture
async def service(site):
    service = build(site)
    async with opened(service):
        yield service


async def inbox(service, site, person_id="resident-hana", path="/inbox", **headers):
    async with client(service, site, person_id, headers=headers) as http:
        response = await http.get(path)
        assert 200 == response.status_code, response.text
        return response.json()["items"]


async def test_a_booking_reaches_the_inbox_with_the_names_of_things(service, site):
    """Facility and room as they were heard, the time in Tokyo, the id to link to."""
    await deliver(service, HOUSE, a_booking())

    (message,) = await inbox(service, site)

    assert "大沢センター 会議室を予約しました。" in message["body"]
    assert "予約ができました: 2026年12月1日（火） 10:00" == message["title"]
    assert ({"booking_id": "b1"}, True, "2026-11-22T12:00:00+09:00", "booking-confirmed", "bookings", "inbox") == (
        message["about"], message["unread"], message["sent_at"], message["template"], message["kind"],
        message["channel"],
    )  # fmt: skip


async def test_who_reads_english_reads_the_english_name_of_the_room(service, site):
    """As the register has it."""
    rooms = (Room(room_id="r1", name="会議室", name_en="Meeting room", capacity=9),)
    await deliver(service, PersonRegistered(person_id="resident-hana", language="en"))
    await deliver(service, HOUSE.model_copy(update={"rooms": rooms}), a_booking())

    (message,) = await inbox(service, site)

    assert "Meeting room" in message["body"]
    assert "会議室" not in message["body"]


async def test_a_name_that_has_not_arrived_is_not_waited_for(service, site):
    """The message is there at once, in neutral words."""
    await deliver(service, a_booking())

    (message,) = await inbox(service, site)

    assert message["body"].startswith("予約した部屋を予約しました")


async def test_a_changed_name_is_used_from_then_on(service, site):
    """What was sent stays as it was."""
    await deliver(service, HOUSE, a_booking(), FacilityChanged(**{**HOUSE.model_dump(), "name": "新大沢センター"}))
    await deliver(service, a_booking(n=2))

    bodies = [message["body"] for message in await inbox(service, site)]

    assert {True, False} == {body.startswith("新大沢センター") for body in bodies}


async def test_a_fact_delivered_twice_is_one_message(service, site):
    """Redelivered, in a row and at once: one record."""
    booking = a_booking()
    await asyncio.gather(*(deliver(service, booking) for _ in range(5)))
    await deliver(service, booking, booking)

    assert 1 == len(await inbox(service, site))
    assert 1 == len(await published(service, MessageSent))


async def test_every_fact_has_its_own_message(service, site):
    """A booking and its cancellation are two; two people hear one thing each."""
    await deliver(service, a_booking(), a_booking(BookingCancelled), a_booking(n=2, person_id="resident-ken"))

    assert {"booking-confirmed", "booking-cancelled"} == {m["template"] for m in await inbox(service, site)}
    assert 1 == len(await inbox(service, site, "resident-ken"))


async def test_resident_and_coordinator_hear_of_an_introduction(service, site):
    """Each in their own words; the next owner hears when it lapses."""
    facts = {"introduction_id": "i1", "person_id": "resident-hana", "group_id": "osawa-garden", "due_at": TEN}
    await deliver(
        service,
        GROUP,
        IntroductionProposed(**facts, coordinator_id="coordinator-sato"),
        IntroductionLapsed(**facts, coordinator_id="desk-owner"),
    )

    assert [["introduction-proposed"], ["introduction-assigned"], ["introduction-handed-over"]] == [
        [message["template"] for message in await inbox(service, site, person_id)]
        for person_id in ("resident-hana", "coordinator-sato", "desk-owner")
    ]


async def test_who_takes_an_introduction_over_that_is_not_late_is_told_so(service, site):
    """The desk has a new owner, or a colleague is on leave: nobody missed a deadline."""
    facts = {"introduction_id": "i1", "person_id": "resident-hana", "group_id": "osawa-garden", "due_at": TEN}
    for number, reason in enumerate(("left", "handed-over")):
        more = {"introduction_id": f"i{number}", "coordinator_id": f"owner-{number}", "reason": reason}
        await deliver(service, GROUP, IntroductionLapsed(**{**facts, **more}))

        (message,) = await inbox(service, site, f"owner-{number}")
        assert ("introduction-taken-over", False) == (message["template"], "期限を過ぎた" in message["title"])


async def test_a_coordinator_who_asks_for_themselves_gets_one_record(service, site):
    """One record a cause, person and channel."""
    facts = {"introduction_id": "i1", "group_id": "osawa-garden", "due_at": TEN}
    await deliver(service, IntroductionProposed(**facts, person_id="sato", coordinator_id="sato"))

    assert 1 == len(await inbox(service, site, "sato"))


async def test_the_whole_loop_is_told(service, site):
    """Joined, attended, points: with titles and names, newest first."""
    for event in (GROUP, ACTIVITY, JOINED, ATTENDED, POINTS):
        clock_of(site).advance(timedelta(seconds=1))
        await deliver(service, event)

    assert ["50ポイントが付きました", "参加を記録しました: 花植えの日", "大沢園芸会の会員になりました"] == [
        message["title"] for message in await inbox(service, site)
    ]


async def test_the_language_is_the_persons_unless_asked_for(service, site):
    """English readers get English, a request may ask for the other, an unknown language gets the person's."""
    await deliver(service, PersonRegistered(person_id="resident-hana", language="en"), GROUP, JOINED)

    own = await inbox(service, site)
    asked = await inbox(service, site, **{"accept-language": "ja,en;q=0.5"})
    neither = await inbox(service, site, **{"accept-language": "fr"})

    assert ("You are a member of 大沢園芸会", "大沢園芸会の会員になりました") == (own[0]["title"], asked[0]["title"])
    assert own == neither


async def test_a_change_of_language_counts_for_what_comes_after(service, site):
    """The event on the topic says in which language a message was sent."""
    await deliver(service, a_booking(), PersonChanged(person_id="resident-hana", language="en"), a_booking(n=2))

    assert ["ja", "en"] == [event.language for event in await published(service, MessageSent)]


async def test_old_facts_cause_no_message_but_a_record(service, site):
    """A consumer that starts a week late suppresses, and does not tell later either."""
    old = the_fact(POINTS, at=NOW - timedelta(hours=49))
    (handler,) = service.handlers.by_type[POINTS.type]
    for _ in range(2):
        await handler.handle(POINTS, service.use_cases, service.journal.causes.fact(old, handler.name))

    assert ["too-old"] == [event.reason for event in await published(service, MessageSuppressed)]
    assert [] == await inbox(service, site)


async def test_what_is_muted_is_suppressed_and_the_rest_told(service, site):
    """By kind; and it can be wanted again."""
    async with client(service, site) as http:
        muted = await http.put("/preferences", json={"muted_kinds": ["points"]})
        shown = (await http.get("/preferences")).json()
    await deliver(service, POINTS, JOINED)
    async with client(service, site) as http:
        await http.put("/preferences", json={})
    await deliver(service, POINTS, n=2)

    assert (200, ["points"], ["points"]) == (muted.status_code, muted.json()["muted_kinds"], shown["muted_kinds"])
    assert ["not-wanted"] == [event.reason for event in await published(service, MessageSuppressed)]
    assert {"group-joined", "points-earned"} == {message["template"] for message in await inbox(service, site)}


async def test_reading_marks_a_message_once(service, site):
    """It is no longer listed as unread; a repeat changes nothing; another person's message is not found."""
    await deliver(service, a_booking(), a_booking(n=2))
    first, second = await inbox(service, site)
    async with client(service, site) as http:
        for _ in range(2):
            response = await http.post(f"/inbox/{first['message_id']}/read")
            assert (200, False) == (response.status_code, response.json()["unread"])
    async with client(service, site, "resident-ken") as http:
        strange = await http.post(f"/inbox/{second['message_id']}/read")

    assert 404 == strange.status_code
    assert [second["message_id"]] == [m["message_id"] for m in await inbox(service, site, path="/inbox?unread=true")]


async def test_the_inbox_goes_by_pages_newest_first(service, site):
    """Every message once, also when another one arrives between two pages."""
    for n in range(5):
        clock_of(site).advance(timedelta(seconds=1))
        await deliver(service, a_booking(n=n))
    seen, cursor = [], None
    async with client(service, site) as http:
        while True:
            page = (await http.get("/inbox", params={"limit": 2, **({"cursor": cursor} if cursor else {})})).json()
            seen += [message["about"]["booking_id"] for message in page["items"]]
            cursor = page["next"]
            clock_of(site).advance(timedelta(seconds=1))
            await deliver(service, a_booking(n=100 + len(seen)))
            if cursor is None:
                break

    assert ["b4", "b3", "b2", "b1", "b0"] == seen


async def test_an_erased_person_is_told_nothing_any_more(service, site):
    """Messages are hidden, later facts leave no record, and the inbox says why."""
    await deliver(service, GROUP, a_booking(), JOINED, PersonErased(person_id="resident-hana"))
    position = await service.journal.store.last_position()
    await deliver(service, a_booking(n=2), POINTS, PersonErased(person_id="resident-hana"))
    rows = await service.journal.all(MessageRow)
    async with client(service, site) as http:
        answers = [await http.get("/inbox"), await http.get("/preferences"), await http.put("/preferences", json={})]

    assert position == await service.journal.store.last_position()
    assert [(True, {})] * 2 == [(row.closed, row.parameters) for row in rows]
    assert [(410, "person-erased")] * 3 == [(each.status_code, each.json()["code"]) for each in answers]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/inbox/not-an-id/read", None, 422),
        ("POST", "/inbox/00000000-0000-0000-0000-000000000000/read", None, 404),
        ("PUT", "/preferences", {"muted_kinds": ["everything"]}, 422),
        ("PUT", "/preferences", {"muted": []}, 422),
        ("PUT", "/preferences", {"muted_channels": ["pigeon"]}, 422),
        ("GET", "/inbox?cursor=x", None, 422),
        ("GET", "/inbox?limit=0", None, 422),
    ],
)
async def test_bad_requests_are_named(service, site, method, path, body, status):
    """Each with a code and what to do next, and nothing recorded."""
    async with client(service, site) as http:
        response = await http.request(method, path, json=body)

    assert status == response.status_code
    assert {"code", "next"} <= set(response.json())
    assert 0 == await service.journal.store.last_position()


async def test_nobody_has_no_inbox(service, site):
    """A token is needed."""
    async with client(service, site, None) as http:
        assert 401 == (await http.get("/inbox")).status_code
