"""The accompaniments of the sample town: groups with an officer, goals that there are, bodies with room."""

from collections import Counter

from kyoso.town.accompanying import accompaniments_of
from kyoso.town.generate import generate
from services.matching.domain.learning.support_terms import SupportTerms
from services.matching.knowledge import PACKAGED


def test_four_at_different_points_that_matching_takes():
    """One waits, one has changed goals, one has ended; no group twice, no body beyond its capacity."""
    town, terms = generate(1, 400), SupportTerms.read(PACKAGED / "support.json")

    seeds = list(accompaniments_of(town))

    assert (4, 4) == (len(seeds), len({seed.group_id for seed in seeds}))
    assert {goal for seed in seeds for goal in (*seed.goals, *seed.changed)} <= set(terms.project_goals)
    assert (1, 1, 1) == (
        sum(not seed.agreed for seed in seeds), sum(bool(seed.changed) for seed in seeds),
        sum(bool(seed.ended) for seed in seeds),
    )  # fmt: skip
    officers, capacity = town.officers(), {each.person_id: each.capacity for each in town.coordinators}
    assert all(officers[seed.group_id] == seed.officer_id for seed in seeds)
    kinds = {each.person_id: each.kind for each in town.coordinators}
    taken = Counter(seed.intermediary_id for seed in seeds)
    assert all(kinds[id] == "intermediary" and number <= capacity[id] for id, number in taken.items())
