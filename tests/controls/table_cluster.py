"""The nets of a cluster: as in ``table.py``. Those that need Java are tried in ``tests/cluster`` itself."""

from tests.controls.table import Control

PRODUCER = "tests/unit/messaging/test_failed_producer.py"
DRAINING = "tests/unit/web/test_draining.py"

CLUSTER = (
    Control(
        "a new producer after a failure",
        "shared/messaging/kafka.py",
        "            self._producer = None\n            task",
        "            task",
        (f"{PRODUCER}::test_a_producer_that_failed_is_not_asked_again",),
    ),
    Control(
        "an end to waiting for the broker",
        "shared/messaging/kafka.py",
        "                async with asyncio.timeout(self.acknowledged_seconds_max):\n                    acknowledged",
        "                async with asyncio.timeout(None):\n                    acknowledged",
        ("tests/unit/messaging/test_failed_producer.py::test_an_acknowledgement_that_does_not_come_is_a_failure_soon",),
    ),
    Control(
        "drain",
        "shared/web/health.py",
        "    if health.draining:",
        "    if False:",
        (f"{DRAINING}::test_a_draining_replica_is_not_ready_though_its_store_takes_writes",),
    ),
    Control(
        "what a proxy says of its caller",
        "kyoso/issuer.py",
        '[*request.headers.getlist("x-forwarded-for"), *request.headers.getlist("x-real-ip")]',
        "[]",
        ("tests/unit/town/test_town_routes.py::test_who_comes_through_a_proxy_from_elsewhere_is_not_this_machine",),
    ),
    Control(
        "restricted topics for neighbours",
        "shared/messaging/acls.py",
        'if known.topic.audience != "open":',
        "if False:",
        ("tests/unit/messaging/test_topics.py::test_a_neighbour_who_asks_for_more_is_refused",),
    ),
    Control(
        "a topic goes to one member as a whole",
        "shared/messaging/whole_topics.py",
        "sorted(cluster.partitions_for_topic(topic) or ())",
        "sorted(cluster.partitions_for_topic(topic) or ())[1:]",
        ("tests/unit/messaging/test_whole_topics.py::test_every_partition_of_a_topic_goes_to_one_member",),
    ),
    Control(
        "who follows is noted for",
        "shared/journal/follow.py",
        "if not set(kinds) <= set(journal.model.followed):",
        "if False:",
        ("tests/unit/journal/test_model.py::test_who_follows_what_the_model_does_not_name_is_refused",),
    ),
    Control(
        "cancelling again",
        "shared/tasks.py",
        "    while left:\n",
        "    if left:\n",
        ("tests/unit/messaging/test_ended.py::test_a_task_ends_although_it_loses_cancellations",),
    ),
    Control(
        "an end to waiting for the client's farewell",
        "shared/messaging/consumer.py",
        "timeout=LEAVE_SECONDS_MAX",
        "timeout=None",
        ("tests/unit/messaging/test_ended.py::test_a_consumer_goes_without_its_client_s_farewell",),
    ),
)
