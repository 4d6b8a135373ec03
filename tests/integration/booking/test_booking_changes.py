"""Bookings that become other ones: in place, by a move, in part; with rivals, and when the store goes away."""

import asyncio

import pytest

from shared.contracts.booking import BookingCancelled, BookingConfirmed, SlotsFreed, SlotsTaken
from shared.contracts.booking_ways import BookingChanged
from shared.errors import StoreUnavailable
from tests.integration.booking.bookings_kit import on
from tests.integration.booking.ways_kit import a_hall, free_of, in_hall
from tests.kit import events_of, published, run_reactions

DAY = "facility-day/hall/2026-12-02"


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


async def booked(city, room="east", who=None, **changes):
    answer = await (who or city.client()).post("/bookings", json=in_hall(room, **changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()["booking_id"]


async def counted(city, month="2026-12"):
    return (await city.yui.get(f"/groups/osawa-garden/quotas/{month}")).json()["counted"]


async def test_a_booking_is_changed_in_one_commit_and_keeps_its_id(city):
    """Another room, longer, more people: what is free and taken changes by exactly the difference."""
    booking_id = await booked(city)

    longer = await city.client().post(f"/bookings/{booking_id}/change", json=on(2, "10:00", "12:00"))
    moved = await city.client().post(f"/bookings/{booking_id}/change", json={"room_id": "west", "people": 9})

    assert [200, 200] == [longer.status_code, moved.status_code]
    told = moved.json()
    assert (booking_id, "west", 9, "confirmed") == (
        told["booking_id"], told["room_id"], told["people"], told["status"],
    )  # fmt: skip
    free = await free_of(city, "hall")
    assert ([("09:00", "21:00")], [("09:00", "10:00"), ("12:00", "21:00")]) == (free["east"], free["west"])
    kinds = [type(event) for event in await events_of(city.service, DAY) if event.topic]
    assert [BookingConfirmed, SlotsTaken, BookingChanged, SlotsTaken, BookingChanged, SlotsFreed, SlotsTaken] == kinds


async def test_a_change_gets_the_rules_and_rivals_of_a_new_booking(city):
    """A taken room, too many people, or nothing that differs: the booking stays as it was."""
    booking_id = await booked(city)
    await booked(city, "west", city.client("resident-ken"))
    hana = city.client()

    answers = [
        await hana.post(f"/bookings/{booking_id}/change", json=change)
        for change in ({"room_id": "whole"}, {"people": 51}, {"people": 5}, {"room_id": "none"})
    ]
    stranger = await city.client("resident-ken").post(f"/bookings/{booking_id}/change", json={"people": 3})

    codes = [(answer.status_code, answer.json()["code"]) for answer in answers]
    assert [(409, "room-taken"), (422, "rule-refused"), (422, "nothing-changes"), (404, "not-found")] == codes
    assert 403 == stranger.status_code
    assert "east" == (await hana.get(f"/bookings/{booking_id}")).json()["room_id"]


async def test_giving_back_has_the_deadline_of_a_cancellation(city):
    """Shorter within the last hour is too late, except at the counter; more people is not."""
    booking_id = await booked(city, **on(1, "10:00", "12:00"))
    hana = city.client()

    shorter = await hana.post(f"/bookings/{booking_id}/change", json=on(1, "10:00", "11:00"))
    people = await hana.post(f"/bookings/{booking_id}/change", json={"people": 6})
    counter = await city.staff.post(f"/bookings/{booking_id}/change", json=on(1, "10:00", "11:00"))

    assert (422, "rule-refused") == (shorter.status_code, shorter.json()["code"])
    assert [200, 200] == [people.status_code, counter.status_code]


async def test_a_move_is_a_new_booking_that_names_the_old_one(city):
    """Another day, another house: the old place is free again, and the quota counts one."""
    for_group = {"group_id": "osawa-garden"}
    booking_id = await booked(city, who=city.yui, **for_group)
    wanted = {"facility_id": "cc", "room_id": "big", **on(3, "14:00", "15:00")}

    answer = await city.yui.post(f"/bookings/{booking_id}/change", json=wanted)

    told = answer.json()
    assert (200, booking_id, "cc", "confirmed") == (
        answer.status_code, told["moved_from"], told["facility_id"], told["status"],
    )  # fmt: skip
    old = (await city.yui.get(f"/bookings/{booking_id}")).json()
    assert ("cancelled", "moved") == (old["status"], old["reason"])
    assert [("09:00", "21:00")] == (await free_of(city, "hall"))["east"]
    assert {"centre.quota": 1} == await counted(city)


async def test_a_move_at_the_limit_of_the_quota_is_possible(city):
    """One of the two is given back, so the limit is not passed; a further booking still is one too many."""
    days = (2, 3, 4, 5, 8, 9, 10, 11, 12, 15, 16, 17)
    ids = [await booked(city, who=city.yui, group_id="osawa-garden", **on(day, "10:00", "11:00")) for day in days]

    moved = await city.yui.post(f"/bookings/{ids[0]}/change", json=on(18, "10:00", "11:00"))
    more = await city.yui.post("/bookings", json=in_hall(group_id="osawa-garden", **on(22, "10:00", "11:00")))

    assert [200, 422] == [moved.status_code, more.status_code]
    assert {"centre.quota": 12} == await counted(city)


async def test_a_move_that_loses_leaves_everything_as_it_was(city, monkeypatch):
    """The new room is taken between the question and the step: the old booking stands and can be changed again."""
    booking_id = await booked(city, who=city.yui, group_id="osawa-garden")
    journal, wanted = city.service.journal, on(3, "10:00", "11:00")
    real = journal.ask

    async def ask_too_early(stream, question):
        answer = await real(stream, question)
        if stream.name == "facility-day/hall/2026-12-03" and answer == (None,):
            monkeypatch.undo()
            await booked(city, **wanted)
        return answer

    monkeypatch.setattr(journal, "ask", ask_too_early)
    lost = await city.yui.post(f"/bookings/{booking_id}/change", json=wanted)

    assert (409, "room-taken") == (lost.status_code, lost.json()["code"])
    assert {"centre.quota": 1} == await counted(city)
    again = await city.yui.post(f"/bookings/{booking_id}/change", json=on(4, "10:00", "11:00"))
    assert 200 == again.status_code


async def test_move_and_cancellation_at_one_moment_are_one_of_both(city):
    """Never both, never neither: at most one place is the holder's, and it is said which."""
    for day in (3, 4, 8, 9):
        booking_id = await booked(city)
        first = city.client().post(f"/bookings/{booking_id}/change", json=on(day, "10:00", "11:00"))
        second = city.client().post(f"/bookings/{booking_id}/cancel")
        answers = await asyncio.gather(*((first, second) if day % 2 else (second, first)))

        assert [200, 409] == sorted(answer.status_code for answer in answers)
        mine = (await city.client().get("/bookings")).json()["items"]
        standing = [row for row in mine if row["status"] == "confirmed"]
        moved = answers[0 if day % 2 else 1].status_code == 200
        assert (1 if moved else 0) == len([row for row in standing if row["starts_at"][8:10] == f"{day:02}"])
        assert booking_id not in {row["booking_id"] for row in standing}


async def test_a_move_that_dies_between_its_steps_is_finished_by_the_relay(city, monkeypatch):
    """After each step of the saga: the relay goes on, and the repeated request is told how it ended."""
    for steps, day in enumerate((3, 4, 8, 9)):
        booking_id = await booked(city, who=city.yui, group_id="osawa-garden")
        journal, left = city.service.journal, [steps]
        real = journal.react

        async def dies(commit, left=left, real=real):
            if left[0] == 0:
                raise StoreUnavailable
            left[0] -= 1
            return await real(commit)

        monkeypatch.setattr(journal, "react", dies)
        key = {"idempotency-key": f"move-{day}"}
        away = await city.yui.post(f"/bookings/{booking_id}/change", json=on(day, "10:00", "11:00"), headers=key)
        monkeypatch.undo()
        await run_reactions(city.service)

        assert 503 == away.status_code
        again = await city.yui.post(f"/bookings/{booking_id}/change", json=on(day, "10:00", "11:00"), headers=key)
        assert (200, "true") == (again.status_code, again.headers["idempotency-replayed"])
        assert {"centre.quota": steps + 1} == await counted(city)
        assert "cancelled" == (await city.yui.get(f"/bookings/{booking_id}")).json()["status"]


async def test_while_it_moves_nothing_else_becomes_of_a_booking(city, monkeypatch):
    """A cancellation in the middle is told to come again."""
    booking_id = await booked(city)

    async def no_settling(commit):
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(city.service.journal, "settle", no_settling)
        await city.client().post(f"/bookings/{booking_id}/change", json=on(3, "10:00", "11:00"))

    early = await city.client().post(f"/bookings/{booking_id}/cancel")

    change = await city.client().post(f"/bookings/{booking_id}/change", json={"people": 7})

    for answer in (early, change):
        assert (409, "changing") == (answer.status_code, answer.json()["booking_status"])
        assert "何も変わっていません" in answer.json()["detail"]
        assert "数秒待って" in answer.json()["next"]
    await run_reactions(city.service)
    assert 1 == len([e for e in await published(city.service, BookingCancelled) if e.reason == "moved"])


@pytest.mark.parametrize("what", ["change", "explain", "part", "cancel"])
async def test_whoever_comes_after_a_move_is_told_where_the_booking_is(city, what):
    """A change that was asked for before the move was known: nothing of it happens, and the new booking is named."""
    booking_id = await booked(city)
    hana = city.client()
    moved = (await hana.post(f"/bookings/{booking_id}/change", json=on(3, "10:00", "11:00"))).json()
    late = {
        "change": ("change", {"people": 7}), "explain": ("change/explain", {"people": 7}),
        "part": ("cancel", on(2, "10:30", "11:00")), "cancel": ("cancel", None),
    }  # fmt: skip
    path, wanted = late[what]

    answer = await hana.post(f"/bookings/{booking_id}/{path}", json=wanted)

    told = answer.json()
    assert (409, moved["booking_id"]) == (answer.status_code, told["moved_to"])
    assert moved["booking_id"] in told["detail"]
    assert moved["booking_id"] in told["next"]
    now = (await hana.get(f"/bookings/{moved['booking_id']}")).json()
    assert (5, "confirmed") == (now["people"], now["status"])
    there = await hana.post(f"/bookings/{moved['booking_id']}/change", json={"people": 7})
    assert (200, 7) == (there.status_code, there.json()["people"])


async def test_a_change_and_a_move_at_one_moment_are_both_made_or_one_is_told_where_it_is(city):
    """Whatever comes first: one place is the holder's, and of what was asked nothing is half made."""
    for day in (3, 4, 8, 9):
        booking_id = await booked(city)
        move = city.client().post(f"/bookings/{booking_id}/change", json=on(day, "10:00", "11:00"))
        change = city.client().post(f"/bookings/{booking_id}/change", json={"people": 7})
        answers = await asyncio.gather(*((move, change) if day % 2 else (change, move)))
        moved, changed = answers if day % 2 else answers[::-1]

        assert 200 == moved.status_code
        now = (await city.client().get(f"/bookings/{moved.json()['booking_id']}")).json()
        assert (7 if changed.status_code == 200 else 5) == now["people"]
        if changed.status_code != 200:
            told = changed.json()
            assert (409, True) == (changed.status_code, "moved_to" in told or told["booking_status"] == "changing")
        await city.client().post(f"/bookings/{now['booking_id']}/cancel")


async def test_a_part_of_a_booking_is_given_back(city):
    """Some of its rooms, or an end of its time; never its middle, never all of it this way."""
    booking_id = await booked(city, ("east", "tea"), **on(2, "10:00", "14:00"))
    cancel = f"/bookings/{booking_id}/cancel"

    rooms = await city.client().post(cancel, json={"room_ids": ["tea"]})
    time = await city.client().post(cancel, json={"starts_at": "2026-12-02T12:00:00+09:00"})
    middle = await city.client().post(
        cancel, json={"starts_at": "2026-12-02T10:30:00+09:00", "ends_at": "2026-12-02T11:00:00+09:00"}
    )
    everything = await city.client().post(cancel, json={"room_ids": ["east"]})

    assert [200, 200, 422, 422] == [answer.status_code for answer in (rooms, time, middle, everything)]
    free = await free_of(city, "hall")
    assert [("09:00", "21:00")] == free["tea"]
    assert [("09:00", "10:00"), ("12:00", "21:00")] == free["east"]
    changed = await published(city.service, BookingChanged)
    assert [("east", "tea"), ("east",)] == [event.was_room_ids for event in changed]
    assert "not-a-part" == middle.json()["code"] == everything.json()["code"]


async def test_staff_cancel_for_a_reason(city):
    """The operator's fault is told with the event, for a full refund; nobody else gives reasons."""
    booking_id = await booked(city)
    hana = await city.client().post(f"/bookings/{booking_id}/cancel", json={"reason": "operator-fault"})

    done = await city.staff.post(f"/bookings/{booking_id}/cancel", json={"reason": "operator-fault"})

    assert (403, 200, "operator-fault") == (hana.status_code, done.status_code, done.json()["reason"])
    assert ["operator-fault"] == [event.reason for event in await published(city.service, BookingCancelled)]
