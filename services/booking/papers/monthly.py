"""The monthly report on paper: each house's figures, a chart of how full its rooms were, and the tables behind it."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.graphics.shapes import Line as Stroke
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Paragraph, Spacer, Table, TableStyle

from services.booking.papers.page import FONT, INK, LETTER, LINE, SHADE, Look, paper, safe, style, text, title
from services.booking.papers.texts import PaperTexts
from services.booking.papers.wording import day_words, month_words, printable, year_words
from services.booking.report.cells import NEVER_OPEN, Cell, Dimension
from services.booking.report.monthly import HouseReport, Line, Report
from services.booking.report.reading import ONE_DAY

LOOK = Look(title_points=18, text_points=9, fact_points=9.5, margin_mm=12)
BAR, BEFORE = colors.HexColor("#0017c1"), colors.HexColor("#9aa0b8")
BAR_MM, GAP_MM, LABEL_MM = 3.2, 2.0, 42.0
CHART_LINES_MAX = 18
"""Bars in a chart; a house with more rooms shows the fullest. The table below has all."""
NAMES: dict[Dimension, str] = {
    "facility": "施設別", "room": "室別", "band": "時間区分別", "purpose": "目的別", "party": "団体・個人別",
}  # fmt: skip
HEAD = (
    "",
    "稼働率 %",
    "前年 %",
    "利用件数",
    "前年",
    "人数",
    "前年",
    "うち個人利用",
    "使用料 円",
    "前年 円",
    "累計 円",
)
WIDTHS = (0.17, 0.065, 0.06, 0.065, 0.06, 0.075, 0.07, 0.065, 0.12, 0.12, 0.13)
INCOME_HEAD = (
    "収入（円）",
    "使用料 今月",
    "使用料 累計",
    "未納 累計",
    "収納 今月",
    "収納 累計",
    "還付 今月",
    "還付 累計",
)
INCOME_WIDTHS = (0.23, 0.11, 0.11, 0.11, 0.11, 0.11, 0.11, 0.11)


def report_pdf(report: Report, texts: PaperTexts, city: str) -> bytes:
    """施設利用月報: a page for all houses when there are several, then a page or two a house; then what is what."""
    houses = (*((report.whole,) if report.whole else ()), *report.houses)
    story: list[Flowable] = []
    for house in houses:
        if story:
            story.append(PageBreak())
        story += _house(report, house, texts)
    story += [text(words, LOOK.text_points - 1) for words in _notes(report)]
    year, month = int(report.month[:4]), int(report.month[5:7])
    foot = f"{city} {texts.report.title} {month_words(year, month)}分"
    return paper(f"{texts.report.title} {report.month}", story, LOOK, foot=foot)


def _house(report: Report, house: HouseReport, texts: PaperTexts) -> Sequence[Flowable]:
    year, month = int(report.month[:4]), int(report.month[5:7])
    periods = report.periods
    said = [] if periods.complete else [_running(report)]
    dimensions: tuple[Dimension, ...] = ("room", "band", "purpose", "party")
    if not house.facility_id:
        dimensions = ("facility", "band", "purpose", "party")
    return [
        title(f"{texts.report.title}　{month_words(year, month)}分", LOOK),
        text(house.name, LETTER.fact_points, after=4),
        *said,
        _key_figures(house.total),
        Spacer(1, 6),
        *_chart(house.of(dimensions[0])),
        *(_income([*house.of("facility"), house.total]) if not house.facility_id else ()),
        *[part for each in dimensions for part in _table(NAMES[each], house.of(each))],
        Spacer(1, 6),
        text(texts.report.note, LOOK.text_points - 1),
    ]


def _running(report: Report) -> Flowable:
    until = report.periods.month.until
    words = "まだ終わった日がありません。"
    if report.periods.month.first < until:
        words = f"{day_words(until - ONE_DAY)}までの途中の集計です。"
    return text(f"この月は終わっていません。{words}", LOOK.text_points, after=3)


def _notes(report: Report) -> tuple[str, ...]:
    year = year_words(report.periods.month.first)
    return (
        "稼働率は、開館していた時間のうち予約で埋まっていた時間の割合です。取り消された時間や、空室に戻した時間は含みません。",
        f"臨時の休館は開館に数えません。期間を通して開いていなかったところは「{NEVER_OPEN}」です。",
        "時間区分は、その日に有効な規則の区分です。途中で区分が変わったときは、前と後の区分を別の行にします。",
        "利用件数と使用料は、始まりの時刻がある区分に数えます。規則に区分のない施設の分は、時刻のない行に数えます。",
        "使用料は、その期間の利用について納めるべき額（減免と訂正の後）です。",
        "未納はそのうちまだ納められていない額、要還付は納め過ぎでまだ返していない額で、どちらも今の額です。",
        "収納と還付は、その期間に実際に受け取った額と返した額で、利用の日が別の月のものも含みます。",
        f"年度累計は{year}の4月からこの月まで、前年は前の年の同じ月です。",
    )


def _key_figures(total: Line) -> Table:
    columns = [_figures(cell) for cell in (total.month, total.last_year, total.year)]
    rows: list[tuple[str, ...]] = [("", "今月", "前年同月", "年度累計")]
    rows += [(name, *[column[name] for column in columns]) for name in columns[0]]
    return _grid(rows, (0.22, 0.26, 0.26, 0.26), LOOK.fact_points)


def _figures(cell: Cell) -> dict[str, str]:
    return {
        "稼働率": _percent(cell),
        "予約の時間／開館の時間": f"{_hours(cell.booked_minutes)}／{_hours(cell.open_minutes)}時間",
        "利用件数": f"{cell.uses:,}件",
        "利用人数（延べ）": f"{cell.heads_all:,}人",
        "うち個人利用": f"{cell.walk_ins:,}人",
        "取消し／無断不使用": f"{cell.cancelled:,}件／{cell.no_shows:,}件",
        "使用料（利用の月）": f"{cell.charged:,}円",
        "　うち未納／要還付": f"{cell.outstanding:,}円／{cell.owed_back:,}円",
        "収納／還付（出納の月）": _cash(cell),
    }


def _percent(cell: Cell, sign: str = "%") -> str:
    if cell.occupancy_percent is None:
        return NEVER_OPEN if cell.never_open else "－"
    return f"{cell.occupancy_percent:.1f}{sign}"


def _hours(minutes: int | None) -> str:
    return "－" if minutes is None else f"{minutes / 60:,.1f}".removesuffix(".0")


def _cash(cell: Cell) -> str:
    return f"{cell.received or 0:,}円／{cell.refunded or 0:,}円"


def _table(name: str, lines: Sequence[Line]) -> list[Flowable]:
    if not lines:
        return []
    rows = [(name, *HEAD[1:])]
    rows += [
        (
            line.name, _percent(line.month, ""), _percent(line.last_year, ""),
            f"{line.month.uses:,}", f"{line.last_year.uses:,}", f"{line.month.heads_all:,}",
            f"{line.last_year.heads_all:,}", f"{line.month.walk_ins:,}", f"{line.month.charged:,}",
            f"{line.last_year.charged:,}", f"{line.year.charged:,}",
        )
        for line in lines
    ]  # fmt: skip
    return [Spacer(1, 6), _grid(rows, WIDTHS, LOOK.text_points - 1)]


def _income(lines: Sequence[Line]) -> list[Flowable]:
    """What each house charged for its uses, beside what it received and gave back: the month and the fiscal year."""
    rows: list[tuple[str, ...]] = [INCOME_HEAD]
    for line in lines:
        month, year = line.month, line.year
        yen = (
            month.charged,
            year.charged,
            year.outstanding,
            month.received,
            year.received,
            month.refunded,
            year.refunded,
        )
        rows.append((line.name, *(f"{each or 0:,}" for each in yen)))
    return [Spacer(1, 6), _grid(rows, INCOME_WIDTHS, LOOK.text_points - 1)]


def _grid(rows: Sequence[Sequence[str]], widths: Sequence[float], points: float) -> Table:
    """A table with its first row repeated on every page, names on the left and numbers on the right."""
    words = style(points)
    made: list[list[Paragraph | str]] = [[Paragraph(safe(value), words) for value in rows[0]]]
    made += [[Paragraph(safe(name), words), *numbers] for name, *numbers in rows[1:]]
    table = Table(made, colWidths=[width * LOOK.width for width in widths], repeatRows=1)
    table.setStyle(
        TableStyle([
            ("FONT", (0, 0), (-1, -1), FONT, points),
            ("ALIGN", (1, 1), (-1, -1), "RIGHT"),
            ("GRID", (0, 0), (-1, -1), 0.5, LINE),
            ("BACKGROUND", (0, 0), (-1, 0), SHADE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ])
    )  # fmt: skip
    return table


def _chart(lines: Sequence[Line]) -> list[Flowable]:
    """How full each was, this month and a year ago: bars with their numbers, which are those of the table below."""
    shown = [line for line in lines if line.month.occupancy_percent is not None]
    if len(shown) > CHART_LINES_MAX:
        fullest = sorted(shown, key=lambda line: -(line.month.occupancy_percent or 0))[:CHART_LINES_MAX]
        shown = [line for line in shown if line in fullest]
    if not shown:
        return []
    step = (2 * BAR_MM + GAP_MM) * mm
    height = step * len(shown) + 6 * mm
    drawing = Drawing(LOOK.width, height)
    zero, full = LABEL_MM * mm, LOOK.width - LABEL_MM * mm - 14 * mm
    for mark in (0, 25, 50, 75, 100):
        x = zero + full * mark / 100
        drawing.add(Stroke(x, 0, x, height - 5 * mm, strokeColor=LINE, strokeWidth=0.3))
        drawing.add(String(x, height - 4 * mm, f"{mark}%", fontName=FONT, fontSize=7, textAnchor="middle"))
    for number, line in enumerate(shown):
        top = height - 6 * mm - number * step
        name = printable(line.name)
        drawing.add(
            String(0, top - BAR_MM * mm - 1, name[:18], fontName=FONT, fontSize=LOOK.text_points - 1, fillColor=INK)
        )
        for row, (cell, colour) in enumerate(((line.month, BAR), (line.last_year, BEFORE))):
            percent = cell.occupancy_percent
            if percent is None:
                continue
            y = top - (row + 1) * BAR_MM * mm
            drawing.add(Rect(zero, y, full * percent / 100, BAR_MM * mm - 0.6, fillColor=colour, strokeColor=None))
            drawing.add(String(zero + full * percent / 100 + 2, y + 1, f"{percent:.1f}", fontName=FONT, fontSize=6.5))
    fullest_only = f"稼働率の高い{len(shown)}だけを示します。" if len(shown) < len(lines) else ""
    legend = f"稼働率（濃い棒：今月、薄い棒：前年同月）。数値は下の表と同じです。{fullest_only}"
    return [text(legend, LOOK.text_points), drawing]
