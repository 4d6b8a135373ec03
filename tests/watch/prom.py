"""What the tests of rules and dashboards share: the files as they are deployed, and promtool."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.findings import ROOT

PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARDS = ROOT / "deploy" / "grafana" / "dashboards"
RULES = sorted((PROMETHEUS / "rules").glob("*.yml"))
NAME = re.compile(r"\bkyoso_[a-z_]+\b")
SUFFIXES = re.compile(r"_(?:bucket|count|sum)$")

needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is missing (Debian: apt-get install prometheus)"
)


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run promtool to its end."""
    return subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)


def rules() -> Iterator[dict[str, Any]]:
    """Every rule of every file."""
    for path in RULES:
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            yield from group["rules"]


def alerts() -> dict[str, dict[str, Any]]:
    """The alerts by name."""
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def metric_names(expression: str) -> set[str]:
    """The metrics of ours that an expression reads, as their families are called."""
    return {SUFFIXES.sub("", name) for name in NAME.findall(expression)}
