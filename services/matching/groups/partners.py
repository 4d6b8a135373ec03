"""Use cases about groups that look for groups: who fits and why, suggestions, answers, and what the clock does."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.matching.domain.areas import Area, areas_of
from services.matching.domain.groups.group_contact import GroupContact, pair_of
from services.matching.domain.groups.partners import GroupSeen, Part, fits, reasons_of, score_of
from services.matching.domain.words import Word
from services.matching.groups.group_rows import GroupContactRow
from services.matching.groups.refusals_groups import SameKind
from services.matching.groups.standing_refusals import require_active
from services.matching.knowledge import Knowledge
from services.matching.permissions import relations, require
from services.matching.recommending.recommendations import Recommendations
from services.matching.refusals import UnknownWords
from services.matching.rows import GroupRow
from shared.events import Event
from shared.journal import Cause, Chain, Journal, Page
from shared.web import Caller, NotFound

PARTNERS_MAX = 50
CONTACTS_MAX = 1_000
"""Contacts of one group that are read for what was done together: more groups than a town has of the other kind."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A group that fits, with its score and up to three true reasons."""

    row: GroupRow
    score: float
    reasons: tuple[Part, ...]


class Partners:
    """Reads public profiles alone; what was suggested between two groups is decided on the pair's own stream."""

    def __init__(self, journal: Journal, knowledge: Knowledge, recommendations: Recommendations) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.recommendations = recommendations

    async def of_group(self, group_id: str, *, limit: int) -> list[Partner]:
        """Groups of the other kind, the best first; who has nothing in common is none.

        Raises ``NotFound``, ``GroupPaused``, ``GroupIsOver``.
        """
        group = await self._group(group_id)
        require_active(group.id, group.standing)
        catalogue = self.recommendations.catalogue
        await catalogue.refresh()
        contacts = await self.journal.page(GroupContactRow, having={"groups": group_id}, limit=CONTACTS_MAX)
        together = catalogue.held_with(group_id)
        for row in contacts.items:
            for id in row.groups:
                together[id] = max(together[id], row.together)
        ours = _seen(group)
        near = self.knowledge.areas.around(ours.areas)
        found = []
        for each in catalogue.groups.values():
            if not isinstance(each.row, GroupRow) or each.row.group_kind == group.group_kind:
                continue
            if each.row.standing != "active":
                continue
            parts = fits(ours, _seen(each.row, together.get(each.row.id, 0)), near, self.knowledge.partners)
            if parts:
                found.append(Partner(each.row, score_of(parts), tuple(reasons_of(parts))))
        found.sort(key=lambda partner: (-partner.score, partner.row.id))
        return found[: min(limit, PARTNERS_MAX)]

    def sentence(self, part: Part) -> dict[str, str]:
        """A reason as people read it, in three languages."""
        words = self.knowledge.words
        word = Word(part.about, part.about)
        if part.code == "near-group":
            word = self.knowledge.areas.word(Area(*part.about.split("/", 1)))
        elif part.code == "shared-theme":
            word = words.word("tags", part.about)
        elif part.about:
            word = words.word("roles", part.about)
        return self.knowledge.partners.sentence(part.code, word)

    async def suggest(self, from_group: str, to_group: str, theme: str, *, by: Caller, cause: Cause) -> Chain:
        """Suggest something to do together; a named coordinator sees to it that it is answered.

        Raises ``NotFound``, ``Forbidden``, ``GroupPaused``, ``GroupIsOver``, ``SameKind``, ``UnknownWords``,
        ``ContactUnderWay``.
        """
        ours, theirs = await self._group(from_group), await self._group(to_group)
        require("suggest-activity", relations(by, officers=ours.officers))
        code = self.knowledge.words.code("tags", theme)

        def ask(contact: GroupContact) -> Sequence[Event]:
            for each in (ours, theirs):
                require_active(each.id, each.standing)
            if ours.group_kind == theirs.group_kind:
                raise SameKind(group_id=from_group)
            if code is None:
                raise UnknownWords(unknown=theme)
            return contact.ask(from_group, to_group, code, by=by.person_id, told=theirs.officers)

        commit = await self.journal.transact(GroupContact.between(from_group, to_group), cause, ask)
        return await self.journal.settle(commit)

    async def answer(self, contact_id: str, *, accepted: bool, by: Caller, cause: Cause) -> Chain:
        """The other group's word, by its officer, or as who sees to it heard it.

        Raises ``NotFound``, ``Forbidden``, ``NotAsked``, ``ContactOver``.
        """
        row = await self._contact(contact_id)
        officers = {id: (await self._group(id)).officers for id in row.groups}

        def answered(contact: GroupContact) -> Sequence[Event]:
            asked = contact.contact.to_group if contact.contact else ""
            held = relations(by, officers=officers.get(asked, ()), coordinator_id=contact.coordinator_id)
            require("answer-suggestion", held)
            relation = "officer" if "officer" in held else "assigned"
            told = officers.get(contact.contact.from_group, ()) if contact.contact else ()
            return contact.answer(accepted=accepted, by=by.person_id, relation=relation, told=told)

        commit = await self.journal.transact(GroupContact.stream(contact_id), cause, answered)
        return await self.journal.settle(commit)

    async def pass_deadline(self, row: GroupContactRow, cause: Cause) -> None:
        """The timer: hand a suggestion to the desk owner once, then end it."""
        now, told = self.journal.now(), (await self._group(row.from_group)).officers
        commit = await self.journal.transact(
            GroupContact.stream(row.id), cause, lambda contact: contact.pass_deadline(now, told)
        )
        await self.journal.settle(commit)

    # -- reading

    async def contacts(self, group_id: str, *, by: Caller, cursor: str | None, limit: int) -> Page[GroupContactRow]:
        """What was suggested to and by a group. Raises ``NotFound``, ``Forbidden``."""
        group = await self._group(group_id)
        require("list-suggestions", relations(by, officers=group.officers))
        return await self.journal.page(GroupContactRow, having={"groups": group_id}, cursor=cursor, limit=limit)

    async def assigned_to(self, person_id: str, *, cursor: str | None, limit: int) -> Page[GroupContactRow]:
        """What a coordinator or the desk owner sees to."""
        return await self.journal.page(
            GroupContactRow, where={"coordinator_id": person_id}, cursor=cursor, limit=limit, with_closed=False
        )

    async def contact(self, one: str, other: str) -> GroupContactRow:
        """What is between two groups. Raises ``NotFound``."""
        return await self._contact(pair_of(one, other))

    # -- inside

    async def _group(self, group_id: str) -> GroupRow:
        row = await self.journal.get(GroupRow, group_id)
        if row is None:
            raise NotFound(what="group")
        return row

    async def _contact(self, contact_id: str) -> GroupContactRow:
        row = await self.journal.get(GroupContactRow, contact_id)
        if row is None:
            raise NotFound(what="group-contact")
        return row


def _seen(row: GroupRow, together: int = 0) -> GroupSeen:
    return GroupSeen(tags=row.tags, needs=row.needs, areas=areas_of(row.areas), done_together=together)
