"""Penalty points: for what, how long they live, from how many on nobody may book for a while, and how to object."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from services.booking.domain.grid import midnight
from services.booking.rulebook.asking import DAYS_BEFORE_MAX, Asked, Fault, Reason
from services.booking.rulebook.moments import Days, add_months
from services.booking.rulebook.refunds import days_before
from services.booking.rulebook.rule import Data, Decides, Name, Rule, Wrong, several
from services.booking.rulebook.words import Refusal, refuse
from shared.clock import fiscal_year

ONE_DAY = timedelta(days=1)
Points = Annotated[int, Field(ge=1, le=1_000)]


class PenaltyRow(Data):
    """Points for one kind of fault."""

    fault: Literal["late-cancellation", "no-show", "misuse"]
    within_days: Days | None = None
    """Of a late cancellation: so many days before the use, or later. The latest line that fits counts."""
    points: Points


class Term(Data):
    """A length of time: days, or months."""

    days: Annotated[int, Field(ge=1, le=1_000)] | None = None
    months: Annotated[int, Field(ge=1, le=60)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.days is None) == (self.months is None):
            raise Wrong("days か months のどちらか一つを書きます", "name days or months, one of them")
        return self

    def after(self, day: date) -> date:
        """The first day after the term, when ``day`` is its first."""
        return day + timedelta(days=self.days) if self.days else add_months(day, self.months or 0)


class Appeal(Data):
    """How to object: where, and within how many days."""

    where: Name
    days: Annotated[int, Field(ge=1, le=365)]


class Penalty(Rule):
    """Points and their end. A refusal's value is the points; its limit, the threshold; until when it stands.

    Its texts may also name ``{appeal_where}`` and ``{appeal_days}``. A fault counts by the rule of its own day.
    """

    SECTION: ClassVar[str] = "penalties"
    DECIDES: ClassVar[Decides] = "request"
    MORE_PLACEHOLDERS: ClassVar[frozenset[str]] = frozenset({"appeal_where", "appeal_days"})

    rows: Annotated[tuple[PenaltyRow, ...], Field(min_length=1, max_length=50)]
    threshold: Points
    """With so many points nobody may book."""
    suspension: Term
    """From the day after the fault that reached the threshold. Its points are spent then."""
    life: Term | Literal["fiscal-year"]
    """How long points live, from the day of the fault."""
    exceptions: Annotated[tuple[Reason, ...], BeforeValidator(several)] = ()
    """Reasons for which there are none."""
    appeal: Appeal

    @model_validator(mode="after")
    def _lates_have_days(self) -> Self:
        for row in self.rows:
            if (row.fault == "late-cancellation") != (row.within_days is not None):
                raise Wrong(
                    "rows: within_days は late-cancellation に、必ず付けます",
                    "rows: within_days goes with late-cancellation, which needs it",
                )
        return self

    def points(self, fault: Fault) -> int:
        """The points of a fault."""
        if fault.reason in self.exceptions:
            return 0
        rows = [row for row in self.rows if row.fault == fault.kind]
        if fault.kind == "late-cancellation":
            rows = [row for row in rows if fault.days_before <= (row.within_days or 0)]
            return min(rows, key=lambda row: row.within_days or 0).points if rows else 0
        return sum(row.points for row in rows)

    def lives(self, fault: Fault, on: date) -> bool:
        """Whether the points of a fault still count on a day."""
        if self.life == "fiscal-year":
            return fiscal_year(fault.on) == fiscal_year(on)
        return on < self.life.after(fault.on)


def suspended(asked: Asked) -> tuple[Penalty, int, date] | None:
    """The rule, the points and the last day of a suspension that stands on the day of the request."""
    alive: list[tuple[Fault, Penalty]] = []
    for fault in sorted(asked.facts.faults, key=lambda fault: fault.on):
        held = asked.layers.of(Penalty, asked.place, fault.on)
        if not held or fault.on > asked.today or not held[0].points(fault):
            continue
        rule = held[0]
        alive = [(other, by) for other, by in alive if by.lives(other, fault.on)] + [(fault, rule)]
        points = sum(by.points(other) for other, by in alive)
        if points >= rule.threshold:
            begins = fault.on + ONE_DAY
            ends = rule.suspension.after(begins) - ONE_DAY
            if begins <= asked.today <= ends:
                return rule, points, ends
            alive = []
    return None


def check_suspension(asked: Asked) -> Iterator[Refusal]:
    """A suspension that stands."""
    if asked.facts.faults and (found := suspended(asked)):
        rule, points, ends = found
        more = {"appeal_where": rule.appeal.where, "appeal_days": rule.appeal.days}
        yield refuse(rule, asked, value=points, limit=rule.threshold, until=ends, **more)


def points_at(asked: Asked, at: datetime, reason: Reason | None = None) -> int:
    """The points that a cancellation at ``at`` would cost."""
    rule = asked.rule(Penalty)
    if rule is None:
        return 0
    days = min(days_before(asked, at), DAYS_BEFORE_MAX)
    fault = Fault(kind="late-cancellation", on=asked.today, days_before=days, reason=reason)
    return rule.points(fault)


def free_until(asked: Asked) -> datetime | None:
    """Before when a cancellation costs no points; nothing when it never does."""
    rule = asked.rule(Penalty)
    within = [row.within_days for row in rule.rows if row.within_days is not None] if rule else []
    return midnight(asked.request.day - timedelta(days=max(within))) if within else None
