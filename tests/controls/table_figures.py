"""The safety nets of figures and documents. See ``table``."""

from tests.controls.table import Control

SMALL = "tests/unit/web/test_small_counts.py"
TALLIES = "tests/contract/journal/test_tallies.py"
DOCS = "tests/integration/portal/test_portal_docs.py"
ASYNCAPI = "tests/contract/test_asyncapi.py"

FIGURES = (
    Control(
        "a day with too few is not told",
        "shared/small_counts.py",
        "    if events < COUNT_SHOWN_MIN:\n",
        "    if events < 1:\n",
        (f"{SMALL}::test_a_day_is_told_from_five_on", f"{SMALL}::test_no_answers_together_give_a_small_day_away"),
    ),
    Control(
        "a period's sum has only the days that are told",
        "shared/small_counts.py",
        "        sum(each.events or 0 for each in shown),\n",
        "        sum(events for events, _ in (found.get(day, (0, 0)) for day in days)),\n",
        (f"{SMALL}::test_no_answers_together_give_a_small_day_away",),
    ),
    Control(
        "the day that runs is told in whole fives",
        "shared/small_counts.py",
        "events - events % COUNT_SHOWN_MIN",
        "events",
        (f"{SMALL}::test_the_day_that_runs_is_told_in_whole_fives",),
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
