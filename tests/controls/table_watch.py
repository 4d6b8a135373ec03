"""The safety nets of seeing it work: true figures, alerts that ring, a doctor that finds. See ``table``."""

from tests.controls.table import Control

LAG = "tests/unit/messaging/test_consumer_lag.py"
BEHIND = "tests/unit/journal/test_behind.py"
HEALTH = "tests/integration/web/test_health.py"
RULES = "tests/watch/test_rules.py"
DRIFT = "tests/watch/test_drift.py"
DOCTOR = "tests/watch/test_doctor.py"
GROUND = "tests/watch/test_doctor_ground.py"
RUNBOOKS = "tests/readme/test_runbooks.py"

FIRES = "test_an_alert_fires_when_it_should_and_not_when_it_should_not"
FOUND = "test_each_fault_is_found_alone_and_said_with_what_to_do"

WATCH = (
    Control(
        "what is in hand is lag",
        "shared/messaging/consumer_lag.py",
        "done = record.offset if record else await client.position(partition)",
        "done = await client.position(partition)",
        (f"{LAG}::test_a_batch_in_hand_is_lag_until_it_is_finished",),
    ),
    Control(
        "a failed batch is no movement",
        "shared/messaging/consumer_lag.py",
        "            yield\n            self._finished.inc(len(records))\n        finally:\n",
        "            yield\n        finally:\n            self._finished.inc(len(records))\n",
        (f"{LAG}::test_a_batch_that_failed_is_not_finished",),
    ),
    Control(
        "a broker that does not tell is away",
        "shared/messaging/consumer_lag.py",
        '                    self._health.degrade(BUS, "away")\n',
        "",
        (f"{LAG}::test_a_broker_that_does_not_answer_is_told_and_the_last_figures_stand",),
    ),
    Control(
        "snapshots that were missed are seen",
        "shared/journal/writer.py",
        "self.behind.loaded(stream.name, len(loaded.tails.get(stream.name, ())))",
        "pass",
        (f"{BEHIND}::test_a_stream_that_is_loaded_without_its_snapshots_is_behind_until_the_next_one",),
    ),
    Control(
        "the page tries the store",
        "shared/web/health.py",
        "    for service in services:\n        await readiness(service)\n",
        "",
        (f"{HEALTH}::test_the_figures_tell_whether_the_store_takes_writes",),
    ),
    Control(
        "a slow request leads to its trace",
        "shared/metrics.py",
        'found[1].observe(seconds, {"trace_id": slow_trace_id})',
        "found[1].observe(seconds)",
        (f"{HEALTH}::test_a_slow_request_leads_to_its_trace",),
    ),
    Control(
        "a burst is not made slower by its own log",
        "shared/web/edge.py",
        "if self._slow_told > SLOW_TOLD_A_SECOND_MAX:",
        "if False:",
        (f"{HEALTH}::test_when_everything_is_slow_not_every_request_is_a_line",),
    ),
    Control(
        "a head does not wait for a body that is long in coming",
        "kyoso/one_piece.py",
        "self._loop.call_soon(self.flush)",
        "pass",
        ("tests/integration/web/test_one_piece.py::test_a_head_does_not_wait_for_a_body_that_is_long_in_coming",),
    ),
    Control(
        "lag without movement is seen replica by replica",
        "deploy/prometheus/rules/flow.yml",
        "sum by (service, instance) (increase(kyoso_consumer_records_total[5m])) == 0",
        "on (service) sum by (service) (increase(kyoso_consumer_records_total[5m])) == 0",
        (f"{RULES}::{FIRES}[KyosoLagWithoutMovement]",),
    ),
    Control(
        "a probe is no resident",
        "deploy/prometheus/rules/budgets.yml",
        "      - record: kyoso:http_errors:ratio_5m\n        expr: >-\n"
        '          sum by (service) (rate(kyoso_http_requests_total{status=~"5..", route!~"/readyz|/healthz|/metrics"}[5m]))',
        "      - record: kyoso:http_errors:ratio_5m\n        expr: >-\n"
        '          sum by (service) (rate(kyoso_http_requests_total{status=~"5.."}[5m]))',
        (f"{RULES}::{FIRES}[KyosoErrorsFast]",),
    ),
    Control(
        "books that are off by less than nothing",
        "deploy/prometheus/rules/flow.yml",
        "max by (programme) (abs(kyoso_points_ledger_imbalance)) > 0",
        "max by (programme) (kyoso_points_ledger_imbalance) > 0",
        (f"{RULES}::{FIRES}[KyosoPointsDoNotAddUp]",),
    ),
    Control(
        "rules read what is exposed",
        "shared/metrics.py",
        'self.gauge("dead_letters_open",',
        'self.gauge("letters_open",',
        (f"{DRIFT}::test_every_rule_reads_metrics_that_are_exposed",),
    ),
    Control(
        "an alert has its entry",
        "docs/runbooks.md",
        "## KyosoStoreAway\n",
        "## The store is away\n",
        (f"{RUNBOOKS}::test_every_alert_has_its_entry_and_every_entry_its_alert",),
    ),
    Control(
        "the doctor looks at every replica",
        "kyoso/doctor/checks_work.py",
        "    for replica in facts.replicas:\n        for labels, value in replica.of(metric):\n",
        "    for replica in facts.replicas[:1]:\n        for labels, value in replica.of(metric):\n",
        (f"{DOCTOR}::{FOUND}",),
    ),
    Control(
        "a process whose figures cannot be read is not called well",
        "kyoso/doctor/checks_replicas.py",
        "if each.reached and not each.samples]",
        "if False]",
        (f"{DOCTOR}::{FOUND}",),
    ),
    Control(
        "silence is no health",
        "kyoso/commands/doctor.py",
        "code = UNAVAILABLE if not reached else FAULT if",
        "code = FAULT if",
        (f"{DOCTOR}::test_what_cannot_be_reached_has_a_code_of_its_own",),
    ),
    Control(
        "a refused certificate is wrong",
        "kyoso/doctor/ground.py",
        "return Certificate(place, refused=error.verify_message)",
        "return Certificate(place, fault=error.verify_message)",
        (f"{GROUND}::test_a_certificate_that_is_over_is_refused",),
    ),
    Control(
        "the subject of a restricted event is not shown",
        "kyoso/following.py",
        'if topic and topic.audience == "open" else ""',
        'if topic else ""',
        ("tests/watch/test_trace.py::test_the_subject_of_a_restricted_event_is_left_out",),
    ),
)
