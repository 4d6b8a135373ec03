"""Reductions and waivers: for whom, how much, with which evidence, for which fiscal year, filed until when.

A reduction is granted to somebody for a year before it lowers a fee; whoever could have one and has none is told why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from services.booking.rulebook.asking import Asked, Grant, Who
from services.booking.rulebook.prices import Entry
from services.booking.rulebook.rule import Decides, Id, Ids, MonthDay, Name, OneOfMany, Wrong
from services.booking.rulebook.words import Refusal, refuse
from shared.clock import fiscal_year

NOT_GRANTED = Name(ja="承認なし", en="none granted")


class Reduction(OneOfMany):
    """A part of the fee, or all of it. A refusal's value is the day it was filed; its limit, the latest day."""

    SECTION: ClassVar[str] = "reductions"
    DECIDES: ClassVar[Decides] = "use"

    who: Who = Who()
    purposes: Ids = ()
    """Only for uses of these purposes, or with these marks, such as a disaster drill."""
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    """How much is taken off; 100 is a waiver."""
    round_yen: Literal[1, 10, 50, 100] = 10
    """What is left of the fee is rounded down to this."""
    column: Id | None = None
    """Instead of ``percent``: the column of the table of prices that they pay."""
    on_the_spot: bool = False
    """Whether nobody has to file it: whoever it is for has it, and shows the evidence at the counter."""
    evidence: tuple[Name, ...] = ()
    """What has to be handed in."""
    term: Literal["fiscal-year", "use"] = "fiscal-year"
    """For how long it is granted: for the uses of a fiscal year, or for those of one day, such as one event."""
    file_by: MonthDay | None = None
    """The latest day to file it, such as the last before the first draw of the year."""
    file_year: Literal["before", "within"] = "before"
    """Whether ``file_by`` is the last such day before the fiscal year begins, or the one within it."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.percent is None) == (self.column is None):
            raise Wrong("percent か column のどちらか一つを書きます", "a reduction has a percent or a column")
        if self.on_the_spot and self.file_by is not None:
            raise Wrong("on_the_spot: 届出の期限はありません", "on_the_spot: there is nothing to file")
        if self.term == "use" and self.file_by is not None:
            raise Wrong('file_by は term = "fiscal-year" と一緒に書きます', 'file_by: goes with term = "fiscal-year"')
        if self.file_by == "02-29":
            raise Wrong("file_by: 02-29 は毎年ありません。02-28 と書きます", "file_by: 02-29 is not in every year")
        return self

    def is_for(self, asked: Asked) -> bool:
        """Whether it speaks of who asks, and of what for."""
        if self.purposes and asked.request.purpose not in self.purposes:
            return self.who.covers(asked.facts) and not asked.request.marks.isdisjoint(self.purposes)
        return self.who.covers(asked.facts)

    def latest(self, year: int) -> date | None:
        """The latest day to file it for a fiscal year, if there is one."""
        if self.file_by is None:
            return None
        in_spring = self.file_by < "04-01"
        if self.file_year == "before":
            calendar_year = year if in_spring else year - 1
        else:
            calendar_year = year + 1 if in_spring else year
        return date.fromisoformat(f"{calendar_year}-{self.file_by}")


@dataclass(frozen=True, slots=True)
class Reduced:
    """What the reductions come to: those that are granted, of which the lowest fee counts; and why others do not."""

    rules: tuple[Reduction, ...]
    notices: tuple[Refusal, ...]


def reduced(asked: Asked) -> Reduced:
    """The reductions that are granted; and why others are not."""
    year = fiscal_year(asked.request.day)
    year_ends = date(year + 1, 3, 31)
    granted, notices = [], []
    for rule in asked.rules(Reduction):
        if not rule.is_for(asked):
            continue
        if rule.on_the_spot:
            granted.append(rule)
            continue
        latest = rule.latest(year)
        grant = _grant(asked, rule, year)
        if grant is None:
            term = asked.request.day if rule.term == "use" else latest or _year(year)
            notices.append(refuse(rule, asked, value=NOT_GRANTED, limit=term, until=year_ends))
        elif latest is not None and grant.filed_on > latest:
            notices.append(refuse(rule, asked, value=grant.filed_on, limit=latest, until=year_ends))
        else:
            granted.append(rule)
    return Reduced(tuple(granted), tuple(notices))


def _grant(asked: Asked, rule: Reduction, year: int) -> Grant | None:
    for grant in asked.facts.grants:
        if grant.reduction == rule.id and (
            grant.day == asked.request.day if rule.term == "use" else grant.fiscal_year == year
        ):
            return grant
    return None


def _year(year: int) -> Name:
    return Name(ja=f"令和{year - 2018}年度", en=f"fiscal year {year}")


def taken_off(rule: Reduction, yen: int) -> Iterator[Entry]:
    """The line that lowers a fee of ``yen``; none for a reduction that has a column."""
    if rule.percent is None:
        return
    left = yen * (100 - rule.percent) // 100 // rule.round_yen * rule.round_yen
    what = Name(ja=f"減免 {rule.percent}%", en=f"{rule.percent}% off")
    yield Entry(rule.id, rule.article, what, left - yen, 1, fictional=False)
