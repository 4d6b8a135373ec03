"""What a process that serves sets once, before it serves."""

import gc

YOUNG_OBJECTS = 200_000
"""Measured: at the interpreter's default of 700, collecting takes more than half of the time of a busy service, since
every event and state lives for one batch only (attendances a second: 1,000-1,700 against 3,400-4,000)."""


def tune_collector() -> None:
    """Collect seldom, and never look again at what was made while starting. Call after composing the services."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 100)
