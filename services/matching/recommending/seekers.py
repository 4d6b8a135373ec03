"""People as scoring sees them: from what they said, where they live, and the groups they are in. From nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.matching.domain.areas import OUTSIDERS, Area, areas_of
from services.matching.domain.events import Interests
from services.matching.domain.recommending.scoring import Seeker
from services.matching.domain.walking import Spots
from services.matching.knowledge import Knowledge
from services.matching.recommending.catalogue import Catalogue
from services.matching.recommending.homes import Homes
from services.matching.recommending.needs import NOTHING, Needs, NeedsVault
from services.matching.rows import MemberRow, PersonRow
from shared.journal import Journal


@dataclass(frozen=True, slots=True)
class Known:
    """A person with the groups they are in. ``tapped``: they ask for these tags now."""

    seeker: Seeker
    groups: frozenset[str]
    tapped: bool = False


class Seekers:
    """Reads two kinds of rows. Be sure that the catalogue is fresh."""

    def __init__(
        self, journal: Journal, knowledge: Knowledge, catalogue: Catalogue, homes: Homes, needs: NeedsVault
    ) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.catalogue = catalogue
        self.homes = homes
        self.needs = needs

    async def known(self, person_id: str, tastes: Sequence[str] = ()) -> Known:
        """The person; somebody of whom nothing is known, or who does not consent, has only their groups.

        ``tastes`` are tags for this one question, instead of the person's own.
        """
        person = await self.journal.get(PersonRow, person_id)
        rows = await self.journal.all(MemberRow, where={"person_id": person_id}, with_closed=False)
        groups = frozenset(row.group_id for row in rows)
        joined = [self.catalogue.groups[id].offer.tags for id in groups if id in self.catalogue.groups]
        heard = person if person and person.consent and not person.closed else None
        cell = await self.homes.of(person_id) if heard and heard.home else None
        needs = await self.needs.read(person_id, heard.needs_id) if heard else NOTHING
        seeker = seeker_of(heard, self.knowledge, self.catalogue.spots, cell, needs) if heard else Seeker()
        if tastes:
            seeker = seeker._replace(tags=tuple(dict.fromkeys(tastes)), broader=self.knowledge.words.broader)
        return Known(
            seeker._replace(joined_tags=frozenset().union(*joined), has_groups=bool(groups)),
            groups,
            tapped=bool(tastes),
        )


def seeker_of(
    person: PersonRow,
    knowledge: Knowledge,
    spots: Spots[Area] | None = None,
    cell: str | None = None,
    needs: Needs = NOTHING,
) -> Seeker:
    """Somebody as scoring sees them, but for their groups. ``spots``: all that has a place, facilities too.

    ``cell`` and ``needs``: what the vault has.
    """
    said, areas = person.interests or Interests(), knowledge.areas
    near = areas.walks(areas_of(person.areas), areas_of(said.areas), cell, spots)
    if areas.is_outsider(person.areas):
        near[OUTSIDERS] = 1.0
    return Seeker(
        tags=said.tags,
        role_wishes=said.role_wishes,
        skills=said.skills,
        access_needs=needs.access_needs,
        age_band=needs.age_band,
        availability=frozenset(said.availability),
        languages=said.languages or (person.language,),
        nearness=near,
        broader=knowledge.words.broader,
        half_minutes=areas.half_minutes,
        seen=person.seen,
        from_home=areas.walks_home(cell, spots) if cell else {},
    )
