"""The recommender of the matching service as one way of choosing among others: the only file here that knows it."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from kyoso.judging.contest import Candidate, Known
from kyoso.judging.history import PersonLine
from services.matching.catalogue import offer_of_activity, offer_of_group
from services.matching.domain.columns import Columns
from services.matching.domain.events import Interests
from services.matching.domain.ranking import best, scores
from services.matching.domain.scoring import Offer
from services.matching.knowledge import PACKAGED, Knowledge
from services.matching.rows import ActivityRow, GroupRow, PersonRow
from services.matching.seekers import seeker_of

LENGTH = timedelta(hours=2)


class Recommender:
    """Scores as the service does on the day of the split: its own scorer, with the weights in force on that day."""

    name = "kyoso"

    def __init__(self, known: Known, knowledge: Path = PACKAGED) -> None:
        self._known = known
        self._knowledge = Knowledge.read(knowledge)
        self._weights = self._knowledge.weights.on(known.day)
        self._columns = Columns(self._knowledge.words.broader)

    def top(self, person: PersonLine, among: Sequence[Candidate], limit: int) -> Sequence[str]:
        """The best of what is asked for, as the service orders them; what scores nothing is not shown."""
        columns, now = self._columns, self._known.now()
        for each in among:
            if each.id not in columns.slots:
                columns.put(each.id, each.id, self._offer(each), each.starts_at)
        joined = self._known.joined.get(person.id, frozenset())
        row = PersonRow(
            id=person.id,
            areas=person.areas,
            interests=Interests(
                tags=person.tags,
                availability=person.availability,
                languages=person.languages,
                role_wishes=person.role_wishes,
            ),
        )
        seeker = seeker_of(row, self._knowledge)._replace(
            joined_tags=frozenset().union(*(self._known.groups[group].tags for group in joined)),
            has_groups=bool(joined),
        )
        without = columns.slots.keys() - {each.id for each in among}
        slots = best(columns, scores(columns, seeker, self._weights, now), now, person.id, limit, without)
        return [columns.ids[slot] for slot in slots]

    def _offer(self, each: Candidate) -> Offer:
        """A group by its profile; an activity by what booking tells of it."""
        if each.starts_at is None:
            said = each.group.model_dump(include={"areas", "tags", "needs", "times", "languages", "size_band"})
            return offer_of_group(GroupRow(id=each.id, name=each.id, group_kind="theme", **said))
        return offer_of_activity(
            ActivityRow(
                id=each.id,
                title=each.id,
                group_id=each.group.id,
                place="",
                starts_at=each.starts_at,
                ends_at=each.starts_at + LENGTH,
                deadline=each.starts_at,
                fee=0,
                tags=each.tags,
                areas=each.areas,
                capacity=1,
            ),
            self._knowledge.words,
        )
