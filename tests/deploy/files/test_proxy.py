"""deploy/caddy/Caddyfile with the compose file's variables: what Caddy makes of them."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.deploy.deploy_kit import PROCESSES, ROOT, replicas, services

CADDYFILE = ROOT / "deploy/caddy/Caddyfile"


def environment() -> dict[str, str]:
    """What the proxy's container is given."""
    given: dict[str, str] = services()["proxy"]["environment"]
    return given


def adapted() -> dict[str, Any]:
    """Caddy's own reading of the file."""
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("caddy is not installed: the proxy's file cannot be read as it does")
    command = [caddy, "adapt", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
    newer = {"KYOSO_KEEP_BODIES": ""}  # the image's Caddy knows it (from 2.11 on), Debian's does not
    env = {**environment(), **newer, "PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def found(value: Any, key: str) -> Iterator[Any]:
    """Every value of ``key``, however deep."""
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        for each in value.values():
            yield from found(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from found(each, key)


def test_every_variable_that_it_reads_is_given() -> None:
    """An upstream that is empty answers nobody."""
    read = re.findall(r"\{\$(\w+)(:[^}]*)?\}", CADDYFILE.read_text("utf-8"))

    assert {name for name, default in read if not default} <= set(environment())
    assert {name for name in environment() if name.startswith("KYOSO_")} <= {name for name, _ in read}


def test_it_knows_every_replica_by_name() -> None:
    """So that it asks each whether it is ready, and sends nothing to one that is about to stop."""
    dialled = {each for each in found(adapted(), "dial") if not each.startswith("127.0.0.1:")}

    assert {f"{name}:8000" for name in replicas()} == dialled
    for name in PROCESSES:
        assert f"{name}-1:8000 {name}-2:8000" == environment()[f"KYOSO_{name.upper()}"]


def test_it_answers_where_it_is_published() -> None:
    """Over TLS to the city; without to the pages inside."""
    servers = adapted()["apps"]["http"]["servers"]
    listening = {port.rpartition(":")[2] for each in servers.values() for port in each["listen"]}
    published = {each.rpartition(":")[2] for each in services()["proxy"]["ports"]}
    (town,) = {
        each["environment"]["KYOSO_TOWN_URL"]
        for each in services().values()
        if "KYOSO_TOWN_URL" in each.get("environment", {})
    }

    hosts = {port.rpartition(":")[0] for each in servers.values() for port in each["listen"]}
    assert {"0.0.0.0"} == {host.rpartition("/")[2] for host in hosts}
    assert {"443", "8081"} == listening
    assert "443" in published
    assert "8081" not in published
    assert "http://proxy:8081" == town


def test_it_gets_its_certificate_by_itself() -> None:
    """The site's name is served over TLS, and nothing has turned that off."""
    servers = adapted()["apps"]["http"]["servers"]

    assert not [each for each in servers.values() if each.get("automatic_https", {}).get("disable")]
    assert environment()["KYOSO_FRONT"].startswith("https://kyoso.komorebi.invalid")
