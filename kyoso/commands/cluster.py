"""``kyoso cluster``: real Kafka, a MongoDB-protocol server and two replicas of every service, on this machine."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoso.commands.common import FAULT, UNAVAILABLE, stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from kyoso.cluster.cluster import Cluster

DATA = Path("var/cluster")
PREPARE_SECONDS_MAX = 120


def place_options(function: "Callable[..., None]") -> "Callable[..., None]":
    """``--port``, ``--data`` and ``--replicas``: which cluster is meant."""
    function = click.option(
        "--port",
        type=click.IntRange(1, 65_000),
        default=8000,
        show_default=True,
        help="入口のポート。ほかはその後ろの空き番号 / where it answers; the others are free ones behind it",
    )(function)
    function = click.option("--replicas", type=click.IntRange(1, 9), default=2, show_default=True)(function)
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        default=DATA,
        show_default=True,
        help="データのフォルダ / the data folder",
    )(function)


@click.group("cluster")
def command() -> None:
    """この1台の上で、コンテナなしにクラスタを動かします。 / A cluster on this machine, without containers."""


@command.command("start")
@place_options
def start(port: int, data: Path, replicas: int) -> None:
    """動いていないものを始め、そろうまで待ちます。 / Start what does not run; wait until everything is ready."""
    from kyoso.cluster.cluster import ClusterFault  # noqa: PLC0415 - loaded when it is asked for
    from kyoso.cluster.java import JavaMissing  # noqa: PLC0415 - as above
    from kyoso.cluster.layout import NoFreePort  # noqa: PLC0415 - as above

    cluster = _cluster(port, data, replicas)
    try:
        cluster.start(_prepare)
    except (ClusterFault, JavaMissing, NoFreePort) as fault:
        stop(str(fault), UNAVAILABLE)
    layout = cluster.layout
    click.echo(click.style(f"  アドレス / address   {layout.base_url}", bold=True))
    click.echo(f"  Kafka                {layout.ports['kafka']}    MongoDB {layout.ports['store']}")
    click.echo(f"  ログ / logs          {layout.logs}")
    click.echo(f"  試す / try           kyoso story --base-url {layout.base_url}")


@command.command("stop")
@place_options
def stop_(port: int, data: Path, replicas: int) -> None:
    """入口、サービス、Kafka、ストアの順に止めます。 / Stop the front, the services, the broker and the store."""
    ended = _cluster(port, data, replicas).stop()
    if ended:
        stop(f"時間内に終わらず、強制終了しました / did not end in time and were killed: {' '.join(ended)}", FAULT)
    click.echo("止まりました / stopped")


@command.command("status")
@place_options
def status(port: int, data: Path, replicas: int) -> None:
    """それぞれの状態を示します。ひとつでも欠ければ終了コード 1。 / How each process is; 1 when one is not up."""
    states = _cluster(port, data, replicas).states()
    for each in states:
        words = "動作中 / up" if each.ready else "準備中 / not ready" if each.pid else "停止 / down"
        memory = f"{each.memory_mb} MB" if each.memory_mb else ""
        click.echo(f"{each.name:<18} {words:<24} :{each.port:<6} pid {each.pid or '-':<8} {memory:>8}")
    total = sum(each.memory_mb or 0 for each in states)
    up = sum(each.ready for each in states)
    click.echo(f"{up} / {len(states)} 動作中 / up, {total} MB")
    if not states or up < len(states):
        sys.exit(FAULT)


@command.command("restart")
@click.argument("service", required=False)
@place_options
def restart(service: str | None, port: int, data: Path, replicas: int) -> None:
    """1つずつ順に入れ替えます。その間も応答します。 / Restart replica by replica, without a failed request."""
    from kyoso.cluster.cluster import ClusterFault  # noqa: PLC0415 - loaded when it is asked for
    from kyoso.cluster.members import DESK  # noqa: PLC0415 - as above
    from kyoso.cluster.members import replicas as names_of  # noqa: PLC0415 - as above

    known = [*names_of(replicas), DESK]
    if service is not None and service not in known:
        raise click.BadParameter(f"{service}: {', '.join(known)}", param_hint="SERVICE")
    try:
        _cluster(port, data, replicas).restart(service)
    except ClusterFault as fault:
        stop(str(fault), UNAVAILABLE)


def _cluster(port: int, data: Path, replicas: int) -> "Cluster":
    from kyoso.cluster.cluster import Cluster  # noqa: PLC0415 - loaded when it is asked for
    from kyoso.cluster.layout import Layout  # noqa: PLC0415 - as above

    return Cluster(Layout(data, port), click.echo, count=replicas)


def _prepare(environment: dict[str, str]) -> None:
    """Topics and indexes, by the same commands as in a city. Ends the command when one fails."""
    for words in (("topics", "apply"), ("store", "apply")):
        done = subprocess.run(
            [sys.executable, "-m", "kyoso.cli", *words],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=PREPARE_SECONDS_MAX,
        )
        if done.returncode:
            stop(f"kyoso {' '.join(words)}: {done.stdout}{done.stderr}", UNAVAILABLE)
