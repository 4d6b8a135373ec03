"""A clerk's day with the command: a booking by phone, a room that closes, a request, each in one line."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kyoso.cli import main
from tests.end_to_end.town_kit import STAFF, TOKYO, TownProcess

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


def a_day(days: int = 10) -> str:
    """A day on which the house is open: no Monday, and not at the end of the year."""
    day = datetime.now(TOKYO).date() + timedelta(days=days)
    while day.weekday() == 0 or (day.month, day.day) >= (12, 28) or (day.month, day.day) <= (1, 4):
        day += timedelta(days=1)
    return day.isoformat()


def test_somebody_without_e_mail_books_by_phone_and_hears_the_slip(town: TownProcess) -> None:
    """A name and a telephone are enough; the slip says where, when, how much, and the number."""
    wanted = ("--room", "大会議室", "--name", "山田 花子", "--tel", "0422-00-0000", "--people", "8", "--phone")

    told = counter(town, "book", "柳原", a_day(), "10:00-12:00", *wanted)

    assert 0 == told.exit_code, told.output
    for words in ("柳原コミュニティ・センター", "大会議室", "10:00〜12:00", "8人", "300円", "0000-00-0000"):
        assert words in told.output
    again = counter(town, "book", "柳原", a_day(), "10:00-12:00", *wanted)
    assert 1 == again.exit_code
    assert "room-taken" in again.output


def test_a_room_that_closes_moves_its_bookings(town: TownProcess) -> None:
    """The clerk sees whom it hits, and what is kept for them instead."""
    day = a_day(20)
    booked = counter(town, "book", "cc", day, "13:00-15:00", "--room", "big", "--name", "佐藤 次郎", "--people", "4")
    assert 0 == booked.exit_code, booked.output

    closed = counter(town, "close", "柳原", "--room", "大会議室", "--from", f"{day}T09:00", "--until", f"{day}T17:00")

    assert 0 == closed.exit_code, closed.output
    assert "動かす予約 1 件" in closed.output
    assert "→ cc small" in closed.output


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


def test_a_file_that_is_no_token_is_named(tmp_path: Path) -> None:
    """Before anything is asked."""
    file = tmp_path / "token"
    file.write_text("hello")

    told = CliRunner().invoke(main, ["counter", "--token", str(file), "requests"])

    assert 2 == told.exit_code
    assert str(file) in told.output
