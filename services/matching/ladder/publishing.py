"""Use cases of the city's figures of the ladder: taking the two tables in, and publishing an estimate."""

import unicodedata
from collections import Counter

from services.matching.domain.ladder.estimate import UNKNOWN_BAND
from services.matching.domain.ladder.figures import LadderFigures, PopulationTaken, Published, SurveyTaken
from services.matching.domain.ladder.terms import LadderTable
from services.matching.knowledge import Knowledge
from services.matching.ladder.checking import TableCheck, population_check, survey_check
from services.matching.ladder.files import CITY, read_population, read_survey
from services.matching.ladder.refusals import LadderNotPublished
from services.matching.ladder.rows import LadderRow
from services.matching.permissions import relations, require
from shared.clock import tokyo_date
from shared.journal import Cause, Commit, Journal
from shared.web import Caller

Active = dict[str, dict[str, int]]


class LadderPublishing:
    """Staff take tables in and publish; anyone reads what was published. Who takes part is counted, never listed."""

    def __init__(self, journal: Journal, knowledge: Knowledge) -> None:
        self.journal = journal
        self.knowledge = knowledge

    @property
    def table(self) -> LadderTable:
        """The definitions of the steps."""
        return self.knowledge.ladder

    async def take_population(self, layer: str, source: str, text: str, *, by: Caller | None, cause: Cause) -> Commit:
        """Take the table of people by area and age (CSV). Raises ``Forbidden``, ``WrongLadderFile``."""
        taken = self._population(layer, source, text, by=by)
        return await self.journal.transact(LadderFigures.main(), cause, lambda figures: figures.take(taken))

    async def take_survey(self, source: str, text: str, *, by: Caller | None, cause: Cause) -> Commit:
        """Take a survey (CSV), of today. Raises ``Forbidden``, ``WrongLadderFile``."""
        taken = self._survey(source, text, by=by)
        return await self.journal.transact(LadderFigures.main(), cause, lambda figures: figures.take(taken))

    async def check_population(self, layer: str, source: str, text: str, *, by: Caller | None) -> TableCheck:
        """What that table would change; nothing is taken. Raises ``Forbidden``, ``WrongLadderFile``."""
        taken = self._population(layer, source, text, by=by)
        now = await self.journal.ask(LadderFigures.main(), lambda figures: figures.population)
        return population_check(taken, now, self.knowledge.areas)

    async def check_survey(self, source: str, text: str, *, by: Caller | None) -> TableCheck:
        """What that survey would change; nothing is taken. Raises ``Forbidden``, ``WrongLadderFile``."""
        taken = self._survey(source, text, by=by)
        return survey_check(taken, await self.journal.ask(LadderFigures.main(), lambda figures: figures.survey))

    async def publish(self, *, by: Caller | None, cause: Cause) -> Commit:
        """Count who takes part, and publish. Raises ``Forbidden``, ``NothingToEstimate``, ``PublishedRecently``."""
        require("set-ladder", relations(by))
        day = tokyo_date(self.journal.now())
        population = await self.journal.ask(LadderFigures.main(), lambda figures: figures.population)
        active = await self._active(population) if population else {}
        return await self.journal.transact(LadderFigures.main(), cause, lambda figures: figures.publish(day, active))

    async def published(self) -> Published:
        """What was published last. Raises ``LadderNotPublished``."""
        found = await self.journal.ask(LadderFigures.main(), lambda figures: figures.published)
        if found is None:
            raise LadderNotPublished
        return found

    def _population(self, layer: str, source: str, text: str, *, by: Caller | None) -> PopulationTaken:
        require("set-ladder", relations(by))
        as_of, people = read_population(text, self._areas(layer))
        return PopulationTaken(source=source, as_of=as_of, layer=layer, people=people)

    def _survey(self, source: str, text: str, *, by: Caller | None) -> SurveyTaken:
        require("set-ladder", relations(by))
        return SurveyTaken(source=source, as_of=tokyo_date(self.journal.now()), asked=read_survey(text))

    async def _active(self, population: PopulationTaken) -> Active:
        """By area and age band, how many different people take part today: each is in one area of a layer."""
        day = tokyo_date(self.journal.now())
        terms = self.table.on(day)
        whole = set(population.people) == {CITY}
        found: dict[str, Counter[str]] = {area: Counter() for area in population.people}
        for row in await self.journal.all(LadderRow, with_closed=False):
            area = CITY if whole and row.record.areas else row.record.areas.get(population.layer, "")
            if area in found and row.record.standing(day, terms).step in ("taking-part", "core"):
                found[area][row.record.age_band or UNKNOWN_BAND] += 1
        return {area: dict(bands) for area, bands in found.items()}

    def _areas(self, layer: str) -> dict[str, str]:
        """Names and ids of a layer's areas, each to its id."""
        return {
            unicodedata.normalize("NFKC", text).strip().casefold(): area.id
            for area, word in self.knowledge.areas.words.items()
            if area.layer == layer
            for text in (area.id, word.ja, word.en)
        }
