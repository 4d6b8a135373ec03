"""``kyoso topics``: the broker's topics and access list, as the code wants them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kyoso.commands.common import FAULT, UNAVAILABLE, USAGE, settings_of, stop

if TYPE_CHECKING:
    from shared.messaging.acls import AclPlan, Rule
    from shared.messaging.connection import Connection
    from shared.messaging.provisioning import Difference, Provisioning

T = TypeVar("T")

NEIGHBOURS = Path("deploy/kafka/neighbours.toml")

NEW_TOPIC = (
    "パーティション数は変えられません（同じ鍵が別の場所に移り、順序がくずれます）。新しいトピックを作ってください。"
    " / A partition count is never changed: keys would move and order would be lost. Make a new topic instead."
)


@click.group("topics")
def command() -> None:
    """Kafka のトピックとアクセス権。 / The broker's topics and who may do what.

    接続先は KYOSO_KAFKA_… で指定します。 / KYOSO_KAFKA_… says where the broker is.
    """


@command.command("plan")
def plan() -> None:
    """一覧と違うところを示します。何も変えません。 / Say what differs from the list; changes nothing."""
    found = _talk(lambda: _provisioning().plan())
    for each in found:
        click.echo(_line(each))
    if not found:
        click.echo("一覧のとおりです / as the list says")
    if any(each.kind == "partitions" for each in found):
        stop(NEW_TOPIC, FAULT)


@command.command("apply")
def apply() -> None:
    """ないトピックを作り、設定をそろえます。 / Create what is missing and set what differs."""
    from shared.messaging.provisioning import PartitionsDiffer  # noqa: PLC0415 - loaded when it is asked for

    try:
        done = _talk(lambda: _provisioning().apply())
    except PartitionsDiffer as refused:
        stop("\n".join([*(_line(each) for each in refused.differences), NEW_TOPIC]), FAULT)
    for each in done:
        click.echo(_line(each))
    click.echo("一覧のとおりです / as the list says")


@command.group("acls")
def acls() -> None:
    """だれが何をできるか。 / Who may do what at the broker."""


neighbours_option = click.option(
    "--neighbours",
    type=click.Path(dir_okay=False, path_type=Path),
    default=NEIGHBOURS,
    show_default=True,
    help="他のシステムの一覧 / the file of neighbours",
)


@acls.command("plan")
@neighbours_option
def plan_acls(neighbours: Path) -> None:
    """違うところを示します。何も変えません。 / Say what differs; changes nothing."""
    from shared.messaging.acls import AccessLists  # noqa: PLC0415 - loaded when it is asked for

    wanted = _wanted(neighbours)
    _tell(_talk(lambda: AccessLists(_connection()).plan(wanted)))


@acls.command("apply")
@neighbours_option
def apply_acls(neighbours: Path) -> None:
    """権限をコードと一覧のとおりにします。 / Grant what is missing, withdraw what is too much."""
    from shared.messaging.acls import AccessLists  # noqa: PLC0415 - loaded when it is asked for

    wanted = _wanted(neighbours)
    _tell(_talk(lambda: AccessLists(_connection()).apply(wanted)))


def _provisioning() -> "Provisioning":
    from shared.messaging.provisioning import Provisioning  # noqa: PLC0415 - loaded when it is asked for

    return Provisioning(_connection(), settings_of())


def _connection() -> "Connection":
    from shared.messaging.connection import Connection, ConnectionFault  # noqa: PLC0415 - loaded when it is asked for

    try:
        return Connection.of(settings_of())
    except ConnectionFault as fault:
        stop(str(fault), USAGE)


def _wanted(file: Path) -> "list[Rule]":
    """The rules of every service, by the code, and of the neighbours in ``file``."""
    import tempfile  # noqa: PLC0415 - loaded when it is asked for

    from kyoso.access import accesses  # noqa: PLC0415 - as above
    from kyoso.compose import compose  # noqa: PLC0415 - as above
    from shared.clock import SystemClock  # noqa: PLC0415 - as above
    from shared.messaging.acls import NeighboursFault, neighbours  # noqa: PLC0415 - as above
    from shared.service import Site  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory() as folder:  # composed to be asked what they do; nothing is opened
        services = compose(Site(settings_of(data=Path(folder), store="sqlite"), SystemClock(), b"only to compose" * 3))
    try:
        outside = neighbours(file)
    except NeighboursFault as fault:
        stop(str(fault), USAGE)
    return [*(rule for access in accesses(services) for rule in access.rules()), *outside]


def _talk(work: Callable[[], T]) -> T:
    from shared.messaging.bus import BusUnavailable  # noqa: PLC0415 - loaded when it is asked for

    try:
        return work()
    except BusUnavailable as away:
        stop(f"Kafka に接続できないか、断られました / the broker is away, or refuses: {away}", UNAVAILABLE)


def _line(each: "Difference") -> str:
    words = {
        "missing": f"ありません / missing ({each.want})",
        "config": f"{each.name}: {each.have} → {each.want}",
        "partitions": f"パーティション数 / partitions: {each.have} ≠ {each.want}",
        "replication": f"複製数 / replicas: {each.have} ≠ {each.want} (kafka-reassign-partitions)",
    }
    return f"{each.topic:<24} {words[each.kind]}"


def _tell(plan: "AclPlan") -> None:
    for sign, rules in (("+", plan.grant), ("-", plan.withdraw)):
        for rule in rules:
            name = f"{rule.name}*" if rule.prefixed else rule.name
            click.echo(f"{sign} {rule.principal:<26} {rule.doing:<9} {rule.kind.lower():<6} {name}")
    if not plan.grant and not plan.withdraw:
        click.echo("一覧のとおりです / as the list says")
