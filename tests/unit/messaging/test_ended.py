"""Tasks end although a library below loses a cancellation, and a consumer goes although its client does not answer."""

import asyncio

import pytest

from shared import tasks
from shared.messaging import consumer as consumer_module
from shared.messaging.consumer import Consumer
from shared.tasks import ended


async def _deaf(lost: int, cancelled: list[int]) -> None:
    """A loop that loses so many cancellations, as ``asyncio.wait_for`` may."""
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append(1)
            if len(cancelled) > lost:
                raise


@pytest.mark.parametrize("lost", [0, 1, 3])
async def test_a_task_ends_although_it_loses_cancellations(lost, monkeypatch):
    """It is cancelled until it has ended."""
    monkeypatch.setattr(tasks, "AGAIN_SECONDS", 0.01)
    cancelled = []
    task = asyncio.create_task(_deaf(lost, cancelled))
    await asyncio.sleep(0)

    async with asyncio.timeout(5):
        await ended(task, None)

    assert task.cancelled()
    assert lost + 1 == len(cancelled)


async def test_what_ended_in_a_fault_is_over_too():
    """Whoever stops wants no news of it."""

    async def fails():
        raise ValueError

    task = asyncio.create_task(fails())
    await asyncio.sleep(0)

    await ended(task)

    assert task.done()


class _Silent:
    """A client whose stop waits for an answer that never comes."""

    async def stop(self):
        await asyncio.sleep(3_600)


class _Lag:
    async def stop(self):
        return


async def test_a_consumer_goes_without_its_client_s_farewell(monkeypatch):
    """A process that was asked to stop ends in its time, whatever the broker does."""
    monkeypatch.setattr(consumer_module, "LEAVE_SECONDS_MAX", 0.05)
    leaving = Consumer("points", ["kyoso.points"], None, None, None, _Lag())
    leaving._broker = _Silent()

    async with asyncio.timeout(5):
        await leaving.stop()
