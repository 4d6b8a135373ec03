"""Writes iCalendar (RFC 5545): content lines folded at 75 octets, never inside a character; texts escaped. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.calendars.recurrence import Recurrence
from shared.clock import TOKYO

LINE_OCTETS_MAX = 75
MEDIA_TYPE = "text/calendar; charset=utf-8"
SPECIAL = re.compile(r"[\x00-\x1f\x7f\\;,]")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//kyoso//{made_by}//{language}",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "X-PUBLISHED-TTL:PT1H",
    "X-WR-TIMEZONE:Asia/Tokyo",
)
TIMEZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Tokyo",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "TZNAME:JST",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""Japan has had no other time since 1952."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a calendar. ``stamp``: when it was last changed, ``sequence``: a number that grows with it.

    ``known_since`` is false where nobody knows when it was changed: then ``stamp`` is when the file was made.

    ``uid`` stays the same for ever. ``tentative``: it may still come to nothing. ``busy`` is false for what
    takes nobody's time (opening hours).
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    stamp: datetime
    sequence: int = 0
    known_since: bool = True
    cancelled: bool = False
    tentative: bool = False
    busy: bool = True
    location: str = ""
    description: str = ""
    recurrence: Recurrence | None = None


def calendar(
    name: str, about: str, entries: Iterable[Entry], language: str = "ja", *, made_by: str = "booking"
) -> bytes:
    """A calendar as a file; ``about`` says in a sentence what is in it and how much; ``made_by``: which service's."""
    head = (line.format(language=language.upper(), made_by=made_by) for line in HEAD)
    lines = [*head, *_named(name, about), *TIMEZONE]
    for entry in entries:
        lines.extend(_event(entry))
    lines.append("END:VCALENDAR")
    return b"\r\n".join(map(folded, lines)) + b"\r\n"


def _named(name: str, about: str) -> Iterator[str]:
    """Name and description, as RFC 7986 says it and as programs have said it since long before."""
    for properties, text in ((("NAME", "X-WR-CALNAME"), name), (("DESCRIPTION", "X-WR-CALDESC"), about)):
        yield from (f"{each}:{escaped(text)}" for each in properties)


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{_utc(entry.stamp)}"
    if entry.known_since:
        yield f"LAST-MODIFIED:{_utc(entry.stamp)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART;TZID=Asia/Tokyo:{_local(entry.starts_at)}"
    yield f"DTEND;TZID=Asia/Tokyo:{_local(entry.ends_at)}"
    if entry.recurrence:
        yield from entry.recurrence.lines(entry.starts_at.astimezone(TOKYO).time())
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.location:
        yield f"LOCATION:{escaped(entry.location)}"
    if entry.description:
        yield f"DESCRIPTION:{escaped(entry.description)}"
    yield f"STATUS:{_status(entry)}"
    yield f"TRANSP:{'OPAQUE' if entry.busy and not entry.cancelled else 'TRANSPARENT'}"
    yield "END:VEVENT"


def _status(entry: Entry) -> str:
    if entry.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.tentative else "CONFIRMED"


def escaped(text: str) -> str:
    """A text as a value (§3.3.11): backslashes, semicolons, commas and line breaks escaped, controls taken out."""
    if not SPECIAL.search(text):
        return text
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return CONTROLS.sub("", text.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n"))


def folded(line: str) -> bytes:
    """A content line (§3.1): at most 75 octets, its continuations behind a blank; no character is cut in two."""
    octets = line.encode()
    if len(octets) <= LINE_OCTETS_MAX:
        return octets
    parts, start, limit = [], 0, LINE_OCTETS_MAX
    while len(octets) - start > limit:
        end = start + limit
        while octets[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        parts.append(octets[start:end])
        start, limit = end, LINE_OCTETS_MAX - 1
    return b"\r\n ".join([*parts, octets[start:]])


def _utc(at: datetime) -> str:
    return f"{_digits(at.astimezone(UTC))}Z"


def _local(at: datetime) -> str:
    return _digits(at.astimezone(TOKYO))


def _digits(at: datetime) -> str:
    """``20261202T100000``; ``strftime`` would cost most of a calendar."""
    return f"{at.year:04}{at.month:02}{at.day:02}T{at.hour:02}{at.minute:02}{at.second:02}"
