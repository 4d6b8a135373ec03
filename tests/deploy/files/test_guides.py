"""The guides of deploy/ name what is there: a command at night must not end in "no such file"."""

import re
import shlex
from pathlib import Path

import pytest

from tests.deploy.deploy_kit import PROCESSES, ROOT, env_file, services

GUIDES = (ROOT / "deploy/README.md", ROOT / "deploy/k8s/README.md")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(#[^)]*)?\)")


def blocks(guide: Path) -> str:
    """What a guide's reader types."""
    return "\n".join(re.findall(r"```sh\n(.*?)```", guide.read_text("utf-8"), re.DOTALL))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.parent.name)
def test_links_lead_somewhere(guide: Path) -> None:
    """In this repository."""
    targets = [target for target, _ in LINK.findall(guide.read_text("utf-8"))]

    assert targets
    assert [] == [target for target in targets if not (guide.parent / target).exists()]


def test_the_compose_guide_names_services_and_files_that_exist() -> None:
    """Each ``docker compose`` line: its services; each file that is copied or run."""
    text = blocks(GUIDES[0])
    for name in re.findall(r"docker compose (?:build|run --rm|exec) ([\w-]+)", text):
        assert name in services()
    (looped,) = re.findall(r"for service in ([\w ]+);", text)
    assert set(PROCESSES) == set(looped.split())
    for word in shlex.split(text, comments=True):
        if word.startswith("deploy/"):
            assert (ROOT / word).exists(), word
    assert set(env_file("city.env")) >= {"KYOSO_ISSUER"}


def test_the_kubernetes_guide_makes_a_secret_for_every_user() -> None:
    """Those that the manifests name."""
    (looped,) = re.findall(r"for user in ([\w ]+);", blocks(GUIDES[1]))

    assert {"operator", *PROCESSES} == set(looped.split())
    for part in re.findall(r"-k (overlays/[\w/]+)", blocks(GUIDES[1])):
        assert (ROOT / "deploy/k8s" / part / "kustomization.yaml").is_file()
