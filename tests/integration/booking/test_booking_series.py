"""Series and several places at once: a stated choice for each conflict, all or none, and what a crash leaves."""

import pytest

from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_ways import BookingHeld, BookingLapsed, SeriesBooked
from shared.errors import StoreUnavailable
from tests.integration.booking.bookings_kit import body, on
from tests.integration.booking.ways_kit import a_hall, free_of, in_hall
from tests.kit import published, run_reactions

FREE = ("09:00", "21:00")


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


def place(room="east", day=2, **changes):
    return {"facility_id": "hall", "room_id": room, **on(day, "10:00", "11:00"), **changes}


def weekly(**changes):
    """Four Wednesdays from 2 December on."""
    return {"place": place(), "weeks": 1, "count": 4, "purpose": "study", "people": 5, "on_conflict": "skip", **changes}


async def told(city, wanted, who=None, **more):
    return await (who or city.client()).post("/series", json=wanted, **more)


async def test_a_series_is_booked_day_by_day(city):
    """Each occurrence is a booking of its own that names the series; its holder is told once."""
    answer = await told(city, weekly())

    series = answer.json()
    assert (201, "booked", 4, 4, 1200) == (
        answer.status_code, series["stage"], series["count"], series["total"], series["fee"],
    )  # fmt: skip
    days = ["2026-12-02", "2026-12-09", "2026-12-16", "2026-12-23"]
    assert days == [each["starts_at"][:10] for each in series["occurrences"]]
    first = series["occurrences"][0]["booking_id"]
    assert series["series_id"] == (await city.client().get(f"/bookings/{first}")).json()["series_id"]
    (booked,) = await published(city.service, SeriesBooked)
    assert (4, 4, 1200) == (booked.count, booked.total, booked.fee)
    assert series["occurrences"] == (await city.client().get(f"/series/{series['series_id']}")).json()["occurrences"]


async def test_a_conflict_is_skipped_or_takes_another_room_or_stops_all(city):
    """As it was chosen; the preview says the same beforehand and changes nothing."""
    await city.client("resident-ken").post("/bookings", json=in_hall("east", **on(9, "10:00", "11:00")))
    preview = await city.client().post("/series/preview", json=weekly())
    before = await published(city.service, BookingConfirmed, BookingHeld)

    stopped = await told(city, weekly(on_conflict="stop"))
    skipped = await told(city, weekly())
    other = await told(city, weekly(on_conflict="other-room", place=place("west")))

    assert (["free", "refused", "free", "free"], "room-taken") == (
        [each["outcome"] for each in preview.json()["occurrences"]], preview.json()["occurrences"][1]["reason"],
    )  # fmt: skip
    assert 1 == len(before)
    assert (409, "series-not-possible", 1) == (stopped.status_code, stopped.json()["code"], stopped.json()["count"])
    assert ["2026-12-09T10:00:00+09:00"] == [each["starts_at"] for each in stopped.json()["conflicts"]]
    assert (201, 3, 4) == (skipped.status_code, skipped.json()["count"], skipped.json()["total"])
    assert (201, 4) == (other.status_code, other.json()["count"])
    moved = await told(city, weekly(on_conflict="other-room"), city.client("resident-rin"))
    assert {"tea"} == {each["room_ids"][0] for each in moved.json()["occurrences"]}


async def test_closed_days_are_skipped(city):
    """The house is closed at the end of the year: what is left out says why, in the answer and later too."""
    preview = (await city.client().post("/series/preview", json=weekly(place=place(day=16), count=5))).json()
    series = (await told(city, weekly(place=place(day=16), count=5))).json()

    later = (await city.client().get(f"/series/{series['series_id']}")).json()

    days = ["2026-12-16", "2026-12-23", "2026-12-30", "2027-01-06", "2027-01-13"]
    assert (days, 5, 4) == (
        [each["starts_at"][:10] for each in series["occurrences"]],
        series["total"],
        series["count"],
    )
    single = (await city.client().post("/bookings", json=in_hall("east", **on(30, "10:00", "11:00")))).json()
    fields = ("rule_id", "section", "article", "value", "limit", "until", "ja", "plain", "en", "refusals")
    for told_as in (preview, series, later):
        assert [None, None, "komorebi.year-end", None, None] == [each["rule_id"] for each in told_as["occurrences"]]
        left_out = told_as["occurrences"][2]
        assert ("refused", None, "rule-refused") == (left_out["outcome"], left_out["booking_id"], left_out["reason"])
        assert {name: single[name] for name in fields} == {name: left_out[name] for name in fields}


