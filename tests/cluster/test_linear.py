"""The checker can say no: each history here breaks one promise, beside one that differs only in keeping it."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from tests.cluster import linear
from tests.cluster.history import History
from tests.end_to_end.door import Answer

pytestmark = pytest.mark.skipif(linear.GO is None, reason="go is needed to build the checker")
DAY = "house/2026-12-01"


def operation(op: str, outcome: str, invoke: int, returned: int | None, **more: Any) -> dict[str, Any]:
    span = {"room": "r0", "from": 40, "until": 42} if op == "book" else {}
    about = {"partition": DAY, "client": 0, "op": op, "outcome": outcome, "invoke": invoke, "return": returned}
    return {**about, **span, **more}


def verdict(*operations: dict[str, Any], seconds: int = 20) -> linear.Verdict:
    return linear.check([json.dumps(each) for each in operations], partition_seconds=seconds)


def booked(number: int, invoke: int, returned: int, **more: Any) -> dict[str, Any]:
    return operation("book", "done", invoke, returned, booking=f"b{number}", **more)


GOOD_AND_BAD: dict[str, tuple[Sequence[dict[str, Any]], Sequence[dict[str, Any]]]] = {
    "two bookings of one slot": (
        [booked(1, 0, 10), operation("book", "taken", 5, 15)],
        [booked(1, 0, 10), booked(2, 5, 15)],
    ),
    "bookings that overlap by a quarter": (
        [booked(1, 0, 10), booked(2, 20, 30, **{"from": 42, "until": 44})],
        [booked(1, 0, 10), booked(2, 20, 30, **{"from": 41, "until": 43})],
    ),
    "taken, although nobody ever had it": (
        [operation("book", "unknown", 0, None), operation("book", "taken", 5, 15)],
        [operation("book", "taken", 5, 15)],
    ),
    "taken by somebody who came later": (
        [operation("book", "taken", 0, 15), booked(1, 10, 20)],
        [operation("book", "taken", 0, 5), booked(1, 10, 20)],
    ),
    "lost: given, and then free for another": (
        [booked(1, 0, 10), operation("cancel", "done", 12, 18, booking="b1"), booked(2, 20, 30)],
        [booked(1, 0, 10), booked(2, 20, 30)],
    ),
    "cancelled twice": (
        [
            booked(1, 0, 10),
            operation("cancel", "done", 12, 18, booking="b1"),
            operation("cancel", "not-open", 13, 19, booking="b1"),
        ],
        [
            booked(1, 0, 10),
            operation("cancel", "done", 12, 18, booking="b1"),
            operation("cancel", "done", 13, 19, booking="b1"),
        ],
    ),
    "one room seen before and one after": (
        [
            booked(1, 0, 10),
            booked(2, 20, 30, room="r1"),
            operation("ask", "done", 5, 25, taken={"r0": [[40, 42]], "r1": []}),
        ],
        [
            booked(1, 0, 10),
            booked(2, 20, 30, room="r1"),
            operation("ask", "done", 5, 25, taken={"r0": [], "r1": [[40, 42]]}),
        ],
    ),
    "seen free after it was given": (
        [booked(1, 0, 10), operation("ask", "done", 9, 20, taken={})],
        [booked(1, 0, 10), operation("ask", "done", 11, 20, taken={})],
    ),
    "an unanswered booking that is done before it is sent": (
        [operation("book", "unknown", 0, None), operation("book", "taken", 20, 30)],
        [operation("book", "unknown", 40, None), operation("book", "taken", 20, 30)],
    ),
}


@pytest.mark.parametrize("name", GOOD_AND_BAD)
def test_the_checker_says_yes_to_what_is_kept_and_no_to_what_is_broken(name: str) -> None:
    """A checker that cannot say no proves nothing."""
    good, bad = GOOD_AND_BAD[name]

    assert verdict(*good).linearizable
    assert not verdict(*bad).linearizable


def test_an_unanswered_booking_may_be_done_late_or_never() -> None:
    """Free for another first, taken afterwards: both fit with one unknown outcome, on either side."""
    sent = operation("book", "unknown", 0, None, **{"from": 40, "until": 41})
    before = booked(1, 10, 20, **{"from": 41, "until": 42})
    after = operation("book", "taken", 30, 40, **{"from": 40, "until": 41})

    assert verdict(sent, before, after).linearizable
    assert verdict(sent, booked(2, 10, 20, **{"from": 40, "until": 41})).linearizable


def test_the_smallest_bad_facility_day_is_shown_up_to_where_it_breaks() -> None:
    """Not a thousand lines: the day with the fewest operations, cut after the answer that cannot be."""
    long = [booked(number, 100 * number, 100 * number + 10, partition="long") for number in range(30)]
    short = [booked(1, 0, 10), booked(2, 20, 30), booked(3, 40, 50, **{"from": 60, "until": 61})]

    told = verdict(*long, *short).report

    assert [DAY, "long"] == told["bad"]
    assert DAY == told["smallest"]["partition"]
    assert ["b1", "b2"] == [each["booking"] for each in told["smallest"]["beginning"]]


def test_what_cannot_be_read_is_no_verdict() -> None:
    """An outcome that nobody knows must not pass for a good one."""
    with pytest.raises(ValueError, match="no such operation"):
        verdict(operation("book", "perhaps", 0, 10))
    with pytest.raises(ValueError, match="unknown outcome has no return"):
        verdict(operation("book", "done", 0, None, booking="b1"))


def test_a_history_of_answers_becomes_lines_that_the_checker_reads() -> None:
    """From HTTP answers to a verdict: who booked twice is found out, and the other room is not blamed."""
    wish = {"facility_id": "house", "room_id": "r0"}
    wish |= {"starts_at": "2026-12-01T10:00:00+09:00", "ends_at": "2026-12-01T10:30:00+09:00"}
    history = History()

    def book(number: int, room: str) -> None:
        sent = history.book(number, {**wish, "room_id": room})
        history.booked(sent, Answer(201, {}, json.dumps({"booking_id": f"b{number}"}).encode()))

    book(1, "r0")
    book(2, "r1")
    seen = history.ask(3, "house", "2026-12-01")
    free = [
        {"starts_at": "2026-12-01T00:00:00+09:00", "ends_at": "2026-12-01T10:00:00+09:00"},
        {"starts_at": "2026-12-01T10:30:00+09:00", "ends_at": "2026-12-02T00:00:00+09:00"},
    ]
    rooms = {"rooms": [{"room_id": room, "free": free} for room in ("r0", "r1")]}
    history.told_free(seen, Answer(200, {}, json.dumps(rooms).encode()))
    gone = history.cancel(4, "b2")
    history.cancelled(gone, Answer(200, {}, b"{}"))
    book(5, "r1")

    assert linear.check(history.lines(stale_seconds=0)).linearizable

    book(6, "r0")

    found = linear.check(history.lines(stale_seconds=0))
    assert not found.linearizable
    assert "NOT linearizable" in str(found)
