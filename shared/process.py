"""What a process that serves, or works long, sets once before it does."""

import gc
import sys

YOUNG_OBJECTS = 200_000
"""Measured: at the interpreter's default of 700, collecting takes more than half of the time of a busy service, since
every event and state lives for one batch only (attendances a second: 1,000-1,700 against 3,400-4,000)."""


SWITCH_SECONDS = 0.0005
"""How long the loop may keep the interpreter from the thread that comes back from a write. Measured at the default of
5 ms: each batch waits for its turn twice."""


def collect_seldom() -> None:
    """Collect seldom from now on. Before services are imported: what that makes stays, and need not be looked at."""
    gc.set_threshold(YOUNG_OBJECTS, 20, 100)


def tune() -> None:
    """Collect seldom, never look again at what was made while starting, hand over quickly. Call after composing."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    collect_seldom()
