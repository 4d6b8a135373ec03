"""Which panels of the dashboards have no data at a Prometheus: of a town that a test starts, or of a whole cluster."""

import json
import math
import time
from collections.abc import Iterator

import httpx

from tests.watch.prom import DASHBOARDS

LOOK_BACK_SECONDS = 600
STEP_SECONDS = 5
INSTEAD_OF = {"$__rate_interval": "1m", "$service": ".*"}
"""What Grafana would put in the place of its variables."""


def expressions() -> Iterator[tuple[str, str]]:
    """The panels' names and what they ask, as Prometheus is asked."""
    for path in sorted(DASHBOARDS.glob("*.json")):
        board = json.loads(path.read_text(encoding="utf-8"))
        for panel in board["panels"]:
            for target in panel["targets"]:
                asked = target["expr"]
                for variable, value in INSTEAD_OF.items():
                    asked = asked.replace(variable, value)
                yield f"{board['title']}: {panel['title']} ({target['refId']})", asked


def empty_panels(prometheus_url: str) -> list[str]:
    """The panels for which a Prometheus has not one number in the last ten minutes; the reason behind each."""
    missing = []
    with httpx.Client(base_url=prometheus_url, trust_env=False, timeout=30) as client:
        for name, asked in expressions():
            now = time.time()
            span = {"start": now - LOOK_BACK_SECONDS, "end": now, "step": STEP_SECONDS}
            answer = client.get("/api/v1/query_range", params={"query": asked, **span}).json()
            if answer["status"] != "success":
                missing.append(f"{name}: {answer['error']}")
            elif not any(
                not math.isnan(float(value)) for series in answer["data"]["result"] for _, value in series["values"]
            ):
                missing.append(f"{name}: no data for {asked}")
    return missing
