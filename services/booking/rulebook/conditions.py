"""The conditions of a use that is allowed, in words: until when one pays, confirms, cancels; what comes back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.booking.rulebook.asking import Asked
from services.booking.rulebook.engine import Decision
from services.booking.rulebook.refunds import Refund
from services.booking.rulebook.rule import Language, Rule
from services.booking.rulebook.several import cancellation_of
from services.booking.rulebook.windows import Confirmation, Payment, Start, due, first_due
from services.booking.rulebook.words import texts_of
from shared.clock import day_begins, tokyo_date


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: the rule, its article, and three texts."""

    rule_id: str
    article: str
    ja: str
    plain: str
    en: str

    def words(self, language: Language) -> str:
        """Said to people."""
        return str(getattr(self, language))


def conditions(decision: Decision) -> Iterator[Condition]:
    """Of a decision that allows; in the order in which they matter."""
    asked, deadlines = decision.asked, decision.deadlines
    if deadlines.pay_by is not None and (payment := asked.rule(Payment)):
        told = first_due(payment, asked)
        yield _said(payment, asked, decision.fee, asked.now if told.at < asked.now else told.told)
    if asked.request.channel == "draw" and (confirmation := asked.rule(Confirmation)):
        yield _said(confirmation, asked, asked.now, first_due(confirmation, asked).told)
    if found := cancellation_of(decision.by):
        until, cancellation, of = found
        yield _said(cancellation, of, asked.now, until.told)
    if decision.fee and (refund := asked.rule(Refund)):
        yield _said(refund, asked, decision.refund_at(asked.now), _end(_stands_until(decision)))
    if start := asked.rule(Start):
        yield _said(start, asked, asked.request.starts_at, due(start.when, asked, closing=False).at)


OF_CHANGES = {
    "ja": "変更や移動で返す分も、取消しと同じ決まりで戻ります。あとで取り消しても、変更した時より多くは戻りません。",
    "plain": "変えるときも、お金は、やめるときと同じだけもどります。",
    "en": "What a change or a move gives back comes back as in a cancellation; cancelled later, no more of it does.",
}
"""What follows from a table of refunds for whoever changes a booking (``domain/money/giving_back.py``)."""


def of_changes(decision: Decision) -> Iterator[Condition]:
    """What a change would cost, where a cancellation may."""
    if decision.fee and (refund := decision.asked.rule(Refund)):
        yield Condition(refund.id, refund.article, **OF_CHANGES)


def _stands_until(decision: Decision) -> datetime:
    """Until when as much comes back as now: the end of the step that runs, or the beginning of the use."""
    ends = (step.before for step in decision.refunds if decision.asked.now < step.before)
    return min(ends, default=decision.asked.request.starts_at)


def _end(at: datetime) -> date | datetime:
    """A deadline as people say it: at midnight it is the end of the day before."""
    if day_begins(tokyo_date(at)) != at:
        return at
    return tokyo_date(at) - timedelta(days=1)


def _said(rule: Rule, asked: Asked, value: object, limit: object) -> Condition:
    return Condition(rule.id, rule.article, **texts_of(rule, asked, value=value, limit=limit))
