"""The safety nets of relay, bus and delivery: nothing lost, nothing done twice, one subject in order. See ``table``."""

from tests.controls.table import Control

LETTERS = "tests/integration/messaging/test_dead_letters.py"
DELIVERY = "tests/integration/messaging/test_delivery.py"
RESTART = "tests/integration/messaging/test_embedded_restart.py"
RELAY = "tests/unit/messaging/test_relay_confirms.py"
POSITIONS = "tests/unit/messaging/test_embedded_positions.py"
PARKED = "tests/unit/messaging/test_relay_parked.py"
AGAIN = "tests/integration/messaging/test_letters_again.py"

MESSAGING = (
    Control(
        "two passes of the timers at once fire each row once",
        "shared/timers.py",
        "        async with self._turn:\n",
        "        if True:\n",
        ("tests/unit/messaging/test_timers.py::test_two_passes_at_once_fire_each_row_once",),
    ),
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
        "            except (KafkaError, OSError, Transient) as fault:\n",
        "            except ZeroDivisionError as fault:\n",
        (f"{AGAIN}::test_a_consumer_that_starts_over_waits_for_its_broker",),
    ),
    Control(
        "no waiting for members of a group that never come",
        "shared/messaging/consumer.py",
        "partitions=[Partition(topic, partition=0) for topic in self._topics] if quick else (),",
        '**({"pattern": "|".join(self._topics)} if quick else {}),',
        (f"{DELIVERY}::test_who_is_alone_waits_for_no_group",),
    ),
)
