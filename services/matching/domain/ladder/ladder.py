"""The ladder of one person: what they did, and the step it makes on a day. Nobody is placed at the bottom."""

from collections import Counter
from datetime import date, timedelta

from pydantic import BaseModel

from services.matching.domain.events import MatchingConsentChanged, PersonForgotten
from services.matching.domain.ladder.events import (
    AttendanceVoided,
    DeedKind,
    DeedNoted,
    InterestNoted,
    LadderDropped,
)
from services.matching.domain.ladder.terms import LadderTerms, StepName
from services.matching.domain.present import Present
from shared.contracts.base import Areas
from shared.contracts.people import AgeBand
from shared.events import Event

KEPT_DAYS = 800
"""Two years and a little: a year that counts, at any day of the year before."""
KEPT_MAX = 1_000
VOIDS_MAX = 100


class Deed(BaseModel):
    """Something that somebody did, on a day in Tokyo."""

    kind: DeedKind
    group_id: str
    on: date
    key: str = ""


class Standing(BaseModel):
    """A step with what led there. ``step`` is ``None`` where nothing is known."""

    step: StepName | None
    interested_since: date | None
    member_of: tuple[str, ...] = ()
    acts_for: tuple[str, ...] = ()
    attendances: int = 0
    often_at: tuple[str, ...] = ()
    """Groups of which activities were attended often enough."""


class Record(BaseModel):
    """What is known of one person."""

    age_band: AgeBand | None = None
    areas: Areas = {}
    interested_since: date | None = None
    deeds: tuple[Deed, ...] = ()

    def standing(self, day: date, terms: LadderTerms) -> Standing:
        """The step at the end of a day, by the definitions of ``terms``."""
        past = [deed for deed in self.deeds if deed.on <= day]
        member, acts = _holding(past, "joined", "left"), _holding(past, "officer", "officer-ended")
        recent = _attended_since(past, day, terms.taking_part_days)
        counts = Counter(deed.group_id for deed in _attended_since(past, day, terms.core_days))
        often = tuple(sorted(group for group, count in counts.items() if count >= terms.core_attendances))
        since = self.interested_since if self.interested_since and self.interested_since <= day else None
        step: StepName | None = "interested" if since else None
        if member or recent:
            step = "taking-part"
        if acts or len(often) >= terms.core_groups:
            step = "core"
        return Standing(
            step=step, interested_since=since, member_of=member, acts_for=acts, attendances=len(recent), often_at=often
        )


class ClimbingPerson(Present):
    """One person's deeds. Bound by ``KEPT_MAX`` attendances and ``KEPT_DAYS``; memberships that last are kept."""

    heard: bool = False
    areas: Areas = {}
    age_band: AgeBand | None = None
    interested_since: date | None = None
    deeds: tuple[Deed, ...] = ()
    attended: int = 0
    """How often they were at an activity, also when that is too long ago to be among the deeds."""
    voids: dict[str, bool] = {}
    """Attendances that were taken back before they were heard of."""

    @property
    def record(self) -> Record:
        """What the ladder knows; nothing without consent."""
        if not self.takes:
            return Record()
        return Record(
            age_band=self.age_band, areas=self.areas, interested_since=self.interested_since, deeds=self.deeds
        )

    # -- decisions

    def note_interest(self, on: date) -> list[Event]:
        """The person has said what they like. Only the first time is noted."""
        if not self.takes or self.interested_since:
            return []
        return [InterestNoted(person_id=self.stream_key, on=on)]

    def climb(self, kind: DeedKind, group_id: str, on: date, key: str = "") -> list[Event]:
        """Something was done. An attendance counts once, and not when it was taken back before it was heard of."""
        if not self.takes:
            return []
        if key in self.voids:
            return [AttendanceVoided(person_id=self.stream_key, key=key, known=True)]
        if key and any(deed.key == key for deed in self.deeds):
            return []
        return [DeedNoted(person_id=self.stream_key, kind=kind, group_id=group_id, on=on, key=key)]

    def void_attendance(self, key: str) -> list[Event]:
        """An attendance was recorded in error."""
        if not self.takes:
            return []
        known = any(deed.key == key for deed in self.deeds)
        return [AttendanceVoided(person_id=self.stream_key, key=key, known=known)]

    # -- fold

    def apply_to_ladder(self, event: Event) -> None:
        """Take what is about deeds. Consent withdrawn or the person erased: nothing of them is kept."""
        match event:
            case InterestNoted():
                self.interested_since = event.on
            case DeedNoted():
                deed = Deed(kind=event.kind, group_id=event.group_id, on=event.on, key=event.key)
                self.deeds = kept((*self.deeds, deed))
                self.attended += event.kind == "attended"
            case AttendanceVoided(known=False):
                self.voids[event.key] = True
                while len(self.voids) > VOIDS_MAX:
                    del self.voids[next(iter(self.voids))]
            case AttendanceVoided():
                self._apply_void(event.key)
            case MatchingConsentChanged(given=False) | PersonForgotten() | LadderDropped():
                self.interested_since, self.deeds, self.attended, self.voids = None, (), 0, {}

    def _apply_void(self, key: str) -> None:
        if key in self.voids:  # it had been taken back before it was heard of, and never counted
            del self.voids[key]
            return
        self.deeds = tuple(deed for deed in self.deeds if deed.key != key)
        self.attended -= 1


def _holding(past: list[Deed], begins: DeedKind, ends: DeedKind) -> tuple[str, ...]:
    """The groups of which the last word was the beginning."""
    last: dict[str, DeedKind] = {deed.group_id: deed.kind for deed in past if deed.kind in (begins, ends)}
    return tuple(sorted(group for group, kind in last.items() if kind == begins))


def _attended_since(past: list[Deed], day: date, days: int) -> list[Deed]:
    first = day - timedelta(days=days - 1)
    return [deed for deed in past if deed.kind == "attended" and deed.on >= first]


def kept(deeds: tuple[Deed, ...]) -> tuple[Deed, ...]:
    """What is too old to count for any day that can be asked for goes; memberships stay, whenever they began."""
    if not deeds:
        return ()
    first = max(deed.on for deed in deeds) - timedelta(days=KEPT_DAYS)
    held = [deed for deed in deeds if deed.kind != "attended" or deed.on >= first]
    over = max(0, sum(deed.kind == "attended" for deed in held) - KEPT_MAX)
    if not over:
        return tuple(held)
    oldest = sorted((n for n, deed in enumerate(held) if deed.kind == "attended"), key=lambda n: held[n].on)[:over]
    return tuple(deed for n, deed in enumerate(held) if n not in set(oldest))
