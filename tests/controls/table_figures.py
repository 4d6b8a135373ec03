"""The safety nets of figures and documents. See ``table``."""

from tests.controls.table import Control

SMALL = "tests/unit/web/test_small_counts.py"
TALLIES = "tests/contract/journal/test_tallies.py"
DOCS = "tests/integration/portal/test_portal_docs.py"
ASYNCAPI = "tests/contract/test_asyncapi.py"
LIVE = "tests/integration/portal/test_portal_live.py"
HAPPENING = "tests/unit/portal/test_portal_happening.py"
FIGURE = "tests/unit/web/test_figures.py"
OF_PEOPLE = "tests/unit/web/test_figures_of_people.py"
OF_MATCHING = "tests/integration/matching/test_matching_figures.py"
OF_BOOKING = "tests/integration/booking/test_booking_figures.py"
OF_POINTS = "tests/integration/points/test_points_figures.py"
UNCOUNTED = "tests/integration/matching/test_matching_uncounted.py"
HEALTH = "tests/integration/web/test_health.py"
FEEDS = "tests/integration/feeds/test_feeds_http.py"

FIGURES = (
    Control(
        "a day with too few people is not told",
        "shared/small_counts.py",
        "    if found.people < COUNT_SHOWN_MIN:\n",
        "    if found.people < 1:\n",
        (f"{SMALL}::test_a_day_is_told_from_five_on", f"{SMALL}::test_no_answers_together_give_a_small_day_away"),
    ),
    Control(
        "a period's sum has only the days that are told",
        "shared/small_counts.py",
        "        sum(each.events or 0 for each in shown),\n",
        "        sum(found.get(day, NOTHING).events for day in days),\n",
        (f"{SMALL}::test_no_answers_together_give_a_small_day_away",),
    ),
    Control(
        "the day that runs is told in whole fives",
        "shared/small_counts.py",
        "people - people % COUNT_SHOWN_MIN",
        "people",
        (
            f"{SMALL}::test_the_day_that_runs_is_told_in_whole_fives",
            f"{HAPPENING}::test_people_are_counted_in_whole_fives_and_once_each",
        ),
    ),
    Control(
        "people, not events",
        "shared/small_counts.py",
        "    if found.people < COUNT_SHOWN_MIN:\n",
        "    if found.events < COUNT_SHOWN_MIN:\n",
        (
            f"{SMALL}::test_people_count_not_events",
            f"{OF_MATCHING}::test_one_who_changes_their_mind_often_does_not_lift_another_over_five",
            f"{OF_BOOKING}::test_one_who_signs_up_again_and_again_is_one",
            f"{OF_POINTS}::test_one_giver_is_one_however_many_gifts",
        ),
    ),
    Control(
        "a step of the day that runs is five people, not events",
        "shared/small_counts.py",
        "whole_fives(found.people)",
        "whole_fives(found.events)",
        (
            f"{SMALL}::test_a_step_of_the_day_that_runs_is_five_other_people",
            f"{SMALL}::test_nobody_who_is_counted_already_moves_the_day_that_runs",
        ),
    ),
    Control(
        "the people of two parts of a day may be the same",
        "shared/figures.py",
        "max(before.people, each.people)",
        "before.people + each.people",
        (f"{FIGURE}::test_the_people_of_two_parts_of_a_day_may_be_the_same",),
    ),
    Control(
        "the store counts different people",
        "shared/journal/sqlite_rows.py",
        "COUNT(DISTINCT d_",
        "COUNT(d_",
        (f"{TALLIES}::test_different_people_are_counted_beside_the_events",),
    ),
    Control(
        "a pseudonym is good for one day",
        "shared/journal/tallies.py",
        'f"{day}/{what}/{who}"',
        'f"{what}/{who}"',
        (f"{TALLIES}::test_a_row_tells_nobody_apart_beyond_its_day",),
    ),
    Control(
        "every figure of people says whom it is about",
        "services/booking/figures.py",
        'Count("activity-attended", who=event.person_id)',
        'Count("activity-attended")',
        (f"{OF_PEOPLE}::test_what_is_about_people_is_counted_with_whom_it_is_about",),
    ),
    Control(
        "the first page counts people, not events",
        "services/portal/happening.py",
        "            people.add(blake2b(person.encode(), key=self._day_key, digest_size=8).digest())\n",
        "            people.add(os.urandom(8))\n",
        (
            f"{LIVE}::test_one_person_who_acts_often_shows_nobody_else",
            f"{HAPPENING}::test_people_are_counted_in_whole_fives_and_once_each",
        ),
    ),
    Control(
        "figures for Prometheus are only for the inside",
        "shared/web/inside.py",
        "    if not is_inside(client) or any(name in request.headers for name in FORWARDED):\n",
        "    if not client:\n",
        (
            f"{HEALTH}::test_figures_are_not_for_who_comes_through_a_proxy",
            f"{HEALTH}::test_figures_are_for_networks_that_the_internet_does_not_reach",
            f"{UNCOUNTED}::test_no_open_route_tells_that_a_worry_came",
        ),
    ),
    Control(
        "the public is told no lag of events about persons",
        "services/feeds/api_subscriptions.py",
        "await _lag(feeds, row) if OPEN_TYPES.issuperset(row.types) else None",
        "await _lag(feeds, row)",
        (f"{FEEDS}::test_the_public_is_not_told_how_delivery_of_events_about_persons_goes",),
    ),
    Control(
        "the public is told no failure of events about persons",
        "services/feeds/views.py",
        "    if lag_seconds is None:\n",
        "    if False:\n",
        ("tests/unit/feeds/test_overview.py",),
    ),
    Control(
        "a rebuild counts again",
        "shared/journal/rebuild.py",
        "            for row in rows_of(model, state, commit, index):\n",
        "            for row in model.project(state, event):\n",
        (f"{TALLIES}::test_a_rebuild_counts_the_same",),
    ),
    Control(
        "events about persons are no examples",
        "services/portal/latest.py",
        'topic.audience == "open" and event.topic',
        "event.topic",
        (f"{DOCS}::test_a_restricted_event_is_never_shown",),
    ),
    Control(
        "an example is of its type's own topic",
        "services/portal/latest.py",
        'topic.audience == "open" and event.topic == topic.name',
        "True",
        (f"{DOCS}::test_an_open_type_on_another_topic_is_not_shown",),
    ),
    Control(
        "every example fits its schema",
        "shared/contracts/examples.json",
        '"size_band": "10-29"\n  }\n },\n "group-changed.v1"',
        '"size_band": "some"\n  }\n },\n "group-changed.v1"',
        (f"{ASYNCAPI}::test_every_event_has_an_example_from_the_town",),
    ),
)
