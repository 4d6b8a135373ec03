"""A change that overtakes what a move brings along, because the store went away: the money is exact."""

from datetime import date, timedelta

from shared.errors import StoreUnavailable
from tests.integration.booking.money_kit import a_ruled_city
from tests.integration.booking.registrations_kit import sent
from tests.kit import clock_of


async def test_of_a_change_that_overtakes_the_money_of_a_move_as_much_is_kept(tmp_path, monkeypatch):
    """From 800 to 300 yen three days before the use, before the 800 are there: half of the 500 stays all the same."""
    async with a_ruled_city(tmp_path) as city:
        city.from_day(date(2027, 6, 2))
        id = await city.booked(facility_id="cc", starts_at=at(3, "10"), ends_at=at(3, "17"))
        await city.pay(id, 800)
        journal, real = city.service.journal, city.service.journal.take

        async def goes_away(reaction, commit, index):
            if reaction.name == "receive-fee":
                raise StoreUnavailable
            return await real(reaction, commit, index)

        with monkeypatch.context() as patched:
            patched.setattr(journal, "take", goes_away)
            away = await city.asking().post(
                f"/bookings/{id}/change", json={"starts_at": at(12, "10"), "ends_at": at(12, "17")}
            )
            (moved,) = [each["booking_id"] for each in await mine(city) if each["moved_from"] == id]
            clock_of(city.site).advance(timedelta(days=9))
            changed = await sent(city.asking(), "POST", f"/bookings/{moved}/change", {"ends_at": at(12, "11")})
        await city.follow()

        assert (503, 300, 250) == (away.status_code, changed["fee"], changed["costs"]["kept"])
        assert ("refund-due", 550, 0, 0, 0, 250) == await city.sums(moved)
        assert (await city.check())["exact"]


def at(day, hour):
    return f"2027-06-{day:02}T{hour}:00:00+09:00"


async def mine(city):
    return (await city.asking().get("/bookings", params={"limit": 100})).json()["items"]
