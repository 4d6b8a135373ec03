"""Bank statements over HTTP: what fits is booked, what does not is reported, and the same file changes nothing."""

import asyncio

import pytest
import pytest_asyncio

from services.booking.domain.money.events import StatementTaken
from services.booking.domain.money.numbers import bill_number
from shared.web import Caller
from tests.integration.booking.money_kit import FEE, a_paying_city
from tests.kit import run_reactions

pytestmark = pytest.mark.asyncio(loop_scope="module")
HEADER = "日付,入金額,摘要\n"
TODAY = "2027-05-31"
MORI = Caller("staff-mori", frozenset({"staff"}))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    async with a_paying_city(tmp_path_factory.mktemp("statements")) as city:
        yield city


def line(id, amount=FEE):
    """A transfer that names a bill."""
    return f"{TODAY},{amount},ｵｵｻﾜ {bill_number(id)}\n"


async def taken(city, *lines, by=None, **params):
    """What became of each line of a file."""
    answer = await (by or city.clerk).post(
        "/payments/statements", content=(HEADER + "".join(lines)).encode(), params=params
    )
    assert 200 == answer.status_code, answer.text
    return answer.json()


def statuses(report):
    return [line["status"] for line in report["lines"]]


async def test_what_fits_is_booked_and_the_rest_reported(city):
    """Each line says what became of it; only exact amounts for standing bills are taken in."""
    fits, differs, paid, gone = [await city.booked() for _ in range(4)]
    await city.pay(paid)
    await city.cancel(gone)

    report = await taken(
        city,
        line(fits),
        line(differs, 299),
        line(paid),
        line(gone),
        line("nobody"),
        f"{TODAY},300,ヤマダ\n",
        line(fits),
    )

    expected = ["booked", "amount-differs", "already-paid", "cancelled", "unknown-number", "no-number", "already-paid"]
    assert (expected, FEE) == (statuses(report), report["booked"])
    assert [(fits, FEE), (differs, 0)] == [(id, (await city.bill(id))["paid"]) for id in (fits, differs)]
    assert FEE == report["lines"][1]["outstanding"]
    assert all(each["next_ja"] and each["next_en"] for each in report["lines"][1:])
    receipt = (await city.bill(fits))["receipts"][0]
    assert (report["lines"][0]["receipt_number"], "bank") == (receipt["receipt_number"], receipt["channel"])
    assert f"{TODAY}T00:00:00+09:00" == receipt["paid_at"]


async def test_the_same_file_again_changes_nothing(city):
    """Nor does another file that holds some of the same lines."""
    first, second = await city.booked(), await city.booked()
    await taken(city, line(first))

    again = await taken(city, line(first))
    overlapping = await taken(city, line(second), line(first))

    assert (["booked-before"], 0) == (statuses(again), again["booked"])
    assert ["booked", "booked-before"] == statuses(overlapping)
    assert FEE == (await city.bill(first))["paid"]


async def test_the_same_file_twice_at_once_books_it_once(city):
    """Two clerks press the button at the same moment: both are told the same receipt."""
    id = await city.booked()

    both = await asyncio.gather(taken(city, line(id)), taken(city, line(id)))

    assert {"booked", "booked-before"} >= {status for report in both for status in statuses(report)}
    assert ("paid", FEE, FEE, 0, 0, 0) == await city.sums(id)
    assert 1 == len({report["lines"][0]["receipt_number"] for report in both})


async def test_a_day_that_is_still_to_come_is_no_payment(city):
    """A mistake in the file; the line is reported."""
    id = await city.booked()

    report = await taken(city, line(id).replace(TODAY, "2031-01-01"))

    assert (["in-the-future"], 0) == (statuses(report), (await city.bill(id))["paid"])


async def test_a_trial_run_books_nothing(city):
    """It only says what would fit."""
    id = await city.booked()

    report = await taken(city, line(id), dry_run=True)

    assert (["fits"], 0, 0) == (statuses(report), report["booked"], (await city.bill(id))["paid"])


async def test_a_file_with_a_broken_line_books_nothing(city):
    """Although another line of it would fit."""
    id = await city.booked()

    refused = await city.clerk.post("/payments/statements", content=f"{HEADER}{line(id)}{TODAY},x,y\n".encode())

    assert (422, "statement-unreadable") == (refused.status_code, refused.json()["code"])
    assert 0 == (await city.bill(id))["paid"]


async def test_a_process_that_ends_in_the_middle_is_finished_by_the_relay(city, monkeypatch):
    """What fits is one commit, and the bills follow it: no half of a file."""
    ids = [await city.booked() for _ in range(3)]
    with monkeypatch.context() as patched:
        patched.setattr(city.service.journal, "settle", dies)
        with pytest.raises(Died):
            await city.money.statements.take(
                (HEADER + "".join(map(line, ids))).encode(),
                dry_run=False,
                by=MORI,
                cause=city.service.journal.causes.http("staff-mori", "POST /payments/statements", "k"),
            )
    assert {0} == {(await city.bill(id))["paid"] for id in ids}

    await run_reactions(city.service)

    assert {FEE} == {(await city.bill(id))["paid"] for id in ids}


class Died(Exception):
    """The process ends here."""


async def dies(commit):
    """The process ends behind the first commit."""
    assert any(isinstance(event, StatementTaken) for event in commit.events)
    raise Died


async def test_a_line_that_no_longer_fits_is_reported(city, monkeypatch):
    """Somebody pays at the counter between reading and booking: the bill decides, and the report says so."""
    id = await city.booked()
    settle = city.service.journal.settle

    async def late(commit):
        await city.pay(id)
        return await settle(commit)

    with monkeypatch.context() as patched:
        patched.setattr(city.service.journal, "settle", late)
        report = await taken(city, line(id))

    assert (["already-paid"], 0) == (statuses(report), report["booked"])
    assert ("paid", FEE, FEE, 0, 0, 0) == await city.sums(id)


@pytest.mark.parametrize(("who", "group"), [("staff-mori", {}), ("officer-yui", {"group_id": "osawa-garden"})])
async def test_a_bill_of_the_clerks_own_is_left_for_a_colleague(city, who, group):
    """Theirs, or of a group of which they are an officer: it is reported with words, and the other lines are booked."""
    own, other = await city.booked(who, **group), await city.booked()
    due = (await city.bill(own))["outstanding"]
    lines = line(own, due), line(other)

    trial = await taken(city, *lines, by=city.asking(who, ("staff",)), dry_run=True)
    report = await taken(city, *lines, by=city.asking(who, ("staff",)))

    assert (["own-affair", "fits"], ["own-affair", "booked"]) == (statuses(trial), statuses(report))
    assert (0, FEE) == ((await city.bill(own))["paid"], (await city.bill(other))["paid"])
    assert "ほかの担当者" in report["lines"][0]["next_ja"]
    assert "colleague" in report["lines"][0]["next_en"]
    assert ["booked", "booked-before"] == statuses(await taken(city, *lines, by=city.other_clerk))
    assert due == (await city.bill(own))["paid"]


async def test_only_staff_take_statements_in(city):
    """Nobody else sees what is in a bank account."""
    for who in (city.asking(), city.auditor):
        assert 403 == (await who.post("/payments/statements", content=HEADER.encode())).status_code
