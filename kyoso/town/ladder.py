"""The town's people by age and a survey, both invented, and the first estimate of the ladder that is made of them."""

from collections.abc import Callable
from pathlib import Path

from services.matching.ladder.publishing import LadderPublishing
from shared.journal import Cause

FOLDER = Path(__file__).parent / "data"
LAYER = "neighbourhood"
POPULATION_SOURCE = "こもれび市 地域・年齢別人口（架空）"
SURVEY_SOURCE = "こもれび市 市民意識調査（架空）"


async def tell_ladder(figures: LadderPublishing, cause: Callable[[str], Cause]) -> None:
    """Take both tables in and publish; once done, a later load changes nothing."""
    population, survey = (FOLDER.joinpath(f"{name}.csv").read_text("utf-8") for name in ("population", "survey"))
    await figures.take_population(LAYER, POPULATION_SOURCE, population, by=None, cause=cause("ladder-population"))
    await figures.take_survey(SURVEY_SOURCE, survey, by=None, cause=cause("ladder-survey"))
    await figures.publish(by=None, cause=cause("ladder-figures"))
