"""``make bench-cluster``: start a cluster in a fresh folder, measure it, stop it. ``BENCH_SECONDS``: the paced run."""

import argparse
import logging
import os
import platform
import tempfile
from pathlib import Path

import uvloop

from bench.cluster import baselines, bookings, houses, recovery, size, subscriber
from bench.figures import Figures
from tests.cluster.kafka_kit import free_ports
from tests.cluster.place import Place

PAGES = {
    "baselines": baselines.measure,
    "bookings": bookings.measure,
    "recovery": recovery.measure,
    "size": size.measure,
    "subscriber": subscriber.measure,
}


async def measure(figures: Figures, port: int, names: list[str]) -> None:
    """The pages asked for, on one cluster, and what needs none."""
    with tempfile.TemporaryDirectory() as name:
        place = Place(Path(name) / "cluster", port=port)
        try:
            await place.start()
            await houses.build(place)
            for page in names:
                await PAGES[page](figures, place)
        finally:
            await place.stop()
    if "subscriber" in names:
        await subscriber.away(figures)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, default=int(os.environ.get("PORT") or free_ports(1)[0]))
    asked.add_argument("pages", nargs="*", choices=[*PAGES, []], help="which figures; all when none is named")
    given = asked.parse_args()
    shown = Figures()
    uvloop.run(measure(shown, given.port, given.pages or list(PAGES)))
    shown.note(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    print("\n" + str(shown))
