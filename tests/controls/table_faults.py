"""The safety nets that the faults of a cluster have shown to be needed. See ``table``."""

from tests.controls.table import Control

STOPPING = "tests/integration/web/test_stopping.py"

FAULTS = (
    Control(
        "later, not 500, for who still waits at the end",
        "shared/web/edge.py",
        "        except asyncio.CancelledError:",
        "        except ZeroDivisionError:",
        (f"{STOPPING}::test_a_request_that_outlives_the_grace_is_told_later",),
    ),
)
