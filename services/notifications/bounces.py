"""Mail that came back: a delivery status notification (RFC 3464), which message it is about, and what it means.

Anybody can send us something that looks like one. It counts only with a proof that we put into the mail. The way back
(``bounce+…``) is seen by mail servers and whoever the mail was for, so it speaks for the address; a ``Message-ID`` is
read by whoever gets a reply or a forward, so what is known by it alone ends that one mail and never stops the others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from services.notifications.letter import Returns
from services.notifications.refusals import BounceUnknown, NotABounce
from shared.contracts.notifications import Failed

BOUNCE_BYTES_MAX = 512 * 1024
PARTS_MAX = 50
TAG = re.compile(r"\b([0-9a-f]{32}-[0-9a-f]{12})@")
STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
RECIPIENT_HEADERS = ("to", "delivered-to", "x-original-to", "envelope-to")
OF_ORIGINAL = ("return-path:", "message-id:")
"""What says which mail it was, where only its headers come back."""
HEADER_BYTES_MAX = 16 * 1024
"""A header, with all that is folded to it: to take a longer one apart costs the square of its length."""
NO_MAILBOX = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})


@dataclass(frozen=True, slots=True)
class Bounce:
    """The message that came back, and why; without a reason it is only late, or was delivered after all.

    ``counts``: whether it counts against the address, too.
    """

    message_id: str
    reason: Failed | None
    counts: bool


def bounce_of(content: bytes, returns: Returns) -> Bounce:
    """What a notification says. Raises ``NotABounce``, ``BounceUnknown``."""
    if _is_strange(content):
        raise NotABounce
    mail = message_from_bytes(content, policy=compat32)  # header values as they came
    parts = list(_parts(mail))
    report = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if report is None:
        raise NotABounce
    groups = [dict(_fields(group)) for group in _groups(report)]
    said = [group for group in groups if "action" in group]
    if not said:
        raise NotABounce
    tags = list(_tags(mail, parts, groups))
    for tag in tags:
        if (message_id := returns.of("bounce", tag)) is not None:
            return Bounce(message_id, _reason(said[0]), counts=True)
    for tag in tags:
        if (message_id := returns.of("message-id", tag)) is not None:
            return Bounce(message_id, _reason(said[0]), counts=False)
    raise BounceUnknown


def _is_strange(content: bytes) -> bool:
    """Whether it holds a line, with all that is folded to it, that no mail server writes into a header."""
    length = 0
    for line in content.split(b"\n"):
        length = length + len(line) if line[:1] in (b" ", b"\t") else len(line)
        if length > HEADER_BYTES_MAX:
            return True
    return False


def _parts(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number >= PARTS_MAX:
            return
        yield part


def _groups(report: Message) -> list[Message]:
    """The fields about the message, then those about each recipient."""
    payload = report.get_payload()
    return [group for group in payload if isinstance(group, Message)] if isinstance(payload, list) else []


def _fields(group: Message) -> Iterator[tuple[str, str]]:
    for name, value in group.items():
        yield name.lower(), str(value).strip()


def _tags(mail: Message, parts: list[Message], groups: list[dict[str, str]]) -> Iterator[str]:
    """What may be a tag of ours: where the notification went, its envelope id, two headers of the original."""
    places = [str(value) for name in RECIPIENT_HEADERS for value in mail.get_all(name, [])]
    places += [group["original-envelope-id"] for group in groups if "original-envelope-id" in group]
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            lines = payload.decode("utf-8", "replace").splitlines() if isinstance(payload, bytes) else []
            places += [line for line in lines if line.lower().startswith(OF_ORIGINAL)]
        elif part is not mail:
            places += [str(part[name]) for name in ("return-path", "message-id") if part.get(name)]
    for place in places:
        yield from TAG.findall(place[:1_000])


def _reason(said: dict[str, str]) -> Failed | None:
    """The end that a recipient's fields mean; ``None`` while it may still arrive (delayed, relayed, delivered)."""
    if said["action"].split()[:1] != ["failed"]:
        return None
    found = STATUS.search(said.get("status", ""))
    detail = f"{found.group(2)}.{found.group(3)}" if found else ""
    if detail in NO_MAILBOX:
        return "bounced-no-mailbox"
    if detail == "2.2":
        return "bounced-mailbox-full"
    return "bounced-refused" if detail.startswith("7.") else "bounced-other"
