"""The slip: an A5 page in large type for somebody without e-mail, by how their booking stands. Pure."""

from dataclasses import replace
from typing import Any

from reportlab.platypus import Spacer

from services.booking.papers.facts import Slip
from services.booking.papers.letters import filled
from services.booking.papers.page import SLIP, Row, facts, paper, text, title
from services.booking.papers.refusing import NOT_ALLOWED
from services.booking.papers.states import told
from services.booking.papers.texts import PaperTexts
from services.booking.papers.wording import clock_words, day_words, span_words, until_words, yen_words
from shared.clock import tokyo_date

SMALL_POINTS = 8
"""What is said again in another language."""


def slip_pdf(slip: Slip, texts: PaperTexts) -> bytes:
    """予約の控え: how it stands, what day, what time, where, what to pay and whom to call."""
    place, said, state = slip.place, texts.slip, told(slip.state, slip.reason)
    fill = filled(place)
    desk = "窓口かお電話" if place.phone else "窓口"
    until = until_words(slip.hold_until) if slip.hold_until else "期限"
    steps = [each.format(until=until, desk=desk) for each in state.steps] or [fill(note) for note in said.notes]
    name = state.title or said.title
    number = f"許可の番号　第{slip.number}号" if state.permitted else f"受付の番号　{slip.number}"
    ended = slip.returns is not None  # money is told in three languages, on the one page
    story = [
        text(number, SLIP.text_points, right=True),
        title(name, replace(SLIP, title_points=18)),
        text(state.words, SLIP.text_points + 2, after=4),
        facts(
            _rows(slip, until),
            replace(SLIP, fact_points=16 - 4 * ended - bool(place.in_english), text_points=11 - 2 * ended),
        ),
        facts(_beside(slip), replace(SLIP, fact_points=12 - ended, text_points=10 - ended)),
        *([text(f"Room: {place.in_english}", SLIP.text_points - 2, width=SLIP.width)] if place.in_english else []),
        Spacer(1, 6 if not place.in_english else 2),
        *_coming_back(slip),
        *[text(f"・{step}", SLIP.text_points - 1, width=SLIP.width) for step in steps],
        text(" ".join(filter(None, (place.facility, place.address))), SLIP.text_points - 3),
    ]
    return paper(f"{name} {slip.number}", story, SLIP, foot=f"{name} {slip.number}")


def _rows(slip: Slip, until: str) -> list[Row]:
    """What one looks for on the day, in the largest type."""
    place = slip.place
    rows: list[Row] = [
        ("日", day_words(tokyo_date(place.starts_at))),
        ("時間", span_words(place.starts_at, place.ends_at).replace("（", "\n（")),
        ("場所", f"{place.facility}\n{'、'.join(place.rooms)}"),
    ]
    if slip.hold_until is not None and slip.state in {"held", "offered"}:
        rows.insert(0, ("いつまで", f"{until}まで"))
    if slip.start_code is not None:
        rows.append(("開始の番号", " ".join((slip.start_code[:3], slip.start_code[3:]))))
    if slip.start_by is not None and slip.state == "confirmed":
        by = f"{clock_words(slip.start_by)}まで"
        rows[-1:] = [(rows[-1][0], f"{rows[-1][1]}（{by}）")] if slip.start_code else [rows[-1], ("利用開始は", by)]
    return rows


def _beside(slip: Slip) -> list[Row]:
    rows: list[Row] = [("人数・使用料", f"{slip.people}人　{yen_words(slip.fee)}")]
    if slip.state == "refused":
        rows.append(("理由", NOT_ALLOWED.get(slip.reason or "other", NOT_ALLOWED["other"])))
    if slip.paying and slip.returns is None:
        rows.append(("お支払い", slip.paying))
    rows.append(("申し込んだ方", slip.holder.words))
    if slip.place.phone:
        rows.append(("電話", slip.place.phone))
    return rows


def _coming_back(slip: Slip) -> list[Any]:
    """What comes back, in plain Japanese and English too: it is about somebody's money."""
    if (returns := slip.returns) is None:
        return []
    return [
        text(f"お返し　{returns.words('ja')}", SLIP.text_points - 2, width=SLIP.width),
        *[text(returns.words(language), SMALL_POINTS, width=SLIP.width) for language in ("plain", "en")],
        Spacer(1, 6),
    ]
