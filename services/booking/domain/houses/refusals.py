"""The refusals of one facility's rules, in words: the only place that makes one outside the rules themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.booking.domain.houses.days import HouseDays
from services.booking.domain.wish import Wish
from services.booking.refusals import RuleRefused, rule_refused
from services.booking.rulebook.asking import Asked
from services.booking.rulebook.caps import Cap
from services.booking.rulebook.moments import period_of
from services.booking.rulebook.rule import LANGUAGES, Rule
from services.booking.rulebook.words import Refusal as RuleSays
from services.booking.rulebook.words import fill, plain_value
from shared.clock import TOKYO

GONE = {
    "ja": "お申込みの時の利用規則の上限を超えていました。その規則は、今はありません。",
    "plain": "そのときのきまりより、多くなりました。",
    "en": "It went above a limit of the rules that held when it was asked for; that rule is there no more.",
}
"""A repeated request is told the refusal that it had, also when the file has changed since."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says on a paper, in Japanese. What is not known is empty."""

    section: str
    article: str
    reason: str
    value: str
    limit: str
    until: str
    next: str


class HouseRefusals(HouseDays):
    """How the rules of one facility refuse."""

    def refused(self, refusals: Iterable[RuleSays]) -> RuleRefused:
        """The refusal of a request: everything that refuses it."""
        return rule_refused([refusal.data() for refusal in refusals])

    def refusal(
        self, rule_id: str, *, value: object, limit: object, until: date | datetime | None = None,
        wish: Wish | None = None,
    ) -> RuleRefused:  # fmt: skip
        """The refusal by a rule that a stream counted, in words; also by one that the file no longer has."""
        day = wish.day if wish else until.astimezone(TOKYO).date() if isinstance(until, datetime) else until
        if (rule := self._rule(rule_id, day)) is None:
            said = {"value": plain_value(value), "limit": plain_value(limit), "until": plain_value(until)}
            return rule_refused([{"rule_id": rule_id, "section": "caps", "article": "", **said, **GONE}])
        if until is None and isinstance(rule, Cap) and day is not None:
            until = period_of(rule.per, day)[1]
        name = self.book.places.place(self.of_rules(wish.room_ids)).name if wish else self.house.name
        return _refusal(rule, value=value, limit=limit, until=until or rule.until, day=day or "", room=name)

    def said(
        self, rule_id: str, wish: Wish, *, value: object, limit: object, until: date | datetime | None = None
    ) -> dict[str, Any]:
        """What a rule says behind a refusal that has words of its own; no words of one that the file no longer has."""
        if (rule := self._rule(rule_id, wish.day)) is None:
            return {"rule_id": rule_id, "article": "", "until": until, **dict.fromkeys(LANGUAGES, "")}
        until, room = until or rule.until, self.book.places.place(self.of_rules(wish.room_ids)).name
        texts = fill(rule, value=value, limit=limit, until=until, day=wish.day, room=room)
        return {"rule_id": rule.id, "article": rule.article, "until": until, **texts}

    def _rule(self, rule_id: str, day: date | None) -> Rule | None:
        """Of several versions the one that is in force on a day, else the last."""
        versions = [rule for rule in self.book.file.rules() if rule.id == rule_id]
        held = (rule for rule in versions if day is not None and rule.holds_on(day))
        return next(held, versions[-1] if versions else None)


def refusal_of(rule: Rule, asked: Asked, *, value: object, limit: object, until: object) -> RuleRefused:
    """The refusal by one rule about what was asked."""
    return _refusal(rule, value=value, limit=limit, until=until, day=asked.request.day, room=asked.place.name)


def _refusal(rule: Rule, *, value: Any, limit: Any, until: Any, day: Any, room: Any) -> RuleRefused:
    texts = fill(rule, value=value, limit=limit, until=until, day=day, room=room)
    said = {name: plain_value(what) for name, what in (("value", value), ("limit", limit), ("until", until))}
    return rule_refused([{"rule_id": rule.id, "section": rule.SECTION, "article": rule.article, **said, **texts}])
