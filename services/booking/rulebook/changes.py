"""A change of a request: one thing made different, and how that is said to people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.booking.rulebook.asking import Facts, Request
from services.booking.rulebook.rule import LANGUAGES, Language
from services.booking.rulebook.words import plain_value, told

TEXTS: dict[str, dict[Language, str]] = {
    "time": {
        "ja": "同じ日の {to} なら、この規則に合います。",
        "plain": "同じ日の {to} なら、できます。",
        "en": "On the same day, {to} would satisfy this rule.",
    },
    "day": {
        "ja": "{to} なら、この規則に合います。",
        "plain": "{to} なら、できます。",
        "en": "On {to} it would satisfy this rule.",
    },
    "wait": {
        "ja": "{to} から、申し込めます。",
        "plain": "{to} から、申し込むことができます。",
        "en": "It can be asked for from {to}.",
    },
    "room": {
        "ja": "室を「{to}」に変えれば、この規則に合います。",
        "plain": "「{to}」の部屋なら、できます。",
        "en": "With the room {to} it would satisfy this rule.",
    },
    "people": {
        "ja": "利用人数が{to}人なら、この規則に合います。",
        "plain": "使う人が{to}人なら、できます。",
        "en": "With {to} people it would satisfy this rule.",
    },
    "members": {
        "ja": "会員が{to}人になれば、この規則に合います。",
        "plain": "会員が{to}人になると、できます。",
        "en": "With {to} members it would satisfy this rule.",
    },
    "eligible": {
        "ja": "会員のうち{to}人が対象の方であれば、この規則に合います。",
        "plain": "会員の{to}人が町の人なら、できます。",
        "en": "With {to} eligible members it would satisfy this rule.",
    },
    "accredited": {
        "ja": "団体の認定を受ければ、この規則に合います。",
        "plain": "団体の認定（にんてい）があると、できます。",
        "en": "Once the group is accredited it would satisfy this rule.",
    },
    "party": {
        "ja": "申込者が{to}であれば、この規則に合います。",
        "plain": "{to}が申し込むと、できます。",
        "en": "Asked for by {to}, it would satisfy this rule.",
    },
    "person": {
        "ja": "在住・在勤・在学の方が申し込めば、この規則に合います。",
        "plain": "町に住んでいる人、町で働く人、町で学ぶ人なら、できます。",
        "en": "Asked for by somebody who lives, works or studies here, it would satisfy this rule.",
    },
    "age": {
        "ja": "{to}歳以上の方が申し込めば、この規則に合います。",
        "plain": "{to}歳より上の人が申し込むと、できます。",
        "en": "Asked for by somebody aged {to} or older, it would satisfy this rule.",
    },
    "tell-age": {
        "ja": "年齢（{to}歳以上）を申し出れば、この規則に合います。",
        "plain": "何歳（なんさい）か、教えてください。{to}歳からです。",
        "en": "Once an age of {to} or more is told it would satisfy this rule.",
    },
    "adult": {
        "ja": "大人の責任者を決めれば、この規則に合います。",
        "plain": "責任者（せきにんしゃ）の大人がいると、できます。",
        "en": "With a responsible adult it would satisfy this rule.",
    },
    "registration": {
        "ja": "利用登録をするか、更新すれば、この規則に合います。",
        "plain": "利用登録（りようとうろく）をすると、できます。",
        "en": "Once registered, or the registration renewed, it would satisfy this rule.",
    },
    "equipment": {
        "ja": "備品の数を{to}にすれば、この規則に合います。",
        "plain": "道具（どうぐ）を{to}個（こ）にすると、できます。",
        "en": "With {to} of the equipment it would satisfy this rule.",
    },
    "direct": {
        "ja": "仮予約ではなく、すぐに予約すれば、この規則に合います。",
        "plain": "仮予約（かりよやく）をしないで、すぐに予約すると、できます。",
        "en": "Booked at once instead of held, it would satisfy this rule.",
    },
    "nothing": {
        "ja": "この規則に合うように変えられるところは、見つかりません。",
        "plain": "この決まりでは、できません。",
        "en": "Nothing that could be changed would satisfy this rule.",
    },
}

PARTS: dict[str, dict[Language, str]] = {
    "time": {"ja": "時間を {to}", "plain": "時間を {to}", "en": "the time {to}"},
    "day": {"ja": "日を {to}", "plain": "日を {to}", "en": "the day {to}"},
    "wait": {"ja": "申込みを {to} から", "plain": "申し込みを {to} から", "en": "asked for from {to}"},
    "room": {"ja": "室を「{to}」", "plain": "部屋を「{to}」", "en": "the room {to}"},
    "people": {"ja": "人数を{to}人", "plain": "人を{to}人", "en": "{to} people"},
    "members": {"ja": "会員を{to}人", "plain": "会員を{to}人", "en": "{to} members"},
    "eligible": {"ja": "対象の会員を{to}人", "plain": "町の会員を{to}人", "en": "{to} eligible members"},
    "accredited": {"ja": "団体の認定あり", "plain": "団体の認定（にんてい）あり", "en": "accredited"},
    "party": {"ja": "申込者を{to}", "plain": "申し込む人を{to}", "en": "asked for by {to}"},
    "person": {
        "ja": "申込者を在住・在勤・在学の方",
        "plain": "申し込む人を町の人",
        "en": "asked for by somebody who lives, works or studies here",
    },
    "age": {
        "ja": "申込者を{to}歳以上",
        "plain": "申し込む人を{to}歳より上",
        "en": "asked for at the age of {to} or more",
    },
    "tell-age": {
        "ja": "年齢（{to}歳以上）の申出あり",
        "plain": "年（とし）を言う",
        "en": "with the age told ({to} or more)",
    },
    "adult": {"ja": "大人の責任者あり", "plain": "責任者（せきにんしゃ）の大人あり", "en": "with a responsible adult"},
    "registration": {"ja": "利用登録あり", "plain": "利用登録（りようとうろく）あり", "en": "registered"},
    "equipment": {"ja": "備品を{to}個", "plain": "道具（どうぐ）を{to}個", "en": "{to} of the equipment"},
    "direct": {"ja": "仮予約なし", "plain": "仮予約（かりよやく）なし", "en": "booked at once"},
}
"""Each as one of several changes."""
TOGETHER: dict[Language, str] = {
    "ja": "次のようにすべて変えれば、予約できます：{all}。",
    "plain": "こう変えると、できます：{all}。",
    "en": "It could be booked with all of this: {all}.",
}
NOT_ALONE: dict[Language, str] = {
    "ja": "ただし、それだけでは予約できません（ほかの規則があります）。",
    "plain": "でも、それだけでは、できません。",
    "en": "That alone is not enough: other rules would still refuse it.",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing made different: what kind of thing, to what, and the question as it would then be."""

    kind: str
    to: Any
    request: Request
    facts: Facts
    now: datetime

    def words(self, language: Language) -> str:
        """Said to people."""
        return TEXTS[self.kind][language].format(to="" if self.to is None else told(self.to, language))

    def data(self) -> dict[str, Any]:
        """As JSON says it."""
        return {"kind": self.kind, "to": plain_value(self.to), **{lang: self.words(lang) for lang in LANGUAGES}}
