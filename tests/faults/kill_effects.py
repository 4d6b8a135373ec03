"""What the record says and what the journals say: every acknowledged command once, every effect of it once."""

from collections import Counter

from tests.end_to_end.town_kit import SERVICES
from tests.faults.books import Books
from tests.faults.kill_load import Command, Load

TOLD = {
    "booking": ("booking-confirmed.v1", "booking-cancelled.v1", "activity-signed-up.v1", "activity-attended.v1"),
    "matching": ("group-joined.v1", "introduction-proposed.v1"),
    "points": ("points-earned.v1", "points-reversed.v1"),
}
"""Facts of which their person is told, by the service that owns them."""


def each_once(books: Books, load: Load) -> str:
    """Fail unless what was acknowledged is there once, and nothing else is, in every service; a line of figures."""
    done: dict[str, list[Command]] = {}
    for command in load.commands:
        if command.done:
            done.setdefault(command.kind, []).append(command)
    for service in SERVICES:
        assert [] == books.twice(service)
        assert 0 == books.letters(service)
    bookings = _bookings(books, done)
    _others(books, load, done)
    earned = _points(books, done)
    messages = _messages(books)
    return f"each once: {bookings} bookings, {earned} earnings, {messages} messages"


def _about(done: dict[str, list[Command]], kind: str) -> Counter[tuple[str, ...]]:
    return Counter(command.about for command in done.get(kind, ()))


def _bookings(books: Books, done: dict[str, list[Command]]) -> int:
    commands = [*done.get("book", ()), *done.get("book-for-group", ())]
    answered = Counter(command.answer.json()["booking_id"] for command in commands if command.answer)
    confirmed = books.events("booking", "booking-confirmed.v1")
    assert answered == Counter(event.body["booking_id"] for event in confirmed)
    cancelled = books.events("booking", "booking-cancelled.v1")
    assert _about(done, "cancel") == Counter((event.body["booking_id"],) for event in cancelled)
    gone = {event.body["booking_id"] for event in cancelled}
    held = Counter(
        (event.body["facility_id"], room, event.body["starts_at"])
        for event in confirmed
        if event.body["booking_id"] not in gone
        for room in event.body["room_ids"]
    )
    assert 1 == max(held.values())
    return len(confirmed)


def _others(books: Books, load: Load, done: dict[str, list[Command]]) -> None:
    for kind, owner, type_name, fields in (
        ("sign-up", "booking", "activity-signed-up.v1", ("activity_id", "person_id")),
        ("attend", "booking", "activity-attended.v1", ("activity_id", "person_id")),
        ("correct", "booking", "attendance-corrected.v1", ("activity_id", "person_id")),
        ("register", "people", "person-registered.v1", ("person_id",)),
        ("join", "matching", "group-joined.v1", ("person_id",)),
        ("introduce", "matching", "introduction-proposed.v1", ("person_id",)),
    ):
        found = [e for e in books.events(owner, type_name) if e.body["person_id"] != load.place.officer]
        assert _about(done, kind) == Counter(tuple(event.body[name] for name in fields) for event in found), kind


def _points(books: Books, done: dict[str, list[Command]]) -> int:
    """One earning for each attendance, one reversal for each correction."""
    attended = books.events("booking", "activity-attended.v1")
    earned = books.events("points", "points-earned.v1")
    assert Counter(event.id for event in attended) == Counter(event.body["cause"] for event in earned)
    reversed_ = Counter(event.body["person_id"] for event in books.events("points", "points-reversed.v1"))
    assert Counter(person for _, person in _about(done, "correct").elements()) == reversed_
    return len(earned)


def _messages(books: Books) -> int:
    """One record for each fact, person and channel, and none that no fact caused."""
    expected: Counter[tuple[str, str]] = Counter()
    for owner, types in TOLD.items():
        for event in books.events(owner, *types):
            expected[event.id, event.body["person_id"]] += 1
            if "coordinator_id" in event.body:
                expected[event.id, event.body["coordinator_id"]] += 1
    written = books.events("notifications", "message-written.v1")
    assert expected == Counter((event.body["fact_id"], event.stream.split("/")[1]) for event in written)
    sent = books.events("notifications", "message-sent.v1", "message-suppressed.v1")
    records = Counter((event.body["message_id"], event.body["person_id"], event.body["channel"]) for event in sent)
    assert {1} == set(records.values())
    assert len(written) == len(sent) == books.row_count("notifications", "message")
    return len(written)
