"""Ways in which the counter says no to the clerk, with words for people and what to do next."""

from collections.abc import Sequence
from typing import Any

from services.booking.domain.wish import Wish
from services.booking.rulebook.preemptions import Preemption
from services.booking.rulebook.words import told
from shared.errors import Refusal
from shared.web.refusals import Forbidden


class OwnAffair(Forbidden):
    """A clerk was to decide about a booking, a bill or a registration of their own, or of a group of theirs."""

    next_ja = "ほかの担当者に頼んでください。ご自分の予約は、利用者として変更や取消しができます。"
    next_en = "Ask a colleague. What you booked yourself you can change and cancel like any resident."
    plain = "自分のことは、自分で 決めることができません。"
    next_plain = "ほかの職員（しょくいん）に たのんでください。"

    def __init__(self, **data: Any) -> None:
        super().__init__(rule="somebody-else", **data)


class PreEmptionNotAllowed(Refusal):
    """No such rule makes others give way to such a use here. ``rules``: those that there are, with their purposes."""

    status = 422
    code = "pre-emption-not-allowed"
    ja = "規則「{rule_id}」では、この利用（{value_ja}）のために、ほかの予約を動かすことはできません。{rules_ja}"
    en = "By the rule {rule_id} nobody has to make way here for such a use ({value_en}). {rules_en}"
    next_ja = "示した規則と目的（purpose、marks）を確かめるか、空いている室や日時で予約してください。"
    next_en = "Check the rule, the purpose and the marks against those that are named, or book what is free."
    plain = "この きまりでは、ほかの人の 予約を 動かすことが できません。"
    next_plain = "あいている 部屋（へや）を、えらんでください。"

    def __init__(self, wish: Wish, held: Sequence[Preemption]) -> None:
        value = (wish.purpose, *sorted(wish.marks))
        rules = [{"rule_id": rule.id, "article": rule.article, "purposes": rule.purposes} for rule in held]
        super().__init__(
            rule_id=wish.preempts, article="", value=value, limit=[rule.id for rule in held], until=None, rules=rules
        )
        named_ja = "、".join(f"{rule.id}（{told(rule.purposes, 'ja')}）" for rule in held)
        named_en = "; ".join(f"{rule.id} ({told(rule.purposes, 'en')})" for rule in held)
        self.words = {
            "value_ja": told(value, "ja"),
            "value_en": told(value, "en"),
            "rules_ja": f"動かせるのは、次の規則です: {named_ja}。"
            if held
            else "この施設に、そのような規則はありません。",
            "rules_en": f"The rules that allow it: {named_en}." if held else "This house has no such rule.",
        }


class ForWhomMissing(Refusal):
    """A booking at the counter or on the phone that names nobody: the clerk is not who books."""

    status = 422
    code = "for-whom-missing"
    ja = "窓口や電話の予約（{channel}）ですが、だれの予約かが書かれていません。"
    en = "It is booked at the counter or by phone ({channel}), and does not say for whom."
    next_ja = "person_id（利用者）か group_id（団体）を指定してください。ご自分の予約は channel を web にしてください。"
    next_en = "Give person_id, or the group_id of a group. A booking of your own is one by web, like any resident's."
    plain = "だれの 予約か、わかりません。"
    next_plain = "使う人の 番号（ばんごう）を 入れてください。"


class OwnAtCounter(Refusal):
    """A clerk who serves themselves at the counter."""

    status = 422
    code = "own-at-counter"
    ja = "ご自分（またはご自分が役員の団体）の予約は、窓口や電話の扱いにできません。"
    en = "A booking of your own, or of a group of which you are an officer, is none of the counter's or the phone's."
    next_ja = "channel を web にして、利用者として予約してください。"
    next_en = "Book it by web, as a resident, under the rules that hold for everybody."
    plain = "自分の 予約は、窓口（まどぐち）の 予約に できません。"
    next_plain = "インターネットで 予約してください。"
