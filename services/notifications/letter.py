"""A mail in words and headers. It says who sends it and how to stop it; where it goes is given, used, and forgotten."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from services.notifications.domain.events import Parameter
from services.notifications.domain.recipient import Variant, variant_of
from services.notifications.line import dotted
from services.notifications.rendering import render, texts
from shared.clock import TOKYO
from shared.service import Site

MAC_HEX = 12
SUBJECT_CHARS_MAX = 120
LOCAL_PART = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]{1,64}")
"""What may stand before the ``@``: printable ASCII without what has a meaning in a header. Two dots in a row are no
address by the book and were given to many by Japanese mobile companies: they are quoted and sent."""
DOT_ATOM = re.compile(r"[^.]+(\.[^.]+)*")
DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
CONTENT_LANGUAGE: Mapping[Variant, str] = {"ja": "ja", "ja-plain": "ja", "en": "en"}
POLICY = SMTP.clone(max_line_length=76)
UNSUBSCRIBE = "List-Unsubscribe"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A mailbox, as the header shows it and as the server is told it."""

    spec: str
    """``local@domain``, quoted where it must be."""

    @classmethod
    def of(cls, text: str) -> "Addressee | None":
        """The mailbox that ``text`` means, ``None`` when no mail can be sent there as we send it."""
        local, _, host = text.rpartition("@")
        try:
            domain = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
        if not LOCAL_PART.fullmatch(local) or not DOMAIN.fullmatch(domain):
            return None
        return cls(f"{local}@{domain}" if DOT_ATOM.fullmatch(local) else f'"{local}"@{domain}')


class Returns:
    """Where a mail that cannot be delivered comes back to, and how the mail is known by that address again.

    The address carries a proof, so that nobody can have a mail called undelivered that they never saw.
    """

    def __init__(self, key: bytes, sender: str) -> None:
        self._key = key
        self.domain = sender.rpartition("@")[2]

    @classmethod
    def of_site(cls, site: Site) -> "Returns":
        """Those of a deployment."""
        return cls(site.derived_key("mail-returns"), site.settings.mail_from)

    def path(self, message_id: str) -> str:
        """The envelope's sender: ``bounce+<id>-<proof>@domain``."""
        return f"bounce+{self.tag(message_id)}@{self.domain}"

    def message_id(self, message_id: str) -> str:
        """The header ``Message-ID``: the same however often the mail is made."""
        return f"<{self.tag(message_id)}@{self.domain}>"

    def tag(self, message_id: str) -> str:
        """Id and proof, as both addresses and links carry them."""
        return f"{message_id.replace('-', '')}-{self._proof(message_id)}"

    def of(self, tag: str) -> str | None:
        """The message that a tag means; ``None`` for one that we did not make."""
        found = re.fullmatch(r"([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})-([0-9a-f]+)", tag)
        if found is None:
            return None
        message_id = "-".join(found.groups()[:5])
        return message_id if hmac.compare_digest(found.group(6), self._proof(message_id)) else None

    def _proof(self, message_id: str) -> str:
        return hmac.digest(self._key, message_id.encode(), "sha256").hex()[:MAC_HEX]


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail says, before it is words."""

    message_id: str
    template: str
    language: str
    parameters: Mapping[str, Parameter]


class Letters:
    """Writes the mails of one city. ``site_url``: where people reach it; ``sender``: whose mail it is."""

    def __init__(self, returns: Returns, *, sender: str, city: Mapping[str, str], site_url: str) -> None:
        """``city``: its name in ``ja`` and ``en``."""
        self._returns = returns
        self._sender = sender
        self._city = city
        self._site_url = site_url.rstrip("/")

    def written(self, content: Content, to: Addressee, now: datetime) -> bytes:
        """The mail as it goes over the line. Pure: the same mail has the same bytes at the same instant."""
        variant = variant_of(content.language, plain=content.language == "ja-plain")
        words = render(content.template, content.parameters, variant)
        city = self._city["en" if variant == "en" else "ja"]
        off = f"{self._site_url}/notifications/email-off/{self._returns.tag(content.message_id)}"
        mail = EmailMessage(policy=POLICY)
        mail["From"] = Address(display_name=city, addr_spec=self._sender)
        mail["To"] = to.spec
        mail["Subject"] = one_line(words.title)
        mail["Date"] = now.astimezone(TOKYO)
        mail["Message-ID"] = self._returns.message_id(content.message_id)
        mail["Auto-Submitted"] = "auto-generated"
        mail[UNSUBSCRIBE] = f"<{off}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        footer = texts(variant).mail["footer"].format(city=city, off=off)
        mail.set_content(f"{words.body}\n\n-- \n{footer}\n", charset="utf-8", cte="base64")
        mail["Content-Language"] = CONTENT_LANGUAGE[variant]  # behind the content, which takes such headers away
        return dotted(_unfolded(mail.as_bytes(), off))


def _unfolded(mail: bytes, off: str) -> bytes:
    """The library folds a long address into an encoded word, which receivers do not read there: it is one line."""
    head, blank, body = mail.partition(b"\r\n\r\n")
    line = f"{UNSUBSCRIBE}: <{off}>".encode("ascii")
    return re.sub(rb"(?m)^List-Unsubscribe:[^\r]*(\r\n[ \t][^\r]*)*", lambda _: line, head) + blank + body


def one_line(text: str) -> str:
    """A text that is part of a header and nothing else: no line ends, no controls, bounded."""
    cleaned = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(cleaned.split())[:SUBJECT_CHARS_MAX]
