"""The line to the mail server: one connection, one mail after the other, and exact knowledge of what went over it.

The one thing that matters is the dot: before it is sent the server has no mail and must forget what it has; after it
only the server's answer tells. Library calls that hide on which side an error fell are not used.
"""

import asyncio
import logging
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from shared.errors import Transient
from shared.settings import Settings

log = logging.getLogger(__name__)

DOT = b"."
GO_AHEAD = 354
CLOSING = 421
QUIT_SECONDS_MAX = 2.0
WRITE_LOOK_SECONDS = 0.002
ENHANCED = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
"""RFC 3463: the status that begins the text of an answer."""

Kind = Literal["taken", "refused", "later", "unclear"]


class ServerAway(Transient):
    """The mail server cannot be had, or has nothing to do with us: no mail's fault. ``part`` says where it ended."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said of one mail. ``later``: it certainly has not taken it. ``unclear``: nobody knows."""

    kind: Kind
    code: int = 0
    status: str = ""

    @classmethod
    def of(cls, code: int, text: str) -> "Answer":
        """The meaning of a reply that is not the one hoped for."""
        found = ENHANCED.match(text)
        return cls("later" if code < 500 else "refused", code, found.group(1) if found else "")


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes, and how the line is shut."""

    host: str
    port: int
    tls: Literal["starttls", "implicit", "none"]
    name: str
    """What this side calls itself (``EHLO``): the domain that the mail is from."""
    timeout_seconds: float
    context: ssl.SSLContext | None = None
    user: str = ""
    password_file: Path | None = field(default=None, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> "Server":
        """The server that the settings name."""
        context = None if settings.smtp_tls == "none" else ssl.create_default_context(cafile=settings.smtp_ca_file)
        return cls(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_tls,
            settings.mail_from.rpartition("@")[2],
            settings.smtp_timeout_seconds,
            context,
            settings.smtp_user,
            settings.smtp_password_file,
        )


class Line:
    """One connection to the server, made when it is needed and used again. Not for two mails at once."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: aiosmtplib.SMTP | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a connection."""
        return self._client is not None and self._client.is_connected

    async def ready(self) -> None:
        """Have a connection on which a mail can begin. Raises ``ServerAway``."""
        if self._client is not None and self._client.is_connected:
            try:
                if (await self._client.execute_command(b"RSET")).code < 400:
                    return
            except (SMTPException, OSError):
                pass  # the server closed it meanwhile, as servers do
        await self.close()
        await self._connect()

    async def _connect(self) -> None:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=server.name,
            timeout=server.timeout_seconds,
            use_tls=server.tls == "implicit",
            start_tls=False,
            tls_context=server.context,
        )
        part = "connection"
        try:
            await client.connect()
            part = "tls"
            if server.tls == "starttls":
                await client.starttls()
            part = "greeting"
            await client.ehlo()
            part = "login"
            if server.user and server.password_file:
                password = await asyncio.to_thread(server.password_file.read_text, "utf-8")
                await client.login(server.user, password.strip())
        except (SMTPException, OSError, ValueError) as fault:
            client.close()
            raise ServerAway(_part(fault, part)) from fault
        self._client = client

    async def offer(self, sender: str, recipient: str) -> Answer | None:
        """Begin a mail; ``None`` when the server would take one for this recipient. Raises ``ServerAway``.

        A server that wants no mail of ours at all (the sender refused, ``421``) is away: no mail is to suffer for it.
        """
        client = self._open_client()
        try:
            await client.mail(sender)
        except (SMTPException, OSError) as fault:
            await self.close()
            raise ServerAway("sender" if isinstance(fault, SMTPResponseException) else "connection") from fault
        try:
            await client.rcpt(recipient)
        except SMTPResponseException as refused:
            if refused.code == CLOSING:
                raise ServerAway("closing") from refused
            return Answer.of(refused.code, refused.message)
        except (SMTPException, OSError) as fault:
            await self.close()
            raise ServerAway("connection") from fault
        except ValueError:
            return Answer("refused", 553, "5.1.3")  # the library does not send what is no address
        return None

    async def hand_over(self, content: bytes) -> Answer:
        """Give the mail to the server and say what is known of it then. Raises nothing but a cancellation.

        ``content`` ends in CRLF and has its dots doubled (``dotted``).
        """
        if (answer := await self._until_dot(content)) is not None:
            return answer
        try:
            reply = await self._open_client().execute_command(DOT)
        except (SMTPException, OSError, ServerAway):
            await self.close()
            return Answer("unclear")
        except asyncio.CancelledError:
            self._drop()
            raise
        if 200 <= reply.code < 300:
            return Answer("taken", reply.code)
        return Answer.of(reply.code, reply.message) if reply.code >= 400 else Answer("unclear", reply.code)

    async def _until_dot(self, content: bytes) -> Answer | None:
        """Everything before the dot; ``None`` when it went well. Any fault here means that nothing was taken."""
        try:
            client = self._open_client()
            begun = await client.execute_command(b"DATA")
            if begun.code != GO_AHEAD:
                return Answer.of(begun.code, begun.message)
            if client.protocol is None:
                return Answer("later")
            client.protocol.write(content)
            async with asyncio.timeout(self._server.timeout_seconds):
                while client.is_connected and _unsent(client):  # noqa: ASYNC110 - a transport has no event for it
                    await asyncio.sleep(WRITE_LOOK_SECONDS)
        except (SMTPException, OSError, RuntimeError, ServerAway):
            await self.close()
            return Answer("later")
        return None if client.is_connected else Answer("later")

    async def close(self) -> None:
        """Say good-bye, when there is anybody to hear it."""
        client, self._client = self._client, None
        if client is None:
            return
        if client.is_connected:
            with suppress(SMTPException, OSError, ValueError):
                await client.quit(timeout=QUIT_SECONDS_MAX)
        client.close()

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    def _open_client(self) -> aiosmtplib.SMTP:
        if self._client is None:
            raise ServerAway("connection")
        return self._client


def dotted(content: bytes) -> bytes:
    """A mail with CRLF line ends as it goes over the line: a leading dot doubled (RFC 5321, 4.5.2), CRLF at the end."""
    lines = content.rstrip(b"\r\n").split(b"\r\n")
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)


def _unsent(client: aiosmtplib.SMTP) -> int:
    """Bytes that lie in our own buffer still."""
    transport = client.transport
    return transport.get_write_buffer_size() if isinstance(transport, asyncio.WriteTransport) else 0


def _part(fault: BaseException, part: str) -> str:
    seen: BaseException | None = fault
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return "tls"
        seen = seen.__cause__ or seen.__context__
    return part
