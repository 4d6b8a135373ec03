"""A series that takes other rooms: each is held to its own caps, also where a rival was faster than the plan."""

from contextlib import asynccontextmanager

import pytest

from services.booking.rulebook.book import TOWNS
from tests.integration.booking.bookings_kit import on
from tests.integration.booking.test_booking_series import weekly
from tests.integration.booking.ways_kit import a_hall, in_hall
from tests.kit import run_reactions
from tests.unit.booking.test_quota_sagas import CAP

WEDNESDAYS = (2, 9, 16, 23)
ANYWHERE = {"on_conflict": "other-room"}


@asynccontextmanager
async def a_capped_hall(tmp_path, over, limit):
    """The hall, with a cap of a person's month."""
    text = (TOWNS / "komorebi.toml").read_text("utf-8")
    text += CAP.format(id="a-month", counts="bookings", per="month", party="person", over=over, limit=limit)
    (tmp_path / "rules.toml").write_text(text, "utf-8")
    async with a_hall(tmp_path, rules_file=tmp_path / "rules.toml") as city:
        yield city


async def has(city, who, room, day):
    answer = await city.client(who).post("/bookings", json=in_hall(room, **on(day, "10:00", "11:00")))
    assert 201 == answer.status_code, answer.text


async def told(city, **more):
    """What became of the occurrences: the room, or the rule that refuses (with its numbers), or the code."""
    series = (await city.client().post("/series", json=weekly(**ANYWHERE, **more))).json()
    await run_reactions(city.service)
    return [
        each["room_ids"][0] if each["outcome"] == "booked" else (each["rule_id"], each["value"], each["limit"])
        for each in series["occurrences"]
    ]


async def test_a_room_in_the_place_of_another_is_held_to_its_own_cap(tmp_path):
    """The hall's east is taken on four days; the tea room may be had once a month by one person."""
    async with a_capped_hall(tmp_path, "room", 1) as city:
        for n, day in enumerate(WEDNESDAYS):
            await has(city, f"resident-{n}", "east", day)

        assert ["tea", *[("a-month", 2, 1)] * 3] == await told(city)
        counted = (await city.client().get("/bookings")).json()["items"]
        assert ["tea"] == [row["room_ids"][0] for row in counted]


async def test_a_room_whose_cap_is_reached_is_not_chosen(tmp_path):
    """The next that fits is."""
    async with a_capped_hall(tmp_path, "room", 1) as city:
        await has(city, "resident-hana", "tea", 4)
        await has(city, "resident-ken", "east", 2)

        assert ["west"] == await told(city, count=1)


@pytest.mark.parametrize(("over", "limit", "became"), [("room", 4, (None, None, None)), ("all", 4, "tea")])
async def test_where_a_rival_is_faster_a_room_is_given_that_caps_count_alike(
    tmp_path, monkeypatch, over, limit, became
):
    """What quotas have counted by then must hold for it; a room with caps of its own is not given unasked."""
    async with a_capped_hall(tmp_path, over, limit) as city:
        journal = city.service.journal
        real = journal.transact

        async def rival_first(stream, cause, decide):
            if stream.name.startswith("series/"):
                monkeypatch.undo()
                await has(city, "resident-ken", "east", 2)
            return await real(stream, cause, decide)

        monkeypatch.setattr(journal, "transact", rival_first)

        assert [became] == await told(city, count=1)
