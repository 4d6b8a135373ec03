"""What a simulation found, for people and for machines: a table, a chart whose text is that table, and an open file."""

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape

from services.booking.report.table import plain
from services.booking.rulebook.rule import Name
from services.booking.simulator.outcomes import DIMENSIONS, SHOWN_MIN, Line

HEADINGS: tuple[Name, ...] = (
    Name(ja="だれの", en="Whose"),
    Name(ja="申込み", en="wishes"),
    Name(ja="今の規則", en="now"),
    Name(ja="新しい規則", en="proposed"),
    Name(ja="新しく使える", en="gain"),
    Name(ja="使えなくなる", en="lose"),
    Name(ja="使用料の差（円）", en="fees (yen)"),
)
BAR, ROW, LEFT, MIDDLE, WIDTH = 18, 30, 230, 430, 640
SVG = 'role="img" aria-labelledby="t d" font-family="sans-serif" font-size="13"'
TITLES = {dimension: name for dimension, name, _ in DIMENSIONS}


def table(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """The rows of the table, the headings first; every cell as text in both languages."""
    rows = [tuple(f"{heading.ja} / {heading.en}" for heading in HEADINGS)]
    for line in lines:
        title = TITLES.get(line.dimension)
        whose = f"{title.ja}: {line.name.ja} / {line.name.en}" if title else f"{line.name.ja} / {line.name.en}"
        rows.append(
            (
                whose, f"{line.wishes:,}", f"{line.before:,}", f"{line.after:,}", f"+{line.winners:,}",
                f"-{line.losers:,}", f"{line.yen_after - line.yen_before:+,}",
            )
        )  # fmt: skip
    return rows


def as_text(lines: Sequence[Line]) -> str:
    """The table for a terminal: one line each, columns set apart by tabs' worth of blanks."""
    rows = table(lines)
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            _padded(cell, width, right=number > 0) for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    """Columns on a terminal: Japanese takes two a character."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks


def as_svg(lines: Sequence[Line], title: Name) -> str:
    """The chart: who gains to the right, who loses to the left. Its description is the table."""
    told = [line for line in lines if line.winners or line.losers]
    largest = max((max(line.winners, line.losers) for line in told), default=1)
    height = 70 + ROW * max(1, len(told))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {SVG}>',
        f'<title id="t">{escape(title.ja)} / {escape(title.en)}</title>',
        f'<desc id="d">{escape(as_text(lines))}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="10" y="22" font-weight="bold">{escape(title.ja)}</text>',
        f'<text x="{MIDDLE - 10}" y="46" text-anchor="end">← 使えなくなる / lose</text>',
        f'<text x="{MIDDLE + 10}" y="46">新しく使える / gain →</text>',
    ]
    parts += [_bar(line, 58 + n * ROW, largest) for n, line in enumerate(told)]
    if not told:
        parts.append(f'<text x="{LEFT}" y="76">変わる人はいません / Nobody gains or loses</text>')
    return "\n".join([*parts, f'<path d="M{MIDDLE} 52V{height - 8}" stroke="#1a1a1a"/>', "</svg>"])


def _bar(line: Line, y: int, largest: int) -> str:
    scale = (WIDTH - MIDDLE - 50) / largest
    gain, lose = line.winners * scale, line.losers * scale
    middle = y + BAR * 0.75
    return (
        f'<text x="10" y="{middle:.0f}">{escape(line.name.ja)} / {escape(line.name.en)}</text>'
        f'<rect x="{MIDDLE}" y="{y}" width="{gain:.1f}" height="{BAR}" fill="#197a4b"/>'
        f'<rect x="{MIDDLE - lose:.1f}" y="{y}" width="{lose:.1f}" height="{BAR}" fill="#ec0000"/>'
        f'<text x="{MIDDLE + gain + 4:.1f}" y="{middle:.0f}">{line.winners:,}</text>'
        f'<text x="{MIDDLE - lose - 4:.1f}" y="{middle:.0f}" text-anchor="end">{line.losers:,}</text>'
    )


OPEN_COLUMNS = (
    "dimension", "value", "name_ja", "name_en", "parties", "wishes", "fulfilled_now", "fulfilled_proposed", "gain",
    "lose",
)  # fmt: skip


def as_open_data(lines: Iterable[Line]) -> str:
    """The open-data file (CSV): parties fewer than five are not told, other numbers in whole fives, downwards."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(OPEN_COLUMNS)
    for line in lines:
        head = (line.dimension, plain(line.value), plain(line.name.ja), plain(line.name.en))
        if len(line.parties) < SHOWN_MIN:
            rows.writerow((*head, f"<{SHOWN_MIN}", "", "", "", "", ""))
            continue
        numbers = (len(line.parties), line.wishes, line.before, line.after, line.winners, line.losers)
        rows.writerow((*head, *(number - number % SHOWN_MIN for number in numbers)))
    return written.getvalue()
