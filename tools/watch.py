"""``make watch``: Prometheus with kyoso's rules, on a town or a local cluster that runs on this machine.

What it watches stands in ``<data>/prometheus/targets.json`` (a cluster writes it, a target a process), or in
``<data>/running`` (a town in one process). It keeps its figures in the data folder and ends with Ctrl-C.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from tools.findings import ROOT

RULES = ROOT / "deploy" / "prometheus" / "rules"
NOTHING_RUNS = 3


def main(arguments: list[str] | None = None) -> int:
    """Write the configuration and become Prometheus; how the process is to end when it cannot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data folder of what runs")
    parser.add_argument("--port", type=int, default=9090, help="where Prometheus answers, on this machine only")
    given = parser.parse_args(arguments)
    found = targets(given.data)
    if found is None:
        print(f"{given.data} では何も動いていません / nothing runs in {given.data}", file=sys.stderr)
        return NOTHING_RUNS
    program = shutil.which("prometheus")
    if program is None:
        print("prometheus がありません / prometheus is missing (Debian: apt-get install prometheus)", file=sys.stderr)
        return NOTHING_RUNS
    file = configure(given.data / "prometheus", found)
    print(f"Prometheus: http://127.0.0.1:{given.port}/alerts", flush=True)
    os.execv(program, command(program, file, given.port))  # noqa: S606 - no shell is wanted
    return 0


def targets(data: Path) -> Path | None:
    """The file of what there is to watch, made from the town's own when a cluster has not written one."""
    file = data / "prometheus" / "targets.json"
    running = data / "running"
    if running.exists():
        town = urlsplit(json.loads(running.read_text())["base_url"]).netloc
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(json.dumps([{"targets": [town]}]))
    return file if file.exists() else None


def configure(folder: Path, targets_file: Path, *, every_seconds: int = 5) -> Path:
    """A configuration in ``folder`` with the deployment's own rules."""
    wanted = {
        "global": {"scrape_interval": f"{every_seconds}s", "evaluation_interval": f"{every_seconds}s"},
        "rule_files": [str(RULES / "*.yml")],
        "scrape_configs": [{"job_name": "kyoso", "file_sd_configs": [{"files": [str(targets_file.absolute())]}]}],
    }
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder.absolute() / "prometheus.yml"
    file.write_text(yaml.safe_dump(wanted, sort_keys=False))
    return file


def command(program: str, file: Path, port: int) -> list[str]:
    """How Prometheus is called."""
    return [
        program,
        f"--config.file={file}",
        f"--storage.tsdb.path={file.parent / 'figures'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--enable-feature=exemplar-storage",
        "--log.level=warn",
    ]


if __name__ == "__main__":
    sys.exit(main())
