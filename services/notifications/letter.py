"""A mail in words and headers. It says who sends it and how to stop it; where it goes is given, used, and forgotten."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal, NamedTuple

from services.notifications.domain.events import Parameter
from services.notifications.domain.recipient import Variant, variant_of
from services.notifications.line import dotted
from services.notifications.rendering import render, texts
from shared.clock import TOKYO
from shared.service import Site

MAC_HEX = 12
TAG = re.compile(r"(?P<id>[0-9a-f]{32})-(?P<proof>[0-9a-f]+)")
OFF_TAG = re.compile(r"(?P<id>[0-9a-f]{32})-(?P<asked>0|[1-9][0-9]{0,8})-(?P<proof>[0-9a-f]+)")
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


Purpose = Literal["bounce", "message-id", "off"]
"""What a proof is good for: to say that the mail came back, to name the mail, to stop the mails. Nothing else."""


class StopLink(NamedTuple):
    """What the link in a mail means: whose mail it is from, and which of their wishes for mails it ends."""

    message_id: str
    asked: int


class Returns:
    """What a mail carries to be known again: where it comes back to, its ``Message-ID``, the link that stops mails.

    Each has a proof for its purpose alone: a ``Message-ID`` goes along in every reply and forward, stands in archives
    and in the logs of mail servers, and whoever reads one there must not be able to stop anybody's mails with it.
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
        return f"bounce+{self._tag('bounce', message_id)}@{self.domain}"

    def message_id(self, message_id: str) -> str:
        """The header ``Message-ID``: the same however often the mail is made."""
        return f"<{self._tag('message-id', message_id)}@{self.domain}>"

    def of(self, purpose: Literal["bounce", "message-id"], tag: str) -> str | None:
        """The message that a tag means; ``None`` for one that we did not make for this purpose."""
        found = TAG.fullmatch(tag)
        if found is None:
            return None
        message_id = _dashed(found["id"])
        return message_id if hmac.compare_digest(found["proof"], self._proof(purpose, message_id)) else None

    def off(self, link: StopLink) -> str:
        """What the link that stops mails carries: ``<id>-<asked>-<proof>``."""
        return f"{link.message_id.replace('-', '')}-{link.asked}-{self._proof('off', _said(link))}"

    def stopping(self, tag: str) -> StopLink | None:
        """What such a link means; ``None`` for one that we did not make."""
        found = OFF_TAG.fullmatch(tag)
        if found is None:
            return None
        link = StopLink(_dashed(found["id"]), int(found["asked"]))
        return link if hmac.compare_digest(found["proof"], self._proof("off", _said(link))) else None

    def _tag(self, purpose: Purpose, message_id: str) -> str:
        return f"{message_id.replace('-', '')}-{self._proof(purpose, message_id)}"

    def _proof(self, purpose: Purpose, said: str) -> str:
        return hmac.digest(self._key, f"{purpose}/{said}".encode(), "sha256").hex()[:MAC_HEX]


def _said(link: StopLink) -> str:
    return f"{link.message_id}/{link.asked}"


def _dashed(id: str) -> str:
    """A message's id as it is everywhere else."""
    return "-".join((id[:8], id[8:12], id[12:16], id[16:20], id[20:]))


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

    def written(self, content: Content, to: Addressee, now: datetime, *, asked: int) -> bytes:
        """The mail as it goes over the line. Pure: the same mail has the same bytes at the same instant.

        ``asked``: which of the person's wishes for mails it follows (``Choices.asked``); its link ends that one.
        """
        variant = variant_of(content.language, plain=content.language == "ja-plain")
        words = render(content.template, content.parameters, variant)
        city = self._city["en" if variant == "en" else "ja"]
        off = f"{self._site_url}/notifications/email-off/{self._returns.off(StopLink(content.message_id, asked))}"
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
