"""What staff may ask of the ladder: did introductions move people, and who meets whom. Of many, never of a person."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from services.matching.domain.ladder.ladder import Deed, Record
from services.matching.domain.ladder.moved import Moved, Observed, moved
from services.matching.domain.ladder.terms import STEPS, LadderTable, StepName
from services.matching.domain.ladder.ties import Occasion, Tie, ties_of
from services.matching.introducing.rows import IntroductionRow
from services.matching.ladder.rows import LadderRow
from services.matching.permissions import relations, require
from services.matching.rows import ActivityRow, GroupRow
from services.matching.visiting.rows import VisitRow
from shared.clock import TOKYO, tokyo_date
from shared.journal import Journal
from shared.web import Caller

MONTHS = 6
FOLLOWED_DAYS = 180
"""So long after the first of a month is it seen whether somebody stands higher."""
LASTS_MAX = timedelta(days=366)
"""Sessions of one activity lie in a year."""
Joint = Mapping[str, tuple[str, ...]]
"""By activity, the groups that held it beside the one that announced it."""
By = Literal["age", "field"]
What = Literal["introduction", "visit"]
"""What people had, or had not: they asked to meet a group, or came to an activity once."""
SAYS_COME = frozenset({"again", "not-for-me"})
NOT_COME = frozenset({"withdrawn", "cancelled", "gone", "guardian"})
RANK: dict[StepName | None, int] = {None: 0, **{step: n for n, step in enumerate(STEPS, start=1)}}


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year that is over, both days included."""

    first: date
    last: date


class LadderInsights:
    """Reads the rows of all ladders; for staff, who ask seldom."""

    def __init__(self, journal: Journal, table: LadderTable) -> None:
        self.journal = journal
        self.table = table

    async def moved_by(self, what: What, layer: str, *, by: Caller) -> tuple[list[date], Moved]:
        """The last six months that have been followed long enough, and what was found. Raises ``Forbidden``."""
        require("see-ladder", relations(by))
        months = months_before(tokyo_date(self.journal.now()) - timedelta(days=FOLLOWED_DAYS))
        asked: dict[str, list[date]] = defaultdict(list)
        ladders = await self.journal.all(LadderRow, with_closed=False)
        if what == "introduction":
            for row in await self.journal.all(IntroductionRow):
                asked[row.person_id].append(tokyo_date(row.asked_at))
        else:
            visits = await self.journal.all(VisitRow)
            for visit in visits:
                if _came(visit):
                    asked[visit.person_id].append(tokyo_date(visit.starts_at))
            unsure = {visit.person_id for visit in visits if _came(visit) is None} - asked.keys()
            ladders = _without(visits, [row for row in ladders if row.id not in unsure])
        observed = (self._observed(row, asked.get(row.id, ()), months, layer) for row in ladders)
        return months, moved(each for each in observed if each)

    async def ties(self, by_what: By, layer: str, *, by: Caller) -> tuple[Quarter, tuple[Tie, ...]]:
        """Who took part together in the last quarter that is over, by age or by field. Raises ``Forbidden``."""
        require("see-ladder", relations(by))
        quarter = quarter_before(tokyo_date(self.journal.now()))
        groups, joint = {row.id: row for row in await self.journal.all(GroupRow)}, await self._joint(quarter)
        there: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for row in await self.journal.all(LadderRow, with_closed=False):
            deeds = _in(row.record, quarter)
            kind = row.record.age_band if by_what == "age" else _field(deeds, groups, joint)
            for occasion in deeds if kind else ():
                there[occasion][row.id] = str(kind)
        return quarter, ties_of(
            Occasion(groups[group].areas[layer], kinds)
            for (group, _), kinds in sorted(there.items())
            if group in groups and layer in groups[group].areas
        )

    async def _joint(self, quarter: Quarter) -> Joint:
        """The activities of a quarter that several groups held; one that goes on may have begun a year before."""
        since = datetime.combine(quarter.first, time(), TOKYO) - LASTS_MAX
        until = datetime.combine(quarter.last + timedelta(days=1), time(), TOKYO)
        rows = await self.journal.all(ActivityRow, order_by="starts_at", since=since, until=until, with_closed=False)
        return {row.id: row.together_with for row in rows if row.together_with}

    def _observed(self, row: LadderRow, asked: Sequence[date], months: Sequence[date], layer: str) -> Observed | None:
        """One person once: in the first month in which they asked, else in one that their id decides."""
        own = [month for month in months if any(_same_month(day, month) for day in asked)]
        month = own[0] if own else months[zlib.crc32(row.id.encode()) % len(months)]
        later = month + timedelta(days=FOLLOWED_DAYS)
        if not own and any(month <= day < later for day in asked):
            return None  # asked a little after the month: neither had it in it, nor went without
        before = row.record.standing(month, self.table.on(month)).step
        if before == "core":
            return None  # nobody stands higher
        after = row.record.standing(later, self.table.on(later)).step
        cell = (before or "", row.record.age_band or "", row.record.areas.get(layer, ""), month.isoformat())
        return Observed(cell, bool(own), RANK[after] > RANK[before])


