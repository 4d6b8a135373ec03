"""A clerk's day with the command: a booking by phone, a room that closes, a request, each in one line."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kyoso.cli import main
from kyoso.town.generate import generate
from shared.clock import fiscal_year
from tests.end_to_end.town_kit import STAFF, TOKYO, TownProcess, another_group

HOUSE = {
    "facility_id": "cc",
    "name": "柳原コミュニティ・センター",
    "kind": "community-centre",
    "address": "柳原1-2-3",
    "phone": "0000-00-0000",
    "rooms": [
        {"room_id": "big", "name": "大会議室", "capacity": 40},
        {"room_id": "small", "name": "和室", "capacity": 40},
    ],
}
HUB = next(house for house in generate().facilities if house.id == "civic-hub")
"""The demo town's house with a hall that divides, prices by room, reductions and refunds."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownProcess]:
    started = TownProcess(tmp_path_factory.mktemp("counter") / "data")
    started.start()

    async def prepare() -> None:
        await started.ready()
        await started.done("POST", "/booking/facilities", STAFF, HOUSE)

    asyncio.run(prepare())
    yield started
    started.stop()


def counter(town: TownProcess, *arguments: str) -> Result:
    """The command, against the town."""
    return CliRunner().invoke(main, ["counter", "--base-url", f"http://127.0.0.1:{town.port}", *arguments])


def a_day(days: int = 10, closed: tuple[int, ...] = (0,)) -> str:
    """A day on which the house is open: no Monday (or what is ``closed``), and not at the end of the year."""
    day = datetime.now(TOKYO).date() + timedelta(days=days)
    while day.weekday() in closed or (day.month, day.day) >= (12, 28) or (day.month, day.day) <= (1, 4):
        day += timedelta(days=1)
    return day.isoformat()


def booked_number(told: Result) -> str:
    """The number of the booking on a slip."""
    assert 0 == told.exit_code, told.output
    return next(line.split()[1] for line in told.output.splitlines() if line.startswith("  番号"))


def person_number(told: Result) -> str:
    """The number of the person on a slip."""
    return told.output.partition("利用者番号 / person ")[2].partition("）")[0]


def asked(town: TownProcess, method: str, path: str, body: object = None) -> dict[str, Any]:
    """What a route answers to staff."""
    found: dict[str, Any] = asyncio.run(town.done(method, path, STAFF, body))
    return found


def registered(town: TownProcess, phone: str) -> list[str]:
    """Numbers of who is registered with a telephone."""
    return [each["person_id"] for each in asked(town, "POST", "/people/people/lookups", {"phone": phone})["items"]]


def test_somebody_without_e_mail_books_by_phone_and_hears_the_slip(town: TownProcess) -> None:
    """A name and a telephone are enough; the slip says for whom, where, when, how much, until when to pay."""
    wanted = ("--room", "大会議室", "--name", "山田 花子", "--tel", "0422-00-0001", "--people", "8", "--phone")

    told = counter(town, "book", "柳原", a_day(), "10:00-12:00", *wanted)

    house, who = "柳原コミュニティ・センター", "山田 花子"
    for words in (house, "大会議室", "10:00〜12:00", "8人", "300円", "0000-00-0000", who):
        assert words in told.output, told.output
    assert "支払い" in told.output
    again = counter(town, "book", "柳原", a_day(12), "10時〜12時", *wanted)
    assert (0, person_number(told)) == (again.exit_code, person_number(again)), again.output
    assert [person_number(told)] == registered(town, "0422-00-0001")
    permit = next(line.split()[1] for line in told.output.splitlines() if line.startswith("  許可"))
    found, none = counter(town, "find", permit[-9:].lower()), counter(town, "find", "0000-0000")
    assert (booked_number(told), 1, True) == (booked_number(found), none.exit_code, "見つかりません" in none.output)


def test_who_is_refused_is_not_registered_and_hears_what_is_free(town: TownProcess) -> None:
    """A telephone that somebody else has is asked about before anything is booked."""
    day = a_day(30)
    first = ("--room", "大会議室", "--name", "田中 一郎", "--tel", "0422-00-0005", "--people", "8")
    assert 0 == counter(town, "book", "柳原", day, "10:00-12:00", *first).exit_code

    new = ("--room", "大会議室", "--name", "木村 実", "--tel", "0422-00-0002", "--people", "8")
    taken = counter(town, "book", "柳原", day, "10:00-12:00", *new)

    assert (1, []) == (taken.exit_code, registered(town, "0422-00-0002"))
    for words in ("already taken", "空き / free: 和室", "だれも登録していません"):
        assert words in taken.output
    assert "（alternatives）" not in taken.output
    son = ("--room", "和室", "--name", "田中 次郎", "--tel", "0422-00-0005", "--people", "8")
    other = counter(town, "book", "柳原", day, "10:00-12:00", *son)
    assert (1, True) == (other.exit_code, "--new" in other.output)
    assert 0 == counter(town, "book", "柳原", day, "10:00-12:00", *son, "--new").exit_code


