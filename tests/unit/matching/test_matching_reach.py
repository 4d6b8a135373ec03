"""Where a case is, for choosing who has it: walks to the areas of coordinators, and no edge anywhere."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.areas import TOWN, Area, areas_of
from services.matching.domain.team.choosing import Coordinator, Coordinators, Wanted
from services.matching.domain.walking import metres, moved, nearness_of
from services.matching.knowledge import Knowledge
from tests.unit.matching.test_matching_walking import MIDDLE, POINTS, city_of, town_at

DEMO = Knowledge.read().areas
DAY = date(2026, 11, 24)
STEP_M = 20
ROUNDED = 0.0002
"""Two numbers, each rounded to the fourth digit."""


def team_of(areas):
    """A coordinator for each area and town, all with the same room."""
    entries = {area.key: Coordinator(areas={area.layer: (area.id,)}, capacity=3) for area in areas.words}
    return Coordinators(entries, {})


def weighed(areas, point, layer="layer-0"):
    """Everybody as weighed for a group that meets at a point, in the areas of the town it stands in."""
    home = areas.home_of(town_at(areas, point))
    wanted = Wanted(DAY, areas.reach(areas_of({layer: home[layer]}), point))
    return {each.id: each for each in team_of(areas).weigh(wanted)}


def test_it_is_a_walk_from_the_house_to_the_nearest_town_of_an_area():
    """By hand: 400 m are 5 minutes, so 0.5^(5/20); the town of its own is as far as it is."""
    town = DEMO.towns["hinoki-1"]
    point = moved(town.point, 400, 0)
    near = DEMO.reach(areas_of({"school": "hinoki-sho"}), point)

    assert 0.8409 == near["town/hinoki-1"] == near["school/hinoki-sho"]
    assert round(nearness_of(metres(point, DEMO.towns["chuo-1"].point)), 4) == near["town/chuo-1"]


def test_without_a_point_it_is_at_its_town_else_in_its_areas():
    """Of a home never more than what stands in the journal already; of nothing known nothing is near."""
    in_town = DEMO.reach(areas_of({TOWN: "osawa-2", **DEMO.home_of("osawa-2")}))
    in_area = DEMO.reach(areas_of({"school": "osawa-sho"}))

    assert 1.0 == in_town["town/osawa-2"] == in_town["neighbourhood/minami"] == in_area["school/osawa-sho"]
    assert in_town["town/osawa-1"] == round(
        nearness_of(metres(DEMO.towns["osawa-1"].point, DEMO.towns["osawa-2"].point)), 4
    )
    assert {} == DEMO.reach(())
    assert {"ward/x": 1.0} == DEMO.reach([Area("ward", "x")])


def test_in_a_city_of_areas_nobody_is_too_far():
    """Whose area the map knows may have it, from the other end of town too; an area that it does not know is far."""
    team = Coordinators(
        {"north": Coordinator(areas={"school": ("kobushi-sho",)}, capacity=1), "x": Coordinator(areas={}, capacity=1)},
        {},
    )
    wanted = Wanted(DAY, DEMO.reach(areas_of({"school": "kawabe-sho"})))

    assert {"north": None, "x": "far"} == {each.id: each.out for each in team.weigh(wanted)}


@given(st.lists(POINTS, min_size=2, max_size=6), POINTS, st.tuples(st.integers(-14, 14), st.integers(-14, 14)))
def test_20_metres_over_an_edge_change_no_choice_by_more_than_a_tenth(points, here, step):
    """Of any city and any house: nobody is more than a tenth nearer or farther, and nobody falls out."""
    areas, there = city_of(points), moved(here, *step)
    before, after = weighed(areas, here), weighed(areas, there)

    for id, one in before.items():
        near = one.near, after[id].near
        assert max(near) <= 1.1 * min(near) + ROUNDED, id
        assert one.out == after[id].out


@given(st.sampled_from(sorted(DEMO.towns)), st.sampled_from(sorted(DEMO.towns)))
def test_20_metres_over_any_edge_of_the_demos_areas_change_no_choice_by_more_than_a_tenth(one, other):
    """On the line between two towns, from the one side to the other."""
    ends = DEMO.towns[one].point, DEMO.towns[other].point
    here = tuple((a + b) / 2 for a, b in zip(*ends, strict=True))
    there = moved(here, STEP_M if ends[1][0] > ends[0][0] else -STEP_M, 0)
    before, after = (weighed(DEMO, point, "neighbourhood") for point in (here, there))

    for id, each in before.items():
        near = each.near, after[id].near
        assert max(near) <= 1.1 * min(near) + ROUNDED, id


def test_place_matters():
    """The coordinator whose area is 400 m away before the one at 2 km, however free; worked by hand."""
    near, far = moved(MIDDLE, 400, 0), moved(MIDDLE, -2000, 0)
    city = city_of([near, far], layers=1, size=1)
    team = Coordinators(
        {
            "busy": Coordinator(areas={"layer-0": ("a0",)}, capacity=9),
            "free": Coordinator(areas={"layer-0": ("a1",)}, capacity=9),
        },
        {"busy": 8},
    )
    wanted = Wanted(DAY, city.reach([Area("layer-0", "a1")], MIDDLE))

    assert {"busy": 0.8409, "free": 0.4204} == {each.id: each.near for each in team.weigh(wanted)}
    assert "busy" == team.choose(wanted)
