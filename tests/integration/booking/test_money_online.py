"""Paying online: confirmed later, refused, twice, late, away, unclear, after a crash, after a cancellation."""

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio

from services.booking.app import build
from services.booking.domain.money.events import PaymentAsked
from services.booking.domain.money.online import Order
from services.booking.money.payment_simulator import SimulatedPayments
from services.booking.settings import BookingSettings
from shared.contracts.booking_money import FeePaid
from shared.web import Caller
from tests.integration.booking.money_kit import FEE, a_paying_city
from tests.kit import clock_of, make_site

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    async with a_paying_city(tmp_path_factory.mktemp("money")) as city:
        yield city


HANA = Caller("resident-hana", frozenset({"resident"}))


class Died(Exception):
    """The process ends here."""


async def begun(city, id, instrument="standard", **more):
    """Begin to pay online; the attempt's id."""
    answer = await city.asking().post(f"/bills/{id}/pay", json={"instrument": instrument}, **more)
    assert 201 == answer.status_code, answer.text
    return answer.json()["attempt_id"]


async def attempt(city, id):
    """How the last attempt stands."""
    last = (await city.bill(id))["payments"][-1]
    return last["status"], last["reason"]


async def test_an_online_payment_is_confirmed_later(city):
    """The attempt is on record with where to pay; some seconds later there is a receipt. A repeat begins none."""
    id = await city.booked()
    key = {"idempotency-key": "k1"}
    first = await begun(city, id, headers=key)

    assert first == await begun(city, id, headers=key)
    assert ("pending", "") == await attempt(city, id)
    assert "https://pay.example/" in (await city.bill(id))["payments"][0]["pay_url"]
    await city.later(seconds=6)

    assert ("paid", FEE, FEE, 0, 0, 0) == await city.sums(id)
    assert [("online", FEE)] == [(paid.channel, paid.amount) for paid in await city.told(id, FeePaid)]


async def test_what_the_service_says_twice_counts_once(city):
    """By its own news, by asking, and by its gateway again."""
    id = await city.booked()
    attempt_id = await begun(city, id, "twice")
    clock_of(city.site).advance(timedelta(minutes=1))
    answers = [await city.gateway.post("/payments/news", json={"attempt_id": attempt_id}) for _ in range(2)]
    await city.later(seconds=5)

    assert [200, 200] == [answer.status_code for answer in answers]
    assert ("paid", FEE, FEE, 0, 0, 0) == await city.sums(id)


async def test_a_refused_payment_can_be_begun_again(city):
    """The bill stays due, and says why."""
    id = await city.booked()
    await begun(city, id, "refused")
    await city.later(seconds=6)

    assert ("failed", "declined") == await attempt(city, id)
    assert ("due", FEE, 0, 0, FEE, 0) == await city.sums(id)
    await begun(city, id)
    await city.later(seconds=6)
    assert ("paid", FEE, FEE, 0, 0, 0) == await city.sums(id)


async def test_one_online_payment_at_a_time(city):
    """A second one, on another phone, is told that the first is under way."""
    id = await city.booked()
    await begun(city, id, "silent")

    refused = await city.asking().post(f"/bills/{id}/pay", json={})

    assert (409, "payment-under-way") == (refused.status_code, refused.json()["code"])
    waiver = {"amount": 100, "ground": "youth", "evidence": "application"}
    assert "payment-under-way" == (await city.clerk.post(f"/bills/{id}/waivers", json=waiver)).json()["code"]
    await city.later(minutes=31)
    assert ("failed", "expired") == await attempt(city, id)


async def test_a_service_that_is_away_costs_nothing(city):
    """It has certainly not heard: the attempt ends at once, and another can be begun."""
    id = await city.booked()
    city.port.faults.append("away")
    await begun(city, id)

    assert ("failed", "not-reached") == await attempt(city, id)
    await begun(city, id)
    await city.later(seconds=6)
    assert ("paid", "") == await attempt(city, id)


@pytest.mark.parametrize(("fault", "taken"), [("unclear", FEE), ("lost", 0)])
async def test_what_nobody_knows_is_asked_until_it_is_known(city, fault, taken):
    """The line breaks after or before the service heard: uncertain, and then what really happened, to the yen."""
    id, before = await city.booked(), city.port.taken()
    city.port.faults.append(fault)
    await begun(city, id)

    assert ("uncertain", "") == await attempt(city, id)
    city.port.faults.extend(["away", "unclear"])
    for _ in range(6):
        await city.later(minutes=10)

    assert (taken, taken) == (city.port.taken() - before, (await city.bill(id))["paid"])
    assert ("paid" if taken else "failed") == (await attempt(city, id))[0]


async def test_a_repeat_that_finds_the_service_away_ends_nothing(city):
    """The first request was heard; only the very first word of an order proves by its failing that none was."""
    id, key = await city.booked(), {"idempotency-key": "k2"}
    await begun(city, id, headers=key)
    city.port.faults.append("away")

    await begun(city, id, headers=key)

    city.port.faults.clear()
    assert ("pending", "") == await attempt(city, id)
    await city.later(seconds=6)
    assert ("paid", FEE, FEE, 0, 0, 0) == await city.sums(id)


