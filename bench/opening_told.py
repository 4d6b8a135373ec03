"""The lines that the opening minute prints."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bench.figures import Figures


def rivals(figures: Figures, where: str, count: int, found: Sequence[dict[str, Any]], base: float) -> None:
    """The lines of the rivals."""
    name = f"{count} rivals for one room, {where}"
    figures.add(f"{name}: winners", [each["winners"] for each in found], "= 1")
    figures.add(f"{name}: told", [each["told"] for each in found], f"= {count}")
    figures.add(f"{name}: losers without an alternative", [each["without"] for each in found], "= 0")
    seconds = [each["seconds"] for each in found]
    figures.add(f"{name}: all told, s", seconds, "< 0.5", {f"{count} empty": base})


def minute(figures: Figures, where: str, minutes: Sequence[dict[str, Any]], base: float) -> None:
    """The lines of the minute."""
    everything = [each["told"].all() for each in minutes]
    name = f"opening minute, {where}"
    figures.add(f"{name}: requests", [len(each.seconds) for each in everything])
    figures.add(f"{name}: bookings given", [each["told"].given.total() for each in minutes])
    figures.add(f"{name}: refused", [each["told"].refused for each in minutes])
    figures.add(f"{name}: unanswered", [each["told"].unanswered for each in minutes], "= 0")
    figures.add(f"{name}: given twice, or lost", [each["twice"] + each["lost"] for each in minutes], "= 0")
    figures.add(f"{name}: p50 ms", [each.percentile(0.5) for each in everything])
    figures.add(
        f"{name}: p99 ms", [each.percentile(0.99) for each in everything], "< 1000", {"empty burst, ms": 1000 * base}
    )
    figures.add(f"{name}: slowest ms", [1000 * max(each.seconds) for each in everything])
    for what in ("reads", "writes"):
        of = [getattr(each["told"], what) for each in minutes]
        figures.add(f"{name}: {what}, p99 ms", [each.percentile(0.99) for each in of])
    figures.add(f"{name}: the server's processor time a request, ms", [each["server_ms"] for each in minutes])
    figures.add(f"{name}: the load generator's, ms", [each["client_ms"] for each in minutes])
    other = Counter[int]()
    for each in everything:
        other.update({status: n for status, n in each.statuses.items() if status not in {200, 201, 409}})
    figures.note(f"{name}: other answers than 200, 201 and 409: {dict(other) or 'none'}.")