def test_a_rule_is_named_with_its_article_in_both_languages(town: TownProcess) -> None:
    """And no word of it is for programs; who is refused is not registered, and gets the letter by the number said."""
    who = ("--name", "木村 実", "--tel", "0422-00-0003", "--people", "8")

    told = counter(town, "book", "柳原", a_day(), "22:00-23:00", "--room", "和室", *who)

    assert 1 == told.exit_code
    assert "規則 / rule: centre.hours" in told.output
    assert "変えれば / what would do: 同じ日の 20:00-21:00 なら" in told.output, told.output
    assert "POST" not in told.output
    assert [] == registered(town, "0422-00-0003")


def test_a_request_says_that_it_is_one_and_is_decided(town: TownProcess, tmp_path: Path) -> None:
    """Nobody is told to confirm what staff decide; the permit's conditions are codes with words, and it is printed."""
    event = ("--room", "big", "--name", "佐藤 次郎", "--people", "30", "--purpose", "event")

    told = counter(town, "book", "cc", a_day(14), "13:00-15:00", *event)

    number = booked_number(told)
    assert "承認待ち" in told.output
    assert "確定してください" not in told.output
    assert number in counter(town, "requests").output
    allowed = counter(town, "approve", number, "--condition", "no-alcohol")
    assert (0, True) == (allowed.exit_code, "承認しました" in allowed.output), allowed.output
    permit = tmp_path / "permit.pdf"
    assert 0 == counter(town, "paper", "permit", number, "--out", str(permit)).exit_code
    assert b"%PDF" == permit.read_bytes()[:4]


def test_a_booking_is_paid_changed_given_back_and_refunded(town: TownProcess, tmp_path: Path) -> None:
    """The till of a day: each step is one line, and the second time there is nothing to pay."""
    who = ("--name", "高橋 三郎", "--people", "4")
    number = booked_number(counter(town, "book", "cc", a_day(24), "13:00-15:00", "--room", "big", *who, "--hold"))

    assert 0 == counter(town, "confirm", number).exit_code
    changed = counter(town, "change", number, "--hours", "15:00-17:00", "--people", "5")
    assert (0, True) == (changed.exit_code, "15:00〜17:00" in changed.output), changed.output
    fee = changed.output.split("使用料")[1].split()[0]
    paid = counter(town, "pay", number)
    assert (0, True) == (paid.exit_code, fee in paid.output), paid.output
    assert 1 == counter(town, "pay", number).exit_code
    receipt = tmp_path / "receipt.pdf"
    assert 0 == counter(town, "receipt", number, "--out", str(receipt)).exit_code
    assert b"%PDF" == receipt.read_bytes()[:4]
    assert "支払い済み" in counter(town, "show", number).output
    assert 1 == counter(town, "heads", number, "5").exit_code
    cancelled = counter(town, "cancel", number)
    assert f"を返します / to be given back: kyoso counter refund {number}" in cancelled.output, cancelled.output
    back = counter(town, "refund", number)
    assert (0, True) == (back.exit_code, fee in back.output), back.output


def test_a_welfare_group_pays_half_for_half_a_hall_and_has_back_what_the_days_say(town: TownProcess) -> None:
    """1,900 by the table (3,200 for the whole), 950 reduced; some days before the use the half of that, in tens."""
    rooms = [{"room_id": r.id, "name": r.name, "capacity": r.capacity, "parts": r.parts} for r in HUB.rooms]
    house = {"facility_id": HUB.id, "name": HUB.name, "kind": HUB.kind, "address": HUB.address, "rooms": rooms}
    asked(town, "POST", "/booking/facilities", house)
    group = a_welfare_group(town)
    day = a_day(3, closed=(1, 2, 3))  # Tuesdays, or the next weekday after holidays
    where = (HUB.name, day, "13:00-17:00", "--people", "20")

    told = counter(town, "book", *where, "--room", "フォーラムA", "--group", group)

    number = booked_number(told)
    for words in ("950円", "1,900円  フォーラムA 午後", "-950円  減免 50% / 50% off", "第6条の2", "支払い  950円"):
        assert words in told.output, told.output
    other = ("--room", "フォーラムB", "--name", "木村 実")
    assert "1,600円" in counter(town, "book", *where, *other).output
    assert 1 == counter(town, "book", *where, "--room", "フォーラム", "--name", "木村 実").exit_code
    assert "950円" in counter(town, "pay", number).output
    cancelled = counter(town, "cancel", number).output
    assert (f"（{group}）" in cancelled, "団体 / group" in cancelled) == (True, False), cancelled
    near = (date.fromisoformat(day) - datetime.now(TOKYO).date()).days < 7
    back = counter(town, "refund", number)
    assert (0, True) == (back.exit_code, f" {470 if near else 950}円" in back.output), back.output
    bill = asked(town, "GET", f"/booking/bills/{number}")
    assert (0, 0) == (bill["outstanding"], bill["owed_back"])


