"""Does what was accepted reach those who listen, and do the books add up: read from the figures of every process."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from kyoso.doctor.facts import Facts
from kyoso.doctor.finding import Finding, fine, wrong

UNCONFIRMED_SECONDS_MAX = 60.0
LAG_EVENTS_MAX = 5_000.0
"""The limits of the alerts of the same name."""


def _collected(facts: Facts, metric: str, label: str, join: Callable[[float, float], float]) -> dict[str, float]:
    """The figure of one metric by one label, over all processes."""
    found: dict[str, float] = defaultdict(float)
    for replica in facts.replicas:
        for labels, value in replica.of(metric):
            found[labels.get(label, "")] = join(found[labels.get(label, "")], value)
    return found


def dead_letters(facts: Facts) -> Iterator[Finding]:
    """Events that a service could not handle wait for an operator."""
    found = _collected(facts, "kyoso_dead_letters_open", "service", max)
    for name, count in sorted(found.items()):
        if count > 0:
            yield wrong(
                "dead-letters",
                f"{name} に処理できなかった出来事が {count:.0f} 件あります。",
                f"{name} has {count:.0f} dead letters open.",
                "kyoso dead-letters list で見て、原因を直してから replay してください。手順書: KyosoDeadLetters",
                "See `kyoso dead-letters list`, mend the cause, then replay. Runbook: KyosoDeadLetters",
            )
    if found and not any(found.values()):
        yield fine("dead-letters", "処理できなかった出来事はありません", "no dead letters")


def unconfirmed(facts: Facts) -> Iterator[Finding]:
    """What was answered is published soon."""
    found = _collected(facts, "kyoso_relay_oldest_unconfirmed_seconds", "service", max)
    late = {name: age for name, age in found.items() if age > UNCONFIRMED_SECONDS_MAX}
    for name, age in sorted(late.items()):
        yield wrong(
            "unconfirmed",
            f"{name} の出来事が {age:.0f} 秒間、流れていません。",
            f"{name} has not published a commit for {age:.0f} s.",
            "ブローカーを確かめてください。記録は失われません。手順書: KyosoCommitsUnconfirmed",
            "Look at the broker; nothing is lost. Runbook: KyosoCommitsUnconfirmed",
        )
    if found and not late:
        yield fine("unconfirmed", "出来事はすぐに流れています", "commits are published at once")


def lag(facts: Facts) -> Iterator[Finding]:
    """What was published is handled soon."""
    found = _collected(facts, "kyoso_consumer_lag_events", "service", lambda one, other: one + other)
    late = {name: events for name, events in found.items() if events > LAG_EVENTS_MAX}
    for name, events in sorted(late.items()):
        yield wrong(
            "lag",
            f"{name} に未処理の出来事が {events:.0f} 件あります。",
            f"{name} is {events:.0f} events behind.",
            "少し待ってもう一度実行し、減っていなければ手順書 KyosoConsumerLag へ。",
            "Wait a little and ask again; unless it falls, see the runbook KyosoConsumerLag.",
        )
    if found and not late:
        yield fine("lag", "未処理の出来事はたまっていません", "nobody is far behind")


def ledger(facts: Facts) -> Iterator[Finding]:
    """Points that were given are points that somebody has."""
    found = _collected(facts, "kyoso_points_ledger_imbalance", "programme", lambda one, other: max(one, abs(other)))
    off = {name: points for name, points in found.items() if points}
    for name, points in sorted(off.items()):
        yield wrong(
            "ledger",
            f"ポイント事業 {name} の帳簿が {points:.0f} ポイント合いません。",
            f"The books of {name} are {points:.0f} points off.",
            "kyoso ledger check の結果を保存し、開発の担当者に知らせてください。手順書: KyosoPointsDoNotAddUp",
            "Keep what `kyoso ledger check` says and call the engineers. Runbook: KyosoPointsDoNotAddUp",
        )
    if found and not off:
        yield fine("ledger", "ポイントの帳簿は合っています", "the books of points add up")


def snapshots(facts: Facts) -> Iterator[Finding]:
    """Streams far ahead of their snapshot are slow to load."""
    found = _collected(facts, "kyoso_snapshot_streams_behind", "service", max)
    behind = {name: count for name, count in found.items() if count}
    for name, count in sorted(behind.items()):
        yield wrong(
            "snapshots",
            f"{name} の記録 {count:.0f} 本のスナップショットが遅れています。",
            f"{name} has {count:.0f} streams far ahead of their snapshots.",
            "急ぎません。手順書: KyosoSnapshotsBehind",
            "No hurry. Runbook: KyosoSnapshotsBehind",
        )
    if found and not behind:
        yield fine("snapshots", "スナップショットは遅れていません", "snapshots are recent")
