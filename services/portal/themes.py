"""What the page of themes shows, made from what matching published. Pure."""

from dataclasses import dataclass

from services.portal.dates import MONTHS
from services.portal.models_themes import Theme, Themes
from services.portal.rendering import Page
from shared.small_counts import COUNT_SHOWN_MIN

MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class ThemeShown:
    """A category, from how many to how many people, and how long its bar is (0 to 100)."""

    name: str
    least: int
    most: int
    length: float


@dataclass(frozen=True, slots=True)
class DeskShown:
    """A desk with what is told of it, the most first."""

    name: str
    themes: tuple[ThemeShown, ...]


@dataclass(frozen=True, slots=True)
class MonthShown:
    """A month that can be looked at."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ThemesShown:
    """A month: desks of which something is told, the names of what is not told, and the months there are."""

    month: MonthShown
    desks: tuple[DeskShown, ...]
    untold: tuple[str, ...]
    months: tuple[MonthShown, ...]


def themes_shown(themes: Themes, page: Page) -> ThemesShown:
    """The page of a month. A number in whole fives stands for itself and the four above it."""
    largest = max((each.people or 0 for each in themes.themes), default=0)
    by_desk: dict[str, list[Theme]] = {}
    for each in themes.themes:
        if each.people is not None:
            by_desk.setdefault(each.desk, []).append(each)
    desks = tuple(
        DeskShown(
            page.say(told[0].desk_name),
            tuple(_shown(each, each.people, largest, page) for each in _most_first(told) if each.people),
        )
        for told in by_desk.values()
    )
    return ThemesShown(
        month=_month(themes.month, page),
        desks=desks,
        untold=tuple(page.say(each.name) for each in themes.themes if each.people is None),
        months=tuple(_month(each, page) for each in themes.months[:MONTHS_SHOWN]),
    )


def _most_first(themes: list[Theme]) -> list[Theme]:
    return sorted(themes, key=lambda each: -(each.people or 0))


def _shown(theme: Theme, people: int, largest: int, page: Page) -> ThemeShown:
    return ThemeShown(page.say(theme.name), people, people + COUNT_SHOWN_MIN - 1, 100 * people / largest)


def _month(code: str, page: Page) -> MonthShown:
    year, month = (int(part) for part in code.split("-"))
    if page.language == "en":
        return MonthShown(code, f"{MONTHS[(month - 1) % 12]} {year}")
    return MonthShown(code, f"{year}年{month}月")
