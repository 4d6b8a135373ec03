"""The recommender of the matching service as one way of choosing among others: the only file here that knows it."""

from collections.abc import Sequence
from pathlib import Path

from kyoso.judging.contest import Candidate, Known, own_order
from kyoso.judging.history import PersonLine
from services.matching.domain.areas import areas_of
from services.matching.domain.scoring import Offer, Seeker, contributions, score_of
from services.matching.domain.times import time_of
from services.matching.knowledge import PACKAGED, Knowledge


class Recommender:
    """Scores as the service does on the day of the split, with the weights in force on it."""

    name = "kyoso"

    def __init__(self, known: Known, knowledge: Path = PACKAGED) -> None:
        self._known = known
        self._knowledge = Knowledge.read(knowledge)
        self._weights = self._knowledge.weights.on(known.day)
        self._offers: dict[str, Offer] = {}

    def top(self, person: PersonLine, among: Sequence[Candidate], limit: int) -> Sequence[str]:
        """What scores nothing is not shown, as in the service."""
        seeker, now = self._seeker(person), self._known.now()
        scores = {each.id: score_of(contributions(seeker, self._offer(each), self._weights, now)) for each in among}
        shown = [each for each in among if scores[each.id] > 0]
        shown.sort(key=lambda each: (-scores[each.id], own_order(person, each)))
        return [each.id for each in shown[:limit]]

    def _seeker(self, person: PersonLine) -> Seeker:
        joined = self._known.joined.get(person.id, frozenset())
        tags = (self._known.groups[group].tags for group in joined)
        return Seeker(
            tags=person.tags,
            role_wishes=person.role_wishes,
            availability=frozenset(person.availability),
            languages=person.languages,
            nearness=self._knowledge.areas.around(areas_of(person.areas)),
            joined_tags=frozenset().union(*tags),
            has_groups=bool(joined),
            broader=self._knowledge.words.broader,
        )

    def _offer(self, each: Candidate) -> Offer:
        if (found := self._offers.get(each.id)) is None:
            found = self._offers[each.id] = _offer(each)
        return found


def _offer(each: Candidate) -> Offer:
    """A group by its profile; an activity by what booking tells of it."""
    if each.starts_at is None:
        return Offer(
            tags=frozenset(each.tags),
            needs=frozenset(each.group.needs),
            areas=areas_of(each.areas),
            times=each.group.times,
            languages=frozenset(each.group.languages),
            size_band=each.group.size_band,
        )
    times = (time_of(each.starts_at),)
    return Offer(tags=frozenset(each.tags), areas=areas_of(each.areas), times=times, starts_at=each.starts_at)
