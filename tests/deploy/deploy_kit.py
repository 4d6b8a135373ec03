"""The deployment's files as data: the compose file filled in, the manifests as kustomize renders them."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyoso.compose import NAMES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "deploy/image/Dockerfile"
OVERLAYS = ROOT / "deploy/k8s/overlays/komorebi"
PROCESSES = (*dict.fromkeys((*NAMES, "feeds", "portal")),)
"""Everything that is a process of its own in a city."""
HARDENED_USER = 10001

VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<how>:[-?])(?P<rest>[^}]*))?\}")


@cache
def compose() -> dict[str, Any]:
    """The compose file, anchors resolved, variables as they stand."""
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))
    return loaded


def filled(value: Any, given: Mapping[str, str]) -> Any:
    """``value`` with its variables as compose would fill them in. Raises ``KeyError`` for one that is required."""
    if isinstance(value, dict):
        return {key: filled(each, given) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, given) for each in value]
    return VARIABLE.sub(lambda found: _variable(found, given), value) if isinstance(value, str) else value


def _variable(found: re.Match[str], given: Mapping[str, str]) -> str:
    if given.get(found["name"]):
        return given[found["name"]]
    if found["how"] != ":-":
        raise KeyError(f"{found['name']}: {found['rest'] or 'not set'}")
    return found["rest"]


def env_file(name: str) -> dict[str, str]:
    """A file of variables, as compose reads it."""
    lines = (ROOT / "deploy" / name).read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


CITY = {
    "KYOSO_MUNICIPALITY": "139998",
    "KYOSO_CITY_NAME": "こもれび市",
    "KYOSO_CITY_NAME_EN": "Komorebi",
    "KYOSO_SITE_NAME": "kyoso.komorebi.invalid",
    "KYOSO_ISSUER": "https://login.komorebi.invalid",
}
"""What a city would say in its ``.env``."""


def services() -> dict[str, dict[str, Any]]:
    """The compose file's services, filled in for a city."""
    found: dict[str, dict[str, Any]] = filled(compose()["services"], CITY)
    return found


def ours() -> dict[str, dict[str, Any]]:
    """Those that run our image."""
    return {name: each for name, each in services().items() if each["image"].startswith("kyoso:")}


def replicas() -> dict[str, dict[str, Any]]:
    """Those that serve people: each service's replicas."""
    return {name: each for name, each in ours().items() if each["command"][:2] == ["serve", "--service"]}


@cache
def rendered(part: str) -> tuple[dict[str, Any], ...]:
    """The objects of one part (``provision``, ``services``) of the sample city. Skips where no kustomize is."""
    command = kustomize()
    if command is None:
        pytest.skip(
            "neither kustomize nor kubectl is installed, so the manifests cannot be rendered: "
            "go install sigs.k8s.io/kustomize/kustomize/v5@v5.7.1, or KUSTOMIZE=path"
        )
    done = subprocess.run([*command, str(OVERLAYS / part)], capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr
    return tuple(each for each in yaml.safe_load_all(done.stdout) if each)


def kustomize() -> list[str] | None:
    """How manifests are rendered here: kustomize itself, or kubectl, which holds it; ``None`` where neither is."""
    if given := os.environ.get("KUSTOMIZE"):
        return [given, "build"]
    for program, arguments in (("kustomize", ["build"]), ("kubectl", ["kustomize"])):
        if shutil.which(program) and _works(program, arguments):
            return [program, *arguments]
    return None


def _works(program: str, arguments: list[str]) -> bool:
    return 0 == subprocess.run([program, *arguments, "--help"], capture_output=True, check=False).returncode


def objects(part: str, kind: str) -> list[dict[str, Any]]:
    """The objects of a kind."""
    return [each for each in rendered(part) if each["kind"] == kind]


def everything() -> list[dict[str, Any]]:
    """All objects of all parts."""
    return [each for part in ("provision", "services") for each in rendered(part)]


def pods() -> list[tuple[str, dict[str, Any]]]:
    """Every pod template with the name of its owner."""
    owners = [each for each in everything() if each["kind"] in {"Deployment", "Job"}]
    return [(each["metadata"]["name"], each["spec"]["template"]["spec"]) for each in owners]


# -- the Dockerfile


def dockerfile() -> list[tuple[str, str]]:
    """The instructions of the image, in order: name and the rest, continued lines joined."""
    text = DOCKERFILE.read_text("utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def final_stage() -> list[tuple[str, str]]:
    """The instructions after the last ``FROM``: what runs."""
    found = dockerfile()
    last = max(at for at, (name, _) in enumerate(found) if name == "FROM")
    return found[last:]


def image_environment() -> dict[str, str]:
    """The variables that the image sets."""
    pairs = [pair for name, rest in final_stage() if name == "ENV" for pair in rest.split()]
    return dict(pair.split("=", 1) for pair in pairs)


def entry_point() -> list[str]:
    """What a container's command is an argument of."""
    found: list[str] = json.loads(next(rest for name, rest in final_stage() if name == "ENTRYPOINT"))
    return found
