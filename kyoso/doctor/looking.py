"""Gathers the facts: asks every process, the issuer, the store and the broker, each for a few seconds at most."""

import asyncio
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from prometheus_client.parser import text_string_to_metric_families

from kyoso.doctor import ground
from kyoso.doctor.facts import Facts, Replica, Samples
from kyoso.folder import DataFolder
from shared.settings import Settings

ASK_SECONDS_MAX = 5.0


async def look(settings: Settings, urls: Sequence[str], backups: Path | None) -> Facts:
    """Everything there is to see. ``urls``: the processes; without, those that the data folder names."""
    places = list(urls) or running(settings.data)
    async with httpx.AsyncClient(timeout=ASK_SECONDS_MAX, trust_env=False) as client:
        replicas = await asyncio.gather(*(_replica(client, url.rstrip("/")) for url in places))
        demo = settings.demo or await _is_demo(client, [each.url for each in replicas if each.reached])
        fault, skew = (None, None) if demo or not settings.issuer else await _issuer(client, settings.issuer)
    missing, store_fault = await ground.store(settings)
    topics, topics_fault = await asyncio.to_thread(ground.topics, settings)
    tls = [*places, *([settings.issuer] if settings.issuer else []), *ground.brokers_with_tls(settings)]
    return Facts(
        settings=settings,
        now=datetime.now(UTC),
        replicas=replicas,
        demo=demo,
        issuer_fault=fault,
        issuer_skew_seconds=skew,
        disk=_disk(settings.data),
        missing_indexes=missing,
        store_fault=store_fault,
        topics=topics,
        topics_fault=topics_fault,
        certificates=await asyncio.to_thread(ground.certificates, tls),
        backup_folder=backups,
        newest_backup=_newest(backups),
    )


def running(data: Path) -> list[str]:
    """What the data folder says is running: the processes of a local cluster, or a town in one process."""
    if (data / "running").exists():
        town = DataFolder(data).running()
        return [town] if town else []
    targets = data / "prometheus" / "targets.json"
    if not targets.exists():
        return []
    return [f"http://{target}" for group in json.loads(targets.read_text()) for target in group["targets"]]


async def _replica(client: httpx.AsyncClient, url: str) -> Replica:
    """One process as it answers."""
    try:
        ready = await client.get(f"{url}/readyz")
        asked = time.time()
        page = await client.get(f"{url}/metrics")
        halfway = (asked + time.time()) / 2
        samples = parsed(page.text) if page.is_success else {}
        body = ready.json()
    except (httpx.HTTPError, ValueError):
        return Replica(url)
    clocks = [value for (name, _), value in samples.items() if name == "kyoso_clock_seconds"]
    skew = clocks[0] - halfway if clocks else None
    return Replica(url, reached=True, ready=body if isinstance(body, dict) else {}, samples=samples, skew_seconds=skew)


def parsed(page: str) -> Samples:
    """A page of figures."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def _is_demo(client: httpx.AsyncClient, urls: Sequence[str]) -> bool:
    """Whether any of them has the demo's clock."""
    for url in urls:
        try:
            if (await client.get(f"{url}/demo/clock")).is_success:
                return True
        except httpx.HTTPError:
            continue
    return False


async def _issuer(client: httpx.AsyncClient, issuer: str) -> tuple[str, float | None]:
    """Why the issuer's description cannot be had (empty: it can), and how far its clock is off by its ``Date``."""
    if urlsplit(issuer).scheme not in {"http", "https"}:
        return "URL", None
    try:
        answer = await client.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        now = time.time()
        if answer.status_code == httpx.codes.NOT_FOUND:
            answer = await client.get(f"{issuer.rstrip('/')}/jwks")
        answer.raise_for_status()
        found: Mapping[str, Any] = answer.json()
    except httpx.HTTPStatusError as error:
        return f"HTTP {error.response.status_code}", None
    except (httpx.HTTPError, ValueError) as error:
        return type(error).__name__, None
    told = str(found.get("issuer", "")).rstrip("/")
    if told and told != issuer.rstrip("/"):
        return f"{told} ≠ KYOSO_ISSUER", None
    return "", _date(answer, now)


def _date(answer: httpx.Response, now: float) -> float | None:
    try:
        return parsedate_to_datetime(answer.headers["date"]).timestamp() + 0.5 - now  # it tells whole seconds
    except (KeyError, ValueError, TypeError):
        return None


def _disk(data: Path) -> tuple[int, int] | None:
    try:
        usage = shutil.disk_usage(data)
    except OSError:
        return None
    return usage.free, usage.total


def _newest(backups: Path | None) -> datetime | None:
    """When the newest entry of a folder of backups was last written."""
    if backups is None or not backups.is_dir():
        return None
    times = [path.stat().st_mtime for path in backups.iterdir()]
    return datetime.fromtimestamp(max(times), UTC) if times else None
