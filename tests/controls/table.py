"""Every safety net with the patch that removes it and the tests that must then fail.

``find`` must be in the file exactly once; ``put`` takes its place. A net whose tests stay green without it is no net.
"""

from dataclasses import dataclass

RIVALS = "tests/contract/journal/test_rivals.py"
FAULTS = "tests/contract/journal/test_faults.py"
STATES = "tests/contract/journal/test_states.py"
ORDER = "tests/contract/journal/test_order.py"
ROWS = "tests/contract/journal/test_rows.py"
LETTERS = "tests/integration/messaging/test_dead_letters.py"
DELIVERY = "tests/integration/messaging/test_delivery.py"
RESTART = "tests/integration/messaging/test_embedded_restart.py"
RELAY = "tests/unit/messaging/test_relay_confirms.py"
POSITIONS = "tests/unit/messaging/test_embedded_positions.py"


@dataclass(frozen=True)
class Control:
    """One safety net, how to take it away, and what must notice."""

    net: str
    file: str
    find: str
    put: str
    tests: tuple[str, ...]


JOURNAL = (
    Control(
        "unique version",
        "shared/journal/sqlite.py",
        "CREATE UNIQUE INDEX IF NOT EXISTS journal_version",
        "CREATE INDEX IF NOT EXISTS journal_version",
        (f"{RIVALS}::test_rivals_for_one_version_all_get_a_version_of_their_own",),
    ),
    Control(
        "unique cause",
        "shared/journal/sqlite.py",
        "CREATE UNIQUE INDEX IF NOT EXISTS journal_cause",
        "CREATE INDEX IF NOT EXISTS journal_cause",
        (f"{RIVALS}::test_one_cause_on_two_streams_of_two_replicas_is_written_once",),
    ),
    Control(
        "the look-up of causes in the store",
        "shared/journal/writer.py",
        "known = loaded.causes.get(command.key) or plan.by_cause.get(command.key)",
        "known = plan.by_cause.get(command.key)",
        (f"{RIVALS}::test_a_cause_is_known_after_a_restart",),
    ),
    Control(
        "the look-up of causes inside the batch",
        "shared/journal/writer.py",
        "known = loaded.causes.get(command.key) or plan.by_cause.get(command.key)",
        "known = loaded.causes.get(command.key)",
        (f"{RIVALS}::test_five_identical_requests_at_once_have_five_equal_answers",),
    ),
    Control(
        "answering only after the commit",
        "shared/journal/writer.py",
        "self._decide_all(batch, loaded, plan)\n",
        "self._decide_all(batch, loaded, plan)\n                _answer(plan.answers)\n",
        (f"{FAULTS}::test_nobody_is_answered_before_the_commit",),
    ),
    Control(
        "dropping what was only decided",
        "shared/journal/writer.py",
        "for name in plan.touched:\n            self._cache.pop(name, None)",
        "pass",
        (f"{FAULTS}::test_rivals_in_a_batch_that_failed_have_one_winner",),
    ),
    Control(
        "starting over after a bug in apply",
        "shared/journal/writer.py",
        "raise _Redo(command) from bug",
        "return",
        (f"{FAULTS}::test_a_bug_in_apply_spoils_only_its_own_command",),
    ),
    Control(
        "the digest of the body",
        "shared/journal/writer.py",
        "if known.digest != command.cause.digest:",
        "if False:",
        (f"{RIVALS}::test_the_same_cause_with_another_body_is_refused",),
    ),
    Control(
        "a cause belongs to one stream",
        "shared/journal/writer.py",
        "if known.stream != command.stream.name:",
        "if False:",
        (f"{RIVALS}::test_one_cause_on_two_streams_is_refused_on_the_second",),
    ),
    Control(
        "the bound of the queue",
        "shared/journal/writer.py",
        "if len(self._queue) >= self._limits.queue_commands_max:",
        "if False:",
        (f"{RIVALS}::test_a_full_queue_says_later_at_once",),
    ),
    Control(
        "times that do not run backwards",
        "shared/journal/writer.py",
        "at=now if held.at is None or now > held.at else held.at,",
        "at=now,",
        (f"{ORDER}::test_times_of_a_stream_never_run_backwards",),
    ),
    Control(
        "the fold version",
        "shared/journal/sqlite.py",
        "if fold_version == streams[name].fold_version and version",
        "if version",
        (f"{STATES}::test_a_snapshot_of_an_older_fold_is_ignored",),
    ),
    Control(
        "an unknown event stops its stream",
        "shared/journal/commits.py",
        "tuple(self._decode(r.type, r.body) for r in self.records)",
        "tuple(self._decode(r.type, r.body) for r in self.records if r.type != 'freed.v1')",
        (f"{ORDER}::test_an_unknown_private_event_stops_its_stream_and_no_other",),
    ),
    Control(
        "rows go forward only",
        "shared/journal/sqlite_rows.py",
        " WHERE excluded.version>={table}.version",
        "",
        (f"{ROWS}::test_a_row_is_replaced_only_by_a_higher_version",),
    ),
    Control(
        "rows in the commit's transaction",
        "shared/journal/sqlite.py",
        "            self._rows.write(db, batch.rows)\n",
        '            db.execute("COMMIT"); db.execute("BEGIN")\n            self._rows.write(db, batch.rows)\n',
        (f"{FAULTS}::test_a_crash_between_append_and_rows_shows_neither_or_is_repaired",),
    ),
    Control(
        "the size of an event",
        "shared/journal/writer.py",
        "if len(body) > self._limits.event_bytes_max:",
        "if False:",
        (f"{ORDER}::test_an_event_that_no_topic_takes_is_refused_before_it_is_written",),
    ),
    Control(
        "the bound of the cache",
        "shared/journal/writer.py",
        "while len(self._cache) > self._limits.cached_states_max:",
        "while False:",
        (f"{STATES}::test_states_dropped_from_the_cache_come_back_equal",),
    ),
)

