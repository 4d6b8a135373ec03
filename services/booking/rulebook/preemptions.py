"""Uses before which others give way, such as a funeral: for what, until how long before, and what those get who go.

Nobody is made to give way without such a rule. Who has to go is offered other places, whatever the rule says.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from services.booking.rulebook.asking import Asked
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.rule import Decides, Ids, OneOfMany
from services.booking.rulebook.words import Refusal, refuse


class Preemption(OneOfMany):
    """A use before which others give way. A refusal's value is the purpose; its limit, until when they can be asked to.

    Its notice stands in the place of ``closes``. What a party has had already refuses no such use, and it counts all
    the same.
    """

    SECTION: ClassVar[str] = "preemptions"
    DECIDES: ClassVar[Decides] = "use"

    purposes: Annotated[Ids, Field(min_length=1)]
    """Marks or purposes, such as ``funeral``."""
    notice_hours_min: Annotated[int, Field(ge=0, le=720)] = 0
    """How long before its start a use can still be taken away."""
    refund_percent: Annotated[int, Field(ge=0, le=100)] = 100
    """How much of the fee comes back, of a hundred, rounded down to a yen."""

    def is_for(self, purpose: str, marks: Collection[str]) -> bool:
        """Whether others give way to such a use."""
        return purpose in self.purposes or any(mark in self.purposes for mark in marks)

    def last_notice(self, starts_at: datetime) -> datetime:
        """The last moment at which a use that starts then can be taken away."""
        return starts_at - timedelta(hours=self.notice_hours_min)

    def refund(self, fee: int) -> int | None:
        """The yen that come back of a fee; ``None`` where all of it does."""
        return None if self.refund_percent == 100 else fee * self.refund_percent // 100


def check_preemption(asked: Asked) -> Iterator[Refusal]:
    """Whether others that start at the same time have to give way. Raises ``Unanswerable`` for a rule not there."""
    request = asked.request
    if request.preempts is None:
        return
    held = asked.rules(Preemption)
    rule = next((rule for rule in held if rule.id == request.preempts), None)
    if rule is None:
        there = ", ".join(rule.id for rule in held) or "－"
        raise Unanswerable(
            f"優先使用の規則 {request.preempts} は、ここにありません（{there}）",
            f"no rule {request.preempts} makes others give way here: {there}",
        )
    until = rule.last_notice(request.starts_at)
    if asked.now > until or not rule.is_for(request.purpose, request.marks):
        yield refuse(rule, asked, value=(request.purpose, *sorted(request.marks)), limit=until, until=until)
