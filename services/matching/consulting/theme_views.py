"""What was told of a month's consultations, for city staff and everybody: as JSON and as a table."""

import csv
import io
from datetime import date

from services.matching.consulting.theme_rows import ThemeMonthRow
from services.matching.domain.consulting.desks import Desks
from services.matching.domain.consulting.themes import Theme
from shared.web import View

HEADINGS = ("月 / month", "窓口 / desk", "相談の種類 / category", "人数（5人きざみ） / people, in whole fives")
UNNAMED = {"ja": "種類の指定なし", "en": "No category named", "plain": "しゅるいなし"}
NOT_TOLD = "－"
ABOUT = {
    "ja": "その月に相談した人の数を、種類ごとに5人きざみ（切捨て）で示します。5人未満は示しません。5人未満の種類がある"
    "窓口では、引き算で分からないよう、5人以上でいちばん少ない種類も示しません。"
    "合計は、示した数だけの合計です。一度集計した月は変わりません。",
    "en": "How many people brought each category in the month, in whole fives, downwards. Fewer than five are not "
    "told; where a desk has such a category its smallest one of five or more is not told either, so that no "
    "subtraction gives it away. Sums are of what is told. A month that was told never changes.",
}


class ThemeView(View):
    """One category. ``people``: in whole fives; ``null`` where it is not told."""

    desk: str
    desk_name: dict[str, str]
    category: str | None
    name: dict[str, str]
    people: int | None


class ThemesView(View):
    """A month. ``people_told``: the sum of what is told; whoever brought two themes is in both."""

    month: str
    counted_on: date
    months: tuple[str, ...]
    people_told: int
    themes: tuple[ThemeView, ...]
    about: dict[str, str] = ABOUT

    @classmethod
    def of(cls, row: ThemeMonthRow, months: list[str], desks: Desks) -> "ThemesView":
        """The view of a month's row. Names that a city no longer has are their ids."""
        assert row.on is not None, "a month that was told"
        return cls(
            month=row.id,
            counted_on=row.on,
            months=tuple(months),
            people_told=sum(theme.people or 0 for theme in row.themes),
            themes=tuple(_theme(theme, desks) for theme in row.themes),
        )

    def table(self) -> str:
        """The same for a spreadsheet, with the mark by which one knows UTF-8."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(HEADINGS)
        for theme in self.themes:
            desk, name = (f"{each['ja']} / {each['en']}" for each in (theme.desk_name, theme.name))
            writer.writerow((self.month, desk, name, NOT_TOLD if theme.people is None else theme.people))
        writer.writerow(())
        writer.writerow((self.about["ja"],))
        writer.writerow((self.about["en"],))
        return "\ufeff" + out.getvalue()


def _theme(theme: Theme, desks: Desks) -> ThemeView:
    desk, category = desks.desks.get(theme.desk), desks.categories.get(theme.category or "")
    name = UNNAMED if theme.category is None else {"ja": theme.category, "en": theme.category, "plain": theme.category}
    if category is not None:
        name = {"ja": category.word.ja, "en": category.word.en, "plain": category.plain}
    return ThemeView(
        desk=theme.desk,
        desk_name={"ja": desk.ja, "en": desk.en, "plain": desk.easy} if desk else {"ja": theme.desk, "en": theme.desk},
        category=theme.category,
        name=name,
        people=theme.people,
    )
