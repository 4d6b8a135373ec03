"""Recommendations: every group that the person is not in and every upcoming activity, scored, with true reasons."""

import zlib
from dataclasses import dataclass

from services.matching.catalogue import Catalogue, Found
from services.matching.domain.areas import Area, areas_of
from services.matching.domain.scoring import Contribution, Seeker, contributions, reasons_of, score_of
from services.matching.domain.words import Word
from services.matching.knowledge import Knowledge
from services.matching.rows import ActivityRow, GroupRow, MemberRow, PersonRow
from shared.clock import tokyo_date
from shared.journal import Journal

LIMIT_MAX = 50


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A group or an activity with its score and up to three reasons, the strongest first."""

    row: GroupRow | ActivityRow
    score: float
    reasons: tuple[Contribution, ...]


class Recommendations:
    """Scores what there is for one person. Reads two kinds of rows; the rest is in memory."""

    def __init__(self, journal: Journal, knowledge: Knowledge) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.catalogue = Catalogue(journal, knowledge.words)

    async def for_person(self, person_id: str, *, limit: int = 10) -> list[Recommendation]:
        """The best ``limit`` for a person, best first; equal scores in an order of each person's own.

        Somebody who has said nothing of themselves is recommended what suits everyone new, with the few reasons that
        are true for them.
        """
        person = await self.journal.get(PersonRow, person_id)
        groups = await self._groups_of(person_id)
        await self.catalogue.refresh()
        seeker = self._seeker(person, groups)
        now = self.journal.now()
        weights = self.knowledge.weights.on(tokyo_date(now))
        scored: list[Recommendation] = []
        for found in self._open_to(groups):
            parts = contributions(seeker, found.offer, weights, now)
            if parts:
                scored.append(Recommendation(found.row, score_of(parts), tuple(reasons_of(parts))))
        scored.sort(key=lambda each: (-each.score, zlib.crc32(f"{person_id}/{each.row.id}".encode())))
        return scored[: min(limit, LIMIT_MAX)]

    async def why(self, person_id: str, group_id: str) -> tuple[str, ...]:
        """The reasons that speak for a person and a group, as ``code:about``."""
        await self.catalogue.refresh()
        found = self.catalogue.groups.get(group_id)
        if found is None:
            return ()
        person = await self.journal.get(PersonRow, person_id)
        seeker = self._seeker(person, await self._groups_of(person_id))
        now = self.journal.now()
        parts = contributions(seeker, found.offer, self.knowledge.weights.on(tokyo_date(now)), now)
        return tuple(part.name for part in reasons_of(parts))

    def words(self, code: str, about: str) -> Word:
        """A reason as people read it."""
        words = self.knowledge.words
        sentence = words.reasons[code]
        match code:
            case "shared-tag":
                word = words.word("tags", about)
            case "needed-role":
                word = words.word("roles", about)
            case "fits-time":
                word = words.word("times", about)
            case "shared-language":
                word = words.word("languages", about)
            case "same-area" | "near-area":
                word = self.knowledge.areas.word(Area(*about.split("/", 1)))
            case _:
                return sentence
        return Word(sentence.ja.format(word=word.ja), sentence.en.format(word=word.en))

    async def _groups_of(self, person_id: str) -> frozenset[str]:
        rows = await self.journal.all(MemberRow, where={"person_id": person_id}, with_closed=False)
        return frozenset(row.group_id for row in rows)

    def _open_to(self, groups: frozenset[str]) -> list[Found]:
        now = self.journal.now()
        upcoming = [
            found
            for found in self.catalogue.activities.values()
            if isinstance(found.row, ActivityRow) and found.row.starts_at > now and found.row.deadline > now
        ]
        return [found for id, found in self.catalogue.groups.items() if id not in groups] + upcoming

    def _seeker(self, person: PersonRow | None, groups: frozenset[str]) -> Seeker:
        joined = [self.catalogue.groups[id].offer.tags for id in groups if id in self.catalogue.groups]
        known = person if person and person.consent and not person.closed else None
        if known is None:
            return Seeker(joined_tags=frozenset().union(*joined), has_groups=bool(groups))
        said = known.interests
        areas = {**dict.fromkeys(areas_of(known.areas)), **dict.fromkeys(areas_of(said.areas if said else {}))}
        return Seeker(
            tags=said.tags if said else (),
            role_wishes=said.role_wishes if said else (),
            availability=frozenset(said.availability if said else ()),
            languages=(said.languages if said else ()) or (known.language,),
            nearness=self.knowledge.areas.around(areas),
            joined_tags=frozenset().union(*joined),
            has_groups=bool(groups),
        )
