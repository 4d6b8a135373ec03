"""Reading requests and offers: the open list as it fits the caller, one's own, a group's, and what its day has passed.

Who opened one, and who has a place, is told to the two sides and to coordinators; free text to those it concerns.
"""

from dataclasses import dataclass
from typing import Literal

from services.matching.domain.areas import Area, areas_of
from services.matching.domain.helping.codes import bare, is_help_code
from services.matching.domain.helping.fit import Reason, Wishing, fit, score_of
from services.matching.domain.words import Word
from services.matching.helping.rows import AnswerRow, HelpRow, WishRow, answer_row_id
from services.matching.knowledge import Knowledge
from services.matching.light_refusals import HelpCodeMistyped
from services.matching.permissions import may, relations, require
from services.matching.rows import DESK, DeskRow, GroupRow, PersonRow
from services.matching.words_kept import WordsKept
from shared.journal import Journal
from shared.web import Caller, NotFound

LIMIT_MAX = 100
Mine = Literal["asked", "said", "along"]


@dataclass(frozen=True, slots=True)
class SeenHelp:
    """A request with what the reader may know of it. ``inside``: they may know who opened it and who has a place."""

    row: HelpRow
    inside: bool
    words: str | None
    own: AnswerRow | None
    owner_id: str | None


@dataclass(frozen=True, slots=True)
class FittingHelp:
    """A request in the list, with the reasons that speak for it."""

    row: HelpRow
    score: float
    reasons: tuple[Reason, ...]


