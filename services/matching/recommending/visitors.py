"""What somebody without an account is shown: for tastes that they tap and a place that they name, in one answer.

Nothing of it is kept: no row, no event, no line of a log. What is equal is in an order of the day, of the taps and of
the place, so that not everybody is sent to the same group.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from services.matching.domain.areas import FACILITY, OUTSIDERS, TOWN, Area
from services.matching.domain.helping.fit import Reason, Wishing, fit, score_of
from services.matching.domain.recommending.scoring import Seeker
from services.matching.domain.walking import minutes_of
from services.matching.helping.rows import HelpRow
from services.matching.knowledge import Knowledge
from services.matching.recommending.explaining import Explaining, Explanation
from services.matching.recommending.recommendations import Recommendation, Recommendations
from services.matching.recommending.seekers import Known
from services.matching.refusals import UnknownWords
from services.matching.rows import ActivityRow, GroupRow
from shared.clock import tokyo_date

ELSEWHERE = "elsewhere"
"""The place of somebody who lives in another city."""
LAYER = "neighbourhood"
"""Of where help is wanted no more than this is told to everybody."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Taps (codes or words of the tags), a place as ``layer/id``, ``elsewhere`` or nothing, and a language to speak."""

    taps: Sequence[str] = ()
    place: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """A recommendation, and how long the walk is where the point is known."""

    found: Recommendation
    walk_minutes: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Help that is wanted or offered, as everybody may see it. ``group``: who asks, where a group does."""

    row: HelpRow
    group: GroupRow | None
    areas: tuple[Area, ...]
    times: tuple[str, ...]
    walk_minutes: int | None
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def score(self) -> float:
        """The sum of what speaks for it."""
        return score_of(self.reasons)


class Visitors:
    """Asks the same scorers as for people with an account."""

    def __init__(self, recommendations: Recommendations, explaining: Explaining, knowledge: Knowledge) -> None:
        self.recommendations = recommendations
        self.knowledge = knowledge
        self._explaining = explaining

    async def recommended(self, visitor: Visitor, *, limit: int) -> list[Near]:
        """Groups and activities, the best first. Raises ``UnknownWords``."""
        known, whose = await self._known(visitor)
        found = self.recommendations.listed(known, whose, limit=limit)
        return [Near(each, self.minutes(known.seeker, each.row)) for each in found]

    async def why(
        self, visitor: Visitor, *, group_id: str | None, activity_id: str | None, instead_of: str | None
    ) -> Explanation:
        """Why this and not that. Raises ``UnknownWords``, ``NotFound``."""
        known, whose = await self._known(visitor)
        return await self._explaining.explained(
            known, whose, group_id=group_id, activity_id=activity_id, instead_of=instead_of
        )

    async def wanted(self, visitor: Visitor, *, kind: Literal["request", "offer"] | None, limit: int) -> list[Wanted]:
        """Open help with a place left: what fits best first, then what ends soonest. Raises ``UnknownWords``."""
        known, _ = await self._known(visitor)
        journal = self.recommendations.journal
        wishing = Wishing(tags=known.seeker.tags, nearness=self._around(visitor.place))
        found = [
            self._wanted(row, wishing, known.seeker)
            for row in self.recommendations.catalogue.open_help.values()
            if row.free > 0
            and kind in (None, row.help_kind)
            and row.until >= tokyo_date(journal.now())
            and self.recommendations.catalogue.standing_of(row.group_id or "") == "active"
        ]
        found.sort(key=lambda each: (-each.score, each.row.until, each.row.id))
        return found[:limit]

    def minutes(self, seeker: Seeker, row: GroupRow | ActivityRow) -> int | None:
        """The walk to where a group meets or an activity is; nothing where that is no point that is known."""
        facility = row.meets_at if isinstance(row, GroupRow) else row.facility_id
        near = seeker.nearness.get(Area(FACILITY, facility), 0.0) if facility else 0.0
        return minutes_of(near, seeker.half_minutes) if near > 0 else None

    # -- inside

    async def _known(self, visitor: Visitor) -> tuple[Known, str]:
        tags, unknown = self.knowledge.words.codes("tags", visitor.taps)
        languages, strange = self.knowledge.words.codes("languages", [visitor.language] if visitor.language else [])
        home = self._area(visitor.place)
        if home is None and visitor.place not in ("", ELSEWHERE):
            strange = [*strange, visitor.place]
        if unknown or strange:
            raise UnknownWords(unknown=", ".join([*unknown, *strange]))
        await self.recommendations.catalogue.refresh()
        areas = self.knowledge.areas
        near = areas.walks([home], spots=self.recommendations.catalogue.spots) if home else {}
        if visitor.place == ELSEWHERE:
            near[OUTSIDERS] = 1.0
        seeker = Seeker(
            tags=tuple(dict.fromkeys(tags)),
            languages=tuple(languages),
            nearness=near,
            broader=self.knowledge.words.broader,
            half_minutes=areas.half_minutes,
        )
        today = tokyo_date(self.recommendations.journal.now())
        return Known(seeker, frozenset(), tapped=bool(tags)), f"visitor/{today}/{visitor.place}/{','.join(seeker.tags)}"

    def _area(self, place: str) -> Area | None:
        layer, _, id = place.partition("/")
        return area if (area := Area(layer, id)) in self.knowledge.areas.words else None

    def _around(self, place: str) -> dict[Area, float]:
        area, city = self._area(place), self.knowledge.areas
        if area is None:
            return {}
        home = city.home_of(area.id).get(LAYER) if area.layer == TOWN else area.id if area.layer == LAYER else None
        return city.around([Area(LAYER, home)]) if home else {}

    def _wanted(self, row: HelpRow, wishing: Wishing, seeker: Seeker) -> Wanted:
        """A person's own tells neither their group nor when they are at home; a group's what its profile tells."""
        category = self.knowledge.help.categories.get(row.category)
        found = self.recommendations.catalogue.groups.get(row.group_id or "")
        group = found.row if found and isinstance(found.row, GroupRow) else None
        said = row.areas or (group.areas if group else {})
        areas = (Area(LAYER, said[LAYER]),) if LAYER in said else ()
        times = row.times if group else ()
        reasons = fit(
            wishing,
            category=row.category,
            tags=category.tags if category else (),
            areas=areas,
            times=times,
            points=self.knowledge.help.fit,
        )
        return Wanted(row, group, areas, times, self.minutes(seeker, group) if group else None, reasons)
