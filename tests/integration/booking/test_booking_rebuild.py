"""Rows and states are derived: deleted and made again they are what they were."""

from services.booking.rows import ROWS
from shared.contracts.matching import GroupJoined, GroupLeft
from shared.contracts.people import PersonErased
from shared.journal.rebuild import rebuild
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.integration.booking.test_facilities import SAMPLE
from tests.kit import deliver


async def placed_rows(city):
    """Every row of the bookings part with the stream and version it comes from."""
    journal, found = city.service.journal, {}
    for kind in ROWS:
        for row in await journal.all(kind):
            placed = await journal.store.placed(kind, row.id)
            found[kind.kind, row.id] = placed.stream, placed.version, placed.row.model_dump_json()
    return found


async def test_rows_are_equal_after_a_rebuild(tmp_path):
    """After every kind of event of facilities, bookings, groups and demand."""
    async with a_city(tmp_path) as city:
        now = body(facility_id="always-open", room_id="r1", **on(1, "09:00", "09:15"))
        booked = (await city.client().post("/bookings", json=now)).json()
        path = f"/bookings/{booked['booking_id']}"
        await city.client().post(f"{path}/start", json={"code": booked["start_code"]})
        await city.client().post(f"{path}/complete", json={"heads": 2})
        await city.yui.post("/bookings", json=body(group_id="osawa-garden"))
        await city.client("resident-ken").post("/bookings", json=body())
        given_back = (await city.client().post("/bookings", json=body(room_id="small"))).json()
        await city.client().post(f"/bookings/{given_back['booking_id']}/cancel")
        await city.staff.post("/facilities/imports", content=SAMPLE)
        membership = {"group_id": "osawa-garden", "person_id": "resident-ken"}
        await deliver(city.service, GroupJoined(**membership), GroupLeft(**membership))
        await deliver(city.service, PersonErased(person_id="resident-ken"))
        before = await placed_rows(city)

        await rebuild(city.service.journal.model, city.service.journal.store)

        after = await placed_rows(city)
        assert {"facility", "day", "booking", "group", "forgotten", "demand"} == {kind for kind, _ in before}
        assert before == after


async def test_states_are_equal_when_folded_anew(tmp_path):
    """A day that was kept in memory and one that is folded from its commits decide alike."""
    async with a_city(tmp_path) as city:
        await city.client().post("/bookings", json=body())
        await city.yui.post("/bookings", json=body(room_id="small", group_id="osawa-garden"))

        city.service.journal.writer.forget_cache()

        again = await city.client("resident-ken").post("/bookings", json=body())
        assert (409, "room-taken") == (again.status_code, again.json()["code"])
        assert {"centre.quota": 1} == (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()["counted"]
