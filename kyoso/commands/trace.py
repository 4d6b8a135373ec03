"""``kyoso trace``: what one request caused, from its logs to the events of every service."""

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoso.commands.common import FAULT, UNAVAILABLE, USAGE, data_option, settings_of, stop

if TYPE_CHECKING:
    from kyoso.following import Step
    from shared.messaging.connection import Connection
    from shared.settings import Settings

TRACE_ID = re.compile(r"(?:00-)?([0-9a-f]{32})(?:-[0-9a-f]{16}-[0-9a-f]{2})?")


@click.command("trace")
@click.argument("trace_id")
@click.option(
    "--logs",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    help="ログのファイルかフォルダ（繰り返せます） / a log, or a folder of logs; repeatable",
)
@click.option("--hours", default=24.0, show_default=True, help="何時間前から探すか / how many hours to look back")
@click.option("--seconds", default=30.0, show_default=True, help="探す時間の上限 / how long to search at most")
@click.option("--bus/--no-bus", default=True, help="バスも探します / search the bus, too")
@data_option
def command(trace_id: str, logs: tuple[Path, ...], hours: float, seconds: float, bus: bool, data: Path | None) -> None:
    """ひとつのリクエストが起こしたことを、時間の順に見せます。 / Show what one request caused, in order of time.

    TRACE_ID は、エラーの trace_id、ログの trace_id、応答の traceparent のどれでもかまいません。
    / TRACE_ID: the trace_id of a problem or a log line, or a whole traceparent.
    """
    from kyoso import following  # noqa: PLC0415 - loaded when something runs
    from shared.contracts import TOPICS  # noqa: PLC0415 - as above
    from shared.messaging.bus import BusUnavailable  # noqa: PLC0415 - as above
    from shared.messaging.search import search  # noqa: PLC0415 - as above

    known = TRACE_ID.fullmatch(trace_id.strip().lower())
    if known is None:
        stop("TRACE_ID は16進数32桁です / TRACE_ID has 32 hexadecimal digits", USAGE)
    settings = settings_of(data=data)
    steps = list(following.logged(_files(logs, settings.data), known[1]))
    complete = True
    if bus:
        try:
            since = time.time() - hours * 3600 if settings.bus == "kafka" else None
            options = _connection(settings).for_librdkafka()
            outcome = search(options, tuple(TOPICS), known[1], since=since, seconds_max=seconds)
        except BusUnavailable as fault:
            stop(
                f"バスに届きません（--no-bus でログだけ探せます） / the bus is away; --no-bus: logs only: {fault}",
                UNAVAILABLE,
            )
        steps += following.published(outcome.found)
        complete = outcome.complete
        click.echo(f"{outcome.looked_at} 件のイベントを調べました / events looked at", err=True)
    _tell(sorted(steps))
    if not complete:
        stop("時間が足りず、全部は調べられませんでした / not all was searched in time: --seconds, --hours", FAULT)
    if not steps:
        stop("見つかりません / nothing found", FAULT)


def _files(given: tuple[Path, ...], data: Path) -> list[Path]:
    """The logs to read: those that were named, or those that a demo and a local cluster keep in their folder."""
    named = given or tuple(path for path in (data / "kyoso.log", data / "logs") if path.exists())
    return [file for path in named for file in (sorted(path.glob("*.log")) if path.is_dir() else [path])]


def _connection(settings: "Settings") -> "Connection":
    """How the bus is reached: as the settings say, or where the town that runs in the folder has its own."""
    from shared.messaging.connection import Connection, ConnectionFault  # noqa: PLC0415 - loaded when something runs

    if settings.bus == "embedded":
        try:
            return Connection((settings.data / "bus").read_text().strip())
        except OSError:
            stop(f"{settings.data}: 何も動いていません / nothing runs here; --no-bus: logs only", UNAVAILABLE)
    try:
        return Connection.of(settings)
    except ConnectionFault as fault:
        stop(str(fault), USAGE)


def _tell(steps: "list[Step]") -> None:
    for step in steps:
        after = f"+{(step.at - steps[0].at).total_seconds():.3f} s"
        click.echo(f"{step.at.isoformat(timespec='milliseconds')}  {after:>10}  {step.service:<14} {step.what}")
        if step.more:
            click.echo(f"    {step.more}")
