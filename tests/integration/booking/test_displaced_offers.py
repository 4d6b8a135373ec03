"""Which places are kept for whoever's booking the house took away, and what becomes of them until one is taken."""

from collections import Counter

import pytest

from services.booking.domain.houses.facility import FacilityDraft, RoomDraft
from services.booking.rules_file import rules_text
from services.booking.ways.other_places import OtherPlaces
from shared.contracts.booking import BookingCancelled
from shared.contracts.booking_ways import BookingDisplaced
from shared.errors import StoreUnavailable
from tests.integration.booking.bookings_kit import on
from tests.integration.booking.ways_kit import a_hall, in_hall
from tests.kit import gone_after, published, run_reactions, run_timers

DAY = {"from": "2026-12-03T00:00:00+09:00", "until": "2026-12-04T00:00:00+09:00", "reason": "works"}
PROJECTORS = {"centre.projector": 2}
ANNEX = FacilityDraft(
    facility_id="annex",
    kind="community-centre",
    name="大沢別館",
    address="大沢2-2",
    rooms=tuple(RoomDraft(room_id=f"a{size}", name=f"第{size}室", capacity=size) for size in (6, 7, 8, 9, 300)),
)
QUIET = """
[[facilities]]
id = "annex"
kind = "community-centre"
name = { ja = "大沢別館", en = "Annex" }
rooms = [
    { id = "a6", name = { ja = "第6室", en = "6" }, capacity = 6 },
    { id = "a7", name = { ja = "第7室", en = "7" }, capacity = 7 },
    { id = "a8", name = { ja = "第8室", en = "8" }, capacity = 8 },
]

[[purposes]]
id = "annex.quiet"
article = "第99条（架空）"
rooms = ["a6", "a7", "a8"]
forbidden = ["music"]
ja = "{limit}には使えません（{value}）。"
plain = "{limit}には 使えません（{value}）。"
en = "Not for {limit} ({value})."
"""


@pytest.fixture
async def city(tmp_path):
    """A hall, a centre and an annex of one kind."""
    (tmp_path / "rules.toml").write_text(rules_text(None) + QUIET, "utf-8")
    async with a_hall(tmp_path, rules_file=tmp_path / "rules.toml") as city:
        cause = city.service.journal.causes.operator("town", b"", ANNEX.id)
        await city.service.use_cases.register_facility(ANNEX, cause)
        yield city


async def booked(city, room="tea", who="resident-hana", **changes):
    wanted = in_hall(room, **{**on(3, "10:00", "11:00"), **changes})
    answer = await city.client(who).post("/bookings", json=wanted)
    assert 201 == answer.status_code, answer.text
    return answer.json()["booking_id"]


async def announced(city, house, **changes):
    answer = await city.staff.post(f"/facilities/{house}/closures", json={**DAY, **changes})
    assert 201 == answer.status_code, answer.text


async def closed(city, house="hall", **changes):
    """A closure that is through, with all that follows from it."""
    await announced(city, house, **changes)
    await settled(city)


async def settled(city):
    """Timers and steps until nothing is due."""
    await run_reactions(city.service)
    while await run_timers(city.service):
        await run_reactions(city.service)


async def offers(city, booking_id, who="resident-hana"):
    told = (await city.client(who).get(f"/bookings/{booking_id}/offers")).json()
    kept = [place for place in told["places"] if place["held"]]
    return told["stage"], [(place["facility_id"], *place["room_ids"], place["starts_at"][8:10]) for place in kept]


async def told(city):
    """How many places each message speaks of."""
    return [event.count for event in await published(city.service, BookingDisplaced)]


async def test_a_choice_of_houses_and_of_days(city):
    """Rooms of a fitting size in two houses, not three in the nearest one; and the own room on another day."""
    booking_id = await booked(city, people=5)

    await closed(city)

    assert ("offered", [("annex", "a6", "03"), ("cc", "small", "03"), ("hall", "tea", "04")]) == await offers(
        city, booking_id
    )


async def test_what_the_rules_do_not_allow_there_is_no_offer_however_well_it_fits(city):
    """Music is for the fourth room of the annex, which comes before a hall."""
    booking_id = await booked(city, people=5, purpose="music")

    await closed(city)

    _, places = await offers(city, booking_id)
    assert [("cc", "small", "03"), ("annex", "a9", "03")] == places[:2]


async def test_a_place_has_what_was_to_be_lent(city):
    """Where all projectors are lent out already no room is kept: it would not be had."""
    for house, room in (("cc", "big"), ("annex", "a300")):
        await booked(city, facility_id=house, room_id=room, equipment=PROJECTORS, who="resident-ken")
    booking_id = await booked(city, people=5, equipment=PROJECTORS)

    await closed(city, room_ids=["tea"])

    places = (await offers(city, booking_id))[1]
    assert [("hall", "tea", "04"), ("hall", "tea", "05")] == [place for place in places if place[-1] != "03"]
    assert ["hall"] == [house for house, _, day in places if day == "03"]


