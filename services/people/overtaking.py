"""A decision that rests on details read beforehand is tried again when somebody else has replaced them meanwhile."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from services.people.domain.person import Overtaken
from shared.journal import Commit

ATTEMPTS_MAX = 3


async def unless_overtaken(attempt: Callable[[], Awaitable[Commit]]) -> Commit:
    """What an attempt commits; each reads the details anew. Raises ``Overtaken`` when somebody was always first."""
    for _ in range(ATTEMPTS_MAX - 1):
        with suppress(Overtaken):
            return await attempt()
    return await attempt()
