"""The ladder of one person: what they did, and the step it makes on a day. Nobody is placed at the bottom."""

from collections import Counter
from datetime import date, timedelta

from pydantic import BaseModel

from services.matching.domain.ladder_events import (
    AttendanceVoided,
    DeedKind,
    DeedNoted,
    InterestNoted,
    LadderDropped,
    LadderPersonHeard,
    LadderReopened,
)
from services.matching.domain.ladder_terms import LadderTerms, StepName
from shared.contracts.base import Areas
from shared.contracts.people import AgeBand
from shared.events import Event
from shared.journal import State

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


class Ladder(State):
    """One person's deeds. Bound by ``KEPT_MAX`` attendances and ``KEPT_DAYS``; memberships that last are kept."""

    kind = "ladder"
    fold_version = 2

    heard: bool = False
    record: Record = Record()
    voids: dict[str, bool] = {}
    """Attendances that were taken back before they were heard of."""
    open: bool = True
    forgotten: bool = False

    # -- decisions

    def hear(self, *, areas: Areas, age_band: AgeBand | None) -> list[Event]:
        """Take what the people service tells; the first time is noted, whatever it says."""
        if self.forgotten or (self.heard and (self.record.areas, self.record.age_band) == (areas, age_band)):
            return []
        return [LadderPersonHeard(person_id=self.stream_key, areas=areas, age_band=age_band)]

    def note_interest(self, on: date) -> list[Event]:
        """Step of a saga: the person has said what they like. Only the first time is noted."""
        if not self._takes() or self.record.interested_since:
            return []
        return [InterestNoted(person_id=self.stream_key, on=on)]

    def note(self, kind: DeedKind, group_id: str, on: date, key: str = "") -> list[Event]:
        """Something was done. An attendance counts once, and not when it was taken back before it was heard of."""
        if not self._takes():
            return []
        if key in self.voids:
            return [AttendanceVoided(person_id=self.stream_key, key=key, known=True)]
        if key and any(deed.key == key for deed in self.record.deeds):
            return []
        return [DeedNoted(person_id=self.stream_key, kind=kind, group_id=group_id, on=on, key=key)]

    def void(self, key: str) -> list[Event]:
        """An attendance was recorded in error."""
        if not self._takes():
            return []
        known = any(deed.key == key for deed in self.record.deeds)
        return [AttendanceVoided(person_id=self.stream_key, key=key, known=known)]

    def drop(self, *, for_good: bool) -> list[Event]:
        """Consent was withdrawn, or the person is erased: nothing of it is kept."""
        if self.forgotten or (not self.open and not for_good):
            return []
        return [LadderDropped(person_id=self.stream_key, for_good=for_good)]

    def reopen(self) -> list[Event]:
        """Consent was given again."""
        return [] if self.forgotten or self.open else [LadderReopened(person_id=self.stream_key)]

    def _takes(self) -> bool:
        return self.open and not self.forgotten

    # -- fold

    def apply(self, event: Event) -> None:
        match event:
            case LadderPersonHeard():
                self.heard = True
                self.record = self.record.model_copy(update={"areas": event.areas, "age_band": event.age_band})
            case InterestNoted():
                self.record = self.record.model_copy(update={"interested_since": event.on})
            case DeedNoted():
                deed = Deed(kind=event.kind, group_id=event.group_id, on=event.on, key=event.key)
                self.record = self.record.model_copy(update={"deeds": _kept((*self.record.deeds, deed))})
            case AttendanceVoided(known=False):
                self.voids[event.key] = True
                while len(self.voids) > VOIDS_MAX:
                    del self.voids[next(iter(self.voids))]
            case AttendanceVoided():
                self.voids.pop(event.key, None)
                deeds = tuple(deed for deed in self.record.deeds if deed.key != event.key)
                self.record = self.record.model_copy(update={"deeds": deeds})
            case LadderDropped(for_good=True):
                self.record, self.voids, self.open, self.forgotten = Record(), {}, False, True
            case LadderDropped():
                told = {"areas": self.record.areas, "age_band": self.record.age_band}
                self.record, self.voids, self.open = Record.model_validate(told), {}, False
            case LadderReopened():
                self.open = True


def _holding(past: list[Deed], begins: DeedKind, ends: DeedKind) -> tuple[str, ...]:
    """The groups of which the last word was the beginning."""
    last: dict[str, DeedKind] = {deed.group_id: deed.kind for deed in past if deed.kind in (begins, ends)}
    return tuple(sorted(group for group, kind in last.items() if kind == begins))


def _attended_since(past: list[Deed], day: date, days: int) -> list[Deed]:
    first = day - timedelta(days=days - 1)
    return [deed for deed in past if deed.kind == "attended" and deed.on >= first]


def _kept(deeds: tuple[Deed, ...]) -> tuple[Deed, ...]:
    """What is too old to count for any day that can be asked for goes; memberships stay, whenever they began."""
    first = max(deed.on for deed in deeds) - timedelta(days=KEPT_DAYS)
    held = [deed for deed in deeds if deed.kind != "attended" or deed.on >= first]
    over = max(0, sum(deed.kind == "attended" for deed in held) - KEPT_MAX)
    if not over:
        return tuple(held)
    oldest = sorted((n for n, deed in enumerate(held) if deed.kind == "attended"), key=lambda n: held[n].on)[:over]
    return tuple(deed for n, deed in enumerate(held) if n not in set(oldest))