async def test_several_places_are_booked_all_or_none(city):
    """Across days and houses: held, then confirmed; a conflict in one of them books none."""
    other = {"facility_id": "cc", "room_id": "big", **on(10, "10:00", "11:00")}
    wanted = {"places": [place(), place("west"), other], "purpose": "study", "people": 5}

    booked = await told(city, wanted)
    again = await told(city, {**wanted, "places": [place("tea"), other]}, city.client("resident-ken"))

    assert (201, 3) == (booked.status_code, booked.json()["count"])
    assert (409, "series-not-possible") == (again.status_code, again.json()["code"])
    assert FREE in (await free_of(city, "hall", "2026-12-02"))["tea"]


async def test_all_or_none_when_a_rival_is_faster(city, monkeypatch):
    """Taken between the plan and the step: what is held by then is given back, and the quota with it."""
    journal = city.service.journal
    real = journal.transact

    async def rival_first(stream, cause, decide):
        if stream.name.startswith("series/"):
            monkeypatch.undo()
            taken = await city.client("resident-ken").post("/bookings", json=in_hall("east", **on(9, "10:00", "11:00")))
            assert 201 == taken.status_code
        return await real(stream, cause, decide)

    monkeypatch.setattr(journal, "transact", rival_first)

    lost = await told(city, weekly(on_conflict="stop", group_id="osawa-garden"), city.yui)

    assert (409, "series-not-possible") == (lost.status_code, lost.json()["code"])
    assert ["room-taken"] == [each["code"] for each in lost.json()["conflicts"]]
    assert {"series"} == {event.reason for event in await published(city.service, BookingLapsed)}
    assert [FREE] == (await free_of(city, "hall", "2026-12-02"))["east"]
    assert {} == (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()["counted"]
    assert [] == await published(city.service, SeriesBooked)


async def test_a_series_that_dies_between_its_steps_ends_one_way(city, monkeypatch):
    """However many steps were taken: the relay finishes it, and the repeated request is told how it ended."""
    journal = city.service.journal
    real = journal.react
    for steps, day in ((0, 8), (1, 9), (3, 10), (5, 11), (7, 12)):
        left = [steps]

        async def dies(commit, left=left):
            if left[0] == 0:
                raise StoreUnavailable("gone")
            left[0] -= 1
            return await real(commit)

        wanted = weekly(place=place("tea", day), count=2, on_conflict="stop")
        key = {"idempotency-key": f"series-{day}"}
        with monkeypatch.context() as patched:
            patched.setattr(journal, "react", dies)
            away = await told(city, wanted, headers=key)
        await run_reactions(city.service)

        again = await told(city, wanted, headers=key)
        assert (503, 201, "true") == (away.status_code, again.status_code, again.headers["idempotency-replayed"])
        assert ("booked", 2) == (again.json()["stage"], again.json()["count"])
    assert 5 == len(await published(city.service, SeriesBooked))


async def test_a_groups_series_is_held_to_its_quota(city):
    """Of fourteen in one month twelve are booked; the others are refused by the rule."""
    days = [2, 3, 4, 5, 8, 9, 10, 11, 12, 15, 16, 17, 18, 19]
    many = {"purpose": "study", "people": 5, "group_id": "osawa-garden"}

    refused = await told(city, {**many, "places": [place("tea", day) for day in days]}, city.yui)
    booked = await told(city, {**many, "places": [place("tea", day) for day in days[:12]]}, city.yui)

    assert (409, {"rule-refused"}) == (refused.status_code, {each["code"] for each in refused.json()["conflicts"]})
    assert (201, 12) == (booked.status_code, booked.json()["count"])
    assert {"centre.quota": 12} == (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()["counted"]


async def test_the_rest_of_a_series_is_cancelled(city):
    """From a day on; a repeat changes nothing, and nobody else may."""
    series = (await told(city, weekly())).json()
    path, since = f"/series/{series['series_id']}/cancel", {"since": "2026-12-09T00:00:00+09:00"}

    stranger = await city.client("resident-ken").post(path, json=since)
    done = await city.client().post(path, json=since, headers={"idempotency-key": "k"})
    again = await city.client().post(path, json=since, headers={"idempotency-key": "k"})

    assert (403, 200) == (stranger.status_code, done.status_code)
    assert ["cancelled"] * 3 == [each["outcome"] for each in done.json()["items"]]
    assert done.json() == again.json()
    mine = (await city.client().get("/bookings")).json()["items"]
    assert 1 == len([row for row in mine if row["status"] == "confirmed"])


async def test_a_series_that_makes_no_sense_is_refused(city):
    """Neither place nor places, no end, an end before the beginning, somebody else's name."""
    bad = [
        {key: value for key, value in weekly().items() if key != "place"},
        {key: value for key, value in weekly().items() if key != "count"},
        weekly(monthly=True),
        {**body(), "places": [place()]},
    ]

    answers = [await told(city, each) for each in bad]
    over = await told(city, {**weekly(), "until": "2026-11-01"})
    somebody = await told(city, weekly(person_id="p-75"))

    assert {422} == {answer.status_code for answer in answers}
    assert [(422, "series-empty"), (403, "only-staff")] == [(a.status_code, a.json()["code"]) for a in (over, somebody)]


def many(rooms, days, **changes):
    """So many places of the house that is always open, an hour each: five rooms at one time, day after day."""
    places = [
        {"facility_id": "always-open", "room_id": f"r{room}", **on(day, "10:00", "11:00")}
        for day in range(3, 3 + days)
        for room in range(1, 1 + rooms)
    ]
    return {"places": places, "purpose": "study", "people": 2, **changes}


async def test_more_than_thirty_are_booked_behind_the_answer(city):
    """Told at once, with every one of them; the rest is the relay's, and reading the series says how far it is."""
    key = {"idempotency-key": "forty"}
    first = await told(city, many(2, 20), headers=key)
    series_id = first.json()["series_id"]
    path = f"/series/{series_id}"
    before = (await city.client().get(path)).json()

    await run_reactions(city.service)

    after, again = (await city.client().get(path)).json(), await told(city, many(2, 20), headers=key)
    assert (201, "booking", 40, 40) == (
        first.status_code,
        *(first.json()[name] for name in ("stage", "total", "count")),
    )
    assert ({"pending"}, 40) == ({each["outcome"] for each in before["occurrences"]}, len(before["occurrences"]))
    assert ("booked", 40, {"booked"}) == (
        after["stage"], after["count"], {each["outcome"] for each in after["occurrences"]},
    )  # fmt: skip
    assert (201, series_id) == (again.status_code, again.json()["series_id"])
    assert 40 == len({event.booking_id for event in await published(city.service, BookingConfirmed)})
    page, listed = None, []
    while page != "":
        more = (await city.client().get("/bookings", params={"limit": 15, **({"cursor": page} if page else {})})).json()
        listed, page = [*listed, *more["items"]], more["next"] or ""
    assert sorted(each["booking_id"] for each in after["occurrences"]) == sorted(row["booking_id"] for row in listed)


async def test_of_more_than_thirty_one_conflict_stops_all(city):
    """One of forty is taken meanwhile: the series says which, and nothing of it is left."""
    taken = {"facility_id": "always-open", "room_id": "r2", **on(12, "10:00", "11:00"), "purpose": "study", "people": 2}
    seen = await told(city, many(2, 20))
    await city.client("resident-ken").post("/bookings", json=taken)

    await run_reactions(city.service)

    lost = (await city.client().get(f"/series/{seen.json()['series_id']}")).json()
    assert ("stopped", ["r2"]) == (
        lost["stage"], [each["room_ids"][0] for each in lost["occurrences"] if each["reason"] == "room-taken"],
    )  # fmt: skip
    rows = (await city.client().get("/bookings?limit=100")).json()["items"]
    assert {"lapsed"} == {row["status"] for row in rows}


async def test_a_series_has_a_limit_that_is_said(city):
    """Sixty: more places or a larger count are refused by the form; an end beyond them by the day that is possible."""
    room = {"facility_id": "always-open", "room_id": "r1", **on(3, "10:00", "11:00")}
    until = {"place": room, "weeks": 1, "purpose": "study", "people": 2, "until": "2028-12-01", "on_conflict": "skip"}

    long = await told(city, until)
    preview = await city.client().post("/series/preview", json=until)
    fits = await city.client().post("/series/preview", json={**until, "until": long.json()["until"]})

    assert [422, 422] == [(await told(city, each)).status_code for each in (many(5, 13), {**until, "count": 61})]
    assert (422, "series-too-long", 60, "2028-01-20") == (
        long.status_code, long.json()["code"], long.json()["limit"], long.json()["until"],
    )  # fmt: skip
    assert "series-too-long" == preview.json()["code"]
    assert (200, 60) == (fits.status_code, len(fits.json()["occurrences"]))


async def test_a_series_that_staff_would_have_to_approve_says_what_to_do(city):
    """In the words of the rule: each is asked for by itself; among others it is one of the conflicts."""
    event = weekly(purpose="event")

    for how in ("skip", "stop", "other-room"):
        answer = await told(city, {**event, "on_conflict": how}, headers={"Accept-Language": "en"})
        said = answer.json()
        assert (409, "needs-approval", "centre.approval") == (answer.status_code, said["code"], said["rule_id"])
        assert "第7条" in said["article"]
        assert "by itself" in said["next"], said
    preview = (await city.client().post("/series/preview", json=event)).json()
    assert {("refused", "needs-approval")} == {(each["outcome"], each["reason"]) for each in preview["occurrences"]}
    alone = await city.client().post("/bookings", json=in_hall("east", purpose="event"))
    assert (201, "requested") == (alone.status_code, alone.json()["status"])
