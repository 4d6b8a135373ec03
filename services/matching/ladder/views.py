"""What the ladder answers over HTTP, in words: a person's own step, and nothing about anybody else."""

from datetime import date

from services.matching.domain.ladder.terms import StepName
from services.matching.ladder.ladder import OwnLadder
from shared.web import View


class TextView(View):
    """A sentence in Japanese, plain Japanese and English."""

    ja: str
    plain: str
    en: str


WORDS: dict[StepName | None, TextView] = {
    "core": TextView(
        ja="中心層: 団体の役員をしているか、いくつもの団体でよく活動しています。",
        plain="あなたは、団体の 中心で 活動しています。",
        en="Core: you act for a group, or are often active in several.",
    ),
    "taking-part": TextView(
        ja="参加層: 団体に入っているか、この1年に活動に参加しました。",
        plain="あなたは、団体や 活動に 参加しています。",
        en="Taking part: you belong to a group, or took part in something in the last year.",
    ),
    "interested": TextView(
        ja="関心層: 関心のあることを登録しています。",
        plain="あなたは、好きなことを 登録しています。",
        en="Interested: you have said what you like.",
    ),
    None: TextView(
        ja="まだ何も登録されていません。ここで誰かを「無関心」とみなすことはありません。",
        plain="まだ 何も 登録していません。",
        en="Nothing is known yet. Nobody is ever called uninterested here.",
    ),
}
WITHOUT_CONSENT = TextView(
    ja="マッチングへの同意がないため、記録も計算もしていません。",
    plain="あなたが 同意していないので、何も 記録していません。",
    en="Without consent to matching nothing is recorded or derived.",
)


class LedView(View):
    """One thing that led to a step: its code, since when or how often, and the groups."""

    code: str
    ja: str
    en: str
    groups: tuple[str, ...] = ()
    since: date | None = None
    count: int | None = None


class DefinitionView(View):
    """By which definition, in force from which day."""

    effective_from: date
    taking_part_days: int
    core_days: int
    core_attendances: int
    core_groups: int


class LadderView(View):
    """My own step. Nobody else is shown it, staff and coordinators included."""

    day: date
    step: StepName | None
    words: TextView
    led_by: tuple[LedView, ...]
    definition: DefinitionView

    @classmethod
    def of(cls, own: OwnLadder) -> "LadderView":
        """The view of a person's own step."""
        terms = DefinitionView(**own.terms.model_dump())
        if not own.consent:
            return cls(day=own.day, step=None, words=WITHOUT_CONSENT, led_by=(), definition=terms)
        step = own.standing.step
        return cls(day=own.day, step=step, words=WORDS[step], led_by=_led_by(own), definition=terms)


def _led_by(own: OwnLadder) -> tuple[LedView, ...]:
    standing, found = own.standing, list[LedView]()
    if standing.acts_for:
        found.append(LedView(code="officer", ja="団体の役員", en="acts for a group", groups=standing.acts_for))
    if standing.often_at:
        words = {"ja": f"{own.terms.core_attendances}回以上参加した団体", "en": "groups attended often"}
        found.append(LedView(code="often", groups=standing.often_at, **words))
    if standing.member_of:
        found.append(LedView(code="member", ja="団体の会員", en="member of a group", groups=standing.member_of))
    if standing.attendances:
        words = {"ja": "この期間の参加回数", "en": "attendances in the period"}
        found.append(LedView(code="attended", count=standing.attendances, **words))
    if standing.interested_since:
        words = {"ja": "関心の登録", "en": "said what they like"}
        found.append(LedView(code="interests", since=standing.interested_since, **words))
    return tuple(found)
