"""What the services stand on: disk, store, topics, certificates, backups."""

from collections.abc import Iterator
from datetime import timedelta

from kyoso.doctor.facts import Facts
from kyoso.doctor.finding import Finding, fine, unknown, wrong

FREE_SHARE_MIN = 0.10
CERTIFICATE_LEFT_MIN = timedelta(days=21)
BACKUP_AGE_MAX = timedelta(hours=26)
"""A backup a day, and two hours for one that runs late."""


def disk(facts: Facts) -> Iterator[Finding]:
    """A full disk refuses commands."""
    if facts.disk is None:
        return
    free, total = facts.disk
    share = free / total if total else 0.0
    if share < FREE_SHARE_MIN:
        yield wrong(
            "disk",
            f"データのディスクの空きが {share:.0%}（{free / 2**30:.1f} GiB）しかありません。",
            f"The data folder's disk has {share:.0%} free ({free / 2**30:.1f} GiB).",
            "不要なファイルを消すか、ディスクを大きくしてください。手順書: KyosoDiskNearlyFull",
            "Remove what is not needed, or make it larger. Runbook: KyosoDiskNearlyFull",
        )
    else:
        yield fine("disk", f"ディスクの空きは {share:.0%} です", f"{share:.0%} of the disk is free")


def store(facts: Facts) -> Iterator[Finding]:
    """The unique indexes are what keeps two writers apart: without them nothing here is safe."""
    if facts.store_fault:
        yield wrong(
            "store",
            f"データベースに届きません（{facts.store_fault}）。",
            f"The store cannot be reached ({facts.store_fault}).",
            "KYOSO_MONGO_URL とデータベースを確かめてください。手順書: KyosoStoreAway",
            "Check KYOSO_MONGO_URL and the database. Runbook: KyosoStoreAway",
        )
        return
    if facts.missing_indexes is None:
        return
    lacking = {name: missing for name, missing in facts.missing_indexes.items() if missing}
    for name, missing in sorted(lacking.items()):
        yield wrong(
            "store",
            f"{name} のデータベースに索引がありません: {', '.join(missing)}",
            f"The store of {name} lacks indexes: {', '.join(missing)}",
            "kyoso store apply を実行してください。それまで、このサービスを動かさないでください。",
            "Run `kyoso store apply`; do not run this service until then: the unique ones keep two writers apart.",
        )
    if not lacking:
        yield fine("store", "データベースと索引はそろっています", "the store is there, with its indexes")


def topics(facts: Facts) -> Iterator[Finding]:
    """Every topic is there as the list says."""
    if facts.topics_fault:
        yield wrong(
            "topics",
            f"ブローカーにトピックをたずねられません（{facts.topics_fault}）。",
            f"The broker does not tell its topics ({facts.topics_fault}).",
            "KYOSO_KAFKA_… の設定とブローカーを確かめてください。手順書: KyosoBrokerAway",
            "Check the settings KYOSO_KAFKA_… and the broker. Runbook: KyosoBrokerAway",
        )
    for difference in facts.topics or ():
        yield wrong(
            "topics",
            f"トピックが一覧と違います: {difference}",
            f"A topic is not as the list says: {difference}",
            "kyoso topics plan で見て、kyoso topics apply でそろえてください。",
            "See `kyoso topics plan`, then run `kyoso topics apply`.",
        )
    if facts.topics is not None and not facts.topics and not facts.topics_fault:
        yield fine("topics", "トピックは一覧のとおりです", "the topics are as the list says")


def certificates(facts: Facts) -> Iterator[Finding]:
    """A certificate that ends on a weekend ends everything on a weekend."""
    for each in facts.certificates:
        if each.refused:
            yield wrong(
                "certificates",
                f"{each.place} の証明書は受け入れられません（{each.refused}）。",
                f"The certificate of {each.place} is refused ({each.refused}).",
                "更新するか、発行元の証明書を登録してください。",
                "Renew it, or let this machine trust its issuer.",
            )
        elif each.until is None:
            yield unknown(
                "certificates",
                f"{each.place} の証明書を確かめられません（{each.fault}）。",
                f"The certificate of {each.place} cannot be looked at ({each.fault}).",
            )
        elif each.until - facts.now < CERTIFICATE_LEFT_MIN:
            yield wrong(
                "certificates",
                f"{each.place} の証明書は {each.until:%Y-%m-%d} に切れます。",
                f"The certificate of {each.place} ends on {each.until:%Y-%m-%d}.",
                "更新してください。",
                "Renew it.",
            )
        else:
            yield fine("certificates", f"{each.place}: {each.until:%Y-%m-%d} まで", f"{each.place}: good for a while")


def backups(facts: Facts) -> Iterator[Finding]:
    """A backup that nobody has looked at for a month is a hope."""
    if facts.backup_folder is None:
        return
    if facts.newest_backup is None or facts.now - facts.newest_backup > BACKUP_AGE_MAX:
        told = f"{facts.newest_backup:%Y-%m-%d %H:%M} UTC" if facts.newest_backup else "—"
        yield wrong(
            "backups",
            f"{facts.backup_folder} の最新のバックアップが古いか、ありません: {told}",
            f"The newest backup in {facts.backup_folder} is too old, or there is none: {told}",
            "バックアップの定期実行を確かめ、いま一度取ってください。",
            "Look at the job that makes them, and make one now.",
        )
    else:
        yield fine(
            "backups", f"最新のバックアップ: {facts.newest_backup:%Y-%m-%d %H:%M} UTC", "there is a recent backup"
        )
