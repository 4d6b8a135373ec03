"""What a city and a prefecture need in disk, memory and partitions: the arithmetic, from what one command weighs.

``python -m bench.sizing`` prints ``docs/sizing.md``; a test holds the two together. What is measured comes from
``python -m bench.cluster size``; what is assumed says so and is meant to be replaced by a city's own numbers.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Weight(NamedTuple):
    """What one command leads to, in all services together (bytes uncompressed)."""

    commits: float
    journal: int
    index: int
    events: float


WEIGHTS: Mapping[str, Weight] = {
    "booking": Weight(5, 4_953, 814, 3),
    "booking for a group": Weight(7, 6_411, 1_183, 3),
    "booking that is refused": Weight(1, 730, 185, 0),
    "cancellation": Weight(5, 4_977, 834, 3),
    "sign-up": Weight(4, 3_727, 714, 2),
    "attendance (with its points)": Weight(9, 8_647, 1_509, 4),
    "activity": Weight(4, 3_440, 697, 1),
    "membership": Weight(6, 4_484, 995, 2),
    "introduction": Weight(8, 8_178, 1_355, 3),
    "interests": Weight(1, 575, 137, 0),
    "registration": Weight(3, 1_975, 414, 1),
}
"""Measured after a seeded load of the whole loop: each commit traced to the command that began it (``weights.py``)."""

PER_RESIDENT_A_YEAR: Mapping[str, float] = {
    "booking": 1.0,
    "booking for a group": 0.5,
    "booking that is refused": 0.3,
    "cancellation": 0.15,
    "sign-up": 2.0,
    "attendance (with its points)": 1.6,
    "activity": 0.03,
    "membership": 0.1,
    "introduction": 0.03,
    "interests": 0.3,
    "registration": 0.1,
}
"""Assumed. Check: 1.5 bookings a resident are 285,000 a year in a city of 190,000, two a day for each of 390 rooms."""

ROWS_SHARE = 0.35
"""Rows by the journal's bytes: 0.25 measured, and 0.1 assumed for their indexes."""
BUS_BYTES_AN_EVENT = 900
"""Measured: the broker's segments by the events of the journals, with repeats after faults and small batches."""
COMPRESSED_SHARE = 0.2
"""Measured: journal documents in pages of 32 KiB by zlib's fastest level."""
COPIES = 3
YEARS = 10
BUS_DAYS = 31
PEAK_SHARE_OF_DAY = 0.2
"""Assumed: the busiest hour has a fifth of its day; and a day five times the average when bookings of a month open."""
PEAK_DAY = 5
RUSH_BOOKINGS_A_SECOND, RUSH_RESIDENTS = 100, 190_000
CONSUMER_EVENTS_A_SECOND = 500
"""What one consumer writes durably into a replica set, acknowledged by a majority: assumed, to be measured there."""


@dataclass(frozen=True)
class Place:
    """Whom the figures are for."""

    name: str
    residents: int


PLACES = (Place("a city of 190,000", 190_000), Place("a prefecture of 14,000,000", 14_000_000))


@dataclass(frozen=True)
class Need:
    """What comes out of the arithmetic for one place."""

    place: Place

    def a_year(self, part: Callable[[Weight], float]) -> float:
        """Something that commands weigh, summed over a year."""
        rates = PER_RESIDENT_A_YEAR
        return self.place.residents * sum(rate * part(WEIGHTS[name]) for name, rate in rates.items())

    @property
    def commands(self) -> float:
        """Commands a year."""
        return self.place.residents * sum(PER_RESIDENT_A_YEAR.values())

    @property
    def store(self) -> float:
        """Bytes of one copy of the store after all years: journal, its two unique indexes, rows."""
        journal = self.a_year(lambda w: w.journal)
        return YEARS * (journal * (1 + ROWS_SHARE) + self.a_year(lambda w: w.index))

    @property
    def memory(self) -> float:
        """Bytes that one copy should hold in memory: causes are digests, so each insert meets the whole index."""
        return YEARS * self.a_year(lambda w: w.index)

    @property
    def bus(self) -> float:
        """Bytes of one copy of the bus, within its longest retention."""
        return self.a_year(lambda w: w.events) * BUS_BYTES_AN_EVENT * BUS_DAYS / 365

    @property
    def peak_events(self) -> float:
        """Events a second in the busiest hour of the busiest day, or in the rush, whichever is more."""
        hour = self.a_year(lambda w: w.events) / 365 * PEAK_DAY * PEAK_SHARE_OF_DAY / 3_600
        rush = RUSH_BOOKINGS_A_SECOND * self.place.residents / RUSH_RESIDENTS * WEIGHTS["booking"].events
        return max(hour, rush)

    @property
    def partitions(self) -> int:
        """Of the largest topics: one for each consumer needed at the peak, and half as many again for catching up."""
        return math.ceil(1.5 * self.peak_events / CONSUMER_EVENTS_A_SECOND)


