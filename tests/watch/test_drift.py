"""Rules, dashboards and runbooks speak of what is there: metrics that services expose, runbooks that exist."""

import json
from pathlib import Path

import pytest

from kyoso.compose import NAMES
from shared.messaging.embedded import EmbeddedBus
from shared.messaging.running import RunningService
from shared.metrics import Metrics
from tests.watch.panels import expressions
from tests.watch.prom import DASHBOARDS, metric_names, rules
from tools.dashboards import DASHBOARDS as WANTED
from tools.town import composed


@pytest.fixture(scope="module")
def exposed() -> set[str]:
    """The families of every service and of a process, by the names that are asked for."""
    town = Metrics("town")
    town.watch_process(Path())
    registries = [town.registry]
    with composed() as (site, services):
        for service in services.values():
            RunningService(service, EmbeddedBus({}), site.settings.municipality)
            registries.append(service.metrics.registry)
        families = [family for registry in registries for family in registry.collect()]
    return {f"{family.name}_total" if family.type == "counter" else family.name for family in families}


def missing(expression: str, exposed: set[str]) -> set[str]:
    absent = metric_names(expression) - exposed
    return {name for name in absent if "feeds" in NAMES or not name.startswith("kyoso_feeds_")}


def test_every_rule_reads_metrics_that_are_exposed(exposed):
    """A renamed metric must not silence an alert."""
    assert {} == {
        rule.get("alert") or rule["record"]: absent for rule in rules() if (absent := missing(rule["expr"], exposed))
    }


def test_every_panel_reads_metrics_that_are_exposed(exposed):
    """Nor empty a panel."""
    assert {} == {name: absent for name, asked in expressions() if (absent := missing(asked, exposed))}


def test_a_metric_that_nobody_exposes_is_found(exposed):
    """This test can fail."""
    assert {"kyoso_dead_letters_opened"} == missing("max(kyoso_dead_letters_opened) > 0", exposed)
    assert set() == missing("rate(kyoso_handler_seconds_bucket[5m])", exposed)


def test_every_dashboard_is_one_that_the_table_names():
    """As Grafana reads them: one identity each, panels that do not overlap, one source of data."""
    boards = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DASHBOARDS.glob("*.json"))]

    assert sorted(each.uid for each in WANTED) == [board["uid"] for board in boards]
    for board in boards:
        cells = [
            (x, y)
            for panel in board["panels"]
            for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
            for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
        ]
        assert len(cells) == len(set(cells))
        assert max(x for x, _ in cells) < 24
        assert {"prometheus"} == {
            target["datasource"]["uid"] for panel in board["panels"] for target in panel["targets"]
        }
