"""What a series tells: why nothing, or not all of it, can be had; which rooms; and how its bookings stand now."""

import pytest

from tests.integration.booking.bookings_kit import on
from tests.integration.booking.test_booking_series import place, told, weekly
from tests.integration.booking.ways_kit import a_hall, in_hall


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


async def test_a_series_without_a_day_says_why(city):
    """Each Monday is closed: the rule, its article and its words, of all and of each."""
    mondays = weekly(place=place(day=7))

    answer = await told(city, mondays, headers={"Accept-Language": "en"})

    said = answer.json()
    assert (422, "series-empty", "centre.mondays") == (answer.status_code, said["code"], said["rule_id"])
    assert "is closed" in said["detail"]
    assert said["article"]
    assert ["centre.mondays"] * 4 == [each["rule_id"] for each in said["conflicts"]]
    preview = (await city.client().post("/series/preview", json=mondays)).json()
    assert ("series-empty", 0) == (preview["refusal"]["reason"], preview["count"])


async def test_what_the_preview_names_is_what_is_booked(city):
    """The other room and its fee; where one conflict stops all, that nothing would be booked."""
    await city.client("resident-ken").post("/bookings", json=in_hall("east", **on(9, "10:00", "11:00")))
    other = weekly(on_conflict="other-room", people=9)

    preview = (await city.client().post("/series/preview", json=other)).json()
    stops = (await city.client().post("/series/preview", json=weekly(on_conflict="stop"))).json()
    booked = (await told(city, other)).json()

    rooms = [each["room_ids"] for each in preview["occurrences"]]
    assert ([["east"], ["tea"], ["east"], ["east"]], [False, True, False, False]) == (
        rooms, [each["other_room"] for each in preview["occurrences"]],
    )  # fmt: skip
    assert (rooms, preview["fee"]) == ([each["room_ids"] for each in booked["occurrences"]], booked["fee"])
    assert ("series-not-possible", 0, 0, 4) == (
        stops["refusal"]["reason"], stops["count"], stops["fee"], stops["total"],
    )  # fmt: skip


async def test_a_series_says_how_its_bookings_stand_now(city):
    """As it was booked then, and beside it what was cancelled or moved since."""
    series = (await told(city, weekly())).json()
    first, second, *_ = (each["booking_id"] for each in series["occurrences"])
    await city.client().post(f"/bookings/{first}/cancel")
    moved = await city.client().post(f"/bookings/{second}/change", json=on(10, "13:00", "14:00"))

    now = (await city.client().get(f"/series/{series['series_id']}")).json()["occurrences"]

    assert ["booked"] * 4 == [each["outcome"] for each in now]
    assert ["cancelled", "confirmed", "confirmed", "confirmed"] == [each["since"]["status"] for each in now]
    assert (moved.json()["booking_id"], "2026-12-10T13:00:00+09:00") == (
        now[1]["since"]["booking_id"], now[1]["since"]["starts_at"],
    )  # fmt: skip
    assert "2026-12-09T10:00:00+09:00" == now[1]["starts_at"]


async def test_what_a_series_lacks_is_said_in_words(city):
    """How it repeats, and until when: which field to give."""
    endless = {key: value for key, value in weekly().items() if key != "count"}

    for wanted, word in ((endless, "until"), (weekly(monthly=True), "monthly")):
        for language in ("ja", "en"):
            (error,) = (await told(city, wanted, headers={"Accept-Language": language})).json()["errors"]
            assert word in error["message"]
