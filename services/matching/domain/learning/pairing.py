"""Beside whom a supporter in training (協創サポーター) learns: a dedicated coordinator, or the desk owner by name.

A pairing costs points (``TrainingTerms``), and the fewest win: not the same one at once, nobody beyond so many, those
they were paired with least, who has the fewest supporters, an area in common; then the name. One is chosen here; all
whose term is over are planned together in ``pairing_plan``, which for one supporter is the same.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from services.matching.domain.learning.events import (
    PairedWhy,
    PairingKept,
    SupporterPaired,
    SupporterUnpaired,
    TrainingTerms,
)
from services.matching.domain.team.choosing import Coordinator
from services.matching.domain.team.roster import Roster
from shared.clock import tokyo_date
from shared.events import Event

SUPPORTER, DEDICATED = "supporter", "dedicated"
DESK_LOOKS_AGAIN = timedelta(days=7)
"""Who learns beside the desk owner is looked for again so often."""
CONSIDERED_MAX = 100
PairingOut = Literal["away", "leave"]


@dataclass(frozen=True, slots=True)
class Beside:
    """One dedicated coordinator as weighed for one supporter: why not, or what it costs."""

    id: str
    out: PairingOut | None
    again: bool
    times: int
    beside: int
    far: bool

    def costs(self, terms: TrainingTerms) -> dict[str, float]:
        """The points of each feature."""
        points = terms.points
        return {
            "again": points.again * self.again,
            "full": points.full * max(0, self.beside + 1 - terms.most),
            "times": points.times * self.times,
            "beside": points.beside * self.beside,
            "far": points.far * self.far,
        }

    def text(self) -> str:
        """In one line, for the event: ``id out again times beside far``."""
        return f"{self.id} {self.out or '-'} {self.again:d} {self.times} {self.beside} {self.far:d}"

    @classmethod
    def of_text(cls, text: str) -> "Beside":
        """What a line of an event says. Raises ``ValueError`` for anything else."""
        id, out, again, times, beside, far = text.split(" ")
        known: dict[str, PairingOut | None] = {"-": None, "away": "away", "leave": "leave"}
        return cls(id, known[out], again == "1", int(times), int(beside), far == "1")


@dataclass(frozen=True, slots=True)
class Move:
    """A supporter, the number of the pairing that ends, and who is planned for the next one (``None``: the desk)."""

    supporter_id: str
    number: int
    to: str | None


@dataclass(slots=True)
class Pairs:
    """The roster while several are paired in one decision: each choice sees those before it."""

    roster: Roster
    at: datetime
    counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, roster: Roster, at: datetime, *, without: Iterable[str] = ()) -> "Pairs":
        """``without``: supporters who are paired anew, and count beside nobody."""
        left = set(without)
        beside = (each.coordinator_id for id, each in roster.pairings.items() if id not in left and not each.at_desk)
        return cls(roster, at, Counter(beside))

    @property
    def day(self) -> date:
        """The day in Tokyo."""
        return tokyo_date(self.at)

    def weigh(self, supporter_id: str) -> list[Beside]:
        """Every dedicated coordinator, by name."""
        roster, own = self.roster, self.roster.coordinators.get(supporter_id)
        now = roster.pairings.get(supporter_id)
        times = roster.paired_times.get(supporter_id, {})
        return [
            Beside(
                id,
                None if each.present(self.day) else "away" if each.away else "leave",
                again=now is not None and now.coordinator_id == id,
                times=times.get(id, 0),
                beside=self.counts[id],
                far=own is not None and not _shares_area(own, each),
            )
            for id, each in sorted(roster.coordinators.items())
            if each.kind == DEDICATED and id != supporter_id
        ]

    def pair(self, supporter_id: str, why: PairedWhy, *, to: str | None = None, by: str | None = None) -> list[Event]:
        """Beside whom they learn from now on: ``to`` when they are there, else by the points, else the desk owner.

        Nobody when no desk owner is named, or they are it themselves.
        """
        roster, considered = self.roster, self.weigh(supporter_id)
        terms = roster.training_terms
        there = [each for each in considered if each.out is None]
        planned = next((each for each in there if each.id == to), None)
        chosen = planned or min(there, key=lambda each: (sum(each.costs(terms).values()), each.id), default=None)
        holder = chosen.id if chosen else roster.desk_owner
        if holder is None or holder == supporter_id:
            return self.unpair(supporter_id, left=False)
        if chosen:
            self.counts[chosen.id] += 1
        since = self.at.replace(microsecond=0)
        until = since + (timedelta(days=terms.pairing_days) if chosen else DESK_LOOKS_AGAIN)
        return [
            SupporterPaired(
                supporter_id=supporter_id,
                coordinator_id=holder,
                number=roster.pairing_numbers.get(supporter_id, 0) + 1,
                since=since,
                until=until,
                why=why,
                at_desk=chosen is None,
                considered=tuple(each.text() for each in considered[:CONSIDERED_MAX]),
                by=by,
            )
        ]

    def unpair(self, supporter_id: str, *, left: bool) -> list[Event]:
        """They learn beside nobody any more. Nothing when they do not now."""
        now = self.roster.pairings.get(supporter_id)
        if now is None:
            return []
        return [SupporterUnpaired(supporter_id=supporter_id, number=now.number, at=self.at, left=left)]


def supporters_of(roster: Roster) -> list[str]:
    """Everybody who is in training, by name."""
    return sorted(id for id, each in roster.coordinators.items() if each.kind == SUPPORTER)


def set_right(roster: Roster, at: datetime) -> list[Event]:
    """Step of a saga, and the clock: whoever learns beside somebody who is not there any more gets another, by name.

    A pairing that was made after ``at`` knew better and stays.
    """
    wrong = {
        id: why
        for id in supporters_of(roster)
        if (why := _why_wrong(roster, id, at)) is not None
    }  # fmt: skip
    pairs, made = Pairs.of(roster, at, without=wrong), list[Event]()
    for id in sorted(roster.pairings):
        entered = roster.coordinators.get(id)
        if entered is None or entered.kind != SUPPORTER:
            made.extend(pairs.unpair(id, left=True))
    for id, why in wrong.items():
        made.extend(pairs.pair(id, why))
    return made


def rotated(roster: Roster, moves: Sequence[Move], at: datetime, *, by: str | None = None) -> list[Event]:
    """Carry a plan out as far as its pairings still stand; who is not there any more is chosen anew."""
    still = [
        move
        for move in moves
        if (now := roster.pairings.get(move.supporter_id)) is not None
        and now.number == move.number
        and move.supporter_id in supporters_of(roster)
    ]
    pairs = Pairs.of(roster, at, without=(move.supporter_id for move in still))
    return [event for move in still for event in pairs.pair(move.supporter_id, "rotation", to=move.to, by=by)]


def looked_at(roster: Roster, supporter_id: str, number: int, at: datetime) -> list[Event]:
    """The clock came for a pairing, and nothing was to be done: it is looked at again when something is due."""
    now = roster.pairings.get(supporter_id)
    if now is None or now.number != number:
        return []
    return [PairingKept(supporter_id=supporter_id, number=number, at=at)]


def _why_wrong(roster: Roster, supporter_id: str, at: datetime) -> PairedWhy | None:
    now, day = roster.pairings.get(supporter_id), tokyo_date(at)
    if now is None:
        return "entered" if supporter_id not in roster.pairing_numbers else "found"
    if now.since > at:
        return None
    if now.at_desk:
        someone = any(each.kind == DEDICATED and each.present(day) for each in _others(roster, supporter_id).values())
        return "found" if someone else None if now.coordinator_id == roster.desk_owner else "gone"
    entered = roster.coordinators.get(now.coordinator_id)
    if entered is None or entered.kind != DEDICATED:
        return "gone"
    return None if entered.present(day) else "leave"


def _others(roster: Roster, supporter_id: str) -> Mapping[str, Coordinator]:
    return {id: each for id, each in roster.coordinators.items() if id != supporter_id}


def _shares_area(one: Coordinator, other: Coordinator) -> bool:
    """Whether they work in one area, or one of them everywhere."""
    if not one.areas or not other.areas:
        return True
    return any(not set(ids).isdisjoint(other.areas.get(layer, ())) for layer, ids in one.areas.items())
