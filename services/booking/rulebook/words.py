"""Words for people: how a refusal is made, and how values are told in Japanese, plain Japanese and English.

``refuse`` is the only way to a refusal, so there is none without its rule, the article, the value and the limit.
"""

from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from services.booking.domain.purposes import PURPOSES
from services.booking.rulebook.asking import Asked
from services.booking.rulebook.rule import LANGUAGES, Language, Name, Rule
from shared.clock import TOKYO

MARKS = {
    "commercial": ("営利目的の利用", "commercial use"),
    "political": ("政治的な活動", "political activity"),
    "religious": ("宗教的な活動", "religious activity"),
    "entrance-fee": ("入場料をとる催し", "an event with an entrance fee"),
    "funeral": ("葬儀", "a funeral"),
}
NO_END = {"ja": "当分の間", "plain": "しばらく", "en": "further notice"}
MIDNIGHT, ONE_DAY = time(), timedelta(days=1)
JOINED = {"ja": "、", "plain": "、", "en": ", "}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One no: which rule, what was asked, what is allowed, until when, and three texts."""

    rule_id: str
    section: str
    article: str
    value: Any
    limit: Any
    until: date | datetime | None
    ja: str
    plain: str
    en: str
    rule: Rule = field(repr=False, compare=False)

    def data(self) -> dict[str, Any]:
        """As JSON says it; days and instants as ISO 8601 in Tokyo's time."""
        return {item.name: plain_value(getattr(self, item.name)) for item in fields(self) if item.name != "rule"}


def refuse(
    rule: Rule, asked: Asked, *, value: Any, limit: Any, until: date | datetime | None = None, **more: Any
) -> Refusal:
    """The refusal of ``rule``. Without ``until`` it stands as long as the rule does."""
    until = until if until is not None else rule.until
    texts = texts_of(rule, asked, value=value, limit=limit, until=until, **more)
    return Refusal(rule.id, rule.SECTION, rule.article, value, limit, until, **texts, rule=rule)


def texts_of(rule: Rule, asked: Asked, *, value: Any, limit: Any, until: Any = None, **more: Any) -> dict[str, str]:
    """The three texts of a rule, filled."""
    given = {"day": asked.request.day, "room": asked.place.name, **more}
    return fill(rule, value=value, limit=limit, until=until, **given)


def fill(rule: Rule, *, until: Any = None, **given: Any) -> dict[str, str]:
    """The three texts of a rule, filled with what is given: ``value``, ``limit``, ``day`` and ``room`` at least."""
    texts: dict[str, str] = {}
    for language in LANGUAGES:
        words = {name: told(what, language) for name, what in given.items()}
        words["until"] = NO_END[language] if until is None else told(until, language)
        texts[language] = getattr(rule, language).format_map(words)
    return texts


def told(value: Any, language: Language) -> str:
    """A value as people say it."""
    match value:
        case Name():
            return value.en if language == "en" else value.ja
        case datetime():
            return _instant(value.astimezone(TOKYO), language)
        case date():
            return f"{value.day} {value:%B %Y}" if language == "en" else f"{value.year}年{value.month}月{value.day}日"
        case int():
            return f"{value:,}"
        case str():
            known = PURPOSES.get(value) or MARKS.get(value)
            return value if known is None else known[language == "en"]
        case _:
            return JOINED[language].join(told(one, language) for one in value)


DAY_ENDS: dict[Language, str] = {"ja": " 24:00", "plain": " 夜の12時", "en": " 24:00"}


def last_told(until: date | datetime, language: Language = "ja") -> str:
    """Until when something lasts: midnight is 24:00 of the day that ends then; who reads "the 5th" comes on the 5th."""
    if isinstance(until, datetime) and (at := until.astimezone(TOKYO)).time() == MIDNIGHT:
        return f"{told((at - ONE_DAY).date(), language)}{DAY_ENDS[language]}"
    return told(until, language)


def _instant(at: datetime, language: Language) -> str:
    day = told(at.date(), language)
    if language != "plain":
        return f"{day} {at.hour}:{at.minute:02}"
    half, hour = ("午後", at.hour - 12) if at.hour > 12 else ("昼の" if at.hour == 12 else "午前", at.hour)
    return f"{day} {half}{hour}時" + (f"{at.minute}分" if at.minute else "")


def plain_value(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case Name():
            return value.model_dump()
        case datetime():
            return value.astimezone(TOKYO).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case tuple() | list() | set() | frozenset():
            return [plain_value(one) for one in value]
        case _:
            return value
