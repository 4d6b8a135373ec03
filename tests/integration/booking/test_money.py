"""Money at the counter, over HTTP: due, paid, receipts, refunds, waivers, corrections, and who may do what."""

import asyncio

import pytest
import pytest_asyncio

from shared.contracts.booking_money import FeeDue, FeeOverdue, FeePaid, FeeRefundDue, FeeRefunded
from shared.contracts.matching import OfficerAppointed, OfficerRetired
from tests.integration.booking.bookings_kit import body
from tests.integration.booking.money_kit import FEE, a_paying_city
from tests.kit import deliver

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    async with a_paying_city(tmp_path_factory.mktemp("money")) as city:
        yield city


async def test_a_booking_that_costs_something_has_a_bill(city):
    """Due in full until the use begins, under a number that people can write on a transfer."""
    id = await city.booked()

    bill = await city.bill(id)

    assert ("due", FEE, FEE, 0) == (bill["status"], bill["charged"], bill["outstanding"], bill["paid"])
    assert (bill["starts_at"], 2027) == (bill["pay_by"], bill["fiscal_year"])
    (due,) = await city.told(id, FeeDue)
    assert (id, FEE, FEE, bill["bill_number"]) == (due.booking_id, due.amount, due.total, due.bill_number)


async def test_a_payment_at_the_counter_makes_a_receipt(city):
    """Number, amount, for what; a repeated request is the same receipt."""
    id = await city.booked()
    key = {"idempotency-key": "k1"}
    wanted = {"channel": "counter", "amount": FEE, "reference": "A-0042"}

    first = await city.clerk.post(f"/bills/{id}/payments", json=wanted, headers=key)
    again = await city.clerk.post(f"/bills/{id}/payments", json=wanted, headers=key)

    assert (201, first.content) == (again.status_code, again.content)
    assert ("paid", FEE, FEE, 0, 0, 0) == await city.sums(id)
    receipt = first.json()
    shown = (await city.asking().get(f"/bills/{id}/receipts/{receipt['number']}")).json()
    assert receipt == shown
    assert ("counter", FEE, ["big"]) == tuple(shown[name] for name in ("channel", "amount", "room_ids"))
    (paid,) = await city.told(id, FeePaid)
    assert (receipt["number"], FEE) == (paid.receipt_number, paid.amount)


async def test_who_books_and_pays_at_once_need_not_wait(city):
    """At the counter both happen in one moment: the bill is there although nothing has followed the booking yet."""
    wanted = body(facility_id="cc", person_id="p-75", channel="counter", **city.next_day())
    id = (await city.clerk.post("/bookings", json=wanted)).json()["booking_id"]

    paid = await city.pay(id)
    await city.follow()

    assert 201 == paid.status_code
    assert [FEE] == [due.amount for due in await city.told(id, FeeDue)]


async def test_two_clerks_enter_the_same_payment_at_once(city):
    """One receipt; the other is told to take no money, and shown the receipt."""
    id = await city.booked()

    answers = await asyncio.gather(city.pay(id, by=city.clerk), city.pay(id, by=city.other_clerk))

    assert [201, 409] == sorted(answer.status_code for answer in answers)
    taken, refused = sorted(answers, key=lambda answer: answer.status_code)
    assert ("nothing-due", [taken.json()["number"]]) == (refused.json()["code"], refused.json()["receipts"])
    assert ("paid", FEE, FEE, 0, 0, 0) == await city.sums(id)


@pytest.mark.parametrize(
    ("amount", "code"), [(FEE - 1, "partial-payment"), (FEE + 1, "overpayment")], ids=["less", "more"]
)
async def test_only_exactly_what_is_due_is_taken(city, amount, code):
    """The refusal says how much; nothing is recorded."""
    id = await city.booked()

    refused = await city.pay(id, amount)

    assert (422, code, FEE) == (refused.status_code, refused.json()["code"], refused.json()["outstanding"])
    assert ("due", FEE, 0, 0, FEE, 0) == await city.sums(id)


