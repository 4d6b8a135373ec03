"""``make bench``: every figure, each with its baseline in the same run, as one table."""

import logging
import os
import platform

import uvloop

from bench import availability, bookings, effects, latency
from bench.figures import Figures

OTHERS = (
    "bench-opening", "bench-libres", "bench-simulation", "bench-feeds", "bench-growth", "bench-matching",
    "bench-cluster", "bench-assigning",
)  # fmt: skip
"""Each takes minutes, or needs what not every machine has."""


async def measure(figures: Figures) -> None:
    """Every page of figures."""
    await bookings.measure(figures)
    await availability.measure(figures)
    await effects.measure(figures)
    await latency.measure(figures)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    shown = Figures()
    uvloop.run(measure(shown))
    shown.note(f"Not among these: {', '.join(f'make {name}' for name in OTHERS)}.")
    shown.note(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    print("\n" + str(shown))