def months_before(day: date) -> list[date]:
    """The first days of the six last months that had begun by a day."""
    first = day.replace(day=1)
    found = [first]
    while len(found) < MONTHS:
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(first)
    return found[::-1]


def quarter_before(day: date) -> Quarter:
    """The last quarter of a calendar year that is over."""
    last = date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    return Quarter(date(last.year, last.month - 2, 1), last)


def _came(visit: VisitRow) -> bool | None:
    """Whether somebody was there, by the group's word or their own tap afterwards; ``None`` where nobody says."""
    if visit.came is not None or visit.how in SAYS_COME:
        return visit.came is not False
    return False if visit.how in NOT_COME else None


def _without(visits: Sequence[VisitRow], ladders: Sequence[LadderRow]) -> list[LadderRow]:
    """Records without the attendances that are the visits: coming is what is compared, and must not count as rising."""
    theirs: dict[str, set[str]] = defaultdict(set)
    for visit in visits:
        theirs[visit.person_id].add(visit.activity_id)
    return [_but_for(row, theirs[row.id]) if row.id in theirs else row for row in ladders]


def _but_for(row: LadderRow, activities: set[str]) -> LadderRow:
    deeds = tuple(deed for deed in row.record.deeds if _activity(deed) not in activities)
    return row.model_copy(update={"record": row.record.model_copy(update={"deeds": deeds})})


def _activity(deed: Deed) -> str:
    return deed.key.partition("#")[0] if deed.kind == "attended" else ""


def _same_month(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def _in(record: Record, quarter: Quarter) -> list[tuple[str, str]]:
    """What somebody took part in: activities of the quarter, and groups to which they belonged in it."""
    found = [
        (deed.group_id, deed.key)
        for deed in record.deeds
        if deed.kind == "attended" and quarter.first <= deed.on <= quarter.last
    ]
    member: dict[str, bool] = {}
    for deed in sorted(record.deeds, key=lambda each: each.on):
        if deed.on <= quarter.last and deed.kind in ("joined", "left"):
            member[deed.group_id] = _belonged(deed, quarter)
    return [*found, *((group, "") for group, belongs in member.items() if belongs)]


def _belonged(last: Deed, quarter: Quarter) -> bool:
    return last.kind == "joined" or last.on > quarter.first


def _field(deeds: Sequence[tuple[str, str]], groups: Mapping[str, GroupRow], joint: Joint) -> str | None:
    """The first tag of the group in which somebody took part most; of equals the first by id.

    What several groups held counts for each: so who belongs to one of them stays of its field, and meets the others'.
    """
    held = [(group, *joint.get(key.partition("#")[0], ())) for group, key in deeds]
    counts = Counter(group for hosts in held for group in hosts if group in groups and groups[group].tags)
    if not counts:
        return None
    return groups[min(counts, key=lambda group: (-counts[group], group))].tags[0]
