"""What a table would change before it is taken in: line by line what is known now, and what it would be."""

from collections.abc import Mapping
from datetime import date

from services.matching.domain.areas import Area, AreaMap
from services.matching.domain.ladder.estimate import BANDS, Asked
from services.matching.domain.ladder.figures import PopulationTaken, SurveyTaken
from services.matching.ladder.files import CITY
from shared.web import View


class TableChange(View):
    """One area or age band: what is in force, and what the table says. ``None``: not named there."""

    code: str
    ja: str
    en: str
    before: int | None
    after: int | None
    asked_before: int | None = None
    asked_after: int | None = None


class TableCheck(View):
    """What a table would change. Nothing was taken. ``unchanged``: lines that stay as they are."""

    source: str
    source_before: str | None
    as_of: date
    as_of_before: date | None
    layer_before: str | None = None
    older: bool
    """Whether it is of an earlier day than what is in force."""
    unchanged: int
    changes: tuple[TableChange, ...]


def population_check(taken: PopulationTaken, now: PopulationTaken | None, areas: AreaMap) -> TableCheck:
    """People by area, of all ages; of another layer nothing is compared."""
    same = now if now is not None and now.layer == taken.layer else None
    before = {area: sum(bands.values()) for area, bands in same.people.items()} if same else {}
    after = {area: sum(bands.values()) for area, bands in taken.people.items()}
    moved = {area for area in after if same and taken.people[area] != same.people.get(area)}
    found = []
    for code in (*after, *(area for area in before if area not in after)):
        if code in moved or code not in before or code not in after:
            ja, en = _area(taken.layer, code, areas)
            found.append(TableChange(code=code, ja=ja, en=en, before=before.get(code), after=after.get(code)))
    kept = len(after) - sum(each.after is not None for each in found)
    layer = now.layer if now is not None else None
    return _checked(taken, now, found, kept).model_copy(update={"layer_before": layer})


def survey_check(taken: SurveyTaken, now: SurveyTaken | None) -> TableCheck:
    """Answers by age band: who does not care to, of how many."""
    before: Mapping[str, Asked] = now.asked if now else {}
    found = []
    for band in BANDS:
        old, new = before.get(band), taken.asked.get(band)
        if old != new:
            found.append(
                TableChange(
                    code=band,
                    ja=f"{band}歳",
                    en=band,
                    before=old.uninterested if old else None,
                    after=new.uninterested if new else None,
                    asked_before=old.n if old else None,
                    asked_after=new.n if new else None,
                )
            )
    return _checked(taken, now, found, sum(before.get(band) == asked for band, asked in taken.asked.items()))


def _checked(
    taken: PopulationTaken | SurveyTaken,
    now: PopulationTaken | SurveyTaken | None,
    found: list[TableChange],
    unchanged: int,
) -> TableCheck:
    return TableCheck(
        source=taken.source,
        source_before=now.source if now else None,
        as_of=taken.as_of,
        as_of_before=now.as_of if now else None,
        older=now is not None and taken.as_of < now.as_of,
        unchanged=unchanged,
        changes=tuple(found),
    )


def _area(layer: str, code: str, areas: AreaMap) -> tuple[str, str]:
    if code == CITY:
        return "市全体", "the whole city"
    word = areas.word(Area(layer, code))
    return word.ja, word.en
