"""What a town's rules say of a fee comes with its booking: until when one pays, what comes back, whether it lapses."""

from datetime import date, datetime, timedelta

import pytest
import pytest_asyncio

from services.booking.domain.money.events import PaymentAsked
from shared.clock import tokyo_date
from tests.integration.booking.bookings_kit import body
from tests.integration.booking.money_kit import FEE, a_ruled_city
from tests.integration.booking.registrations_kit import GARDEN, MEMBERS, registered, sent
from tests.kit import clock_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    async with a_ruled_city(tmp_path_factory.mktemp("rules")) as city:
        city.from_day(date(2027, 6, 8))
        yield city


async def test_what_is_not_paid_in_time_lapses(city):
    """Three days after it was booked its room is free for others, and nothing is due any more."""
    id = await city.booked()
    assert "2027-06-04T00:00:00+09:00" == (await city.bill(id))["pay_by"]

    await city.later(days=4)

    booking = (await city.clerk.get(f"/bookings/{id}")).json()
    assert ("cancelled", "cancelled") == (booking["status"], (await city.bill(id))["status"])
    again = {name: booking[name] for name in ("room_id", "starts_at", "ends_at")}
    await city.booked("resident-ken", **again)


async def test_a_group_s_booking_lapses_too_and_gives_its_quota_back(city):
    """The saga of a group carries the terms along."""
    id = await city.booked("officer-yui", group_id="osawa-garden")
    await city.later(days=4)

    counted = await city.asking("officer-yui").get("/groups/osawa-garden/quotas/2027-06")
    assert "cancelled" == (await city.bill(id))["status"]
    assert not any(counted.json()["counted"].values())


