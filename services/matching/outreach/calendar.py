"""Outreach days as a calendar (RFC 5545): all that come, for everybody; one's own appointment, for whoever has it.

Nobody's name and nothing of what somebody comes for is in either. Who has booked changes nothing in the open one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.matching.domain.areas import AreaMap
from services.matching.domain.outreach.terms import OutreachTerms
from services.matching.knowledge import Knowledge
from services.matching.outreach.reading import OutreachReading, code_of
from services.matching.outreach.refusals import NoTimeYet
from services.matching.outreach.rows import OutreachDayRow
from services.matching.refusals import UnknownWords
from shared.calendars.ical import Entry, calendar
from shared.clock import TOKYO
from shared.journal import Journal
from shared.web import Caller
from shared.web.words import Language

EVENTS_MAX = 500


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """The words of one language."""

    name: str
    about: str
    joined: str
    off: str
    how: str
    own: str
    own_about: str
    own_how: str


WORDS: dict[Language, CalendarWords] = {
    "ja": CalendarWords(
        name="出張相談会・スマホ相談",
        about="これからの出張相談会と、終わって1週間以内のもの（500件まで）。だれが予約したかは入っていません。",
        joined="・",
        off="【中止】",
        how="お金はかかりません。予約は市の窓口への電話か、このサービスで。予約なしでも、空いていればお話をうかがいます。",
        own="出張相談会の予約",
        own_about="予約1件。相談の内容は入っていません。",
        own_how="予約番号 {code}。変更や取消は、市の窓口への電話か、このサービスで。",
    ),
    "en": CalendarWords(
        name="Outreach days",
        about="Outreach days to come, and those of the past week (500 at most). Who has booked is not in it.",
        joined=", ",
        off="[Called off] ",
        how="Free of charge. Book by phone at the city's desk, or in this service. You may also drop in.",
        own="Appointment at an outreach day",
        own_about="One appointment. What it is about is not in it.",
        own_how="Number {code}. To change or cancel, call the city's desk, or use this service.",
    ),
}


class OutreachCalendar:
    """Makes calendars from rows. ``place`` ends every UID."""

    def __init__(self, journal: Journal, knowledge: Knowledge, reading: OutreachReading, place: str) -> None:
        self.journal = journal
        self.terms: OutreachTerms = knowledge.outreach
        self.areas: AreaMap = knowledge.areas
        self.reading = reading
        self.place = place

    async def of_days(self, kind: str | None, area: str | None, language: Language) -> bytes:
        """All days of a kind and an area that are told of; one that is off says so. Raises ``UnknownWords``."""
        self._check(kind, area)
        rows = await self.journal.all(OutreachDayRow, with_closed=False)
        fit = [
            row for row in rows if (kind is None or kind in row.kinds) and (area is None or area in row.areas.values())
        ]
        fit.sort(key=lambda row: (row.starts_at, row.id))
        words = WORDS[language]
        made = _today(self.journal.now())
        entries = [self._day(row, words, language, made) for row in fit[:EVENTS_MAX]]
        name = f"{words.name}{self._of(kind, language)}"
        return calendar(name, words.about, entries, language, made_by="matching")

    async def of_appointment(self, appointment_id: str, language: Language, *, by: Caller) -> bytes:
        """One appointment, for its person and who has the day. Raises ``NotFound``, ``NoTimeYet``."""
        seen = await self.reading.get(appointment_id, by=by, words=False)
        row, day, words = seen.row, seen.day, WORDS[language]
        if row.slot is None:
            raise NoTimeYet
        now = self.journal.now()
        entry = Entry(
            uid=f"{row.id}@{self.place}",
            starts_at=row.slot,
            ends_at=row.slot + timedelta(minutes=day.slot_minutes),
            summary=f"{words.own}{self._of(row.appointment_kind, language)}",
            stamp=now,
            sequence=int(now.timestamp()) // 60,  # whatever was fetched later counts
            known_since=False,
            cancelled=row.closed,
            tentative=row.status == "offered",
            location=day.place,
            description=words.own_how.format(code=code_of(row.id)),
        )
        return calendar(words.own, words.own_about, [entry], language, made_by="matching")

    # -- inside

    def _day(self, row: OutreachDayRow, words: CalendarWords, language: Language, made: datetime) -> Entry:
        off = row.status == "called-off"
        kinds = words.joined.join(self._kind(kind, language) for kind in row.kinds)
        reason = self.terms.reasons.get(row.reason or "") if off else None
        why = (reason.word.en if language == "en" else reason.word.ja) if reason else ""
        return Entry(
            uid=f"{row.id}@{self.place}",
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            summary=f"{words.off if off else ''}{kinds}",
            stamp=made,
            sequence=int(off),  # a day is announced, and called off at most
            known_since=False,
            cancelled=off,
            busy=False,
            location=row.place,
            description=why or words.how,
        )

    def _check(self, kind: str | None, area: str | None) -> None:
        unknown = [] if kind is None or kind in self.terms.kinds else [kind]
        known = {each.id for each in self.areas.words}
        unknown += [] if area is None or area in known else [area]
        if unknown:
            raise UnknownWords(unknown=", ".join(unknown))

    def _kind(self, kind: str, language: Language) -> str:
        named = self.terms.kinds.get(kind)
        return kind if named is None else named.word.en if language == "en" else named.word.ja

    def _of(self, kind: str | None, language: Language) -> str:
        if kind is None:
            return ""
        return f": {self._kind(kind, language)}" if language == "en" else f"（{self._kind(kind, language)}）"


def _today(now: datetime) -> datetime:
    """The same file for a whole day, unless a day is announced or called off."""
    return now.astimezone(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0)
