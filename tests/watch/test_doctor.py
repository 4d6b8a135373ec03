"""The doctor finds each fault that it knows of, says it in two languages with what to do, and is content otherwise."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kyoso.cli import main
from kyoso.commands.common import FAULT, UNAVAILABLE
from kyoso.doctor.checks import CHECKS, examined
from kyoso.doctor.facts import Certificate, Facts, Replica
from kyoso.doctor.telling import document, lines
from shared.settings import Settings
from shared.version import VERSION
from tests.end_to_end.town_kit import free_port, town

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def figures(**changed: float) -> dict:
    """A page of figures on which all is well, but for what is changed."""
    well = {
        "kyoso_relay_oldest_unconfirmed_seconds": 0.0,
        "kyoso_consumer_lag_events": 3.0,
        "kyoso_dead_letters_open": 0.0,
        "kyoso_snapshot_streams_behind": 0.0,
        "kyoso_points_ledger_imbalance": 0.0,
        "kyoso_matching_made_up_numbers": 0.0,
    }
    labels = (("programme", "attendance-2026"), ("service", "points"))
    built = {("kyoso_build_info", (("service", "points"), ("version", VERSION))): 1.0}
    return {(name, labels): value for name, value in {**well, **changed}.items()} | built


def replica(url: str = "http://a:8000", status: str = "ready", **changed: Any) -> Replica:
    ready = {"service": "points", "status": status, "parts": {"store": "ok"}}
    return replace(Replica(url, True, ready, figures(), 0.2), **changed)


@pytest.fixture
def well(tmp_path: Path) -> Facts:
    """A city's cluster where nothing is wrong."""
    key = tmp_path / "city.key"
    key.write_text("00" * 32)
    key.chmod(0o600)
    settings = Settings(
        data=tmp_path,
        master_key_file=key,
        municipality="131016",
        issuer="https://id.example.lg.jp",
        bus="kafka",
        store="mongo",
    )
    return Facts(
        settings=settings,
        now=NOW,
        replicas=[replica(), replica("http://b:8000")],
        issuer_fault="",
        issuer_skew_seconds=0.4,
        disk=(50, 100),
        missing_indexes={"points": [], "booking": []},
        topics=[],
        certificates=[Certificate("id.example.lg.jp:443", NOW + timedelta(days=60))],
        backup_folder=tmp_path,
        newest_backup=NOW - timedelta(hours=5),
    )


def odd(**changed: float) -> dict[str, Any]:
    return {"replicas": [replica(), replica("http://b:8000", samples=figures(**changed))]}


def other_version() -> dict[str, Any]:
    older = {("kyoso_build_info", (("service", "points"), ("version", "0.0.9"))): 1.0}
    return {"replicas": [replica(), replica(samples=older)]}


FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("issuer", {"issuer_fault": "HTTP 500"}),
    ("numbers", odd(kyoso_matching_made_up_numbers=2.0)),
    ("clocks", {"replicas": [replica(), replica(skew_seconds=-7.0)]}),
    ("clocks", {"issuer_skew_seconds": 30.0}),
    ("reached", {"replicas": [replica(), Replica("http://b:8000")]}),
    ("reached", {"replicas": [replica(), replica("http://b:8000", samples={})]}),
    ("ready", {"replicas": [replica(status="not-ready")]}),
    ("ready", {"replicas": [replica(status="degraded")]}),
    (
        "ready",
        {"replicas": [replica(ready={"status": "not-ready", "services": [{"service": "x", "status": "not-ready"}]})]},
    ),
    ("versions", other_version()),
    ("unconfirmed", odd(kyoso_relay_oldest_unconfirmed_seconds=61.0)),
    ("lag", odd(kyoso_consumer_lag_events=5_000.0)),
    ("dead-letters", odd(kyoso_dead_letters_open=1.0)),
    ("ledger", odd(kyoso_points_ledger_imbalance=-50.0)),
    ("snapshots", odd(kyoso_snapshot_streams_behind=2.0)),
    ("disk", {"disk": (9, 100)}),
    ("store", {"missing_indexes": {"points": ["journal: (stream, version) unique"]}}),
    ("store", {"store_fault": "StoreUnavailable: away", "missing_indexes": None}),
    ("topics", {"topics": ["kyoso.bookings: partitions 6 → 12"]}),
    ("topics", {"topics": None, "topics_fault": "BusUnavailable"}),
    ("certificates", {"certificates": [Certificate("a:443", NOW + timedelta(days=20))]}),
    ("certificates", {"certificates": [Certificate("a:443", refused="certificate has expired")]}),
    ("backups", {"newest_backup": NOW - timedelta(hours=27)}),
    ("backups", {"newest_backup": None}),
]


