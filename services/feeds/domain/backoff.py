"""When a delivery that failed is tried again: exponentially later, with jitter, for three days."""

from datetime import timedelta

FIRST_DELAY = timedelta(seconds=5)
DELAY_MAX = timedelta(hours=4)
RETRY_AFTER_MAX = timedelta(hours=24)
"""Longer wishes of the other side are not followed: the three days would pass without a try."""
GIVE_UP_AFTER = timedelta(days=3)
DOUBLINGS_MAX = 16


def delay(failures: int, jitter: float, retry_after: timedelta | None = None) -> timedelta:
    """How long to wait after the ``failures``-th failure in a row (from 1); ``jitter`` lies between 0 and 1.

    Between half and one and a half of 5 s, 10 s, 20 s … 4 h; never sooner than the other side asked for.
    """
    doubled: timedelta = FIRST_DELAY * 2 ** min(failures - 1, DOUBLINGS_MAX)
    waited = min(doubled, DELAY_MAX) * (0.5 + jitter)
    return max(waited, min(retry_after, RETRY_AFTER_MAX)) if retry_after else waited
