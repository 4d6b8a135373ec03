"""Permits, refusals and receipts: from the facts of one booking or request to a PDF. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from reportlab.platypus import Flowable, Spacer

from services.booking.domain.purposes import PURPOSES
from services.booking.papers.facts import METHODS, Holder, Paid, Permit, Place, Reason, Refused
from services.booking.papers.page import (
    LETTER,
    SLIP,
    Look,
    Row,
    facts,
    listed,
    on_one_page,
    paper,
    text,
    title,
    together,
)
from services.booking.papers.texts import PaperTexts
from services.booking.papers.wording import clock_words, day_words, span_words, year_words, yen_words
from shared.clock import tokyo_date

USUAL_LABELS = ("申込みの内容", "認められる内容")
LABELS: Mapping[str, tuple[str, str]] = {
    "slots": ("申込みの時間", "使える区切り"),
    "opening": ("申込みの時間", "使える時間"),
    "closures": ("申込みの日", "次に使える日"),
    "lengths": ("申込みの長さ", "使える長さ"),
    "opens": ("申込みの時", "受付の始まり"),
    "closes": ("申込みの時", "受付の締切り"),
    "caps": ("合わせると", "上限"),
    "hold_limits": ("合わせると", "上限"),
    "equipment": ("申込みの数", "貸し出せる数"),
    "holds": ("申込みの時", "仮予約の期限"),
    "passings": ("申込みの時", "受付の始まり"),
}
"""What was asked and what is allowed, as people call them, by the section of the rule."""


def permit_pdf(permit: Permit, texts: PaperTexts) -> bytes:
    """使用許可書: an A4 page, more when a house has many conditions."""
    place, said = permit.place, texts.permit
    rows: list[Row] = [
        ("許可を受けた方", permit.holder.words),
        *_where(place),
        ("利用の目的", purpose_words(permit.purpose)),
        ("利用の人数", f"{permit.people}人"),
        ("使用料", yen_words(permit.fee)),
    ]
    if permit.paying:
        rows.append(("お支払い", permit.paying))
    if permit.start_by is not None:
        rows.append(("利用開始", f"{clock_words(permit.start_by)}までに、入口で利用開始の確認をしてください。"))
    fill = filled(place)
    conditions = [*(fill(each) for each in said.conditions_of(place.kind, place.facility_id)), *permit.conditions]

    def draw(look: Look) -> bytes:
        story = [
            *_head(permit.number, permit.given_at, said.title, place, texts, look),
            text(fill(said.lead), look.text_points + 1, after=10),
            facts(rows, look),
            *listed("許可の条件", conditions, look),
            *listed(said.objection_title, [fill(each) for each in said.objection], look),
        ]
        return paper(f"{said.title} {permit.number}", story, look, foot=f"{said.title} 第{permit.number}号")

    return on_one_page(draw, LETTER)


def refusal_pdf(refused: Refused, texts: PaperTexts) -> bytes:
    """使用不許可通知書: which rule, with its article and numbers, and how to object."""
    place, said = refused.place, texts.refusal
    request: list[Row] = [
        ("申込みをした方", refused.holder.words),
        *_where(place),
        ("利用の目的", purpose_words(refused.purpose)),
        ("利用の人数", f"{refused.people}人"),
    ]
    fill = filled(place)
    advice = list(dict.fromkeys(filter(None, (*(reason.next for reason in refused.reasons), fill(said.advice)))))

    def draw(look: Look) -> bytes:
        story = [
            *_head(refused.number, refused.refused_at, said.title, place, texts, look),
            text(fill(said.lead), look.text_points + 1, after=10),
            facts(request, look),
            *_reasons(refused.reasons, look),
            *listed("ほかの方法", advice, look, numbered=False),
            *listed(said.objection_title, [fill(each) for each in said.objection], look),
        ]
        return paper(f"{said.title} {refused.number}", story, look, foot=f"{said.title} 第{refused.number}号")

    return on_one_page(draw, LETTER)


def _reasons(reasons: Sequence[Reason], look: Look) -> list[Flowable]:
    """Every reason, with its rule and article, what was asked and what is allowed."""
    tables: list[Flowable] = []
    for number, reason in enumerate(reasons, 1):
        asked, allowed = LABELS.get(reason.section, USUAL_LABELS)
        where = "　".join(filter(None, (reason.article, f"（規則の番号 {reason.rule_id}）" if reason.rule_id else "")))
        rows = [
            (f"理由 {number}" if len(reasons) > 1 else "理由", reason.words),
            ("根拠の条文", where),
            (asked, reason.value),
            (allowed, reason.limit),
            ("いつまで", reason.until if reason.until != f"{reason.limit}まで" else ""),
        ]
        tables += [Spacer(1, 8), together([facts([row for row in rows if row[1]], look)])]
    return tables


def receipt_pdf(number: str, place: Place, holder: Holder, paid: Paid, texts: PaperTexts) -> bytes:
    """領収書: an A5 page with the sum in large figures."""
    said = texts.receipt
    fill = filled(place)
    rows = [
        ("受け取った日", day_words(tokyo_date(paid.paid_at))),
        ("支払いの方法", METHODS.get(paid.method, paid.method)),
        ("宛先", holder.addressed),
        *_where(place)[1:],
    ]
    story = [
        text(f"第{number}号", SLIP.text_points, right=True),
        title(said.title, SLIP),
        text(fill(said.lead), SLIP.text_points, after=4),
        title(f"金 {paid.yen:,} 円", SLIP),
        facts(rows, replace(SLIP, fact_points=SLIP.text_points + 1)),
        Spacer(1, 8),
        text(fill(said.note), SLIP.text_points - 1),
        Spacer(1, 10),
        *_issuer(place, texts, SLIP.text_points - 1),
    ]
    return paper(f"{said.title} {number}", story, SLIP, foot=f"{said.title} 第{number}号")


def purpose_words(purpose: str) -> str:
    """A purpose in words."""
    return PURPOSES.get(purpose, (purpose, purpose))[0]


def _where(place: Place) -> list[Row]:
    day = tokyo_date(place.starts_at)
    return [
        ("施設", place.facility),
        ("室", "、".join(place.rooms)),
        ("日", day_words(day)),
        ("時間", span_words(place.starts_at, place.ends_at)),
    ]


def _head(
    number: str, given_at: datetime | None, name: str, place: Place, texts: PaperTexts, look: Look
) -> Sequence[Flowable]:
    points = look.text_points
    day: date | None = tokyo_date(given_at) if given_at else None
    lines = [text(f"{year_words(day)} 第{number}号" if day else f"第{number}号", points, right=True)]
    if day:
        lines.append(text(day_words(day), points, right=True))
    return [*lines, Spacer(1, 4), *_issuer(place, texts, points), Spacer(1, 10), title(name, look)]


def _issuer(place: Place, texts: PaperTexts, points: float) -> list[Flowable]:
    fill = filled(place)
    address = " ".join(filter(None, (place.address, f"電話 {place.phone}" if place.phone else "")))
    return [text(line, points, right=True) for line in (*map(fill, texts.issuer.lines), address) if line]


def filled(place: Place) -> Callable[[str], str]:
    """Fills the names of the city and the facility into a text of the file."""

    def fill(words: str) -> str:
        return words.format_map({"city": place.city, "facility": place.facility})

    return fill
