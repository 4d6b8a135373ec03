"""One look for all papers: large type, black on white, the fonts that every reader of PDF knows by name.

No font file is shipped (the readers bring HeiseiKakuGo-W5), and nothing of the moment of printing goes into the file.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from services.booking.papers.lines import broken
from services.booking.papers.wording import printable

FONT = "HeiseiKakuGo-W5"
INK, LINE, SHADE = colors.HexColor("#1a1a1a"), colors.HexColor("#595959"), colors.HexColor("#f1f1f4")
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

__all__ = ["A4", "A5", "Look", "Row", "facts", "listed", "on_one_page", "paper", "safe", "text", "title", "together"]

PAD = 13.0
"""What a frame or a cell takes of a width on both sides, in points, and a little more."""
Row = tuple[str, str]
"""A fact: what it is, and what it says."""


@dataclass(frozen=True)
class Look:
    """Sizes of one kind of paper, in points and millimetres."""

    page: tuple[float, float] = A4
    title_points: float = 22
    text_points: float = 11
    fact_points: float = 13
    margin_mm: float = 17
    label_mm: float = 34

    @property
    def width(self) -> float:
        """What lies between the margins, in points."""
        return self.page[0] - 2 * self.margin_mm * float(mm)


LETTER = Look()
SLIP = Look(page=A5, title_points=20, text_points=12, fact_points=18, margin_mm=11, label_mm=32)


SMALLER = (0.96, 0.92, 0.88)
"""Shares of the sizes of text that are tried before a paper has a second page for its last words."""
PAGE = re.compile(rb"/Type\s*/Page\b")


def style(points: float, *, alignment: int = 0, after: float = 0, indent: float = 0) -> ParagraphStyle:
    """Text of a size, broken between any two characters as Japanese is."""
    return ParagraphStyle(
        f"{points}-{alignment}-{after}-{indent}", fontName=FONT, fontSize=points, leading=points * 1.42, textColor=INK,
        alignment=alignment, spaceAfter=after, leftIndent=indent, firstLineIndent=-indent, wordWrap="CJK",
    )  # fmt: skip


def text(words: str, points: float, *, right: bool = False, after: float = 0, width: float = 0) -> Paragraph:
    """A paragraph. With its ``width`` in points no line of it begins with a full stop."""
    if width:
        words = broken(printable(words), FONT, points, width - PAD)
    return Paragraph(safe(words), style(points, alignment=TA_RIGHT if right else 0, after=after))


def title(words: str, look: Look) -> Paragraph:
    """The paper's name, in the middle."""
    return Paragraph(safe(words), style(look.title_points, alignment=TA_CENTER, after=look.title_points * 0.7))


def listed(heading: str, items: Sequence[str], look: Look, *, numbered: bool = True) -> list[Flowable]:
    """A heading with its items; nothing where there are none."""
    if not items:
        return []
    points = look.text_points
    marks = [f"{n}. " if numbered else "・" for n in range(1, len(items) + 1)]
    lines = [
        Paragraph(
            safe(broken(mark + printable(item), FONT, points, look.width - PAD, indent=points * 1.6)),
            style(points, after=points * 0.25, indent=points * 1.6),
        )
        for mark, item in zip(marks, items, strict=True)
    ]
    return [Spacer(1, points), KeepTogether([text(heading, points + 1, after=points * 0.3), lines[0]]), *lines[1:]]


def facts(rows: Sequence[Row], look: Look) -> Table:
    """The facts of the paper, one a line."""
    label, fact = style(look.text_points), style(look.fact_points)
    width = look.width - look.label_mm * mm - PAD
    table = Table(
        [
            [
                Paragraph(safe(name), label),
                Paragraph(safe(broken(printable(value), FONT, look.fact_points, width)), fact),
            ]
            for name, value in rows
        ],
        colWidths=[look.label_mm * mm, look.width - look.label_mm * mm],
    )
    table.setStyle(
        TableStyle([
            ("GRID", (0, 0), (-1, -1), 0.6, LINE),
            ("BACKGROUND", (0, 0), (0, -1), SHADE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), look.text_points * 0.35),
            ("BOTTOMPADDING", (0, 0), (-1, -1), look.text_points * 0.5),
        ])
    )  # fmt: skip
    return table


def together(parts: Sequence[Flowable]) -> KeepTogether:
    """Parts that stay on one page."""
    return KeepTogether(list(parts))


def on_one_page(draw: Callable[[Look], bytes], look: Look) -> bytes:
    """The paper on one page, a little smaller where it needs that; as it is where that is not enough."""
    content = draw(look)
    for share in SMALLER:
        if len(PAGE.findall(content)) == 1:
            break
        smaller = draw(replace(look, text_points=look.text_points * share, fact_points=look.fact_points * share))
        if len(PAGE.findall(smaller)) == 1:
            return smaller
    return content


def paper(name: str, story: Sequence[Flowable], look: Look, *, foot: str = "", landscape: bool = False) -> bytes:
    """The PDF. ``foot`` stands at the bottom of every page, before the page's number."""
    page = (look.page[1], look.page[0]) if landscape else look.page
    buffer = BytesIO()
    margin = look.margin_mm * mm
    document = SimpleDocTemplate(
        buffer, pagesize=page, leftMargin=margin, rightMargin=margin, topMargin=margin * 0.75, bottomMargin=margin,
        title=printable(name), author="kyoso", creator="kyoso", lang="ja", invariant=1,
    )  # fmt: skip
    below = _foot(printable(foot), page[0] - margin)
    document.build(list(story), onFirstPage=below, onLaterPages=below)
    return buffer.getvalue()


def _foot(words: str, right: float) -> Callable[[Any, Any], None]:
    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 9)
        canvas.setFillColor(LINE)
        canvas.drawRightString(right, 9 * mm, f"{words}　{document.page}ページ".strip())
        canvas.restoreState()

    return draw


def safe(words: str) -> str:
    """A text as the paragraphs take it: marks are characters, a line's end is a line's end."""
    return escape(printable(words)).replace("\n", "<br/>")
