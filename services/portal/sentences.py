"""Open events as sentences. Names and titles are kept apart from the words around them: they stay in their language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.portal.dates import day_text, hours
from services.portal.words_plain import AROUND_NAMES
from shared.clock import tokyo_date
from shared.contracts import PublicEvent
from shared.contracts.booking import FacilityChanged, FacilityRegistered, SlotsFreed, SlotsTaken
from shared.contracts.booking_activities import ActivityAnnounced, ActivityCancelled, ActivityChanged
from shared.contracts.matching import GroupChanged, GroupRegistered
from shared.contracts.matching_standing import GroupEnded, GroupResumed, GroupSuspended
from shared.web.words import Language

OPEN: dict[str, type[PublicEvent]] = {
    event.type: event
    for event in (
        SlotsTaken,
        SlotsFreed,
        ActivityAnnounced,
        ActivityChanged,
        ActivityCancelled,
        GroupRegistered,
        GroupChanged,
        GroupSuspended,
        GroupResumed,
        GroupEnded,
        FacilityRegistered,
        FacilityChanged,
    )
}
"""Events without any person that the page tells as they are."""

NameOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence. ``name``: it is a name, in whatever language its owner wrote it."""

    text: str
    name: bool = False


Sentence = tuple[Part, ...]


def say(event: PublicEvent, today: date, name_of: NameOf, language: Language, *, easy: bool = False) -> Sentence:
    """An event of ``OPEN`` as a sentence. ``name_of`` gives the name of a facility, as far as it is known.

    ``easy``: in plain Japanese.
    """
    if easy and isinstance(event, SlotsTaken):
        return _occupancy_plainly(event, today, name_of)
    told = _say(event, today, name_of, language)
    return tuple(part if part.name else Part(AROUND_NAMES.get(part.text, part.text)) for part in told) if easy else told


def _say(event: PublicEvent, today: date, name_of: NameOf, language: Language) -> Sentence:
    ja = language == "ja"
    match event:
        case SlotsTaken():  # and SlotsFreed, which extends it
            return _occupancy(event, today, name_of, language)
        case ActivityAnnounced():  # and ActivityChanged, ActivityCancelled, which extend it
            return _activity(event, ja=ja)
        case GroupChanged():
            return _around(
                ("団体「", event.name, "」の案内が新しくなりました") if ja else ("The group ", event.name, " has news")
            )
        case GroupRegistered():
            return _around(("団体「", event.name, "」が登録されました") if ja else ("New group: ", event.name, ""))
        case GroupSuspended():  # and GroupResumed, GroupEnded, which extend it
            return _around(_standing(event, ja=ja))
        case FacilityChanged():
            return _around(
                ("施設「", event.name, "」の案内が新しくなりました") if ja else ("The venue ", event.name, " has news")
            )
        case FacilityRegistered():
            return _around(("施設「", event.name, "」が登録されました") if ja else ("New venue: ", event.name, ""))
    raise TypeError(event.type)


def _standing(event: GroupSuspended, *, ja: bool) -> tuple[str, str, str]:
    match event:
        case GroupEnded():
            return ("団体「", event.name, "」は活動を終えました") if ja else ("The group ", event.name, " has ended")
        case GroupResumed():
            return ("団体「", event.name, "」が活動を再開しました") if ja else ("The group ", event.name, " is back")
    return ("団体「", event.name, "」は活動をお休みしています") if ja else ("The group ", event.name, " takes a break")


def _activity(event: ActivityAnnounced, *, ja: bool) -> Sentence:
    match event:
        case ActivityCancelled():
            words = ("催し「", event.title, "」は中止になりました") if ja else ("Cancelled: ", event.title, "")
        case ActivityChanged():
            words = (
                ("催し「", event.title, "」の案内が変わりました") if ja else ("The activity ", event.title, " has news")
            )
        case _:
            words = ("催し「", event.title, "」の案内が出ました") if ja else ("New activity: ", event.title, "")
    return _around(words)


def _occupancy(event: SlotsTaken, today: date, name_of: NameOf, language: Language) -> Sentence:
    day = tokyo_date(event.starts_at)
    when = hours(event.starts_at, event.ends_at, language)
    house, freed = name_of(event.facility_id), isinstance(event, SlotsFreed)
    if language == "ja":
        on = "きょう" if day == today else day_text(day, language)
        rest = f"{on}{when}、部屋{'が空きました' if freed else 'の予約が入りました'}"
        return (Part(house, name=True), Part(f"で{rest}")) if house else (Part(rest),)
    on = "today" if day == today else day_text(day, language)
    rest = f"a room is {'free again' if freed else 'booked'}, {on} {when}"
    return (Part(house, name=True), Part(f": {rest}")) if house else (Part(rest[0].upper() + rest[1:]),)


def _occupancy_plainly(event: SlotsTaken, today: date, name_of: NameOf) -> Sentence:
    day = tokyo_date(event.starts_at)
    on = "きょう" if day == today else day_text(day, "ja")
    what = "へやが あきました" if isinstance(event, SlotsFreed) else "へやが よやくされました"
    rest = f"{on} {hours(event.starts_at, event.ends_at, 'ja')} {what}"
    house = name_of(event.facility_id)
    return (Part(house, name=True), Part(f"： {rest}")) if house else (Part(rest),)


def _around(words: tuple[str, str, str]) -> Sentence:
    before, name, after = words
    return tuple(part for part in (Part(before), Part(name, name=True), Part(after)) if part.text)
