"""Do the processes answer, are they ready, and are they of one version."""

from collections import defaultdict
from collections.abc import Iterator

from kyoso.doctor.facts import Facts
from kyoso.doctor.finding import Finding, fine, unknown, wrong


def reached(facts: Facts) -> Iterator[Finding]:
    """Every process that was named answers, and tells its figures: without them most checks see nothing."""
    if not facts.replicas:
        yield unknown(
            "reached",
            "動いている kyoso がありません。",
            "Nothing runs here, as far as the data folder tells.",
            "動いているものを調べるときは --url を付けてください。",
            "To look at what runs elsewhere give its --url.",
        )
        return
    away = [each.url for each in facts.replicas if not each.reached]
    for url in away:
        yield wrong(
            "reached",
            f"{url} が応答しません。",
            f"{url} does not answer.",
            "そのプロセスのログを見て、起動し直してください。ほかの台が応答していれば、予約は受け付けられています。",
            "Look into its log and start it again. While another replica answers, nothing is lost.",
        )
    silent = [each.url for each in facts.replicas if each.reached and not each.samples]
    for url in silent:
        yield wrong(
            "reached",
            f"{url} の数値（/metrics）は、ここから読めません。滞りや配信の失敗などは調べていません。",
            f"{url} does not tell its figures (/metrics) here: what waits or has failed was not looked at.",
            "プロキシを通さず、市のネットワークの内側から、プロセスごとのアドレスを --url に指定してください。",
            "Give the address of each process itself, from inside the city's network and not through the proxy.",
        )
    if not away and not silent:
        yield fine("reached", f"{len(facts.replicas)} 台とも応答します", f"all {len(facts.replicas)} processes answer")


def ready(facts: Facts) -> Iterator[Finding]:
    """Every service has started and can write; what is degraded is told."""
    ill = False
    for replica in facts.replicas:
        for service in replica.services:
            name, status, parts = service.get("service"), service.get("status"), service.get("parts", {})
            if status == "not-ready":
                ill = True
                yield wrong(
                    "ready",
                    f"{name}（{replica.url}）は準備ができていません: {parts}",
                    f"{name} ({replica.url}) is not ready: {parts}",
                    "起動の直後なら少し待ちます。続くならデータベースを確かめてください。手順書: KyosoStoreAway",
                    "Right after a start wait a little; then look at the store. Runbook: KyosoStoreAway",
                )
            elif status == "degraded":
                ill = True
                yield wrong(
                    "ready",
                    f"{name}（{replica.url}）は動いていますが、届かないものがあります: {parts}",
                    f"{name} ({replica.url}) works, with something away: {parts}",
                    "メッセージブローカーを確かめてください。手順書: KyosoBrokerAway",
                    "Look at the broker. Runbook: KyosoBrokerAway",
                )
    if not ill and any(each.reached for each in facts.replicas):
        yield fine("ready", "全サービスが書き込めます", "every service can write")


def versions(facts: Facts) -> Iterator[Finding]:
    """Two versions of one service beside each other are a rolling upgrade; for long they are one that is stuck."""
    running: dict[str, set[str]] = defaultdict(set)
    for replica in facts.replicas:
        for labels, _ in replica.of("kyoso_build_info"):
            running[labels["service"]].add(labels["version"])
    mixed = {name: sorted(found) for name, found in running.items() if len(found) > 1}
    for name, found in sorted(mixed.items()):
        yield wrong(
            "versions",
            f"{name} の版が混ざっています: {', '.join(found)}",
            f"{name} runs in several versions: {', '.join(found)}",
            "入れ替えの途中でなければ、古い版を止めて新しい版で起動してください。手順書: KyosoVersionsDiffer",
            "Unless an upgrade is under way, replace the old one. Runbook: KyosoVersionsDiffer",
        )
    if running and not mixed:
        yield fine("versions", "版はそろっています", "each service runs in one version")
