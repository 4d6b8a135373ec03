"""The safety nets of areas, walks and people from elsewhere. See ``table``."""

from tests.controls.table import Control

WALKING = "tests/unit/matching/test_matching_walking.py"
REACH = "tests/unit/matching/test_matching_reach.py"
WANTED = "tests/integration/matching/test_matching_whom_they_want.py"
PLACES = "tests/integration/matching/test_matching_places.py"
FILES = "tests/unit/area_files/test_area_files.py"

AREAS = (
    Control(
        "an activity is in the house of its booking",
        "services/booking/activities/activities.py",
        'update={"facility_id": houses.pop()}',
        "update={}",
        ("tests/integration/booking/test_activities_whole.py::test_an_activity_is_in_the_house_of_its_booking",),
    ),
    Control(
        "what an activity has counts as a group's does",
        "services/matching/recommending/catalogue.py",
        '        access=frozenset(words.code("access", need) or need for need in row.access),\n',
        "",
        (f"{WANTED}::test_what_an_activity_has_counts_as_a_groups_does",),
    ),
    Control(
        "a coordinator is chosen by the walk from where a group meets",
        "services/matching/introducing/introductions.py",
        "meets_at.point if meets_at else None",
        "None",
        (f"{PLACES}::test_a_coordinator_is_chosen_by_the_walk_from_where_the_group_meets",),
    ),
    Control(
        "for choosing who has a case no area counts in full beside a point",
        "services/matching/domain/areas.py",
        "        near = self.spots.nearness((point,), self.half_minutes) if point else self.walks(areas)\n",
        "        near = self.spots.nearness((point,), self.half_minutes) if point else {}\n"
        "        near.update(self.walks(areas))\n",
        (f"{REACH}::test_20_metres_over_any_edge_of_the_demos_areas_change_no_choice_by_more_than_a_tenth",),
    ),
    Control(
        "of a home whose cell is known no area counts as if it were here",
        "services/matching/domain/areas.py",
        "            origins.append(middle_of(cell))\n",
        "            origins.append(middle_of(cell))\n            full.extend(home)\n",
        (f"{WALKING}::test_20_metres_over_any_edge_of_the_demos_areas_change_no_score_by_more_than_a_tenth",),
    ),
    Control(
        "a walk counts half for every 20 minutes, not for less",
        "services/matching/domain/walking.py",
        "nearest / METRES_A_MINUTE / half_minutes",
        "nearest / METRES_A_MINUTE / (half_minutes / 2)",
        (f"{WALKING}::test_20_metres_over_any_edge_of_the_demos_areas_change_no_score_by_more_than_a_tenth",),
    ),
    Control(
        "a town is in one area of a layer",
        "services/matching/domain/areas.py",
        "            if area.layer in self._homes[town]:",
        "            if area in self._homes[town].values():",
        (f"{WALKING}::test_a_town_is_in_one_area_of_a_layer",),
    ),
    Control(
        "a walk from the middle of an area is not told as one from a home",
        "services/matching/domain/recommending/scoring.py",
        '"on-foot" if seeker.from_home.get(area, 0.0) >= near else "on-foot-from-area"',
        '"on-foot"',
        (f"{PLACES}::test_a_walk_from_the_middle_of_an_area_says_so_in_three_languages",),
    ),
    Control(
        "how long somebody walks stands in no journal",
        "services/matching/domain/recommending/reasons.py",
        "return part.code if part.code in ON_FOOT else part.name",
        "return part.name",
        (f"{PLACES}::test_how_long_somebody_walks_stands_in_no_event",),
    ),
    Control(
        "a group goes where its facility is put",
        "services/matching/recommending/catalogue.py",
        "        if moved:\n            self._move(moved)\n",
        "",
        (f"{PLACES}::test_a_facility_that_was_put_elsewhere_takes_its_groups_along",),
    ),
    Control(
        "a group for residents is not asked by others",
        "services/matching/introducing/introductions.py",
        "if group.outsiders_welcome is False and",
        "if False and",
        (f"{PLACES}::test_only_a_group_for_residents_refuses_somebody_from_elsewhere",),
    ),
    Control(
        "a file of areas is taken in whole or not at all",
        "kyoso/commands/areas.py",
        "    if draft.faults:\n",
        "    if not draft.towns:\n",
        (f"{FILES}::test_a_file_with_a_fault_writes_nothing",),
    ),
)
