"""``kyoso money check`` adds the journal up; rows are made again; what moves takes its money along."""

from datetime import timedelta

import pytest
import pytest_asyncio

from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.money.bill import Bill
from services.booking.domain.money.events import FeeWaived
from services.booking.money.rows import MONEY_ROWS, BillRow, MoneyRow
from shared.contracts.booking import BookingConfirmed
from shared.journal.port import PlacedRow
from shared.journal.rebuild import rebuild
from tests.integration.booking.money_kit import FEE, a_paying_city

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    async with a_paying_city(tmp_path_factory.mktemp("check")) as city:
        yield city


async def says(city, id, **changes):
    """A booking that says of itself what the rules would have said."""
    row = await city.bill(id)
    return BookingConfirmed(
        **{name: row[name] for name in ("facility_id", "room_ids", "starts_at", "ends_at", "person_id")},
        **{"booking_id": id, "people": 5, "purpose": "meeting", "fee": FEE, **changes},
    )


async def commit(city, stream, events, key):
    """A commit of the test's own."""
    cause = city.service.journal.causes.operator("test", key.encode(), "")
    await city.service.journal.transact(stream, cause, lambda _: events)
    await city.follow()


async def test_every_yen_is_where_it_should_be(city):
    """After payments, a waiver, a correction, an online refund and a cancellation; by facility and fiscal year."""
    before = {(year["facility_id"], year["fiscal_year"]): year for year in (await city.check())["years"]}
    paid, waived, online, gone = [await city.booked() for _ in range(4)]
    await city.pay(paid)
    await city.clerk.post(f"/bills/{waived}/waivers", json={"amount": FEE, "ground": "public", "evidence": "decision"})
    await city.asking().post(f"/bills/{online}/pay", json={})
    await city.later(seconds=6)
    await city.clerk.post(f"/bills/{online}/corrections", json={"fee": 100, "reason": "operator"})
    await city.pay(gone)
    await city.cancel(gone)
    await city.later(seconds=6)

    report = await city.check()

    assert (True, [], 0) == (report["exact"], report["differences"], report["under_way"])
    assert {} == before
    (year,) = report["years"]
    assert ("cc", 2027, 4) == (year["facility_id"], year["fiscal_year"], year["bills"])
    assert (2 * FEE + 100, FEE, 3 * FEE, FEE - 100, 0, FEE) == tuple(
        year[name] for name in ("charged", "waived", "paid", "refunded", "outstanding", "owed_back")
    )


async def test_rows_are_equal_after_a_rebuild(city):
    """Bills, the till, and what is still to be asked."""
    journal = city.service.journal
    await city.pay(await city.booked())
    await city.asking().post(f"/bills/{await city.booked()}/pay", json={"instrument": "late"})

    async def placed():
        found = {}
        for kind in MONEY_ROWS:
            for row in await journal.all(kind):
                at = await journal.store.placed(kind, row.id)
                found[kind.kind, row.id] = at.stream, at.version, at.row.model_dump_json()
        return found

    before = await placed()
    await rebuild(journal.model, journal.store)

    assert {"bill", "money", "payment-order"} == {kind for kind, _ in before}
    assert before == await placed()
    journal.writer.forget_cache()
    assert (await city.check())["exact"]


async def test_a_booking_that_moved_takes_its_money_along(city):
    """Paid for one day, used on another that costs more: the difference is due, and nothing is paid back and forth."""
    old = await city.booked()
    await city.pay(old)
    moved = await says(city, old, booking_id="moved-1", fee=400, moved_from=old)
    await commit(city, FacilityDay.stream("cc", "2027-07-15"), [moved], "move")
    await city.cancel(old)

    assert ("cancelled", 0, FEE, 0, 0, 0) == await city.sums(old)
    row = await city.service.journal.get(BillRow, "moved-1")
    assert (old, 400, 0, FEE, 100) == (row.moved_from, row.charged, row.paid, row.received, row.outstanding)
    assert (await city.check())["exact"]


def doctored(row, **changes):
    return row.model_copy(update=changes)


async def test_a_yen_that_is_missing_is_found(city):
    """In a bill's row, in the till, in the events themselves: each with the stream to look at."""
    id = await city.booked()
    receipt = (await city.pay(id)).json()["number"]
    journal = city.service.journal
    stream = f"bill/{id}"
    assert (await city.check())["exact"]

    for kind, row_id, changes in ((BillRow, id, {"paid": FEE - 1}), (MoneyRow, receipt, {"amount": FEE - 1})):
        right = await journal.store.placed(kind, row_id)
        wrong = PlacedRow(doctored(right.row, **changes), right.stream, right.version + 1_000)
        await journal.store.replace_rows([wrong])
        report = await city.check()
        assert (False, [stream]) == (report["exact"], [each["stream"] for each in report["differences"]])
        assert str(FEE - 1) in report["differences"][0]["ja"]
        await rebuild(journal.model, journal.store)
        assert (await city.check())["exact"]

    await commit(city, Bill.stream(id), [FeeWaived(booking_id=id, amount=FEE + 1, ground="other")], "forged")
    report = await city.check()
    assert (False, {stream}) == (report["exact"], {each["stream"] for each in report["differences"]})


async def test_a_booking_without_its_bill_is_found(tmp_path):
    """A reaction that was lost: under way for an hour, then a difference."""
    async with a_paying_city(tmp_path) as city:
        await city.booked()
        lost = (await says(city, await city.booked())).model_copy(update={"booking_id": "lost"})
        cause = city.service.journal.causes.operator("test", b"lost", "")
        await city.service.journal.transact(FacilityDay.stream("cc", "2027-07-16"), cause, lambda _: [lost])

        soon = await city.check()
        city.site.clock.advance(timedelta(hours=2))
        late = await city.check()

    assert (True, 1) == (soon["exact"], soon["under_way"])
    assert (False, ["facility-day/cc/2027-07-16"]) == (late["exact"], [each["stream"] for each in late["differences"]])