async def test_several_rooms_get_several_rooms_that_are_booked_together(city):
    """Of one house; with one acceptance, at no higher fee."""
    booking_id = await booked(city, ["east", "tea"], people=45)

    await closed(city)
    stage, places = await offers(city, booking_id)
    listed = (await city.client().get(f"/bookings/{booking_id}/offers")).json()["places"]
    taken = await city.client().post(f"/bookings/{booking_id}/offers/{listed[0]['booking_id']}/accept")

    assert "offered" == stage
    assert [{"big", "small"}, {"a300", "a6"}, {"east", "tea"}] == [set(place[1:-1]) for place in places]
    assert (200, {"big", "small"}) == (taken.status_code, set(taken.json()["room_ids"]))


async def test_no_place_lies_in_a_closure_that_is_not_through_yet(city):
    """It would be taken away the next moment."""
    booking_id = await booked(city, people=5)
    await announced(city, "hall")
    await run_reactions(city.service)
    await announced(city, "hall", **{"from": "2026-12-04T00:00:00+09:00", "until": "2026-12-10T00:00:00+09:00"})

    await run_timers(city.service)
    await settled(city)

    assert ("hall", "tea", "10") in (await offers(city, booking_id))[1]
    assert [3] == await told(city)


async def test_places_that_are_closed_too_are_replaced_and_the_holder_is_told_again(city):
    """Nobody has to find out by themselves that the offer is gone. A delivery twice tells nothing twice."""
    booking_id = await booked(city, people=5)
    await closed(city)
    lost = (await offers(city, booking_id))[1][0]

    await closed(city, "annex")
    await run_reactions(city.service)
    await settled(city)

    stage, places = await offers(city, booking_id)
    assert ("offered", 3, [3, 3]) == (stage, len(places), await told(city))
    assert "annex" == lost[0]
    assert "annex" not in {place[0] for place in places if place[-1] == "03"}


async def test_a_rival_who_is_faster_costs_the_holder_nothing(city, monkeypatch):
    """Another place is looked for before they are told, once."""
    booking_id = await booked(city, people=5)
    real, rivals = OtherPlaces.find, []

    async def find(self, search, now, cause):
        found = await real(self, search, now, cause)
        if not rivals:
            place = found[0]
            rivals.append(await booked(
                city, facility_id=place.facility_id, room_id=place.room_ids[0], who="resident-ken", people=2
            ))  # fmt: skip
        return found

    monkeypatch.setattr(OtherPlaces, "find", find)
    await closed(city)

    stage, places = await offers(city, booking_id)
    assert ("offered", 3, [3]) == (stage, len(places), await told(city))
    assert ("annex", "a6", "03") not in places


async def test_when_nothing_is_left_the_holder_hears_it(city):
    """Everything closes, for weeks: it is over, and they are told that nothing is kept."""
    booking_id = await booked(city, people=5)
    await closed(city)

    for house in ("annex", "cc", "hall"):
        await announced(city, house, **{"from": "2026-12-01T00:00:00+09:00", "until": "2027-02-01T00:00:00+09:00"})
    await settled(city)

    assert ("over", []) == await offers(city, booking_id)
    assert 0 == (await told(city))[-1]


async def test_what_is_left_can_be_taken_while_another_is_looked_for(city):
    """And what is found after that is kept for nobody."""
    booking_id = await booked(city, people=5)
    await closed(city)
    kept = (await city.client().get(f"/bookings/{booking_id}/offers")).json()["places"][1]["booking_id"]
    await announced(city, "annex")
    await run_reactions(city.service)

    taken = await city.client().post(f"/bookings/{booking_id}/offers/{kept}/accept")
    await settled(city)

    assert (200, "over") == (taken.status_code, (await offers(city, booking_id))[0])
    mine = (await city.client().get("/bookings")).json()["items"]
    assert Counter(cancelled=1, confirmed=1) == Counter(row["status"] for row in mine if row["status"] != "lapsed")


async def test_a_loss_that_dies_on_its_way_goes_on(city):
    """After any number of its steps: three places are kept in the end, and each message was told once."""
    booking_id = await booked(city, people=5)
    await closed(city)
    await announced(city, "annex")
    journal = city.service.journal
    for steps in range(1, 10):
        with gone_after(journal, steps):
            try:
                await run_reactions(city.service)
                await run_timers(city.service)
            except StoreUnavailable:
                continue
    await settled(city)

    stage, places = await offers(city, booking_id)
    assert ("offered", 3, [3, 3]) == (stage, len(places), await told(city))
    assert [booking_id] == [event.booking_id for event in await published(city.service, BookingCancelled)]
