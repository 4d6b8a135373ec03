"""The safety nets of a store that several processes write. Those of MongoDB need a server to be tested on."""

from tests.controls.table import Control

PENDING = "tests/unit/messaging/test_pending_relay.py"
MONGO = "tests/integration/journal/test_mongo.py"
VAULT = "tests/unit/vault/test_vault_mongo.py"
FAULTS = "tests/contract/journal/test_faults.py"
TALLIES = "tests/contract/journal/test_tallies.py"
RELAY = "shared/messaging/pending_relay.py"
STORE = "shared/journal/mongo.py"

SHARED = (
    Control(
        "the look at the commit before ours",
        RELAY,
        "behind = {stream for stream, _ in await self._store.unconfirmed(doubtful)} if doubtful else set()",
        "behind = set()",
        (f"{PENDING}::test_a_commit_is_not_published_before_an_earlier_one_of_another_replica",),
    ),
    Control(
        "stopping at another replica's commit",
        RELAY,
        "to_do[stream] = self._without_a_gap(stream, commits)",
        "to_do[stream] = commits",
        (f"{PENDING}::test_two_replicas_at_one_stream_publish_first_occurrences_in_order",),
    ),
    Control(
        "the sweep for what a killed replica left",
        RELAY,
        "and self._confirmed.get(stream, 0) < version:\n                self._drive_soon(stream)",
        "and self._confirmed.get(stream, 0) < version:\n                pass",
        (f"{PENDING}::test_what_a_killed_replica_left_is_driven_by_another",),
    ),
    Control(
        "rows made sure of before another's commit is driven",
        RELAY,
        "await self._store.derive_rows(streams)",
        "pass",
        (f"{PENDING}::test_what_a_killed_replica_left_is_driven_by_another",),
    ),
    Control(
        "others' streams in portions",
        RELAY,
        "or len(with_others) >= OTHERS_PER_PASS_MAX:",
        ":",
        (f"{PENDING}::test_what_others_left_is_driven_in_portions_and_own_commits_go_between",),
    ),
    Control(
        "confirming only what was published",
        RELAY,
        "        await asyncio.gather(*(self._publish(topic, done) for topic in topics))\n"
        "        if done:\n            await self._store.confirm(done)\n",
        "        if done:\n            await self._store.confirm(done)\n"
        "        await asyncio.gather(*(self._publish(topic, done) for topic in topics))\n",
        (f"{PENDING}::test_what_the_broker_did_not_take_from_a_killed_replica_is_published_by_another",),
    ),
    Control(
        "leaving parked streams unconfirmed",
        RELAY,
        "return commits[:count]",
        "return commits",
        (f"{PENDING}::test_a_reaction_that_fails_for_good_parks_its_stream_and_no_other",),
    ),
    Control(
        "a bound on commits in memory",
        "shared/messaging/pending_work.py",
        "if self.own_commits >= OWN_COMMITS_MAX:",
        "if False:",
        (f"{PENDING}::test_commits_beyond_what_memory_may_hold_are_read_from_the_store",),
    ),
)

ON_A_SERVER = (
    Control(
        "a mark for what has only rows",
        "shared/journal/writer.py",
        "if not rows and self._model.is_last(",
        "if self._model.is_last(",
        (f"{MONGO}::test_what_nothing_follows_from_is_never_pending",),
    ),
    Control(
        "MongoDB unique cause",
        "shared/journal/mongo_schema.py",
        'Index(JOURNAL, ("cause",), unique=True)',
        'Index(JOURNAL, ("cause",))',
        (f"{MONGO}::test_a_cause_that_was_used_elsewhere_in_between_is_refused_by_its_key",),
    ),
    Control(
        "MongoDB causes behind states",
        STORE,
        "            loaded.tails = await self._tails(after)\n"
        '            found = [document async for document in self._find("cause", causes)]\n',
        '            found = [document async for document in self._find("cause", causes)]\n'
        "            loaded.tails = await self._tails(after)\n",
        (f"{MONGO}::test_a_twin_that_was_decided_elsewhere_in_between_is_found_by_its_cause",),
    ),
    Control(
        "MongoDB stopping at the first that lost",
        STORE,
        "await self._journal.insert_many(documents, ordered=True)",
        "await self._journal.insert_many(documents, ordered=False)",
        (f"{MONGO}::test_nothing_is_inserted_behind_a_commit_that_lost",),
    ),
    Control(
        "MongoDB counts different people",
        "shared/journal/mongo_rows.py",
        '[{"$gt": ["$_id.different", None]}, 1, 0]',
        '[{"$gt": ["$_id.different", None]}, "$rows", 0]',
        (f"{TALLIES}::test_different_people_are_counted_beside_the_events",),
    ),
    Control(
        "MongoDB rows are made again when what they carry has changed",
        "shared/journal/mongo_schema.py",
        ', *(f"#{name}" for name in kind.distinct)',
        "",
        (f"{TALLIES}::test_a_store_from_before_people_were_counted_counts_them_once_it_is_opened",),
    ),
    Control(
        "MongoDB rows only forwards",
        STORE,
        "        for _ in range(REPAIRS_MAX):\n",
        "        for _ in range(0):\n",
        (f"{MONGO}::test_a_row_overtaken_between_look_and_write_is_written_again",),
    ),
    Control(
        "MongoDB rows of a writer that died",
        STORE,
        'await self._derive_rows({document["stream"] for document in crashed})',
        "pass",
        (f"{FAULTS}::test_a_crash_between_append_and_rows_shows_neither_or_is_repaired",),
    ),
    Control(
        "MongoDB looking for an erasure behind a put",
        "shared/vault/mongo_puts.py",
        "        for person in erased:\n            await self._drop(person)\n",
        "        erased = set()\n",
        (f"{VAULT}::test_an_erasure_in_the_middle_of_a_put_leaves_nothing",),
    ),
    Control(
        "MongoDB keys that are never replaced",
        "shared/vault/mongo_puts.py",
        "return await self._known_keys(set(made))",
        "return dict(made)",
        (f"{VAULT}::test_two_replicas_make_one_key_for_a_person",),
    ),
    Control(
        "MongoDB refusing a store without its keys",
        STORE,
        "if missing or found is None:",
        "if False:",
        (f"{MONGO}::test_a_store_that_is_not_prepared_takes_nothing",),
    ),
)
