"""A city's figures of the ladder: a population by age, a survey, and what was published of both, monthly at most."""

from collections.abc import Mapping
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from services.matching.domain.ladder.estimate import Asked, LadderLine, lines_of
from services.matching.ladder.refusals import NothingToEstimate, PublishedRecently
from shared.events import Event
from shared.journal import State
from shared.journal.model import Stream

DAYS_BETWEEN = 28
"""Two publications a day apart would tell who began to take part in between."""


class PopulationTaken(Event):
    """How many people live in each area of a layer, by age band, by a named source of a day."""

    type = "population-taken.v1"

    source: str
    as_of: date
    layer: str
    people: dict[str, dict[str, int]]


class SurveyTaken(Event):
    """Of those who take part in nothing: how many were asked, and how many do not care to, by age band."""

    type = "survey-taken.v1"

    source: str
    as_of: date
    asked: dict[str, Asked]


class Published(BaseModel):
    """What was told, from what: people known to take part on ``counted_on``, and the two sources."""

    model_config = ConfigDict(frozen=True)

    on: date
    counted_on: date
    layer: str
    population_source: str
    population_as_of: date
    survey_source: str
    survey_as_of: date
    lines: tuple[LadderLine, ...]


class LadderFiguresPublished(Event):
    """The figures are now these. ``active`` is what they were made of; it stays here."""

    type = "ladder-figures-published.v1"

    published: Published
    active: dict[str, dict[str, int]]


class LadderFigures(State):
    """One stream, ``ladder-figures/main``."""

    kind = "ladder-figures"

    population: PopulationTaken | None = None
    survey: SurveyTaken | None = None
    published: Published | None = None
    active: dict[str, dict[str, int]] = {}
    changed: bool = False
    """Whether a file was taken since the last publication."""

    @classmethod
    def main(cls) -> "Stream[LadderFigures]":
        """The only stream of this kind."""
        return cls.stream("main")

    # -- decisions

    def take(self, taken: PopulationTaken | SurveyTaken) -> list[Event]:
        """Replace a file; the same again changes nothing."""
        return [] if taken in (self.population, self.survey) else [taken]

    def publish(self, day: date, active: Mapping[str, Mapping[str, int]]) -> list[Event]:
        """Tell new figures. Within 28 days only a corrected file leads to new ones, of the same count of people.

        After figures that told nothing, because people were too few, they may be told at any time.

        Raises ``NothingToEstimate``, ``PublishedRecently``.
        """
        population, survey, counted_on = self.population, self.survey, day
        if population is None or survey is None:
            raise NothingToEstimate
        counted = {area: dict(bands) for area, bands in active.items() if area in population.people}
        before = self.published
        if before and before.lines and day < before.counted_on + timedelta(days=DAYS_BETWEEN):
            if not self.changed:
                raise PublishedRecently(until=(before.counted_on + timedelta(days=DAYS_BETWEEN)).isoformat())
            counted, counted_on = self.active, before.counted_on
        published = Published(
            on=day,
            counted_on=counted_on,
            layer=population.layer,
            population_source=population.source,
            population_as_of=population.as_of,
            survey_source=survey.source,
            survey_as_of=survey.as_of,
            lines=lines_of(population.people, survey.asked, counted),
        )
        return [LadderFiguresPublished(published=published, active=counted)]

    # -- fold

    def apply(self, event: Event) -> None:
        match event:
            case PopulationTaken():
                self.population, self.changed = event, True
            case SurveyTaken():
                self.survey, self.changed = event, True
            case LadderFiguresPublished():
                self.published, self.active, self.changed = event.published, event.active, False


EVENTS: tuple[type[Event], ...] = (PopulationTaken, SurveyTaken, LadderFiguresPublished)
