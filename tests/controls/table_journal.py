"""The safety nets of the journal: one outcome a cause, one order a stream, rows that go forward only. See ``table``."""

from tests.controls.table import Control

RIVALS = "tests/contract/journal/test_rivals.py"
FAULTS = "tests/contract/journal/test_faults.py"
STATES = "tests/contract/journal/test_states.py"
ORDER = "tests/contract/journal/test_order.py"
ROWS = "tests/contract/journal/test_rows.py"
ISOLATION = "tests/contract/journal/test_isolation.py"
SQLITE = "tests/unit/journal/test_sqlite.py"

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
        "            self._rows.write(db, rows)\n",
        '            db.execute("COMMIT"); db.execute("BEGIN")\n            self._rows.write(db, rows)\n',
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
        "a refusal does not keep its batch",
        "shared/journal/writer.py",
        "answer = Raised(refusal.with_traceback(None))",
        "answer = Raised(refusal)",
        (f"{ISOLATION}::test_a_refusal_does_not_keep_its_batch_in_memory",),
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