async def test_a_cancelled_booking_that_was_paid_is_owed_back(city):
    """It is on the list of refunds until it was handed out, once and exactly."""
    id = await city.booked()
    await city.pay(id)

    await city.cancel(id)

    assert ("refund-due", 0, FEE, 0, 0, FEE) == await city.sums(id)
    listed = (await city.clerk.get("/bills", params={"facility_id": "cc", "status": "refund-due"})).json()["items"]
    assert (id, {"counter": FEE}) in [(bill["booking_id"], bill["owed_by_hand"]) for bill in listed]
    (word,) = await city.told(id, FeeRefundDue)
    assert (FEE, "counter") == (word.amount, word.channel)
    wrong = await city.clerk.post(f"/bills/{id}/refunds", json={"channel": "counter", "amount": FEE - 1})
    assert (422, "refund-differs", FEE) == (wrong.status_code, wrong.json()["code"], wrong.json()["owed"])
    wanted = {"channel": "counter", "amount": FEE}
    answers = await asyncio.gather(
        *(clerk.post(f"/bills/{id}/refunds", json=wanted) for clerk in (city.clerk, city.other_clerk))
    )
    assert [201, 409] == sorted(answer.status_code for answer in answers)
    assert ("cancelled", 0, FEE, FEE, 0, 0) == await city.sums(id)
    (refunded,) = await city.told(id, FeeRefunded)
    assert FEE == refunded.amount


async def test_cancelling_while_somebody_pays_loses_no_yen(city):
    """Whichever is first: either the payment is refused, or it is owed back."""
    id = await city.booked()

    paid, _ = await asyncio.gather(city.pay(id), city.cancel(id))
    await city.follow()

    assert (201, FEE) == (paid.status_code, (await city.bill(id))["owed_back"])


async def test_no_money_is_taken_for_a_cancelled_booking(city):
    """The clerk is told so; an unpaid fee is countered with the booking."""
    id = await city.booked()
    await city.cancel(id)

    refused = await city.pay(id)

    assert (409, "bill-cancelled") == (refused.status_code, refused.json()["code"])
    assert ("cancelled", 0, 0, 0, 0, 0) == await city.sums(id)
    assert [FEE, -FEE] == [due.amount for due in await city.told(id, FeeDue)]


async def test_a_waiver_is_granted_before_the_payment(city):
    """Half is waived with evidence, the rest is paid; afterwards nothing can be waived."""
    id = await city.booked()
    waiver = {"amount": 150, "ground": "community", "evidence": "document-seen", "reference": "8-31"}

    granted = await city.clerk.post(f"/bills/{id}/waivers", json=waiver)
    paid = await city.pay(id, 150)
    late = await city.clerk.post(f"/bills/{id}/waivers", json=waiver)

    assert (201, 201) == (granted.status_code, paid.status_code)
    assert (409, "nothing-due") == (late.status_code, late.json()["code"])
    assert (150, "paid") == ((await city.bill(id))["waived"], (await city.bill(id))["status"])
    other = await city.booked()
    too_much = await city.clerk.post(f"/bills/{other}/waivers", json={**waiver, "amount": 301})
    assert "waiver-too-large" == too_much.json()["code"]


async def test_a_corrected_fee_counters_the_first_one(city):
    """Nothing is edited: what was due is taken away, the new fee falls due, and what was too much is owed back."""
    id = await city.booked()
    await city.pay(id)

    corrected = await city.clerk.post(f"/bills/{id}/corrections", json={"fee": 200, "reason": "wrong-price"})
    await city.follow()

    assert {"booking_id": id, "countered": FEE, "fee": 200, "outstanding": 0} == corrected.json()
    assert [FEE, -FEE, 200] == [due.amount for due in await city.told(id, FeeDue)]
    assert ("refund-due", 200, FEE, 0, 0, 100) == await city.sums(id)
    same = await city.clerk.post(f"/bills/{id}/corrections", json={"fee": 200, "reason": "other"})
    assert (422, "fee-unchanged") == (same.status_code, same.json()["code"])