@pytest.mark.parametrize(("days_before", "back"), [(8, FEE), (3, FEE // 2)])
async def test_the_table_of_refunds_says_what_comes_back(city, days_before, back):
    """All of it a week before, half of it until the day before; the rest stays with the city."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=15))
    id = await city.booked()
    await city.pay(id)
    bill = await city.bill(id)
    starts = datetime.fromisoformat(bill["starts_at"])
    clock_of(city.site).advance(starts - timedelta(days=days_before) - city.site.clock.now())

    await city.cancel(id)

    bill = await city.bill(id)
    assert ("refund-due", FEE - back, back) == (bill["status"], bill["charged"], bill["owed_back"])
    assert (await city.check())["exact"]


@pytest.mark.parametrize(("days_before", "back"), [(8, 500), (3, 250)])
async def test_the_same_table_speaks_of_a_part_that_is_given_back(city, days_before, back):
    """The afternoon, 500 of 800 yen: all of it a week before, half of it three days before; and so for the rest."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=15))
    times = city.next_day()
    whole = times["ends_at"].replace("T11", "T17")
    id = await city.booked(facility_id="cc", **{**times, "ends_at": whole})
    await city.pay(id, 800)
    starts = datetime.fromisoformat(times["starts_at"])
    clock_of(city.site).advance(starts - timedelta(days=days_before) - city.site.clock.now())

    part = {"starts_at": times["starts_at"].replace("T10", "T12"), "ends_at": whole}
    await sent(city.clerk, "POST", f"/bookings/{id}/cancel", part)
    await city.follow()

    assert ("refund-due", 800 - back, 800, 0, 0, back) == await city.sums(id)
    await city.cancel(id)
    rest = FEE if days_before > 7 else FEE // 2
    assert back + rest == (await city.bill(id))["owed_back"]
    assert (await city.check())["exact"]


async def test_what_was_held_is_due_when_it_is_confirmed(city):
    """Nothing before; and the rules' time to pay comes with it."""
    id = await city.booked(facility_id="cc", hold=True, **city.next_day())
    before = await city.auditor.get(f"/bills/{id}")

    await sent(city.asking(), "POST", f"/bookings/{id}/confirm")
    await city.follow()

    bill = await city.bill(id)
    paid_by = tokyo_date(city.site.clock.now()) + timedelta(days=4)
    assert (404, "no-bill") == (before.status_code, before.json()["code"])
    assert ("due", FEE, f"{paid_by}T00:00:00+09:00") == (bill["status"], bill["outstanding"], bill["pay_by"])


async def test_a_fault_of_the_house_gives_all_of_it_back(city):
    """Whatever the table says of the day before."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=15))
    id = await city.booked()
    await city.pay(id)
    starts = datetime.fromisoformat((await city.bill(id))["starts_at"])
    clock_of(city.site).advance(starts - timedelta(days=1) - city.site.clock.now())

    await sent(city.clerk, "POST", f"/bookings/{id}/cancel", {"reason": "operator-fault"})
    await city.follow()

    assert ("refund-due", 0, FEE, 0, 0, FEE) == await city.sums(id)


async def paid(city, hours="T11", fee=FEE, person="resident-hana", **more):
    """A booking of the centre that is paid, three days before its use: half of its fee would come back."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=5))
    times = city.next_day()
    times_of = {**times, "ends_at": times["ends_at"].replace("T11", hours)}
    id = await city.booked(person, facility_id="cc", **times_of, **more)
    await city.pay(id, fee)
    three_days_before(city, times)
    return id, times


def three_days_before(city, times):
    starts = datetime.fromisoformat(times["starts_at"])
    clock_of(city.site).advance(starts - timedelta(days=3) - city.site.clock.now())


def far_away(city, hours="T11"):
    """So far that a booking there could be cancelled for nothing."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=10))
    times = city.next_day()
    return {**times, "ends_at": times["ends_at"].replace("T11", hours)}


async def test_a_booking_that_moves_far_away_first_is_not_cancelled_for_nothing(city):
    """Half of it would have come back; so much comes back, whenever it is cancelled; the answers say so before."""
    id, _ = await paid(city)
    to = far_away(city)

    told = await sent(city.asking(), "POST", f"/bookings/{id}/change/explain", to)
    moved = await sent(city.asking(), "POST", f"/bookings/{id}/change", to)
    await city.follow()
    await city.cancel(moved["booking_id"])

    assert told == moved["costs"]
    assert (FEE, FEE, 0, 0, FEE // 2) == tuple(told[n] for n in ("was_fee", "fee", "back", "kept", "returns_max"))
    assert f"戻るのは{FEE // 2}円まで" in told["ja"]
    assert ("refund-due", FEE // 2, 0, 0, 0, FEE // 2) == await city.sums(moved["booking_id"])
    assert (await city.check())["exact"]


async def test_who_has_not_paid_is_not_told_that_money_comes_back(city):
    """Only of what is paid something comes back; nothing is said of zero yen, and midnight ends the day before."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=15))
    times = city.next_day()
    id = await city.booked(facility_id="cc", **{**times, "ends_at": times["ends_at"].replace("T11", "T17")})

    told = await sent(city.asking(), "POST", f"/bookings/{id}/change/explain", times)

    assert (500, 0, 300) == (told["back"], told["kept"], told["due"])
    assert "もう はらった ときは、500円 もどります。" in told["plain"]
    assert "0円は" not in told["ja"] + told["plain"]
    assert "夜の12時までに はらって ください" in told["plain"]
    assert " 24:00." in told["en"]
    await city.cancel(id)


async def test_what_a_change_costs_is_said_before_there_is_a_booking(city):
    """Beside the table of refunds, wherever there is one and something to pay."""
    wanted = {**body(facility_id="cc"), **far_away(city)}

    told = await sent(city.asking(), "POST", "/bookings/explain", wanted)

    words = [each["en"] for each in told["conditions"] if each["rule_id"] == "town.refunds"]
    assert 2 == len(words)
    assert words[1].startswith("What a change or a move gives back comes back as in a cancellation")


async def test_a_cheaper_place_gives_back_what_a_cancellation_would(city):
    """From 800 to 300 yen, far away: half of the 500, and of the rest no more than half; together half of all."""
    id, _ = await paid(city, "T17", 800)

    moved = await sent(city.asking(), "POST", f"/bookings/{id}/change", far_away(city))
    await city.follow()
    first = (await city.bill(moved["booking_id"]))["owed_back"]
    await city.cancel(moved["booking_id"])

    costs = moved["costs"]
    assert (250, 250, 150, 250) == (costs["back"], costs["kept"], costs["returns_max"], first)
    assert 400 == (await city.bill(moved["booking_id"]))["owed_back"]
    assert 250 == (await city.bill(id))["charged"]
    assert (await city.check())["exact"]


async def test_a_group_that_changes_to_cheaper_hours_gets_no_more_of_it(city):
    """The evening costs 500 of 800 yen; a quota has to agree first, and the table speaks all the same."""
    id, times = await paid(city, "T17", 800, group_id="osawa-garden", person="officer-yui")
    evening = {"starts_at": times["starts_at"].replace("T10", "T17"), "ends_at": times["ends_at"].replace("T11", "T20")}

    changed = await sent(city.asking("officer-yui"), "POST", f"/bookings/{id}/change", evening)
    await city.follow()

    assert (500, 150, 150) == (changed["fee"], changed["costs"]["back"], changed["costs"]["kept"])
    assert ("refund-due", 650, 800, 0, 0, 150) == await city.sums(id)


async def test_until_the_table_gives_all_of_it_back_a_change_costs_nothing(city):
    """Moved in time, the booking is like any other there."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=9))
    id = await city.booked()
    await city.pay(id)

    moved = await sent(city.asking(), "POST", f"/bookings/{id}/change", far_away(city))
    await city.cancel(moved["booking_id"])

    assert FEE == moved["costs"]["returns_max"] == (await city.bill(moved["booking_id"]))["owed_back"]


async def test_a_move_for_which_the_house_answers_costs_nothing(city):
    """Only staff say so; the booking of the new place is cancelled as if nothing had been."""
    id, _ = await paid(city, "T17", 800)
    wanted = {**far_away(city), "reason": "operator-fault"}

    refused = await city.asking().post(f"/bookings/{id}/change", json=wanted)
    moved = await sent(city.clerk, "POST", f"/bookings/{id}/change", wanted)
    await city.cancel(moved["booking_id"])

    assert (403, 500, FEE) == (refused.status_code, moved["costs"]["back"], moved["costs"]["returns_max"])
    assert 800 == (await city.bill(moved["booking_id"]))["owed_back"]
    assert (await city.check())["exact"]


async def test_a_reduction_that_was_granted_makes_a_lower_bill(city):
    """Half of the fee for a group with the grant of the year; nothing is waived, the fee itself is lower."""
    more = [{"name": f"会員 {number}", "share": "lives"} for number in range(4)]
    await registered(city, members=[*MEMBERS, *more])
    today = tokyo_date(city.site.clock.now()).isoformat()
    path = f"/registrations/{GARDEN}/grants/2027"
    await sent(city.staff, "PUT", path, {"reductions": ["town.half"], "filed_on": today})

    id = await city.booked("officer-yui", group_id="osawa-garden")

    bill = await city.bill(id)
    assert (FEE // 2, 0, FEE // 2) == (bill["charged"], bill["waived"], bill["outstanding"])


@pytest.mark.parametrize(("reason", "back"), [("disaster", FEE), ("illness", FEE // 2)])
async def test_reasons_that_the_rules_make_exceptions_for_give_all_of_it_back(city, reason, back):
    """A disaster that staff saw: all of it, late too; illness is no exception of this town's table."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=15))
    id = await city.booked()
    await city.pay(id)
    starts = datetime.fromisoformat((await city.bill(id))["starts_at"])
    clock_of(city.site).advance(starts - timedelta(days=1) - city.site.clock.now())

    await sent(city.clerk, "POST", f"/bookings/{id}/cancel", {"reason": reason})
    await city.follow()

    bill = await city.bill(id)
    assert ("refund-due", FEE - back, back) == (bill["status"], bill["charged"], bill["owed_back"])


async def test_asking_again_and_again_keeps_no_unpaid_room(city, monkeypatch):
    """Whoever asks until nobody else asks any more has still not paid: the booking lapses when its time is over.

    The payment service says nothing on its own, as many do not.
    """
    monkeypatch.setattr(city.money.collector, "_news", tuple)
    city.far_from_now(20)
    id = await city.booked()
    assert 201 == (await city.asking().post(f"/bills/{id}/pay", json={"instrument": "silent"})).status_code
    for _ in range(25):
        assert 200 == (await city.asking().post(f"/bills/{id}/ask")).status_code
    asked = await city.told(id, PaymentAsked)
    await city.later(hours=1)
    await city.later(days=4)

    assert (1, "cancelled") == (len(asked), (await city.bill(id))["status"])
