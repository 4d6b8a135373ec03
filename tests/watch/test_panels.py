"""Every panel shows something, every rule reads something: seen by a real Prometheus on a town at work."""

import asyncio
import shutil
import time

import pytest

from tests.end_to_end.town_kit import booking, furnish, town
from tests.watch import panels
from tests.watch.prom import alerts, metric_names
from tests.watch.prometheus import NOT_HERE, ask, prometheus, shown

PANELS_SECONDS_MAX = 60

pytestmark = pytest.mark.skipif(
    shutil.which("prometheus") is None, reason="prometheus is missing (Debian: apt-get install prometheus)"
)


async def test_every_panel_has_data_and_nothing_rings_on_a_town_that_is_well(tmp_path):
    """Bookings go in, a slow one with its trace; then no panel is empty, and no alert pending or firing."""
    async with town(tmp_path / "town", KYOSO_SLOW_REQUEST_SECONDS="0.000001") as running:
        place = await furnish(running)
        with prometheus(tmp_path / "town") as url:
            deadline = time.monotonic() + PANELS_SECONDS_MAX
            slot = 0
            missing = ["nothing yet"]
            while missing and time.monotonic() < deadline:
                for _ in range(5):
                    wish = booking(place.houses[0], "r0", 2 + slot // 96, slot % 96)
                    await running.done("POST", "/booking/bookings", "resident-ken", wish)
                    slot += 1
                await asyncio.sleep(2)
                missing = shown(await asyncio.to_thread(panels.empty_panels, url))
            ringing = {each["labels"]["alertname"] for each in ask(url, "alerts")["alerts"]}
            rules = [rule for group in ask(url, "rules")["groups"] for rule in group["rules"]]
            exemplars = ask(
                url,
                "query_exemplars",
                query="kyoso_http_request_seconds_bucket",
                start=time.time() - 60,
                end=time.time(),
            )
            names = set(ask(url, "label/__name__/values"))

    assert [] == missing
    assert set() == ringing - ({"KyosoBookingsSlowFast", "KyosoBookingsSlowSlow"})  # a busy machine may be slow
    assert sorted(alerts()) == sorted(rule["name"] for rule in rules if rule["type"] == "alerting")
    assert {"ok"} == {rule["health"] for rule in rules}
    assert any(each["exemplars"] for each in exemplars)
    read = {name for rule in alerts().values() for name in metric_names(rule["expr"])}
    assert set() == {
        name for name in read - names if f"{name}_bucket" not in names and not name.startswith(NOT_HERE or "-")
    }


async def test_a_panel_without_data_is_found(tmp_path, monkeypatch):
    """The checker can fail: a panel that asks for what nobody exposes, and one that asks nonsense."""
    wrong = [("gone", "kyoso_gone_total"), ("nonsense", "sum("), ("nothing", "0/0"), ("fine", "vector(1)")]
    monkeypatch.setattr(panels, "expressions", lambda: iter(wrong))
    (tmp_path / "prometheus").mkdir()
    (tmp_path / "prometheus" / "targets.json").write_text("[]")
    with prometheus(tmp_path) as url:
        missing = panels.empty_panels(url)

    assert ["gone", "nonsense", "nothing"] == [line.split(":")[0] for line in missing]
