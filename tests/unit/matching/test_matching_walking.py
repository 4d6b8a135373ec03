"""Walks instead of edges: worked by hand, and for every town that can be drawn."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.areas import FACILITY, TOWN, Area, AreaMap, areas_of
from services.matching.domain.mesh import cell_of, middle_of
from services.matching.domain.recommending.scoring import Offer, Seeker, contributions, score_of
from services.matching.domain.walking import metres, minutes_of, moved, nearness_of
from services.matching.knowledge import Knowledge
from shared.clock import TOKYO

KNOWLEDGE = Knowledge.read()
DEMO = KNOWLEDGE.areas
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=TOKYO)
WEIGHTS = KNOWLEDGE.weights.on(NOW.date())
NO_DISTANCE = WEIGHTS.model_copy(update={"weights": WEIGHTS.weights.model_copy(update={"area": 0.0})})
MIDDLE = (35.178, 139.2265)
STEP_M = 20
ROUNDED = 0.0002
"""Two scores, each rounded to the fourth digit."""


def score(nearness, areas, weights=WEIGHTS):
    """By the real scorer; with nothing else that counts, so that place is all of it."""
    return score_of(contributions(Seeker(nearness=nearness), Offer(areas=tuple(areas)), weights, NOW))


def town_at(areas, point):
    """In which town somebody stands: the nearest point's, as edges are drawn."""
    return min(areas.towns.values(), key=lambda town: metres(town.point, point)).id


def lives_at(areas, point, spots=None):
    """What is near to somebody whose cell is known, in the areas that their town belongs to."""
    return areas.walks(areas_of(areas.home_of(town_at(areas, point))), cell=cell_of(point), spots=spots)


def city_of(points, layers=2, size=3):
    """A city of towns at these points, each layer cut another way."""
    towns = {f"t{i}": {"ja": "x", "en": "x", "latitude": p[0], "longitude": p[1]} for i, p in enumerate(points)}
    cut = {}
    for layer in range(layers):
        cut[f"layer-{layer}"] = {}
        for i in range(len(points)):
            area = cut[f"layer-{layer}"].setdefault(f"a{(i + layer) // size}", {"ja": "x", "en": "x", "towns": []})
            area["towns"].append(f"t{i}")
    return AreaMap({"half_distance_km": 1, "nearness_min": 0.1, "towns": towns, "layers": cut})


POINTS = st.tuples(st.integers(-3000, 3000), st.integers(-3000, 3000)).map(lambda each: moved(MIDDLE, *each))


@pytest.mark.parametrize(
    ("metres_away", "minutes", "nearness"),
    [(0, 1, 1.0), (80, 1, 0.9659), (81, 2, 0.9655), (400, 5, 0.8409), (1600, 20, 0.5), (2000, 25, 0.4204)],
)
def test_a_walk_is_a_minute_for_every_80_metres(metres_away, minutes, nearness):
    """A part of a minute is one; half of what counts goes in every 20 minutes."""
    near = nearness_of(metres_away)

    assert (minutes, nearness) == (minutes_of(near), round(near, 4))


def test_a_cell_is_that_of_the_standard():
    """By hand for 35.6581 N 139.7414 E: 53 + 3/8 + 8/80, 39 + 5/8 + 9/80, then the quarters 3, 4, 3."""
    assert "53393589343" == cell_of((35.6581, 139.7414))
    with pytest.raises(ValueError, match="Japan"):
        cell_of((139.7414, 35.6581))
    with pytest.raises(ValueError, match="no code"):
        middle_of("53393589345")


@given(st.floats(20.1, 45.9), st.floats(122.1, 153.9))
def test_a_cells_middle_is_in_it_and_nobody_is_far_from_it(latitude, longitude):
    """125 m wide: at most 116 m from the middle, even in the far south."""
    point = latitude, longitude
    cell = cell_of(point)

    assert cell == cell_of(middle_of(cell))
    assert metres(point, middle_of(cell)) < 116


def test_of_two_groups_alike_the_one_400_m_away_outranks_the_one_2_km_away():
    """5 minutes against 25, from the middle of a cell."""
    home = middle_of(cell_of(MIDDLE))
    spots = DEMO.with_facilities({"near": moved(home, 400, 0), "far": moved(home, 0, 2000)})
    walks = lives_at(DEMO, MIDDLE, spots)
    near, far = (score(walks, [Area(FACILITY, id)]) for id in ("near", "far"))

    assert (0.8409, 0.4204) == (round(walks[Area(FACILITY, "near")], 4), round(walks[Area(FACILITY, "far")], 4))
    assert (WEIGHTS.weights.area * 0.8409, WEIGHTS.weights.area * 0.4204) == pytest.approx((near, far), abs=0.001)
    assert near > far


def test_without_the_weight_of_distance_neither_outranks_the_other():
    """The control of the test above: it is distance that decides there."""
    home = middle_of(cell_of(MIDDLE))
    walks = lives_at(DEMO, MIDDLE, DEMO.with_facilities({"near": moved(home, 400, 0), "far": moved(home, 0, 2000)}))
    near, far = (score(walks, [Area(FACILITY, id)], NO_DISTANCE) for id in ("near", "far"))

    assert not near > far


