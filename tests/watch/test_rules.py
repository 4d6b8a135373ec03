"""The alerts ring when they should and only then, and each has words for those whom it wakes."""

import json

import pytest

from tests.watch.alert_cases import CASES, Case
from tests.watch.prom import PROMETHEUS, RULES, alerts, needs_promtool, promtool

SEVERITIES = {"page", "ticket"}


@needs_promtool
def test_the_configuration_and_the_rules_are_valid():
    """As Prometheus itself reads them."""
    checked = promtool("check", "config", PROMETHEUS / "prometheus.yml")

    assert 0 == checked.returncode, checked.stdout + checked.stderr


def test_every_alert_is_tried_and_nothing_else():
    """An alert that nobody has seen ring is a hope."""
    assert sorted(alerts()) == sorted(case.alert for case in CASES)


def firing(case: Case, series: dict[str, str], count: int) -> dict:
    """One history, and how many times the alert must be firing at its end."""
    samples = [{"labels": "{}", "value": count}] if count else []
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {
                "expr": f'count(ALERTS{{alertname="{case.alert}", alertstate="firing"}})',
                "eval_time": case.at,
                "exp_samples": samples,
            }
        ],
    }


def run(tmp_path, tests: list[dict], rules=RULES):
    """promtool over some histories. JSON is YAML."""
    file = tmp_path / "alerts.json"
    wanted = {"rule_files": [str(path) for path in rules], "evaluation_interval": "1m", "tests": tests}
    file.write_text(json.dumps(wanted))
    return promtool("test", "rules", file)


@needs_promtool
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.alert)
def test_an_alert_fires_when_it_should_and_not_when_it_should_not(tmp_path, case: Case):
    """Two histories each: the fault, and what looks like it."""
    done = run(tmp_path, [firing(case, case.fires, 1), firing(case, case.quiet, 0)])

    assert 0 == done.returncode, done.stdout + done.stderr


@needs_promtool
def test_a_rule_that_is_wrong_fails_its_history(tmp_path):
    """The runner can fail: with the limit of the disk turned round both histories are refused."""
    (case,) = [case for case in CASES if case.alert == "KyosoDiskNearlyFull"]
    turned = tmp_path / "turned.yml"
    source = (PROMETHEUS / "rules" / "parts.yml").read_text()
    turned.write_text(source.replace("< 0.1", "> 0.1"))

    done = run(tmp_path, [firing(case, case.fires, 1), firing(case, case.quiet, 0)], [turned])

    assert 0 != done.returncode
    assert 2 == (done.stdout + done.stderr).count("exp:")


@pytest.mark.parametrize("name", sorted(alerts()))
def test_an_alert_says_what_it_is_in_both_languages(name: str):
    """Whoever is woken reads one line first, in the language that is theirs."""
    rule = alerts()[name]
    told = rule["annotations"]

    assert rule["labels"]["severity"] in SEVERITIES
    assert any("ぁ" <= letter <= "ヿ" for letter in told["summary_ja"])
    assert told["summary"].isascii()
    assert f"docs/runbooks.md#{name.lower()}" == told["runbook"]
