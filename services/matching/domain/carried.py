"""What older versions kept of a person in two streams of their own, and how it comes into the person's one record.

The streams ``ladder/<id>`` and ``helper/<id>`` are read once, at the first start, and written no more.
"""

from collections import Counter
from datetime import date

from services.matching.domain.helping.events import AttendanceNoted, Check, HelpConsentGiven, HelperEnded
from services.matching.domain.helping.helper import HelpingPerson
from services.matching.domain.ladder.events import LadderDropped, LadderPersonHeard, LadderReopened
from services.matching.domain.ladder.ladder import ClimbingPerson, Deed, kept
from services.matching.domain.recommending.wish_events import WishOf
from shared.contracts.people import AgeBand
from shared.events import Event
from shared.journal import State, Stream


class RecordCarried(Event):
    """The deeds, and what was open of helping, that older versions kept of a person beside their record."""

    type = "record-carried.v1"

    person_id: str
    age_band: AgeBand | None = None
    interested_since: date | None = None
    deeds: tuple[Deed, ...] = ()
    voids: tuple[str, ...] = ()
    attended: int = 0
    asked: dict[str, str] = {}
    said: dict[str, int] = {}
    along: dict[str, int] = {}
    taps: int = 0
    helped: dict[str, int] = {}
    checks: dict[str, Check] = {}
    wishes: tuple[tuple[WishOf, str], ...] = ()


class RecordsCarried(Event):
    """All streams of older versions have been read: no later start looks for them again."""

    type = "records-carried.v1"


class Ladder(ClimbingPerson):
    """What an older version kept of somebody's deeds."""

    kind = "ladder"
    fold_version = 3

    def apply(self, event: Event) -> None:
        self.apply_to_ladder(event)
        match event:
            case LadderPersonHeard():
                self.heard, self.areas, self.age_band = True, event.areas, event.age_band
            case LadderDropped():
                self.consent, self.forgotten = False, event.for_good
            case LadderReopened():
                self.consent = True


class Helper(HelpingPerson):
    """What an older version kept of somebody's helping."""

    kind = "helper"
    fold_version = 3

    def apply(self, event: Event) -> None:
        self.apply_to_help(event)
        match event:
            case AttendanceNoted():
                self.attended += 1 if event.counts else -1
            case HelpConsentGiven():
                self.consent = True
            case HelperEnded():
                self.consent, self.forgotten, self.attended = False, event.erased, 0


class Carrying(State):
    """The one stream ``carrying/main``: whether the streams of older versions have been read."""

    kind = "carrying"

    done: bool = False

    @classmethod
    def main(cls) -> Stream["Carrying"]:
        """The one stream."""
        return cls.stream("main")

    def finish(self) -> list[Event]:
        """Note that all were read, once."""
        return [] if self.done else [RecordsCarried()]

    def apply(self, event: Event) -> None:
        self.done = self.done or isinstance(event, RecordsCarried)


def of_ladder(ladder: Ladder) -> dict[str, object]:
    """The part of a carried record that a ladder gives."""
    return {
        "age_band": ladder.age_band,
        "interested_since": ladder.interested_since,
        "deeds": ladder.deeds,
        "voids": tuple(ladder.voids),
    }


def of_helper(helper: Helper) -> dict[str, object]:
    """The part of a carried record that a helper gives."""
    wishes = tuple((of, id) for of, ids in helper.wishes.items() for id in ids)
    parts = ("attended", "asked", "said", "along", "taps", "helped", "checks")
    return {**{name: getattr(helper, name) for name in parts}, "wishes": wishes}


def take_over(person: HelpingPerson, old: RecordCarried) -> None:
    """Fold what was carried into a person's record. What came since, if anything, comes behind it."""
    person.age_band = person.age_band or old.age_band
    person.interested_since = old.interested_since or person.interested_since
    person.deeds = kept((*old.deeds, *person.deeds))
    person.voids = {**dict.fromkeys(old.voids, True), **person.voids}
    person.attended += old.attended
    person.asked, person.said = {**old.asked, **person.asked}, {**old.said, **person.said}
    person.along, person.taps = {**old.along, **person.along}, max(old.taps, person.taps)
    person.helped = dict(Counter(old.helped) + Counter(person.helped))
    person.checks = {**old.checks, **person.checks}
    for of, id in old.wishes:
        person.wishes.setdefault(of, {})[id] = True


EVENTS: tuple[type[Event], ...] = (RecordCarried, RecordsCarried)
