"""docker-compose.yml: what the schema asks, and what a city's machine needs of every container."""

import re
import subprocess
import sys
from collections import Counter

import pytest

from shared.settings import Settings
from tests.deploy.deploy_kit import (
    CITY,
    COMPOSE,
    HARDENED_USER,
    PROCESSES,
    ROOT,
    VARIABLE,
    compose,
    env_file,
    filled,
    image_environment,
    ours,
    replicas,
    services,
)

ONE_SHOT = ("topics", "access", "store", "replica-set")


def test_it_is_what_the_compose_specification_allows() -> None:
    """Checked against the published schema, which the checker carries with it."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]

    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 0 == checked.returncode, checked.stdout + checked.stderr


def test_every_process_runs_twice() -> None:
    """One may be renewed, or fall, while the other serves."""
    counted = Counter(each["command"][2] for each in replicas().values())

    assert dict.fromkeys(PROCESSES, 2) == dict(counted)


@pytest.mark.parametrize("name", ours())
def test_our_containers_can_do_nothing_but_their_work(name: str) -> None:
    """Nobody's number as user, nothing to write to but memory, no capability, no way to more."""
    service = ours()[name]

    assert f"{HARDENED_USER}:{HARDENED_USER}" == service["user"]
    assert service["read_only"] is True
    assert ["ALL"] == service["cap_drop"]
    assert ["no-new-privileges:true"] == service["security_opt"]
    assert not service.get("privileged")
    assert not service.get("cap_add")


@pytest.mark.parametrize("name", services())
def test_no_container_keeps_the_capabilities_of_root(name: str) -> None:
    """Those of others too."""
    service = services()[name]

    assert ["ALL"] == service["cap_drop"]
    assert ["no-new-privileges:true"] == service["security_opt"]


@pytest.mark.parametrize("name", replicas())
def test_every_replica_says_whether_it_is_ready_and_stops_in_peace(name: str) -> None:
    """It asks itself; what is in hand is finished within the grace, drain included."""
    service = replicas()[name]

    assert ["CMD", "kyoso", "health"] == service["healthcheck"]["test"]
    assert 40 == int(service["stop_grace_period"].removesuffix("s"))
    assert float(service["environment"]["KYOSO_DRAIN_SECONDS"]) < 40 - 30
    assert "unless-stopped" == service["restart"]
    assert {"cpus", "memory"} <= set(service["deploy"]["resources"]["limits"])


@pytest.mark.parametrize("name", replicas())
def test_no_replica_starts_before_the_broker_and_the_store_are_provisioned(name: str) -> None:
    """A service never makes topics or indexes itself."""
    waits = replicas()[name]["depends_on"]

    assert {"topics", "access", "store"} == set(waits)
    assert ["service_completed_successfully"] * 3 == [each["condition"] for each in waits.values()]


def test_every_container_that_stays_has_a_health_check() -> None:
    """But the proxy, whose checks of the others are what matters."""
    staying = {name: each for name, each in services().items() if name not in ONE_SHOT}

    assert {"proxy"} == {name for name, each in staying.items() if "healthcheck" not in each}


def test_images_are_pinned() -> None:
    """The same file is the same deployment next year."""
    for name, service in services().items():
        assert re.search(r":v?\d+\.\d+(\.\d+)?(-\w+)?$", service["image"]), f"{name}: {service['image']}"


def test_every_setting_that_a_container_gets_exists() -> None:
    """A misspelt setting would be ignored in silence."""
    known = {f"KYOSO_{name.upper()}" for name in Settings.model_fields}
    given = {name for each in ours().values() for name in each["environment"]} | {
        name for name in image_environment() if name.startswith("KYOSO_")
    }

    assert set() == given - known


@pytest.mark.parametrize("name", ours())
def test_the_settings_of_a_container_are_accepted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each value is of its setting's kind."""
    for key, value in (image_environment() | ours()[name]["environment"]).items():
        monkeypatch.setenv(key, str(value))

    assert Settings().host


def test_what_the_city_must_say_is_in_its_file() -> None:
    """Every variable without a default, with words for whoever forgot it; and nothing that nobody reads."""
    found = list(VARIABLE.finditer(COMPOSE.read_text("utf-8")))
    required = {each["name"] for each in found if each["how"] != ":-"}

    assert required <= set(env_file("city.env"))
    assert required == set(CITY)
    assert set(env_file("city.env")) <= {each["name"] for each in found}
    assert all(each["rest"] for each in found if each["how"] == ":?")


