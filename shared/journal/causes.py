"""Why something was written: a pure string that is unique in a service, so that one cause has one outcome.

``FORMS`` is the whole list; a test compares it with what the constructors make.
"""

import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

FORMS: Mapping[str, str] = {
    "http": "http/<caller>/<route>/<HMAC of Idempotency-Key>",
    "fact": "fact/<fact id>/<handler's pinned name>/<stream>",
    "timer": "timer/<name>/<entity>/<arming version>/<stream>",
    "commit": "commit/<commit id>.<event index>/<reaction's pinned name>/<stream>",
    "operator": "operator/<command>/<input digest>/<row>/<stream>",
}


def keyed(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256. Not ``hmac.digest``, which hands the interpreter to another thread, three times a booking."""
    mac = _begun(key).copy()
    mac.update(message)
    return mac.digest()


@lru_cache(maxsize=16)
def _begun(key: bytes) -> hmac.HMAC:
    """What a key is begun with, worked out once: it is half of the work for a short message."""
    return hmac.new(key, digestmod="sha256")


@dataclass(frozen=True, slots=True)
class Fact:
    """Where an event from the bus comes from: its id, topic, subject (stream), sequence, time, and JSON."""

    id: str
    topic: str
    subject: str
    sequence: str
    at: datetime
    body: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason to write, with who stands behind it and, for a request, the digest of its body.

    A client's key names one stream only; the other kinds may touch several, each under the cause's text with the
    stream added.
    """

    text: str
    actor: str
    secret: bytes = field(repr=False)
    digest: str = ""
    per_stream: bool = True
    fact: Fact | None = None

    def on(self, stream: str) -> str:
        """The string that is unique in the journal."""
        return f"{self.text}/{stream}" if self.per_stream else self.text

    def new_id(self, label: str = "") -> str:
        """An id for what this cause brings into being: the same each time it is asked (UUIDv8, RFC 9562 §5.8)."""
        raw = bytearray(keyed(self.secret, f"id\0{label}\0{self.text}".encode())[:16])
        raw[6] = 0x80 | (raw[6] & 0x0F)
        raw[8] = 0x80 | (raw[8] & 0x3F)
        return str(uuid.UUID(bytes=bytes(raw)))

    def beside(self, label: str) -> "Cause":
        """A cause for something recorded beside a refused command (its demand), which must not use up the key."""
        return replace(self, text=f"{self.text}/{label}", per_stream=True)


class Causes:
    """Makes the causes of one deployment. ``secret`` keys the HMACs; it must outlive restarts."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def mac(self, *parts: bytes) -> str:
        """A keyed digest: what is in it cannot be guessed from it."""
        message = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return keyed(self._secret, message).hex()[:40]

    def http(self, caller: str, route: str, key: str, body: bytes = b"", target: str = "") -> Cause:
        """A command over HTTP. ``route`` is the template (``POST /bookings``), ``target`` the path that was asked."""
        text = f"http/{caller}/{route.replace('/', ':')}/{self.mac(b'key', key.encode())}"
        digest = self.mac(b"body", target.encode(), body)
        return Cause(text, caller, self._secret, digest=digest, per_stream=False)

    def fact(self, fact: Fact, handler: str) -> Cause:
        """An event from the bus, heard by one handler."""
        return Cause(f"fact/{fact.id}/{handler}", f"fact:{fact.topic}", self._secret, fact=fact)

    def timer(self, name: str, entity: str, arming_version: int) -> Cause:
        """A row that fell due; ``arming_version`` is the version that set its time."""
        return Cause(f"timer/{name}/{entity}/{arming_version}", f"timer:{name}", self._secret)

    def commit(self, event_id: str, reaction: str) -> Cause:
        """A step of a saga that follows an event of the service's own."""
        return Cause(f"commit/{event_id}/{reaction}", f"reaction:{reaction}", self._secret)

    def operator(self, command: str, operand: bytes, row: str, actor: str = "operator") -> Cause:
        """A command-line or admin action; ``operand`` is what it was given, ``row`` the part of it at hand."""
        return Cause(f"operator/{command}/{self.mac(operand)}/{row}", actor, self._secret)
