"""``kyoso republish --since INSTANT``: publish again what a broker lost, under the same ids."""

import time
from pathlib import Path

import click

from kyoso.commands.common import USAGE, data_option, operate, settings_of, stop
from kyoso.commands.restore import instant_of

RATE_MAX = 5_000


@click.command("republish")
@click.option("--since", required=True, help="この時刻から（例 2026-12-01T00:00:00Z） / from this instant on")
@click.option("--service", "names", multiple=True, help="このサービスが出したもの / of this owner; repeatable")
@click.option("--topic", "topics", multiple=True, help="このトピックだけ / of this topic only; repeatable")
@click.option("--dry-run", is_flag=True, help="数えるだけです / count only")
@click.option(
    "--rate", type=click.IntRange(1, RATE_MAX), default=500, show_default=True, help="1秒あたりの件数 / events a second"
)
@data_option
def command(
    since: str, names: tuple[str, ...], topics: tuple[str, ...], dry_run: bool, rate: int, data: Path | None
) -> None:
    """ブローカーが失ったイベントを同じ番号で流し直します。 / Publish again what a broker lost, under the same ids.

    聞いたことのある相手は番号で見分けて捨てます。まだ一度も流れていないものは含みません（中継が流します）。
    / Whoever has heard an event knows it by its id. What was never published is left to the relay.
    """
    instant = instant_of(since, "--since").isoformat()
    owners = _owners(topics, names, data)
    total = 0
    for name in owners:
        chosen = [topic for topic in topics if topic in owners[name]]
        total += _of_one(name, instant, chosen, dry_run=dry_run, rate=rate, data=data)
    done = "件です / events would be published" if dry_run else "件を流しました / events published again"
    click.echo(f"✔ {total:,} {done}")


def _owners(topics: tuple[str, ...], names: tuple[str, ...], data: Path | None) -> dict[str, tuple[str, ...]]:
    """The chosen services with their topics. Ends the command for a topic that nobody writes."""
    from kyoso.backup import topics_by_owner  # noqa: PLC0415 - the services are loaded when they are needed

    owners = topics_by_owner(settings_of(data=data))
    if unknown := [topic for topic in topics if not any(topic in written for written in owners.values())]:
        stop(f"だれも書かないトピックです / nobody writes to: {', '.join(unknown)}", USAGE)
    if unknown := [name for name in names if name not in owners]:
        stop(f"サービスがありません / no such service: {', '.join(unknown)} ({', '.join(owners)})", USAGE)
    return {
        name: written
        for name, written in owners.items()
        if (not names or name in names) and (not topics or set(topics) & set(written))
    }


def _of_one(name: str, since: str, topics: list[str], *, dry_run: bool, rate: int, data: Path | None) -> int:
    arguments = {"service": name, "since": since, "topics": topics}
    counts: dict[str, int] = {}
    after: str | None = ""
    while after is not None:
        began = time.monotonic()
        events_max = RATE_MAX if dry_run else rate
        operation = "republish-count" if dry_run else "republish"
        part = operate(operation, {**arguments, "after": after, "events_max": events_max}, data)
        for topic, count in part["events"].items():
            counts[topic] = counts.get(topic, 0) + count
        after = part["next"]
        if not dry_run and after is not None:
            time.sleep(max(0.0, sum(part["events"].values()) / rate - (time.monotonic() - began)))
    for topic, count in sorted(counts.items()):
        click.echo(f"  {name}  {topic}: {count:,}")
    return sum(counts.values())
