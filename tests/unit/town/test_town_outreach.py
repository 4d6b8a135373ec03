"""The outreach days of the sample town: in houses that there are, for what the file has, with staff by name."""

from datetime import date

from kyoso.town.generate import generate
from kyoso.town.outreach import DAYS, outreach_of
from services.matching.knowledge import Knowledge


def test_three_days_of_a_month_that_can_be_announced():
    """The ids of a month are the same on each of its days; nobody in training is there alone."""
    town, knowledge = generate(1, 400), Knowledge.read()

    seeds = list(outreach_of(town, date(2026, 12, 1)))

    assert len(DAYS) == len(seeds)
    assert {kind for seed in seeds for kind in seed.new.kinds} <= set(knowledge.outreach.kinds)
    assert all(6 == len(list(seed.new.slots())) for seed in seeds)
    dedicated = {each.person_id for each in town.coordinators if each.kind == "dedicated"}
    assert {id for seed in seeds for id in seed.new.staff} <= dedicated
    assert [seed.id for seed in seeds] == [seed.id for seed in outreach_of(town, date(2026, 12, 31))]
