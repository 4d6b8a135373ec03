"""The published figures of the ladder, for everybody: as JSON and as a table."""

import csv
import io
from datetime import date

from services.matching.domain.areas import Area, AreaMap
from services.matching.domain.ladder.figures import Published
from services.matching.ladder.files import CITY
from shared.web import View

HEADINGS = (
    "エリア / area", "人口 / people", "参加している人 / taking part", "関心層（推計） / interested (estimate)",
    "無関心層（推計） / uninterested (estimate)", "誤差（95%） / error ±",
)  # fmt: skip
ABOUT_JA = (
    "参加している人は、この仕組みの中で分かる人だけです。関心層と無関心層は、残りの人口を意識調査の割合で分けた推計で、"
    "誤差は調査の95%区間の半分です。少ないエリアはまとめています。"
)
ABOUT_EN = (
    "Taking part: only who is known to do so here. Interested and uninterested: the others, split by a survey; the "
    "error is half of its 95 % interval. Areas with few are put together."
)


class LineView(View):
    """One area, or several put together."""

    areas: tuple[str, ...]
    ja: str
    en: str
    people: int
    active: int
    interested: int
    uninterested: int
    error: int


class LadderFiguresView(View):
    """An estimate with its error and its sources; nobody's own step is in it."""

    published_on: date
    counted_on: date
    layer: str
    population_source: str
    population_as_of: date
    survey_source: str
    survey_as_of: date
    about_ja: str = ABOUT_JA
    about_en: str = ABOUT_EN
    withheld: bool
    lines: tuple[LineView, ...]

    @classmethod
    def of(cls, published: Published, areas: AreaMap) -> "LadderFiguresView":
        """The view of what was published; ``withheld`` where even the whole city is too few to tell."""
        said = published.model_dump(exclude={"on", "lines"})
        city, lines = frozenset(published.lines[0].areas) if published.lines else frozenset(), list[LineView]()
        for line in published.lines:
            if frozenset(line.areas) == city:
                ja, en = "市全体", "the whole city"
            else:
                words = [areas.word(Area(published.layer, area)) for area in line.areas if area != CITY]
                ja, en = "＋".join(word.ja for word in words), " + ".join(word.en for word in words)
            lines.append(LineView(ja=ja, en=en, **line.model_dump()))
        return cls(published_on=published.on, withheld=not lines, lines=tuple(lines), **said)

    def table(self) -> str:
        """The same for a spreadsheet, with the mark by which one knows UTF-8."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(HEADINGS)
        for line in self.lines:
            name = f"{line.ja} / {line.en}"
            writer.writerow((name, line.people, line.active, line.interested, line.uninterested, line.error))
        writer.writerow(())
        writer.writerow((f"{self.population_source} ({self.population_as_of})",))
        writer.writerow((f"{self.survey_source} ({self.survey_as_of})",))
        writer.writerow((self.about_ja,))
        writer.writerow((self.about_en,))
        return "\ufeff" + out.getvalue()
