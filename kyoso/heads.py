"""What a client sends before its request can be judged: bounded in bytes and in time, on every connection.

The parser itself takes heads of any size, and waits for their end for ever.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kyoso.one_piece import InOnePiece

HEAD_BYTES_MAX = 64 * 1024
"""Request line and headers, give or take one read. Tokens have 8 KiB at most, cursors 2 KiB."""
MESSAGE_BYTES_MAX = 33 * 1024 * 1024
"""A whole request: the largest body that any route takes, and whatever the sender puts between its pieces."""
HEAD_SECONDS_MAX = 20.0


class BoundedHeads(HttpToolsProtocol):
    """One connection. One whose head is too large or too slow is closed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._in_head = True
        self._received = 0
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the parent
        """Wait for the first head."""
        super().connection_made(InOnePiece(transport, self.loop))  # type: ignore[arg-type]  # it is one, by delegation
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a piece, unless there were too many."""
        self._received += len(data)
        super().data_received(data)
        if self._received > (HEAD_BYTES_MAX if self._in_head else MESSAGE_BYTES_MAX):
            self.send_400_response("The request is too large.")

    def on_message_begin(self) -> None:
        """A head begins; on a connection that is kept alive it is not the first."""
        super().on_message_begin()
        self._in_head, self._received = True, 0
        if self._patience is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        """The head is there, and the request begins."""
        self._in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._patience = self.loop.call_later(HEAD_SECONDS_MAX, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