def a_welfare_group(town: TownProcess) -> str:
    """A registered group with the reduction of the civic hub, for the uses of this fiscal year and the next."""
    group = asyncio.run(another_group(town, "福祉"))
    asyncio.run(town.caught_up())
    members = [{"name": f"会員 {n}", "share": "lives"} for n in range(5)]
    path, year = f"/booking/registrations/group~{group}", fiscal_year(datetime.now(TOKYO).date())
    application = {"group_id": group, "channel": "counter", "members": members, "responsible": ["officer-yui"]}
    asked(town, "POST", "/booking/registrations", application)
    asked(town, "POST", f"{path}/proof", {"method": "counter", "document": "articles"})
    asked(town, "POST", f"{path}/approve")
    for each in (year, year + 1):
        granted = {"categories": ["welfare"], "reductions": ["hub.welfare"], "filed_on": f"{year}-04-01"}
        asked(town, "PUT", f"{path}/grants/{each}", granted)
    return group


def test_a_room_that_closes_moves_its_bookings(town: TownProcess) -> None:
    """The clerk first sees whom it would hit, then whom to call and what is kept for them; twice is once."""
    day = a_day(20)
    book = ("book", "cc", day, "13:00-15:00", "--room", "big", "--name", "佐藤 次郎", "--tel", "0422-00-0004")
    number = booked_number(counter(town, *book, "--people", "4"))
    close = ("close", "柳原", "--room", "大会議室", "--from", f"{day}T09:00", "--until", f"{day} 17:00")

    looked = counter(town, *close)

    assert (1, True) == (looked.exit_code, number in looked.output)
    assert "15:00〜" in counter(town, "free", "柳原", day).output
    assert "confirmed" == asked(town, "GET", f"/booking/bookings/{number}")["status"]
    closed = counter(town, *close, "--yes")
    assert 0 == closed.exit_code, closed.output
    for words in ("動かす予約 1 件", "佐藤 次郎", "0422-00-0004", "→ 柳原コミュニティ・センター 和室"):
        assert words in closed.output, closed.output
    again = counter(town, *close, "--yes")
    assert (0, True) == (again.exit_code, "すでにあります" in again.output)
    place = next(line.split()[-1] for line in closed.output.splitlines() if "counter accept" in line)
    taken = counter(town, "accept", number, place)
    assert (0, True) == (taken.exit_code, "和室" in taken.output), taken.output
    closure = closed.output.split("closed: ")[1].split()[0]
    assert 0 == counter(town, "lift", "柳原", closure).exit_code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("book", "どこか", "2026-12-05", "10:00-12:00", "--room", "x", "--people", "3"),
            "柳原コミュニティ・センター（cc）",
        ),
        (("book", "cc", "2026-12-05", "10:00-12:00", "--room", "体育館", "--people", "3"), "大会議室（big）"),
        (("book", "cc", "2026-12-05", "10時から", "--room", "big", "--people", "3"), "10:00-12:00 のように"),
        (("book", "cc", "2026-12-05", "10:00-12:00", "--room", "big", "--people", "3"), "--name"),
        (
            ("book", "cc", "2026-12-05", "10:00-12:00", "--room", "big", "--people", "3", "--person", STAFF),
            "ご自分の予約は窓口ではできません",
        ),
        (("book", "cc", "2026-12-05", "25:00-26:00", "--room", "big", "--people", "3", "--name", "x"), "24:00 まで"),
        (
            ("book", "cc", "2026-12-05", "10:00-12:00", "--room", "big", "--people", "3", "--person", "nobody-here"),
            "nothing was booked",
        ),
        (("approve", "nothing"), "not-found"),
    ],
)
def test_what_is_not_clear_is_answered_with_what_to_do(town: TownProcess, arguments, words) -> None:
    """The nearest names, or the form that is wanted; nothing is booked."""
    told = counter(town, *arguments)

    assert 1 == told.exit_code
    assert words in told.output


def test_nothing_waits_for_a_decision(town: TownProcess) -> None:
    """An empty list is said, and is no fault."""
    told = counter(town, "requests")

    assert (0, True) == (told.exit_code, "0 件" in told.output)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("free", "cc", "12月35日"), "2026/12/05"),
        (("refuse", "b", "--reason", "unknown"), "書類不備"),
        (("book", "cc", "12/5", "10-12", "--people", "3"), "is missing"),
        (("free", "cc", "12/5", "--nothing"), "there is no --nothing"),
    ],
)
def test_what_is_written_wrongly_is_said_in_both_languages(arguments, words) -> None:
    """Before anything is asked; the codes that there are stand in the words."""
    told = CliRunner().invoke(main, ["counter", *arguments])

    assert (2, True) == (told.exit_code, words in told.output), told.output


def test_a_file_that_is_no_token_is_named(tmp_path: Path) -> None:
    """Before anything is asked."""
    file = tmp_path / "token"
    file.write_text("hello")

    told = CliRunner().invoke(main, ["counter", "--token", str(file), "requests"])

    assert 2 == told.exit_code
    assert str(file) in told.output
