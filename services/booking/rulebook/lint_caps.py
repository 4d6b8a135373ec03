"""Caps that never bind: nobody could have more anyway, or a cap over a longer period is reached first."""

from collections.abc import Iterator
from itertools import permutations

from services.booking.domain.grid import runs, span
from services.booking.rulebook.bands import Lengths, Slots
from services.booking.rulebook.book import Book
from services.booking.rulebook.caps import Cap
from services.booking.rulebook.layers import applies, same_days
from services.booking.rulebook.lint_places import Sample
from services.booking.rulebook.reading import Finding

DAYS_IN = {"day": 1, "week": 7, "month": 31, "fiscal-year": 366}
WITHIN = {("day", "week"), ("day", "month"), ("day", "fiscal-year"), ("month", "fiscal-year")}


def caps_that_never_bind(book: Book, days: dict[str, list[Sample]]) -> Iterator[Finding]:
    """One finding for each such cap."""
    for cap in book.file.caps:
        most = max(
            (_most(book, cap, name, days) for name in days if applies(cap, book.places.place((name,)))), default=0
        )
        if cap.limit >= most:
            ja = f"効くことがありません。多くても {most} にしかなりません"
            yield book.located.finding(cap, ja, f"can never bind: there are at most {most}", "limit")
    for cap, longer in permutations(book.file.caps, 2):
        alike = ("counts", "party", "over", "channel", "who", "kinds", "facilities", "rooms")
        shorter = (cap.per, longer.per) in WITHIN and same_days(cap, longer)
        if shorter and cap.limit >= longer.limit and all(getattr(cap, n) == getattr(longer, n) for n in alike):
            ja = f"効くことがありません。「{longer.id}」の上限のほうが先に来ます"
            yield book.located.finding(cap, ja, f"can never bind: {longer.id} is reached first", "limit")


def _most(book: Book, cap: Cap, name: str, days: dict[str, list[Sample]]) -> int:
    """The most that anybody could have in a period over the rooms that the cap counts, as seen from one of them."""
    here = book.places.facility_of(name)
    assert here is not None
    rooms = [
        other
        for facility in book.places.facilities.values()
        for other in (room.id for room in facility.rooms)
        if cap.over == "all"
        or (cap.over == "kind" and facility.kind == here.kind)
        or (cap.over == "facility" and facility is here)
        or (cap.over == "room" and other == name)
        or (cap.over == "rule" and other in cap.rooms)
    ]
    if cap.counts == "rooms":
        return len(rooms)
    a_day = sum(max((_a_day(cap, day) for day in days[other]), default=0) for other in rooms)
    return a_day * DAYS_IN[cap.per]


def _a_day(cap: Cap, day: Sample) -> int:
    slots, lengths = day.asked.rule(Slots), day.asked.rule(Lengths)
    minutes = sum((end - start) * 15 for start, end in runs(day.mask))
    step = slots.minutes if slots else 15
    if cap.counts == "minutes":
        return minutes
    if cap.counts == "slots":
        return minutes // step
    if cap.counts == "bands":
        return sum(bool(span(*band.span) & day.mask) for band in slots.bands) if slots else 0
    shortest = max(step, lengths.minutes_min if lengths else 0)
    if slots and slots.whole:
        return len(slots.bands)
    return minutes // shortest