MESSAGING = (
    Control(
        "publish before confirm",
        "shared/messaging/relay.py",
        "            done = await self._publish(topic, open_commits)\n",
        "            self._published[topic] = upto\n            done = await self._publish(topic, open_commits)\n",
        (f"{RELAY}::test_a_broker_that_did_not_acknowledge_gets_the_events_again",),
    ),
    Control(
        "embedded restart from the consumers' positions",
        "shared/messaging/embedded.py",
        "        if not groups:\n            return super().start_position",
        "        if True:\n            return super().start_position",
        (f"{RESTART}::test_what_was_not_heard_before_a_restart_is_heard_after_it",),
    ),
    Control(
        "embedded restart from the slowest",
        "shared/messaging/embedded.py",
        "        return min(\n            group.earlier.position",
        "        return max(\n            group.earlier.position",
        (f"{POSITIONS}::test_a_restart_begins_at_the_slowest_consumer",),
    ),
    Control(
        "positions of another journal do not count",
        "shared/messaging/embedded.py",
        "if group.earlier and group.earlier.journal_id == journal_id else 0",
        "if group.earlier else 0",
        (f"{RESTART}::test_a_position_of_another_journal_does_not_count",),
    ),
    Control(
        "back-pressure",
        "shared/messaging/relay.py",
        "            await self._bus.room(topic)\n",
        "",
        (f"{RESTART}::test_publishing_waits_while_too_much_of_a_topic_is_unfinished",),
    ),
    Control(
        "parked subjects",
        "shared/messaging/dispatch.py",
        "            self._parked.add((letter.topic, letter.subject))\n",
        "            pass\n",
        (f"{LETTERS}::test_later_events_of_a_failed_subject_wait_and_others_do_not",),
    ),
    Control(
        "parked subjects are known after a restart",
        "shared/messaging/dispatch.py",
        "self._parked = {(letter.topic, letter.subject) for letter in events if letter.subject}",
        "self._parked = set()",
        (f"{LETTERS}::test_a_restart_does_not_multiply_letters_and_still_parks",),
    ),
    Control(
        "parked streams",
        "shared/messaging/relay.py",
        "if version is None or commit.version < version:",
        "if True:",
        (f"{LETTERS}::test_a_failing_reaction_parks_its_stream_and_nothing_else",),
    ),
    Control(
        "an offset is finished after its effects",
        "shared/messaging/consumer.py",
        "                await self._dispatch.deliver([_arrived(record) for record in records])\n",
        "                asyncio.ensure_future(self._dispatch.deliver([_arrived(record) for record in records]))\n",
        (f"{DELIVERY}::test_a_store_that_stays_away_restarts_the_consumer_and_loses_nothing",),
    ),
    Control(
        "one subject in order",
        "shared/messaging/dispatch.py",
        "by_subject.setdefault((arrived.topic, subject), []).append(item)",
        "by_subject.setdefault((arrived.topic, str(id(item))), []).append(item)",
        (f"{LETTERS}::test_later_events_of_a_failed_subject_wait_and_others_do_not",),
    ),
    Control(
        "a parser that headers cannot stall",
        "shared/messaging/consumer.py",
        "            parser=_parse,\n            decoder=_decode,\n",
        "",
        (f"{DELIVERY}::test_a_commit_reaches_another_service_once",),
    ),
    Control(
        "transient faults are no dead letters",
        "shared/messaging/dispatch.py",
        "            except Transient as fault:\n                if time.monotonic() - started > patience.",
        "            except Transient as fault:\n                raise Failed('', '') from fault\n"
        "                if time.monotonic() - started > patience.",
        (f"{DELIVERY}::test_a_store_that_is_away_for_a_while_costs_nothing",),
    ),
    Control(
        "one fact is one cause",
        "shared/journal/causes.py",
        'return Cause(f"fact/{fact.id}/{handler}"',
        'return Cause(f"fact/{uuid.uuid4()}/{handler}"',
        (f"{DELIVERY}::test_a_repeat_of_everything_changes_nothing",),
    ),
)
