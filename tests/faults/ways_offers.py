"""What must hold of places that are kept for whoever's booking the house took away, read from the journal alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.faults.books import KeptCommit
from tests.faults.ways_days import Day

TOLD_MAX = 5


@dataclass
class Offers:
    """By booking: which places are kept, how often its holder was told and how many places were lost, what is over."""

    kept: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    told: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lost: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    over: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def take(self, id: str, commit: KeptCommit) -> None:
        """The next commit of a displacement."""
        for event, body in commit.events:
            if event == "place-noted.v1" and body["held"]:
                self.kept[id].add(body["booking_id"])
            elif event == "place-noted.v1":
                self.kept[id].discard(body["booking_id"])
                self.lost[id] += 1
            elif event == "places-passed.v1":
                self.over.add(id)
            elif event == "booking-displaced.v1":
                self._tell(id, body["count"])

    def _tell(self, id: str, count: int) -> None:
        self.told[id] += 1
        if self.told[id] > min(1 + self.lost[id], TOLD_MAX):
            self.wrong.append(f"{id} was told {self.told[id]} times that it was taken away, {self.lost[id]} were lost")
        if count not in (0, len(self.kept[id])):
            self.wrong.append(f"{id} was told of {count} places, {len(self.kept[id])} are kept")

    def at_the_end(self, taken_away: Iterable[str], days: Iterable[Day]) -> Iterator[str]:
        """What must hold when nothing is under way any more."""
        yield from self.wrong
        untold = (id for id in taken_away if not self.told[id])
        yield from (f"{id} was taken away by the house, and its holder was not told" for id in untold)
        for day in days:
            for id, body in day.told.items():
                if body.get("status") == "offered" and body.get("moved_from") in self.over:
                    yield f"{day.name}: {id} is kept for nobody"