async def test_a_process_that_ends_between_asking_and_the_answer_loses_nothing(city, monkeypatch):
    """The attempt stands in the journal before the service is asked; later somebody asks what became of it."""
    id = await city.booked()
    heard = SimulatedPayments.start

    async def dies(self, order):
        await heard(self, order)
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(SimulatedPayments, "start", dies)
        with pytest.raises(Died):
            await city.money.online.begin(
                id, "standard", by=HANA, cause=city.service.journal.causes.http("resident-hana", "POST /pay", "k")
            )
    assert ("started", "") == await attempt(city, id)
    await city.later(minutes=3)

    assert ("paid", FEE, FEE, 0, 0, 0) == await city.sums(id)


async def test_paid_online_and_at_the_counter_at_once(city):
    """Both are taken in, because both happened; what was too much goes back the way it came, on its own."""
    id = await city.booked()
    await begun(city, id)
    assert 201 == (await city.pay(id)).status_code

    await city.later(seconds=6)

    assert ("paid", FEE, 2 * FEE, FEE, 0, 0) == await city.sums(id)
    (paid,) = [payment["attempt_id"] for payment in (await city.bill(id))["payments"]]
    assert FEE == city.port.given_back(paid)


async def test_money_that_arrives_for_a_cancelled_bill_goes_back(city):
    """The answer comes after the booking was given up: taken in, and given back at once, exactly once."""
    id = await city.booked()
    attempt_id = await begun(city, id)
    await city.cancel(id)
    city.port.faults.extend(["away"])

    for _ in range(4):
        await city.later(minutes=2)

    assert ("cancelled", 0, FEE, FEE, 0, 0) == await city.sums(id)
    assert FEE == city.port.given_back(attempt_id)


async def test_a_refund_of_which_nobody_knows_is_asked_again_and_paid_once(city):
    """The service heard, and the line broke: the same number again is the same refund."""
    id = await city.booked()
    attempt_id = await begun(city, id)
    await city.later(seconds=6)
    await city.cancel(id)
    city.port.faults.extend(["unclear", "lost"])

    for _ in range(4):
        await city.later(minutes=10)

    assert ("cancelled", 0, FEE, FEE, 0, 0) == await city.sums(id)
    assert FEE == city.port.given_back(attempt_id)


async def test_a_refund_that_the_service_refuses_is_handed_out(city):
    """It goes on the counter's list."""
    id = await city.booked()
    attempt_id = await begun(city, id)
    await city.later(seconds=6)
    await city.port.refund(attempt_id, "by-the-bank-itself", FEE)
    await city.cancel(id)

    await city.later(seconds=6)

    assert {"counter": FEE} == (await city.bill(id))["owed_by_hand"]
    handed = await city.clerk.post(f"/bills/{id}/refunds", json={"channel": "counter", "amount": FEE})
    assert 201 == handed.status_code
    assert ("cancelled", 0, FEE, FEE, 0, 0) == await city.sums(id)


async def test_two_replicas_that_ask_at_once_record_one_answer(city):
    """Both timers fire; one receipt."""
    id = await city.booked()
    await begun(city, id)
    clock_of(city.site).advance(timedelta(minutes=1))

    await asyncio.gather(city.money.collector.run_due(), city.money.collector.run_due())

    assert 1 == len(await city.told(id, FeePaid))


async def test_somebody_may_ask_at_once(city):
    """Instead of waiting for the next question."""
    id = await city.booked()
    await begun(city, id, "late")
    clock_of(city.site).advance(timedelta(minutes=11))

    asked = await city.asking().post(f"/bills/{id}/ask")

    assert "paid" == asked.json()["status"]


async def test_only_the_gateway_reports(city):
    """And of what nobody began, it is told so."""
    assert 403 == (await city.asking().post("/payments/news", json={"attempt_id": "x"})).status_code
    unknown = await city.gateway.post("/payments/news", json={"attempt_id": "x"})
    assert (404, "no-such-payment") == (unknown.status_code, unknown.json()["code"])


async def test_without_a_payment_service_one_pays_at_the_counter(tmp_path):
    """The default outside the demo; a simulator for several replicas is refused at the start."""
    site = make_site(tmp_path)
    assert build(site).use_cases.money.online.port is None
    assert isinstance(build(site, BookingSettings(payments="simulator")).use_cases.money.online.port, SimulatedPayments)
    with pytest.raises(ValueError, match="replicas"):
        build(make_site(tmp_path, store="mongo", bus="kafka"), BookingSettings(payments="simulator"))


async def test_the_simulated_service_remembers_after_a_restart(tmp_path, city):
    """Orders and refunds stand in its file."""
    file = tmp_path / "simulator.jsonl"
    clock = city.site.clock
    first = SimulatedPayments(clock, file)
    await first.start(Order("o1", FEE, "1", clock.now() + timedelta(minutes=30)))
    clock_of(city.site).advance(timedelta(minutes=1))
    await first.refund("o1", "r1", 100)

    again = SimulatedPayments(clock, file)

    assert ("paid", 100) == ((await again.look_up("o1")).kind, again.given_back("o1"))
    assert "unknown" == (await again.look_up("o2")).kind


async def test_the_stream_of_a_payment_is_bounded(city):
    """Whoever asks and asks adds no event beyond the limit, and a bill takes ten attempts."""
    id = await city.booked()
    await begun(city, id, "silent")
    city.port.faults.extend(["away"] * 100)
    for _ in range(40):
        await city.later(hours=6)

    asked = await city.told(id, PaymentAsked)
    assert 22 >= len(asked) >= 20
    assert "uncertain" == (await attempt(city, id))[0]
    city.port.faults.clear()
    await city.asking().post(f"/bills/{id}/ask")
    assert ("failed", "expired") == await attempt(city, id)