def wrongs(facts: Facts) -> list:
    return [finding for finding in examined(facts) if finding.level == "wrong"]


def test_a_deployment_that_is_well_has_nothing_wrong_and_everything_was_looked_at(well):
    """One good word of every check."""
    found = examined(well)

    assert [] == wrongs(well)
    assert {"fine"} == {finding.level for finding in found}
    assert len(CHECKS) == len({finding.check for finding in found})


@pytest.mark.parametrize(("check", "changed"), FAULTS, ids=[f"{check}-{n}" for n, (check, _) in enumerate(FAULTS)])
def test_each_fault_is_found_alone_and_said_with_what_to_do(well, check, changed):
    """In Japanese and in English; nothing else is called wrong because of it."""
    (finding,) = wrongs(replace(well, **changed))

    assert check == finding.check
    for text in (finding.ja, finding.next_ja):
        assert any("ぁ" <= letter <= "ヿ" for letter in text)
    assert finding.en
    assert finding.next_en


@pytest.mark.parametrize(
    ("check", "setting"),
    [("municipality", {"municipality": "139998"}), ("issuer", {"issuer": ""})],
)
def test_settings_of_nobody_are_wrong_in_a_city_and_right_in_the_demo(well, check, setting):
    """The sample town is fictional; a city is not."""
    settings = well.settings.model_copy(update=setting)

    assert [check] == [finding.check for finding in wrongs(replace(well, settings=settings, issuer_fault=None))]
    assert [] == wrongs(replace(well, settings=settings, issuer_fault=None, demo=True))


def test_a_key_that_others_can_read_or_that_is_gone_is_wrong(well):
    """The vaults are as safe as this file."""
    well.settings.key_file.chmod(0o644)
    assert ["master-key"] == [finding.check for finding in wrongs(well)]

    well.settings.key_file.unlink()
    assert ["master-key"] == [finding.check for finding in wrongs(well)]


def test_what_is_wrong_is_told_first_and_counted(well):
    """A night shift reads from the top."""
    told = list(lines(examined(replace(well, disk=(9, 100)))))

    assert told[0].startswith("✘")
    assert "→" in told[2]
    assert "1 found" in told[-1]
    assert "nothing is wrong" in list(lines(examined(well)))[-1]
    assert {"exit_code", "findings"} == set(document(examined(well), 0))


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["doctor", *map(str, arguments)])


async def test_a_demo_is_well_by_its_folder_and_by_its_address(tmp_path):
    """The same from the machine that it runs on and from another one."""
    async with town(tmp_path / "town") as running:
        here = f"http://127.0.0.1:{running.port}"
        by_folder = await asyncio.to_thread(run, "--data", running.data)
        by_url = await asyncio.to_thread(run, "--url", here, "--data", tmp_path / "elsewhere" / "x", "--json")
        gone = f"http://127.0.0.1:{free_port()}"
        half = await asyncio.to_thread(run, "--data", running.data, "--url", here, "--url", gone)

    assert 0 == by_folder.exit_code, by_folder.output
    assert "nothing is wrong" in by_folder.output
    assert 0 == by_url.exit_code, by_url.output
    found = {finding["check"]: finding["level"] for finding in json.loads(by_url.output)["findings"]}
    assert {"reached", "ready", "versions", "unconfirmed", "lag", "dead-letters", "clocks"} <= set(found)
    assert {"fine"} == set(found.values())
    assert FAULT == half.exit_code
    assert "does not answer" in half.output


def test_what_cannot_be_reached_has_a_code_of_its_own(tmp_path):
    """A script must not take silence for health."""
    assert UNAVAILABLE == run("--data", tmp_path / "none").exit_code
    assert UNAVAILABLE == run("--data", tmp_path, "--url", f"http://127.0.0.1:{free_port()}").exit_code
    assert not (tmp_path / "none").exists()
