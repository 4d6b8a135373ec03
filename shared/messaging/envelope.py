"""CloudEvents 1.0 in binary mode (Kafka protocol binding): what stands in a record's headers, both ways."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.clock import utc_text
from shared.journal import Commit, Fact
from shared.messaging.bus import Headers, Outgoing

YEARS = (1900, 2199)
"""A ``ce_time`` outside is a mistake, and near the ends of the calendar another time zone does not exist."""

WANTED = frozenset({"ce_id", "ce_type", "ce_subject", "ce_time", "ce_sequence", "traceparent"})


def outgoing(commit: Commit, index: int, source: str, position: int) -> Outgoing:
    """One event of a commit as a record: keyed by its subject, the stream."""
    record = commit.records[index]
    subject = commit.stream.encode()
    headers = (
        ("ce_specversion", b"1.0"),
        ("ce_id", commit.fact_id(index).encode()),
        ("ce_source", source.encode()),
        ("ce_type", record.type.encode()),
        ("ce_subject", subject),
        ("ce_time", utc_text(commit.at).encode()),
        ("ce_sequence", commit.sequence(index).encode()),
        ("content-type", b"application/json"),
        ("traceparent", commit.trace.encode()),
    )
    return Outgoing(subject, record.body, headers if commit.trace else headers[:-1], position)


@dataclass(frozen=True, slots=True)
class Arrived:
    """One record as it came from the broker. Header values that were ``None`` arrive empty."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers
    offset: int = -1

    def header(self, wanted: str, default: bytes = b"") -> bytes:
        """The value of a header, as it came."""
        for name, value in self.headers:
            if name == wanted:
                return value
        return default

    def identity(self) -> str:
        """The hash of what arrived, the same each time it is delivered."""
        digest = hashlib.sha256()
        for part in (self.topic.encode(), self.key, self.value, *_flat(self.headers)):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record whose envelope could be read."""

    arrived: Arrived
    type: str
    fact: Fact
    traceparent: str


class Unreadable(ValueError):
    """The envelope lacks what every event has, or is not text."""


def read(arrived: Arrived) -> Incoming:
    """Read the envelope. Raises ``Unreadable`` with the reason."""
    values: dict[str, str] = {}
    for name, value in arrived.headers:
        if name in WANTED and name not in values:  # the first counts, as for `Arrived.header`
            try:
                values[name] = value.decode()
            except UnicodeDecodeError as error:
                raise Unreadable(f"the header {name} is not UTF-8") from error
    missing = [name for name in ("ce_id", "ce_type", "ce_subject") if not values.get(name)]
    if missing:
        raise Unreadable(f"the headers {', '.join(missing)} are missing")
    try:
        at = datetime.fromisoformat(values["ce_time"]) if "ce_time" in values else datetime.now(UTC)
    except ValueError as error:
        raise Unreadable("ce_time is not an ISO 8601 instant") from error
    if at.tzinfo is None:
        raise Unreadable("ce_time has no time zone")
    if not YEARS[0] <= at.year <= YEARS[1]:
        raise Unreadable("ce_time is not between 1900 and 2199")
    fact = Fact(values["ce_id"], arrived.topic, values["ce_subject"], values.get("ce_sequence", ""), at, arrived.value)
    return Incoming(arrived, values["ce_type"], fact, values.get("traceparent", ""))


def subject_of(arrived: Arrived) -> str:
    """Whose later events must wait when this one cannot be read: the subject, else the key, else nobody's."""
    return arrived.header("ce_subject", arrived.key).decode(errors="replace")


def _flat(headers: Headers) -> Sequence[bytes]:
    return [part for name, value in headers for part in (name.encode(errors="surrogatepass"), value)]