@pytest.mark.parametrize("missing", CITY)
def test_nothing_starts_without_what_only_the_city_knows(missing: str) -> None:
    """No deployment with somebody else's code, or with no one to sign people in."""
    with pytest.raises(KeyError, match=missing):
        filled(compose()["services"], {**CITY, missing: ""})


def test_secrets_are_files_and_never_in_the_environment() -> None:
    """``docker inspect`` shows an environment to whoever may look."""
    for name, service in services().items():
        for key, value in (service.get("environment") or {}).items():
            words = re.search(r"PASSWORD|SECRET|_KEY|TOKEN|MONGO_URL", key)
            assert not words or str(value).startswith("/"), f"{name}: {key} is a value, not a file"
    used = {
        each if isinstance(each, str) else each["source"] for s in services().values() for each in s.get("secrets", ())
    }

    assert set(compose()["secrets"]) == used


@pytest.mark.parametrize("name", ours())
def test_every_file_that_a_setting_names_is_a_secret_of_that_container(name: str) -> None:
    """Given to those that read it, and to no others."""
    service = ours()[name]
    given = {each if isinstance(each, str) else each["target"] for each in service.get("secrets", ())}
    if name in ("topics", "access", "demo", "portal-1", "portal-2"):
        assert given <= {"kyoso_kafka_password"}
        return
    named = {
        value.removeprefix("/run/secrets/") for value in service["environment"].values() if "/run/secrets/" in value
    }
    if name == "store":
        named -= {"kyoso_kafka_password"}

    assert named == given


def test_what_is_mounted_is_in_the_repository() -> None:
    """Docker would make an empty folder where a file is missing."""
    for name, service in services().items():
        for volume in service.get("volumes", ()):
            source, _, target = volume.partition(":")
            if source.startswith("./"):
                assert (ROOT / source).exists(), f"{name}: {source}"
                assert target.endswith(":ro"), f"{name}: {source}"
            else:
                assert source in compose()["volumes"]


def test_the_bus_and_the_store_cannot_be_reached_from_outside() -> None:
    """Their network leads nowhere; nothing of theirs is published."""
    assert compose()["networks"]["inside"]["internal"] is True
    for name, service in services().items():
        if name.startswith(("kafka-", "mongo-")):
            assert ["inside"] == service["networks"]
            assert "ports" not in service


def test_only_the_proxy_is_published_to_others() -> None:
    """Figures and dashboards stay on this machine."""
    for name, service in services().items():
        for port in service.get("ports", ()):
            assert "proxy" == name or port.startswith("127.0.0.1:"), f"{name}: {port}"


def test_the_demo_serves_this_machine_only() -> None:
    """Its sign-in lets anybody be anybody: a profile of its own, on the machine's loopback, nothing of the city's."""
    demo = services()["demo"]

    assert ["demo"] == demo["profiles"]
    assert "host" == demo["network_mode"]
    assert "ports" not in demo
    assert "127.0.0.1" == demo["command"][demo["command"].index("--host") + 1]
    assert "127.0.0.1" == demo["environment"]["KYOSO_HOST"]
    assert all("KYOSO_DEMO" not in each["environment"] for each in ours().values())
    assert set(CITY) == set(env_file("demo.env"))


def test_the_store_and_the_bus_survive_one_member() -> None:
    """Three of each; two copies must have a record before it counts."""
    kafka = {name: each for name, each in services().items() if name.startswith("kafka-")}
    mongo = {name: each for name, each in services().items() if name.startswith("mongo-")}

    assert 3 == len(kafka) == len(mongo)
    for number, (name, each) in enumerate(sorted(kafka.items()), 1):
        assert str(number) == each["environment"]["KAFKA_NODE_ID"]
        assert f"{number}@{name}:9093" in each["environment"]["KAFKA_CONTROLLER_QUORUM_VOTERS"]
        assert f"INSIDE://{name}:9092" == each["environment"]["KAFKA_ADVERTISED_LISTENERS"]
        assert "2" == each["environment"]["KAFKA_MIN_INSYNC_REPLICAS"]
    script = (ROOT / "deploy/mongo/replica-set.js").read_text("utf-8")
    assert all(f'"{name}:27017"' in script for name in mongo)