def page() -> str:
    """The document."""
    needs = [Need(place) for place in PLACES]
    lines = [
        "# What it needs",
        "",
        "Printed by `python -m bench.sizing` from what a command weighs (`python -m bench.cluster size`) and from",
        "stated assumptions; put your city's own numbers into `bench/sizing.py`. Bytes are of uncompressed documents",
        f"(BSON); in pages they compress to {COMPRESSED_SHARE:.0%} (zlib's fastest level; servers differ).",
        "",
        "## What a command weighs (measured)",
        "",
        "| command | commits in all services | journal | its two keys | events | a resident a year (assumed) |",
        "|---|---|---|---|---|---|",
    ]
    for name, w in WEIGHTS.items():
        rate = PER_RESIDENT_A_YEAR[name]
        cells = (f"{w.commits:g}", f"{w.journal:,} B", f"{w.index:,} B", f"{w.events:g}", f"{rate}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += ["", "## What follows", "", f"| | {' | '.join(need.place.name for need in needs)} |", "|---|---|---|"]
    lines += [_row(title, how, [show(need) for need in needs]) for title, how, show in ROWS]
    lines += ["", *NOTES]
    return "\n".join(lines) + "\n"


def _row(title: str, how: str, cells: list[str]) -> str:
    return f"| {title}{f'<br>{how}' if how else ''} | {' | '.join(cells)} |"


def _gb(count: float) -> str:
    return f"{count / 1e9:,.0f} GB" if count < 1e13 else f"{count / 1e12:,.0f} TB"


ROWS: tuple[tuple[str, str, Callable[[Need], str]], ...] = (
    ("commands a year", "residents × rates", lambda n: f"{n.commands / 1e6:,.1f} million"),
    ("commits a year", "", lambda n: f"{n.a_year(lambda w: w.commits) / 1e6:,.1f} million"),
    ("commits a second, on average", "", lambda n: f"{n.a_year(lambda w: w.commits) / 365 / 86_400:,.2f}"),
    (
        f"store after {YEARS} years, one copy",
        f"{YEARS} × (journal × {1 + ROWS_SHARE:.2f} for rows + keys)",
        lambda n: _gb(n.store),
    ),
    (f"store, {COPIES} copies", f"× {COPIES}", lambda n: _gb(COPIES * n.store)),
    (
        "memory of each copy of the store, at least",
        f"the journal's keys of {YEARS} years: causes are digests, so that inserts meet all of them",
        lambda n: _gb(n.memory),
    ),
    (
        f"bus, {COPIES} copies",
        f"events a year × {BUS_BYTES_AN_EVENT} B × {BUS_DAYS} / 365 × {COPIES}",
        lambda n: f"{COPIES * n.bus / 1e9:,.1f} GB",
    ),
    (
        "events a second at the peak",
        f"the larger of the rush × {WEIGHTS['booking'].events} events and the busiest hour",
        lambda n: f"{n.peak_events:,.0f}",
    ),
    (
        "partitions of the largest topics, at least",
        f"1.5 × peak / {CONSUMER_EVENTS_A_SECOND} events a second a consumer",
        lambda n: f"{n.partitions}",
    ),
)

NOTES = (
    f"- Assumed: {BUS_DAYS} days of retention, {COPIES} copies; {PEAK_SHARE_OF_DAY:.0%} of a day in its busiest hour,",
    f"  and a day of {PEAK_DAY} times the average; a rush of {RUSH_BOOKINGS_A_SECOND} bookings a second for each city",
    f"  of {RUSH_RESIDENTS:,}; a consumer of {CONSUMER_EVENTS_A_SECOND} durable events a second.",
    "- One deployment serves one city: a prefecture's 14 million are the sum of its cities, each with databases and",
    "  topics of its own, on servers of its own or shared. The column is the sum, as if all rushed at once.",
    "- Archiving closed streams keeps (stream, cause, outcome): what goes is about three quarters of a commit's bytes.",
    "- The product's topics have 12, 6 and 3 partitions (`shared/messaging/topics.py`), or as many as",
    "  `KYOSO_KAFKA_PARTITIONS_MAX` allows (a cluster on one machine: 4); they cannot change later.",
)

if __name__ == "__main__":
    print(page(), end="")
