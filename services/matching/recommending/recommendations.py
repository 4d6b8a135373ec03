"""Recommendations: every group that the person is not in and every upcoming activity, scored, with true reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.matching.domain.areas import OUTSIDERS
from services.matching.domain.recommending.ranking import best, scores
from services.matching.domain.recommending.reasons import Pair, kept_name
from services.matching.domain.recommending.scoring import UNITS, Contribution, Seeker
from services.matching.domain.recommending.turns import in_turn, turns_in, with_turns
from services.matching.domain.recommending.weights import Weights
from services.matching.domain.words import Word
from services.matching.knowledge import Knowledge
from services.matching.recommending.catalogue import Catalogue
from services.matching.recommending.homes import Homes
from services.matching.recommending.needs import NeedsVault
from services.matching.recommending.seekers import Known, Seekers
from services.matching.refusals import UnknownWords
from services.matching.rows import ActivityRow, GroupRow
from shared.clock import tokyo_date
from shared.journal import Journal

LIMIT_MAX = 50
KEPT_TO_ONESELF = frozenset({"has-access", "age-wanted"})
"""What somebody needs, and how old they are, is a reason for them alone: no introduction carries it."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A group or an activity with its score and up to three reasons, the strongest first.

    ``turn``: a group that is here because it is its turn; its reasons are as true as others', and often none.
    """

    row: GroupRow | ActivityRow
    score: float
    reasons: tuple[Contribution, ...]
    turn: bool = False
    unstated: tuple[str, ...] = ()
    """What the person needs and they do not say that they have: it may be there all the same."""
    notice: str = ""
    """What a person from elsewhere should know: ``residents-only``, ``outsiders-unsaid``."""


class Recommendations:
    """Scores what there is for one person. Reads two kinds of rows; the rest is in memory."""

    def __init__(self, journal: Journal, knowledge: Knowledge, homes: Homes, needs: NeedsVault) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.catalogue = Catalogue(journal, knowledge.words, knowledge.areas)
        self.seekers = Seekers(journal, knowledge, self.catalogue, homes, needs)

    async def for_person(self, person_id: str, *, limit: int = 10, taps: Sequence[str] = ()) -> list[Recommendation]:
        """The best ``limit`` for a person, best first; equal scores in an order of each person's own.

        ``taps`` are tastes for this one list (codes or words of the tags); they are not kept. They stand for the
        person's own, and count ``tap_factor`` times.
        The last place of each ten goes to the group whose turn it is (``domain.turns``).
        Somebody who has said nothing of themselves is recommended what suits everyone new, with the few reasons that
        are true for them. Raises ``UnknownWords``.
        """
        tastes, unknown = self.knowledge.words.codes("tags", taps)
        if unknown:
            raise UnknownWords(unknown=", ".join(unknown))
        await self.catalogue.refresh()
        return self.listed(await self.seekers.known(person_id, tastes), person_id, limit=limit)

    def listed(self, known: Known, whose: str, *, limit: int) -> list[Recommendation]:
        """The list for somebody as scoring knows them; ``whose`` orders what is equal. Refresh the catalogue before."""
        now, weights, columns = self.journal.now(), self.weights(known), self.catalogue.columns
        score = scores(columns, known.seeker, weights, now)
        own = [f"group/{id}" for id in known.groups]
        places = min(limit, LIMIT_MAX)
        by_score = best(columns, score, now, whose, places, own)
        left_out = [*own, *(key for key, (how, _) in known.seeker.seen.items() if how == "set-aside")]
        without = {*by_score[: places - turns_in(places)]}
        without |= {columns.slots[key] for key in left_out if key in columns.slots}
        living = self.catalogue.living()
        turns = in_turn(columns, living, whose, tokyo_date(now), turns_in(places), without)
        told = []
        for slot in with_turns(by_score, turns, places):
            found = self.catalogue.at(slot)
            pair = Pair(known.seeker, found.offer, weights, now)
            told.append(
                Recommendation(
                    found.row,
                    int(score[slot]) / UNITS,
                    pair.reasons(pair.parts()),
                    slot in turns,
                    unstated=tuple(need for need in known.seeker.access_needs if need not in found.offer.access),
                    notice=notice_of(found.row, known.seeker),
                )
            )
        return told

    async def why(self, person_id: str, group_id: str) -> tuple[str, ...]:
        """The reasons that speak for a person and a group, as ``code:about``: what the group's officers may read."""
        await self.catalogue.refresh()
        known = await self.seekers.known(person_id)
        found = self.catalogue.groups.get(group_id)
        if found is None:
            return ()
        pair = Pair(known.seeker, found.offer, self.weights(), self.journal.now())
        return tuple(kept_name(part) for part in pair.reasons(pair.parts(), KEPT_TO_ONESELF))

    def weights(self, known: Known | None = None) -> Weights:
        """Those of today in Tokyo; for somebody who tapped a taste, those of such a list."""
        weights = self.knowledge.weights.on(tokyo_date(self.journal.now()))
        return weights.tapped() if known and known.tapped else weights

    def words(self, code: str, about: str) -> Word:
        """A reason as people read it."""
        return self.knowledge.reason(code, about)


def notice_of(row: GroupRow | ActivityRow, seeker: Seeker) -> str:
    """What a group does not offer to somebody from elsewhere; nothing for residents and of activities."""
    if isinstance(row, ActivityRow) or row.outsiders_welcome or OUTSIDERS not in seeker.nearness:
        return ""
    return "outsiders-unsaid" if row.outsiders_welcome is None else "residents-only"
