"""The HTTP server of the command line: one socket, one loop, a clean stop on the first signal."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import uvicorn

from kyoso.heads import BoundedHeads
from shared.messaging.bus import Bus

GRACE_SECONDS = 3
"""How long open requests may take when stopping."""
BACKLOG = 2_048


class Process(Protocol):
    """What a process serves: a town, one service of a cluster, the pages, the demo's desk."""

    app: Any
    bus: Bus

    @property
    def base_url(self) -> str:
        """Where it answers."""
        ...

    def up(self) -> AbstractAsyncContextManager[Any]:
        """Started inside, stopped afterwards."""
        ...

    def drain(self) -> None:
        """Say that nothing new should be sent here; what comes all the same is served."""
        ...

    def let_go(self) -> None:
        """End the answers that have no end of their own."""
        ...


class PortTaken(Exception):
    """The address cannot be listened on. The text is for people."""


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the loop: the stores are closed after the last request, not beside it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A socket to serve on, bound before anything else is started. Raises ``PortTaken``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"{host}:{port} では待ち受けられません（{error.strerror}）。PORT=8123 のように別の番号を指定してください。"
            f" / Cannot listen on {host}:{port}; choose another port, for example PORT=8123."
        ) from error
    return listener


@asynccontextmanager
async def serving(
    app: Any, listener: socket.socket, *, closing: Callable[[], None] | None = None
) -> AsyncIterator[None]:
    """Answer on ``listener`` inside; afterwards open requests have ended. ``closing`` tells those without an end."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",  # whoever serves has started the app's services, and stops them afterwards
        http=BoundedHeads,
        ws="none",
        server_header=False,
        proxy_headers=False,  # nothing here reads them, and each request would pay for the look
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=30,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]), name="http")
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn has a flag and no event for it
            await asyncio.sleep(0.005)
        if task.done():
            await task
        yield
    finally:
        if closing:
            closing()
        server.should_exit = True
        await task


@asynccontextmanager
async def until_signalled() -> AsyncIterator[asyncio.Event]:
    """An event that the first SIGINT or SIGTERM sets; a second one ends the process as if nobody listened."""
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGINT, signal.SIGTERM)

    def ask() -> None:
        asked.set()
        for each in signals:
            loop.remove_signal_handler(each)

    for each in signals:
        loop.add_signal_handler(each, ask)
    try:
        yield asked
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