async def test_what_is_not_paid_in_time_is_overdue(city):
    """Said once, by a timer; it can still be paid."""
    id = await city.booked()

    await city.later(days=40)
    await city.later(hours=1)

    assert ("overdue", FEE, 0, 0, FEE, 0) == await city.sums(id)
    assert [FEE] == [event.amount for event in await city.told(id, FeeOverdue)]
    assert 201 == (await city.pay(id)).status_code


async def test_who_may_do_what(city):
    """The person sees and pays online; only staff take money in; auditors look; others see nothing."""
    id = await city.booked()
    hana, ken = city.asking(), city.asking("resident-ken")
    auditor = city.auditor

    assert [200, 403, 200] == [(await who.get(f"/bills/{id}")).status_code for who in (hana, ken, auditor)]
    for who in (hana, ken, auditor):
        assert 403 == (await city.pay(id, by=who)).status_code
    assert [403, 200] == [(await who.get("/bills", params={"facility_id": "cc"})).status_code for who in (ken, auditor)]
    assert id in [bill["booking_id"] for bill in (await hana.get("/bills")).json()["items"]]
    assert [] == (await ken.get("/bills")).json()["items"]
    assert 404 == (await hana.get("/bills/nothing")).status_code


async def test_bills_and_the_till_are_listed_by_time(city):
    """Bills by the start of use, money by the instant it moved; page by page."""
    first, second = await city.booked(), await city.booked()
    days = [(await city.bill(id))["starts_at"] for id in (first, second)]
    begun = city.site.clock.now().isoformat()
    await city.pay(second)
    await city.later(minutes=5)
    await city.pay(first, channel="bank")
    asked = {"facility_id": "cc", "from": days[0], "limit": 1}

    page = (await city.clerk.get("/bills", params=asked)).json()
    more = (await city.clerk.get("/bills", params={**asked, "cursor": page["next"]})).json()
    until = (await city.clerk.get("/bills", params={**asked, "until": days[1], "limit": 9})).json()["items"]
    till = (await city.clerk.get("/payments", params={"facility_id": "cc", "from": begun})).json()["items"]

    assert [first, second] == [page["items"][0]["booking_id"], more["items"][0]["booking_id"]]
    assert [first] == [bill["booking_id"] for bill in until]
    lines = [(line["booking_id"], line["channel"]) for line in till if line["booking_id"] in {first, second}]
    assert [(second, "counter"), (first, "bank")] == lines


async def test_an_officer_who_has_left_reads_no_bill_of_the_group(city):
    """Neither in their list nor by its number; their own are there still."""
    officer = OfficerAppointed(group_id="osawa-garden", person_id="officer-ai", role="officer")
    await deliver(city.service, officer, n=7)
    rooms = [
        {"room_id": "small", "starts_at": f"2027-07-{day}T10:00:00+09:00", "ends_at": f"2027-07-{day}T11:00:00+09:00"}
        for day in (14, 15)
    ]
    group = await city.booked("officer-ai", **rooms[0], facility_id="cc", group_id="osawa-garden")
    own = await city.booked("officer-ai", **rooms[1], facility_id="cc")
    ai = city.asking("officer-ai")
    assert {group, own} == {bill["booking_id"] for bill in (await ai.get("/bills")).json()["items"]}

    await deliver(city.service, OfficerRetired(**officer.model_dump()), n=8)

    assert [own] == [bill["booking_id"] for bill in (await ai.get("/bills")).json()["items"]]
    assert 403 == (await ai.get(f"/bills/{group}")).status_code


async def test_a_day_in_the_future_is_no_day_of_payment(city):
    """Nor one more than a year back."""
    id = await city.booked()

    for day in ("2028-12-02", "2026-01-01"):
        refused = await city.pay(id, paid_on=day)
        assert (422, "paid-on-out-of-range") == (refused.status_code, refused.json()["code"])


async def test_a_booking_without_a_fee_has_no_bill(city):
    """Asking for it, or paying it, says so."""
    id = await city.booked(facility_id="always-open", room_id="r1", **city.next_day())

    for answer in (await city.clerk.get(f"/bills/{id}"), await city.pay(id)):
        assert (404, "no-bill") == (answer.status_code, answer.json()["code"])
    assert [] == await city.told(id, FeeDue)
