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
PARKED = "tests/unit/messaging/test_relay_parked.py"
AGAIN = "tests/integration/messaging/test_letters_again.py"
ISOLATION = "tests/contract/journal/test_isolation.py"
SQLITE = "tests/unit/journal/test_sqlite.py"


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
        "self._decide_all(batch, loaded, plan)\n                answer_all(plan.answers)\n",
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
        "raise Redo(command) from bug",
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
    Control(
        "memory answers only for what it holds whole",
        "shared/journal/sqlite_commits.py",
        "if not self._reaches_back_to(after) or self._commits[-1].position < upto:",
        "if not self._reaches_back_to(after):",
        (f"{SQLITE}::test_a_commit_that_memory_does_not_hold_yet_is_still_outgoing",),
    ),
    Control(
        "new tables and their mark in one transaction",
        "shared/journal/sqlite.py",
        "        _in_transaction(db, lambda: self._prepare_rows(db))\n",
        "        self._prepare_rows(db)\n",
        (f"{SQLITE}::test_a_crash_between_new_tables_and_their_rows_leaves_no_empty_lists",),
    ),
    Control(
        "a stream that cannot be folded is not an empty one",
        "shared/journal/writer.py",
        "            plan.unreadable[stream.name] = error\n",
        "            loaded.tails.pop(stream.name, None)\n",
        (f"{ISOLATION}::test_a_stream_that_cannot_be_folded_is_never_taken_for_an_empty_one",),
    ),
    Control(
        "a spoilt batch is served apart",
        "shared/journal/writer.py",
        "            if len(batch) == 1:\n                answer_all([(batch[0], Raised(error))])\n"
        "                return\n",
        "            answer_all([(command, Raised(error)) for command in batch])\n            return\n",
        (f"{ISOLATION}::test_what_the_store_cannot_take_spoils_only_its_own_command",),
    ),
)

MESSAGING = (
    Control(
        "what comes within a moment is published together",
        "shared/messaging/embedded.py",
        "    pause_seconds = PAUSE_SECONDS",
        "    pause_seconds = 0.0",
        (f"{DELIVERY}::test_what_comes_within_a_moment_is_published_together",),
    ),
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
        "shared/messaging/publishing.py",
        "        await self._bus.room(topic)\n",
        "",
        (f"{RESTART}::test_publishing_waits_while_too_much_of_a_topic_is_unfinished",),
    ),
    Control(
        "parked subjects",
        "shared/messaging/dispatch.py",
        "        if letter.subject:\n            self._parked.add((letter.topic, letter.subject))\n",
        "",
        (f"{LETTERS}::test_later_events_of_a_failed_subject_wait_and_others_do_not",),
    ),
    Control(
        "parked subjects are known after a restart",
        "shared/messaging/dispatch.py",
        'if letter.origin == "event" and letter.subject:',
        "if False:",
        (f"{LETTERS}::test_a_restart_does_not_multiply_letters_and_still_parks",),
    ),
    Control(
        "parked streams",
        "shared/messaging/parked.py",
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
    Control(
        "a commit is finished with its last event",
        "shared/messaging/relay.py",
        "stands_for = commit.position - (index != indexes[-1])",
        "stands_for = commit.position",
        (f"{PARKED}::test_who_has_heard_the_first_event_of_a_commit_has_not_heard_the_commit",),
    ),
    Control(
        "released commits behind the earlier ones of their stream",
        "shared/messaging/relay.py",
        "while self._published[topic] < commit.position:",
        "while False:",
        (f"{PARKED}::test_a_released_stream_is_published_behind_its_earlier_commits",),
    ),
    Control(
        "a letter is open until everybody has finished what came late",
        "shared/messaging/parked.py",
        "            await self._bus.all_finished(topic)\n",
        "            pass\n",
        (f"{PARKED}::test_a_letter_stays_open_until_what_was_published_late_is_finished",),
    ),
    Control(
        "a stream waits from its first open letter on",
        "shared/messaging/parked.py",
        "min(_version(letter), self._from.get(letter.subject, _version(letter)))",
        "_version(letter)",
        (f"{PARKED}::test_a_crash_in_a_release_begins_again_at_the_first_letter_of_the_stream",),
    ),
    Control(
        "discarded reactions",
        "shared/messaging/reacting.py",
        "return id == skip or id in self._discarded",
        "return id == skip",
        (f"{PARKED}::test_a_discarded_reaction_stays_discarded_when_its_commit_comes_by_again",),
    ),
    Control(
        "discarded events",
        "shared/messaging/dispatch.py",
        "if self._discarded and _as_it_came(item).identity() in self._discarded:",
        "if False:",
        (f"{AGAIN}::test_a_discarded_event_is_not_handled_by_a_mended_handler",),
    ),
    Control(
        "a letter that failed again is open again",
        "shared/messaging/letters.py",
        'if letter.status == "failed" and known.status in {"replayed", "parked"}:',
        "if False:",
        (f"{AGAIN}::test_a_replayed_event_that_comes_again_and_fails_has_an_open_letter",),
    ),
    Control(
        "what a crash left waiting can be replayed",
        "shared/messaging/dead_letters.py",
        "return other.id == letter.id",
        "return False",
        (f"{AGAIN}::test_what_a_crash_left_waiting_in_mid_replay_can_be_replayed",),
    ),
    Control(
        "a consumer that starts over until it has started",
        "shared/messaging/consumer.py",
        "            except (KafkaError, OSError) as fault:\n",
        "            except ZeroDivisionError as fault:\n",
        (f"{AGAIN}::test_a_consumer_that_starts_over_waits_for_its_broker",),
    ),
)
