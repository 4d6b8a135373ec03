"""Reductions and waivers: for whom, how much, with which evidence, for which fiscal year, filed until when.

A reduction is granted to somebody for a year before it lowers a fee; whoever could have one and has none is told why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from services.booking.domain.weekdays import MonthDay
from services.booking.rulebook.asking import Asked, Grant, Who
from services.booking.rulebook.prices import Entry
from services.booking.rulebook.rule import Decides, Id, Name, OneOfMany, Wrong
from services.booking.rulebook.words import Refusal, refuse
from shared.clock import fiscal_year

NOT_GRANTED = Name(ja="承認なし", en="none granted")


class Reduction(OneOfMany):
    """A part of the fee, or all of it. A refusal's value is the day it was filed; its limit, the latest day."""

    SECTION: ClassVar[str] = "reductions"
    DECIDES: ClassVar[Decides] = "use"

    who: Who
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
    term: Literal["fiscal-year"] = "fiscal-year"
    """For how long it is granted."""
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
        if self.file_by is not None:
            date.fromisoformat(f"2027-{self.file_by}")
        return self

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
    """What the reductions come to: the one that counts, and why others do not."""

    rule: Reduction | None
    notices: tuple[Refusal, ...]


def reduced(asked: Asked) -> Reduced:
    """The reduction that is granted, the highest if there are several; and why others are not."""
    year = fiscal_year(asked.request.day)
    year_ends = date(year + 1, 3, 31)
    granted, notices = [], []
    for rule in asked.rules(Reduction):
        if not rule.who.covers(asked.facts):
            continue
        if rule.on_the_spot:
            granted.append(rule)
            continue
        latest = rule.latest(year)
        grant = _grant(asked, rule, year)
        if grant is None:
            notices.append(refuse(rule, asked, value=NOT_GRANTED, limit=latest or _year(year), until=year_ends))
        elif latest is not None and grant.filed_on > latest:
            notices.append(refuse(rule, asked, value=grant.filed_on, limit=latest, until=year_ends))
        else:
            granted.append(rule)
    best = max(granted, key=lambda rule: rule.percent or 0, default=None)
    return Reduced(best, tuple(notices))


def _grant(asked: Asked, rule: Reduction, year: int) -> Grant | None:
    return next((g for g in asked.facts.grants if g.reduction == rule.id and g.fiscal_year == year), None)


def _year(year: int) -> Name:
    return Name(ja=f"令和{year - 2018}年度", en=f"fiscal year {year}")


def taken_off(rule: Reduction, yen: int) -> Iterator[Entry]:
    """The line that lowers a fee of ``yen``; none for a reduction that has a column."""
    if rule.percent is None:
        return
    left = yen * (100 - rule.percent) // 100 // rule.round_yen * rule.round_yen
    what = Name(ja=f"減免 {rule.percent}%", en=f"{rule.percent}% off")
    yield Entry(rule.id, rule.article, what, left - yen, 1, fictional=False)