class HelpReading:
    """Reads rows; the words come from the vault."""

    def __init__(self, journal: Journal, knowledge: Knowledge, kept: WordsKept) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.kept = kept

    async def fitting(
        self, person_id: str, *, kind: str | None, category: str | None, area: str | None, minutes_max: int | None,
        limit: int,
    ) -> list[FittingHelp]:  # fmt: skip
        """What is open with a place left and is not the caller's own: what fits best first, then what ends soonest."""
        rows = await self.journal.all(HelpRow, where={"status": "open"}, with_closed=False)
        wishing = await self._wishing(person_id)
        away = await self._away()
        found = []
        for row in rows:
            ours = row.person_id == person_id or person_id in row.taken_by or row.group_id in away
            if ours or row.free <= 0 or (kind and row.help_kind != kind) or (category and row.category != category):
                continue
            if (area and area not in row.areas.values()) or (minutes_max and row.minutes > minutes_max):
                continue
            reasons = self._reasons(wishing, row)
            found.append(FittingHelp(row, score_of(reasons), reasons))
        found.sort(key=lambda each: (-each.score, each.row.until, each.row.id))
        return found[: min(limit, LIMIT_MAX)]

    async def of_person(self, person_id: str, what: Mine) -> list[HelpRow]:
        """What somebody opened, has a place in, or goes along to; newest first, at most ``LIMIT_MAX``."""
        if what == "asked":
            page = await self.journal.page(
                HelpRow, where={"person_id": person_id}, order_by="asked_at", descending=True, limit=LIMIT_MAX
            )
            return list(page.items)
        column = "person_id" if what == "said" else "companion_id"
        answers = await self.journal.page(AnswerRow, where={column: person_id}, limit=LIMIT_MAX)
        rows = [await self.journal.get(HelpRow, answer.request_id) for answer in answers.items]
        return sorted((row for row in rows if row), key=lambda row: row.asked_at, reverse=True)

    async def of_group(self, group_id: str, *, by: Caller) -> list[HelpRow]:
        """What a group asks for or offers. Raises ``Forbidden``, ``NotFound``."""
        group = await self.journal.get(GroupRow, group_id)
        if group is None:
            raise NotFound(what="group")
        require("see-help-answers", relations(by, officers=group.officers))
        page = await self.journal.page(
            HelpRow, where={"group_id": group_id}, order_by="asked_at", descending=True, limit=LIMIT_MAX
        )
        return list(page.items)

    async def lapsed(self, *, by: Caller) -> list[HelpRow]:
        """What nobody answered by its day: the city's desk owner sees to it. Raises ``Forbidden``."""
        require("see-help-answers", relations(by, desk_owner_id=await self.owner_id()))
        return await self.journal.all(HelpRow, where={"status": "lapsed"}, with_closed=False)

    async def get(self, request_id: str, *, by: Caller) -> SeenHelp:
        """One request. Raises ``NotFound``; one that has ended is there for those it concerns."""
        row = await self._row(request_id)
        own = await self.journal.get(AnswerRow, answer_row_id(request_id, by.person_id))
        along = await self.journal.all(
            AnswerRow, where={"request_id": request_id, "companion_id": by.person_id}, with_closed=False
        )
        owner_id = await self.owner_id()
        concerned = bool(along) or (own is not None and own.status == "matched")
        held = relations(
            by,
            person_id=row.person_id,
            officers=await self._officers(row),
            coordinator_id=by.person_id if concerned else None,
            desk_owner_id=owner_id,
        )
        inside = may("see-help-answers", held)
        if row.closed and not inside and own is None:
            raise NotFound(what="help-request")
        words = None
        if row.document_id and not row.closed and may("read-help", held):
            words = await self.kept.read(row.document_id, reader=by.person_id, purpose="help")
        return SeenHelp(row, inside, words, own, owner_id if row.status == "lapsed" else None)

    async def by_code(self, code: str, *, by: Caller) -> list[SeenHelp]:
        """What somebody asks about by its number, said or read with or without its dash.

        Raises ``Forbidden``, ``HelpCodeMistyped``, ``NotFound``.
        """
        require("find-help", relations(by, desk_owner_id=await self.owner_id()))
        digits = bare(code)
        if not is_help_code(digits):
            raise HelpCodeMistyped
        rows = await self.journal.all(HelpRow, where={"code": digits})
        found = [await self.get(row.id, by=by) for row in sorted(rows, key=lambda row: (row.closed, row.id))]
        if not found:
            raise NotFound(what="help-request")
        return found

    async def answers(self, request_id: str, *, by: Caller) -> list[AnswerRow]:
        """Who has, or had, a place. Raises ``NotFound``, ``Forbidden``."""
        row = await self._row(request_id)
        held = relations(
            by,
            person_id=row.person_id,
            officers=await self._officers(row),
            desk_owner_id=await self.owner_id(),
        )
        require("see-help-answers", held)
        return await self.journal.all(AnswerRow, where={"request_id": request_id})

    async def owner_id(self) -> str | None:
        """Who sees to what nobody answered: whoever is the city's desk owner now."""
        desk = await self.journal.get(DeskRow, DESK)
        return desk.owner_id if desk else None

    def words(self, reason: Reason) -> Word:
        """A reason as people read it."""
        sentence, knowledge = self.knowledge.help.reasons[reason.code], self.knowledge
        match reason.code:
            case "wished":
                category = knowledge.help.categories.get(reason.about)
                word = category.word if category else Word(reason.about, reason.about)
            case "tag":
                word = knowledge.words.word("tags", reason.about)
            case "near":
                word = knowledge.areas.word(Area(*reason.about.split("/", 1)))
            case _:
                word = knowledge.words.word("times", reason.about)
        return Word(sentence.ja.format(word=word.ja), sentence.en.format(word=word.en))

    # -- inside

    def _reasons(self, wishing: Wishing, row: HelpRow) -> tuple[Reason, ...]:
        category = self.knowledge.help.categories.get(row.category)
        return fit(
            wishing,
            category=row.category,
            tags=category.tags if category else (),
            areas=areas_of(row.areas),
            times=row.times,
            points=self.knowledge.help.fit,
        )

    async def _away(self) -> frozenset[str]:
        """The groups that pause or have ended."""
        read = [await self.journal.all(GroupRow, where={"standing": each}) for each in ("suspended", "ended")]
        return frozenset(row.id for rows in read for row in rows)

    async def _wishing(self, person_id: str) -> Wishing:
        person = await self.journal.get(PersonRow, person_id)
        if person is None or person.closed or not person.consent:
            return Wishing()
        said = person.interests
        areas = (*areas_of(person.areas), *areas_of(said.areas if said else {}))
        wishes = await self.journal.all(WishRow, where={"person_id": person_id, "of": "category"}, with_closed=False)
        return Wishing(
            categories=frozenset(wish.target_id for wish in wishes),
            tags=said.tags if said else (),
            nearness=self.knowledge.areas.around(dict.fromkeys(areas)),
            availability=frozenset(said.availability if said else ()),
        )

    async def _officers(self, row: HelpRow) -> tuple[str, ...]:
        group = await self.journal.get(GroupRow, row.group_id) if row.group_id else None
        return group.officers if group else ()

    async def _row(self, request_id: str) -> HelpRow:
        row = await self.journal.get(HelpRow, request_id)
        if row is None:
            raise NotFound(what="help-request")
        return row
