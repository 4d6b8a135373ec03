"""The demo's own mail server: takes every mail on a loopback port, keeps the last in memory, and sends none on."""

import asyncio
import logging
import socket
from collections import deque
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from shared.clock import TOKYO, Clock
from shared.loopback import is_loopback
from shared.settings import Settings

logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
"""The library logs every command, and with it every address."""

KEPT_MAX = 100
MAIL_BYTES_MAX = 256 * 1024
SENDER = "no-reply@komorebi.example"
"""A name that no mail ever reaches (RFC 2606)."""


class DemoPost:
    """Takes mails for the sample people, who have no mailboxes anywhere. Listens on this machine only."""

    def __init__(self, clock: Clock, host: str = "127.0.0.1", port: int = 0) -> None:
        """The port is taken at once, so that it can be told to who sends. Raises ``OSError``."""
        if not is_loopback(host):
            raise ValueError("the demo's mail server serves this machine only")
        self._clock = clock
        self._listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port: int = self._listener.getsockname()[1]
        self._kept: deque[dict[str, Any]] = deque(maxlen=KEPT_MAX)
        self._server: asyncio.Server | None = None

    def settings(self, settings: Settings) -> Settings:
        """The same settings with this as the mail server."""
        told = {"smtp_host": "127.0.0.1", "smtp_port": self.port, "smtp_tls": "none", "mail_from": SENDER}
        return settings.model_copy(update=told)

    async def start(self) -> None:
        """Begin to take mails."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="localhost", ident="kyoso demo", loop=loop, data_size_limit=MAIL_BYTES_MAX),
            sock=self._listener,
        )

    async def stop(self) -> None:
        """Take no more."""
        if self._server is not None:
            self._server.close()
        self._listener.close()

    def mails(self, to: str = "") -> list[dict[str, Any]]:
        """The last mails, newest first; those to one address when it is given."""
        return [mail for mail in reversed(self._kept) if not to or to in mail["to"]]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        """Keep a mail as whoever gets it would read it."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = message_from_bytes(content, policy=default)
        self._kept.append(
            {
                "at": self._clock.now().astimezone(TOKYO).isoformat(timespec="seconds"),
                "to": list(envelope.rcpt_tos),
                "from": str(mail["from"]),
                "subject": str(mail["subject"]),
                "language": str(mail["content-language"]),
                "message_id": str(mail["message-id"]),
                "return_path": envelope.mail_from,
                "text": _text(mail),
            }
        )
        return "250 2.0.0 taken"


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if isinstance(body, EmailMessage) else ""
