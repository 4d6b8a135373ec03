"""Every command that a container runs is understood by ours, and is run for real by a test that is named here."""

from typing import Any

import click
import pytest

from kyoso.cli import COMMANDS, main
from tests.deploy.deploy_kit import PROCESSES, ROOT, dockerfile, entry_point, ours, pods

RUN_BY = {
    **{f"serve --service {name}": "tests/deploy/running/test_containers.py" for name in PROCESSES},
    "serve": "tests/deploy/running/test_containers.py",
    "health": "tests/deploy/running/test_containers.py",
    "topics apply": "tests/deploy/running/test_kafka.py",
    "topics acls apply": "tests/deploy/running/test_kafka.py",
    "store apply": "tests/deploy/running/test_store.py",
    "demo": "tests/readme/test_readme.py",
}
"""Command, without what varies → the test that runs it. A command that no test runs may not be in a deployment."""


def compose_commands() -> list[list[str]]:
    """What the containers of our image run, and what their health checks ask."""
    started = [list(each["command"]) for each in ours().values()]
    asked = [list(each["healthcheck"]["test"][2:]) for each in ours().values() if "healthcheck" in each]
    return started + asked


def kubernetes_commands() -> list[list[str]]:
    """What the pods run."""
    return [list(container["args"]) for _, pod in pods() for container in pod["containers"]]


def image_commands() -> list[list[str]]:
    """What the image runs when it is told nothing, and its own health check."""
    found: list[list[str]] = []
    for name, rest in dockerfile():
        if name in {"CMD", "HEALTHCHECK"}:
            words = rest[rest.index("[") :].strip('[]"').split('", "')
            found.append([word for word in words if word not in entry_point()])
    return found


def understood(arguments: list[str]) -> str:
    """The command that click finds in ``arguments``, parsed but not run; with the service that is named."""
    command: click.Command = main
    context = click.Context(main, info_name="kyoso")
    path: list[str] = []
    rest = list(arguments)
    while isinstance(command, click.Group):
        name, found, rest = command.resolve_command(context, rest)
        assert name
        assert found
        path.append(name)
        command, context = found, click.Context(found, info_name=name, parent=context)
    parsed: dict[str, Any] = command.make_context(path[-1], rest).params
    chosen = [word for name in parsed.get("names") or () for word in ("--service", name)]
    return " ".join((*path, *chosen))


def test_every_command_of_the_compose_file_is_run_by_a_test() -> None:
    """Understood whole: an option that is gone fails here, not at three in the morning."""
    assert {understood(each) for each in compose_commands()} <= set(RUN_BY)


def test_every_command_of_kubernetes_is_run_by_a_test() -> None:
    """The same ones."""
    assert {understood(each) for each in kubernetes_commands()} <= set(RUN_BY)


def test_every_command_of_the_image_is_run_by_a_test() -> None:
    """Also what it does when it is told nothing."""
    assert {"serve", "health"} == {understood(each) for each in image_commands()}


def test_the_list_names_no_command_that_nobody_runs() -> None:
    """Nor a test that is gone."""
    found = {understood(each) for each in (*compose_commands(), *kubernetes_commands(), *image_commands())}

    assert set(RUN_BY) == found
    assert all((ROOT / test).is_file() for test in RUN_BY.values())


@pytest.mark.parametrize("wrong", [["serve", "--srvice", "booking"], ["topics", "aply"]])
def test_a_misspelt_command_is_found(wrong: list[str]) -> None:
    """The check can fail."""
    assert wrong[0] in COMMANDS
    with pytest.raises(click.UsageError):
        understood(wrong)
