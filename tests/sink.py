"""A mail server for tests (aiosmtpd, in the test's own loop) that does what a script says, and counts what it took."""

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

DROP = "drop"
"""Instead of an answer: the connection ends without one."""
SILENCE = "silence"
"""Instead of an answer: none comes, and the connection stays."""


class Sink:
    """Answers each step with the next line of its script, and as a good server does when that is at its end."""

    def __init__(self) -> None:
        self.at_mail: list[str] = []
        self.at_rcpt: list[str] = []
        self.at_data: list[str] = []
        self.after_dot: list[str] = []
        self.offered: list[str] = []
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.before_answer: Any = None
        """Awaited after a mail has come whole and before it is answered for."""
        self.port = 0

    @property
    def counted(self) -> Counter[str]:
        """How often each ``Message-ID`` came whole, answered for or not."""
        return Counter(str(mail["message-id"]) for mail in self.mails)

    async def handle_MAIL(self, server: Any, _: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - the library's name
        envelope.mail_from = address
        return _next(self.at_mail, "250 OK")

    async def handle_RCPT(self, server: Any, _: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - the library's name
        self.offered.append(address)
        said = _next(self.at_rcpt, "250 OK")
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        if said == DROP:
            server.transport.abort()
        return said

    async def handle_DATA(self, server: Any, _: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        mail = message_from_bytes(envelope.content or b"", policy=default)
        self.mails.append(mail)
        self.envelopes.append(envelope)
        if self.before_answer:
            await self.before_answer()
        said = _next(self.after_dot, "250 OK")
        if said == DROP:
            server.transport.abort()
        if said == SILENCE:
            await asyncio.sleep(60)
        return said


class _Server(SMTP):
    """Asks the script before it lets anybody send."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's name
        said = _next(self.event_handler.at_data, "")
        if said == DROP and self.transport:
            self.transport.abort()
        elif said:
            await self.push(said)
        else:
            await super().smtp_DATA(arg)


def _next(script: list[str], otherwise: str) -> str:
    return script.pop(0) if script else otherwise


@asynccontextmanager
async def listening(tls: ssl.SSLContext | None = None, port: int = 0, kind: type[Sink] = Sink) -> AsyncIterator[Any]:
    """A sink on a loopback port of its own. ``tls``: it takes nothing before STARTTLS."""
    sink, loop = kind(), asyncio.get_running_loop()

    def protocol() -> SMTP:
        return _Server(sink, hostname="sink.example", loop=loop, tls_context=tls, require_starttls=tls is not None)

    server = await loop.create_server(protocol, "127.0.0.1", port)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
