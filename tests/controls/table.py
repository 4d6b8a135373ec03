"""What a control is: a safety net, the patch that removes it, and the tests that must then fail.

``find`` must be in the file exactly once; ``put`` takes its place. A net whose tests stay green without it is no net.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Control:
    """One safety net, how to take it away, and what must notice."""

    net: str
    file: str
    find: str
    put: str
    tests: tuple[str, ...]