def changes_little(areas, here, there, spots):
    """No offer's score is more than 10 % off after a step, nor before it, whatever place it has."""
    before, after = lives_at(areas, here, spots), lives_at(areas, there, spots)

    assert set(before) == set(after)
    for place in before:
        one, other = score(before, [place]), score(after, [place])
        assert max(one, other) <= 1.1 * min(one, other) + ROUNDED, place


def test_20_metres_over_any_edge_of_the_demos_areas_change_no_score_by_more_than_a_tenth():
    """Every pair of towns that lie beside each other: so every edge of every layer, in both directions."""
    spots = DEMO.with_facilities({"hall": (35.1901, 139.2250), "pool": (35.1650, 139.2330)})
    towns = list(DEMO.towns.values())
    crossed = set()
    for one in towns:
        for other in towns:
            middle = tuple((a + b) / 2 for a, b in zip(one.point, other.point, strict=True))
            east = 1 if other.point[1] > one.point[1] else -1
            north = 1 if other.point[0] > one.point[0] else -1
            here = moved(middle, -north * STEP_M / 2**1.5, -east * STEP_M / 2**1.5)
            there = moved(middle, north * STEP_M / 2**1.5, east * STEP_M / 2**1.5)
            homes = [DEMO.home_of(town_at(DEMO, point)) for point in (here, there)]
            crossed |= {layer for layer in homes[0] if homes[0][layer] != homes[1][layer]}
            changes_little(DEMO, here, there, spots)

    assert {"neighbourhood", "school", "association", TOWN} == crossed


@given(
    st.lists(POINTS, min_size=2, max_size=12, unique=True),
    POINTS,
    st.floats(-STEP_M, STEP_M),
    st.lists(POINTS, max_size=3),
)
def test_20_metres_change_no_score_by_more_than_a_tenth_in_any_city(points, here, north, halls):
    """Wherever its towns and halls lie and however its layers are cut: over an edge, a corner of a cell, or neither."""
    city = city_of(points)
    there = moved(here, north, (STEP_M**2 - north**2) ** 0.5)

    changes_little(city, here, there, city.with_facilities({f"h{i}": point for i, point in enumerate(halls)}))


@given(POINTS, POINTS, st.floats(0, 359))
def test_what_lies_at_a_point_is_smooth_to_the_metre(hall, home, bearing):
    """20 m nearer or further change a nearness by less than a hundredth."""
    there = moved(hall, STEP_M * (1 - bearing / 180), 0)
    one, other = (nearness_of(metres(home, point)) for point in (hall, there))

    assert max(one, other) < 1.01 * min(one, other)


def test_what_is_called_ones_own_counts_beside_the_home():
    """Who works in the south and lives in the north is near to both; the middle is nearer to one of them."""
    south = Area("neighbourhood", "minami")
    home = areas_of(DEMO.home_of("kobushi-1"))
    alone, both = DEMO.walks(home), DEMO.walks(home, [south])

    assert alone[south] < 0.3
    assert 1.0 == both[south]
    assert all(both[place] >= near for place, near in alone.items())


def test_an_area_without_towns_is_where_its_centre_is():
    """Files of before stay valid: a centre each, and no towns."""
    entry = {"ja": "x", "en": "x", "longitude": 139.0}
    layers = {"ward": {"a": {**entry, "latitude": 35.0}, "b": {**entry, "latitude": moved((35.0, 139.0), 1600, 0)[0]}}}
    old = AreaMap({"half_distance_km": 1, "nearness_min": 0.1, "layers": layers})

    near = old.walks([Area("ward", "a")])

    assert {Area("ward", "a"): 1.0, Area("ward", "b"): pytest.approx(0.5)} == near


def test_of_whom_nothing_is_known_nothing_is_near():
    """An area of another town is itself, no more."""
    assert {} == DEMO.walks([])
    assert {Area("ward", "x"): 1.0} == DEMO.walks([Area("ward", "x")])


def test_a_town_is_in_one_area_of_a_layer():
    """For statistics and eligibility, all layers at once; a file that says two is refused."""
    assert {
        "neighbourhood": "minami", "school": "kawabe-sho", "association": "danchi", TOWN: "kawabe-3",
    } == DEMO.home_of("kawabe-3")  # fmt: skip
    twice = {"ja": "x", "en": "x", "towns": ["t"]}
    town = {"ja": "x", "en": "x", "latitude": 35.0, "longitude": 139.0}
    with pytest.raises(ValueError, match="already"):
        AreaMap(
            {
                "half_distance_km": 1,
                "nearness_min": 0,
                "towns": {"t": town},
                "layers": {"l": {"a": twice, "b": twice}},
            }
        )


def test_who_lives_in_a_district_walks_from_its_middle():
    """Not also from the middle of the wide neighbourhood around it: of Kobushi, in the north, that is another place."""
    district, around = Area("school", "kobushi-sho"), Area("neighbourhood", "kita")
    alone, both = DEMO.walks([district]), DEMO.walks([around, district])

    assert alone == {**both, around: alone[around]}
    assert 1.0 == both[around] == both[district]
    assert (district,) == DEMO.narrowest([around, district])
    assert (around, Area("school", "osawa-sho")) == DEMO.narrowest([around, Area("school", "osawa-sho")])
    assert (Area("ward", "x"),) == DEMO.narrowest([Area("ward", "x")])
