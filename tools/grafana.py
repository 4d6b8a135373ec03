"""A dashboard as a small table, and the JSON that Grafana reads: panels from left to right, row by row, one a line."""

import json
from dataclasses import dataclass, field
from typing import Any

SOURCE = {"type": "prometheus", "uid": "prometheus"}
COLUMNS = 24
HEIGHT = 8


@dataclass(frozen=True)
class Line:
    """One expression of a panel, and what its series are called (``{{label}}``)."""

    expr: str
    legend: str = ""


@dataclass(frozen=True)
class Panel:
    """One picture. ``unit`` is Grafana's name of one; ``says`` is what the reader should know."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    says: str = ""
    stat: bool = False
    width: int = 12


@dataclass(frozen=True)
class Dashboard:
    """One page. ``by_service``: with a choice of services at its top."""

    uid: str
    title: str
    says: str
    panels: tuple[Panel, ...] = field(default_factory=tuple)
    by_service: bool = False


def written(dashboard: Dashboard) -> str:
    """A dashboard as Grafana reads it: a panel a line."""
    head: dict[str, Any] = {
        "uid": dashboard.uid,
        "title": dashboard.title,
        "description": dashboard.says,
        "tags": ["kyoso"],
        "timezone": "browser",
        "refresh": "30s",
        "schemaVersion": 39,
        "time": {"from": "now-1h", "to": "now"},
        "templating": {"list": [_services()] if dashboard.by_service else []},
        "links": [{"type": "dashboards", "tags": ["kyoso"], "title": "kyoso", "asDropdown": True}],
    }
    lines = ",\n".join(f"  {_compact(panel)}" for panel in _placed(dashboard.panels))
    return f'{_compact(head)[:-1]},\n"panels": [\n{lines}\n]}}\n'


def _placed(panels: tuple[Panel, ...]) -> list[dict[str, Any]]:
    """The panels from left to right, row by row."""
    made, x, y = [], 0, 0
    for number, panel in enumerate(panels, 1):
        if x + panel.width > COLUMNS:
            x, y = 0, y + HEIGHT
        made.append(_panel(panel, number, {"x": x, "y": y, "w": panel.width, "h": HEIGHT}))
        x += panel.width
    return made


def _panel(panel: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    return {
        "id": number,
        "type": "stat" if panel.stat else "timeseries",
        "title": panel.title,
        "description": panel.says,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": [
            {
                "refId": chr(ord("A") + index),
                "datasource": SOURCE,
                "expr": line.expr,
                "legendFormat": line.legend or "__auto",
                "exemplar": "_bucket" in line.expr,
            }
            for index, line in enumerate(panel.lines)
        ],
    }


def _services() -> dict[str, Any]:
    """The choice of services at the top of a page: those that are there."""
    query = "label_values(kyoso_build_info, service)"
    return {
        "name": "service",
        "label": "サービス / service",
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": query, "refId": "service"},
        "definition": query,
        "refresh": 2,
        "includeAll": True,
        "multi": True,
        "allValue": ".*",
        "current": {"text": "All", "value": "$__all"},
    }


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
