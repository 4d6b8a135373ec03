"""Ending tasks of one's own."""

import asyncio
from typing import Any

AGAIN_SECONDS = 1.0


async def ended(*tasks: "asyncio.Task[Any] | None") -> None:
    """Cancel tasks, again and again until they have ended; what they raise is nobody's any more.

    Once is not enough: ``asyncio.wait_for`` before Python 3.12 loses a cancellation that comes together with an answer,
    and the clients of broker and store wait with it.
    """
    given = [task for task in tasks if task is not None]
    left = {task for task in given if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)
    await asyncio.gather(*given, return_exceptions=True)
