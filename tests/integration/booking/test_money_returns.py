"""What comes back of a cancelled booking is said: in the answer, with the booking, and on its slip."""

from datetime import date, datetime, timedelta

import pytest
import pytest_asyncio

from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.money.bill import Bill
from shared.clock import tokyo_date
from tests.integration.booking.money_kit import FEE, a_ruled_city
from tests.integration.booking.registrations_kit import sent
from tests.kit import clock_of
from tests.unit.booking.papers.papers_kit import text_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
ARTICLE = "見本の規則"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    async with a_ruled_city(tmp_path_factory.mktemp("rules")) as city:
        city.from_day(date(2027, 6, 8))
        yield city


async def paid(city, days_before, **changes):
    """A booking that is paid, so many days before its use."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=15))
    id = await city.booked(**changes)
    await city.pay(id)
    starts = datetime.fromisoformat((await city.bill(id))["starts_at"])
    clock_of(city.site).advance(starts - timedelta(days=days_before) - city.site.clock.now())
    return id


async def given_back(city, id, by=None, **body):
    """The answer to a cancellation, the booking as it is shown then, and its slip."""
    answer = await sent(by or city.asking(), "POST", f"/bookings/{id}/cancel", body or None)
    shown = (await city.asking().get(f"/bookings/{id}")).json()
    slip = await city.asking().get(f"/bookings/{id}/slip.pdf")
    return answer, shown, text_of(slip.content)


def on(page, words):
    """Whether the words stand on the page, wherever its lines end."""
    return "".join(words.split()) in page


@pytest.mark.parametrize(
    ("days_before", "back", "says", "in_english"),
    [
        (8, FEE, "お支払い済みの300円は、全額をお返しします。", "All of the 300 yen"),
        (
            3,
            FEE // 2,
            f"150円は戻りません。使用の日の3日前の取消しだからです（{ARTICLE}）",
            "150 come back and 150 do not",
        ),
    ],
)
async def test_what_comes_back_is_said_with_the_cancellation(city, days_before, back, says, in_english):
    """By the table of refunds: how much, where it is fetched and until when, and which article keeps the rest."""
    id = await paid(city, days_before)

    answer, shown, page = await given_back(city, id)

    told = answer["returns"]
    until = tokyo_date(city.site.clock.now()).replace(year=2032)
    assert (FEE, back, FEE - back, {"counter": back}) == tuple(told[n] for n in ("paid", "back", "kept", "waits"))
    assert (until.isoformat(), ARTICLE if back < FEE else None) == (told["claim_until"], told["article"])
    assert says in told["ja"]
    assert in_english in told["en"]
    assert told == shown["returns"]
    assert all(on(page, told[language]) for language in ("ja", "plain", "en"))


async def test_nothing_comes_back_and_the_rule_is_named(city):
    """On the day itself staff cancel at the holder's wish: the slip does not say that nothing was to be paid."""
    id = await paid(city, 0.2)

    answer, _, page = await given_back(city, id, by=city.clerk)

    told = answer["returns"]
    assert (0, FEE, {}, None) == tuple(told[n] for n in ("back", "kept", "waits", "claim_until"))
    assert ("town.refunds", ARTICLE) == (told["rule_id"], told["article"])
    assert "お支払い済みの300円は、戻りません。使用の日になってからの取消しだからです" in told["ja"]
    assert on(page, told["ja"])
    assert "お支払いはいりません" not in page


async def test_a_fault_of_the_house_gives_all_of_it_back_and_says_so(city):
    """No rule is named that kept nothing."""
    id = await paid(city, 1)

    told = (await given_back(city, id, by=city.clerk, reason="operator-fault"))[0]["returns"]

    assert (FEE, 0, None) == (told["back"], told["kept"], told["rule_id"])


async def test_what_was_not_paid_is_not_given_back(city):
    """And nothing is to be paid any more."""
    id = await city.booked()

    answer, _, page = await given_back(city, id)

    assert (0, 0, 0) == tuple(answer["returns"][name] for name in ("paid", "back", "kept"))
    assert "お支払いいただくお金もありません" in page


async def test_what_was_handed_out_is_said_afterwards_and_a_repeat_says_what_it_said(city):
    """The booking and its slip tell how it stands; the answer to a repeated command is the first one."""
    id = await paid(city, 3)
    key = {"Idempotency-Key": f"cancel-{id}"}
    first = await city.asking().post(f"/bookings/{id}/cancel", headers=key)
    await sent(city.clerk, "POST", f"/bills/{id}/refunds", {"channel": "counter", "amount": FEE // 2}, expected=201)

    again = await city.asking().post(f"/bookings/{id}/cancel", headers=key)
    shown = (await city.asking().get(f"/bookings/{id}")).json()["returns"]

    assert first.json() == again.json()
    assert (FEE // 2, FEE // 2, {}) == (shown["back"], shown["refunded"], shown["waits"])
    assert "お返し済みです" in shown["ja"]


async def test_a_note_that_is_brought_later_changes_what_is_said(city):
    """A disaster, shown afterwards: all of it comes back, and no rule keeps anything."""
    id = await paid(city, 3)
    before = (await given_back(city, id))[0]["returns"]

    after = await sent(city.clerk, "POST", f"/bookings/{id}/reason", {"reason": "disaster"})

    assert (FEE // 2, FEE) == (before["back"], after["returns"]["back"])
    assert (0, None) == (after["returns"]["kept"], after["returns"]["rule_id"])


async def test_a_booking_that_moved_says_that_its_money_went_along(city):
    """It is not said to come back."""
    id = await paid(city, 9)
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=10))
    await sent(city.asking(), "POST", f"/bookings/{id}/change", city.next_day())

    shown = (await city.asking().get(f"/bookings/{id}")).json()

    assert "移った先の予約に引き継ぎました" in shown["returns"]["ja"]
    assert {} == shown["returns"]["waits"]


async def test_only_what_was_cancelled_says_it(city):
    """A booking that stands has no such words."""
    id = await city.booked()

    assert "returns" not in (await city.asking().get(f"/bookings/{id}")).json()


async def test_a_bill_that_has_not_heard_of_the_end_is_told_first(city):
    """A kill between the cancellation and its bill: whoever looks is told what comes back all the same."""
    id = await paid(city, 9)
    row = (await city.clerk.get(f"/bookings/{id}")).json()
    journal, facility = city.service.journal, await city.uses.directory.facility(row["facility_id"])
    now, cause = journal.now(), journal.causes.operator("town", b"", "cut-off")
    day = FacilityDay.stream(row["facility_id"], row["starts_at"][:10])
    await journal.transact(day, cause, lambda found: found.cancel(id, facility, now, by_staff=False))
    (heard,) = await journal.ask(Bill.stream(id), lambda bill: (bill.cancelled,))

    shown = (await city.asking().get(f"/bookings/{id}")).json()

    assert not heard
    assert {"counter": FEE} == shown["returns"]["waits"]
