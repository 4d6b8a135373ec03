"""Refunds: how much of a fee comes back, by the days before the use and by the type of room."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from services.booking.domain.grid import midnight
from services.booking.rulebook.asking import Asked, Reason
from services.booking.rulebook.moments import Days
from services.booking.rulebook.rule import Data, Decides, Ids, Rule, Wrong, several
from shared.clock import tokyo_date


class RefundRow(Data):
    """One line: cancelled so many days before, or earlier, so much comes back."""

    days_before: Days
    percent: Annotated[int, Field(ge=0, le=100)]
    types: Ids = ()
    """The types of room it is for; without it, those that no other line names."""


class Refund(Rule):
    """A table of refunds. Its words explain a refund that is less than the fee."""

    SECTION: ClassVar[str] = "refunds"
    DECIDES: ClassVar[Decides] = "use"

    rows: Annotated[tuple[RefundRow, ...], Field(min_length=1, max_length=100)]
    """Later than every line: nothing."""
    round_yen: Literal[1, 10, 50, 100] = 10
    """Refunds are rounded down to this."""
    full_for: Annotated[tuple[Reason, ...], BeforeValidator(several)] = ("operator", "disaster")
    """Reasons for which all of it comes back, whenever."""

    @model_validator(mode="after")
    def _falls(self) -> Self:
        seen: dict[tuple[str, int], int] = {}
        for row in self.rows:
            for name in row.types or ("",):
                if (name, row.days_before) in seen:
                    raise Wrong(
                        f"rows: {row.days_before}日前の行が二つあります {name}".rstrip(),
                        f"rows: two for {row.days_before} days before {name}".rstrip(),
                    )
                seen[name, row.days_before] = row.percent
        for (name, days), percent in seen.items():
            if any(other == name and d > days and p < percent for (other, d), p in seen.items()):
                raise Wrong(
                    f"rows: {days}日前の取消しで、もっと早い取消しより多く戻ります",
                    f"rows: cancelling {days} days before gives more back than cancelling earlier",
                )
        return self

    def lines(self, types: set[str]) -> list[tuple[int, int]]:
        """Days before and percent, the earliest day first; of several types of rooms the least."""
        each = [self._of_type(name) for name in sorted(types)]
        days = sorted({days for lines in each for days in lines}, reverse=True)
        return [(day, min(_percent(lines, day) for lines in each)) for day in days]

    def _of_type(self, name: str) -> dict[int, int]:
        own = [row for row in self.rows if name in row.types] or [row for row in self.rows if not row.types]
        return {row.days_before: row.percent for row in own}


def _percent(lines: dict[int, int], days: int) -> int:
    """What comes back so many days before, or a little earlier: less days are another line, more the one before."""
    return lines[max(day for day in lines if day <= days)] if any(day <= days for day in lines) else 0


@dataclass(frozen=True, slots=True)
class RefundStep:
    """Cancelled before ``before``, ``percent`` of the fee comes back: ``yen``."""

    before: datetime
    percent: int
    yen: int


def steps(asked: Asked, fee: int) -> tuple[RefundStep, ...]:
    """What comes back of ``fee`` until when, the earliest first. After the last: nothing."""
    rule = asked.rule(Refund)
    if rule is None:
        return ()
    day = asked.request.day
    found = []
    for days, percent in rule.lines({room.type for room in asked.place.rooms}):
        ends = min(midnight(day - timedelta(days=days - 1)), asked.request.starts_at)
        found.append(RefundStep(ends, percent, fee * percent // 100 // rule.round_yen * rule.round_yen))
    return tuple(found)


def refund_at(asked: Asked, fee: int, at: datetime, reason: Reason | None = None) -> int | None:
    """The yen that come back of ``fee`` when it is cancelled at ``at``; nothing is said where no rule speaks of it."""
    rule = asked.rule(Refund)
    if rule is None:
        return None
    if reason in rule.full_for:
        return fee
    return next((step.yen for step in steps(asked, fee) if at < step.before), 0)


def days_before(asked: Asked, at: datetime) -> int:
    """Whole days in Tokyo between a moment and the use; 0 on the day itself and after it."""
    return max(0, (asked.request.day - tokyo_date(at)).days)
