"""The dozen of small help in the sample town: of groups with an officer, in kinds that the file has."""

from datetime import date

from kyoso.town.generate import generate
from kyoso.town.helping import WANTED, help_of
from services.matching.knowledge import Knowledge


def test_a_dozen_of_twelve_groups_in_kinds_that_there_are():
    """Each by another group's officer; the ids of a month are the same on each of its days."""
    town, knowledge = generate(1, 400), Knowledge.read()

    seeds = list(help_of(town, date(2026, 12, 1)))

    assert len(WANTED) == len(seeds) == len({seed.new.group_id for seed in seeds})
    assert {seed.new.category for seed in seeds} <= set(knowledge.help.categories)
    assert all(seed.officer_id == town.officers()[seed.new.group_id] for seed in seeds)
    assert [seed.id for seed in seeds] == [seed.id for seed in help_of(town, date(2026, 12, 31))]
