"""What comes back of what was paid for a booking that was given back: how much, how, until when, and by which rule.

Said in words beside the numbers, so that whoever holds the slip need not ask. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from services.booking.rulebook.rule import Language
from services.booking.rulebook.words import told
from shared.clock import tokyo_date
from shared.contracts.booking_money import PaidBy

CLAIM_YEARS = 5
"""A claim against a city ends so many years after it could be made (地方自治法236条)."""


@dataclass(frozen=True, slots=True)
class KeptBy:
    """The rule of refunds that keeps some of a fee, and how many days before the use it was cancelled.

    ``alone``: nothing else made it so much; else earlier changes, waivers or corrections had a part in it.
    """

    rule_id: str
    article: str
    days_before: int
    alone: bool = True


@dataclass(frozen=True, slots=True)
class ComingBack:
    """In yen: ``paid`` is all that was ever paid for it, ``refunded`` what of it was given back already.

    ``waits``: what is still to be given back, by how it was paid: online it goes back by itself, the rest is handed out
    until the day ``claim_until``. ``moved``: what was paid went along to another booking, but for what is kept.
    ``instead``: another place may be chosen, and then it is put towards that.
    """

    paid: int
    refunded: int = 0
    waits: Mapping[PaidBy, int] = field(default_factory=dict)
    kept: int = 0
    claim_until: date | None = None
    by: KeptBy | None = None
    moved: bool = False
    instead: bool = False

    @property
    def back(self) -> int:
        """All that comes back, what came back before included."""
        return self.refunded + sum(self.waits.values())

    def words(self, language: Language) -> str:
        """How much, by which rule not more, and how it is paid out."""
        return ("" if language == "ja" else " ").join(self._said(language))

    def _said(self, language: Language) -> Iterator[str]:
        said = TEXTS[language]
        numbers = {name: f"{getattr(self, name):,}" for name in ("paid", "back", "kept", "refunded")}
        yield said[self._outcome].format(**numbers)
        if self.kept:
            yield self._why(language)
        if self.refunded:
            yield said["refunded"].format(**numbers)
        for channel in ("counter", "bank", "online"):
            if yen := self.waits.get(channel):
                yield said[channel].format(yen=f"{yen:,}")
        if self.waits and self.instead:
            yield said["instead"]
        if self.claim_until is not None and (self.waits.get("counter") or self.waits.get("bank")):
            yield said["claim"].format(day=told(self.claim_until, language))

    @property
    def _outcome(self) -> str:
        if self.moved:
            return "moved-kept" if self.kept else "moved"
        if not self.paid:
            return "unpaid"
        return ("part" if self.back else "none") if self.kept else "all"

    def _why(self, language: Language) -> str:
        said = TEXTS[language]
        if self.by is None:
            return said["rules"]
        if not self.by.alone:
            return said["by-times"].format(article=self.by.article)
        which = "by-day" if self.by.days_before else "by-that-day"
        return said[which].format(days=self.by.days_before, article=self.by.article)


def claim_until(at: datetime) -> date:
    """The last day on which what is owed back since ``at`` can be claimed: five years on (民法140・143条)."""
    day = tokyo_date(at)
    try:
        return day.replace(year=day.year + CLAIM_YEARS)
    except ValueError:  # the 29th of February: the month ends a day earlier
        return day.replace(year=day.year + CLAIM_YEARS, month=3, day=1) - timedelta(days=1)


TEXTS: dict[Language, Mapping[str, str]] = {
    "ja": {
        "unpaid": "お支払いの前でしたので、お返しするお金も、お支払いいただくお金もありません。",
        "all": "お支払い済みの{paid}円は、全額をお返しします。",
        "part": "お支払い済みの{paid}円のうち、{back}円をお返しします。{kept}円は戻りません。",
        "none": "お支払い済みの{paid}円は、戻りません。",
        "moved": "お支払いの分は、移った先の予約に引き継ぎました。",
        "moved-kept": "お支払いの分は、移った先の予約に引き継ぎました。{kept}円は引き継がれず、戻りません。",
        "by-day": "使用の日の{days}日前の取消しだからです（{article}）。",
        "by-that-day": "使用の日になってからの取消しだからです（{article}）。",
        "by-times": "取消しや変更をした時期などによります（{article}）。",
        "rules": "取り消した時の利用規則によります。くわしくは、施設の窓口でお尋ねください。",
        "refunded": "{refunded}円は、お返し済みです。",
        "counter": "{yen}円は、施設の窓口でお受け取りください。",
        "bank": "振込でお支払いの{yen}円は、施設の窓口で伺った口座に振り込みます。",
        "online": "オンラインでお支払いの{yen}円は、お支払いになった方法に戻ります。手続きはいりません。",
        "instead": "代わりの部屋を選ぶときは、お返しせずに、その使用料にあてます。",
        "claim": "受け取れるのは{day}までです（地方自治法第236条）。",
    },
    "plain": {
        "unpaid": "まだ はらって いません。もどる お金も、はらう お金も ありません。",
        "all": "はらった {paid}円は、ぜんぶ もどります。",
        "part": "はらった {paid}円の うち、{back}円が もどります。{kept}円は もどりません。",
        "none": "はらった {paid}円は、もどりません。",
        "moved": "はらった お金は、新しい 予約（よやく）に 使います。",
        "moved-kept": "はらった お金は、新しい 予約（よやく）に 使います。{kept}円は 使えません。もどりません。",
        "by-day": "使う 日の {days}日前に やめたからです（{article}）。",
        "by-that-day": "使う 日に やめたからです（{article}）。",
        "by-times": "やめた 日や かえた 日などで きまります（{article}）。",
        "rules": "やめた ときの きまりです。うけつけで 聞いて ください。",
        "refunded": "{refunded}円は、もう かえしました。",
        "counter": "{yen}円は、うけつけに 来て もらって ください。",
        "bank": "銀行（ぎんこう）から はらった {yen}円は、うけつけに 来て ください。銀行に かえします。",
        "online": "ネットで はらった {yen}円は、何も しなくても もどります。",
        "instead": "ほかの 部屋（へや）を えらぶときは、その お金に 使います。",
        "claim": "{day}までに 来て ください。",
    },
    "en": {
        "unpaid": "Nothing was paid, so nothing comes back, and nothing is to be paid.",
        "all": "All of the {paid} yen that were paid come back.",
        "part": "Of the {paid} yen that were paid, {back} come back and {kept} do not.",
        "none": "The {paid} yen that were paid do not come back.",
        "moved": "What was paid went along to the booking that took its place.",
        "moved-kept": "What was paid went along to the booking that took its place, but for {kept} yen that are kept.",
        "by-day": "It was cancelled {days} days before the use ({article}).",
        "by-that-day": "It was cancelled on the day of the use ({article}).",
        "by-times": "That depends on when it was cancelled or changed, among others ({article}).",
        "rules": "That is by the rules that held when it was cancelled; the facility's counter tells more.",
        "refunded": "{refunded} yen were given back already.",
        "counter": "Fetch {yen} yen at the facility's counter.",
        "bank": "{yen} yen were paid by transfer: tell the counter your account, and they are sent there.",
        "online": "{yen} yen that were paid online go back the way they came, by themselves.",
        "instead": "If you choose another place that is kept for you, it is put towards that instead.",
        "claim": "It can be claimed until {day} (Local Autonomy Act, article 236).",
    },
}
