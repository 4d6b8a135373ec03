"""Other systems that hear what happens in town, in words: what they hear, for what, and whether it arrives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.portal.models import Neighbour
from shared.web.words import Language

KINDS: Mapping[str, tuple[str, str]] = {
    "webhook": ("送信（Webhook）", "Webhook"),
    "sse": ("受信（SSE）", "Server-sent events"),
}
STATUSES: Mapping[str, tuple[str, str]] = {
    "active": ("動いています", "Active"),
    "retrying": ("届かないため、送り直しています", "Trying again"),
    "paused": ("止めています", "Paused"),
    "disabled": ("送信をやめました", "Disabled"),
    "not-told": (
        "届いているかは公表しません（人に関わる出来事のため）",
        "Not published: these events are about people",
    ),
}
REASONS: Mapping[str, tuple[str, str]] = {
    "gone": ("相手が受け取りを終了しました（410）。", "The other side has gone (410)."),
    "failing-three-days": ("3日間、相手に届きませんでした。", "Nothing arrived for three days."),
}
FAILURES: Mapping[str, tuple[str, str]] = {
    "timeout": ("時間内に応答がありません", "no answer in time"),
    "connection": ("接続できません", "no connection"),
    "tls": ("証明書を確認できません", "the certificate is not trusted"),
    "dns": ("宛先の名前が見つかりません", "the name has no address"),
    "redirect": ("別の宛先へ転送されました", "redirected"),
    "gone": ("受け取りを終了しました（410）", "gone (410)"),
}
"""Codes of failures. ``http-500`` and ``address-…`` are told as they are."""

MINUTE, HOUR, DAY = 60, 3_600, 86_400


@dataclass(frozen=True, slots=True)
class Seen:
    """One neighbour as the page shows it. ``well``: nothing needs anybody's attention."""

    name: str
    kind: str
    purpose: str
    types: tuple[str, ...]
    areas: tuple[str, ...]
    status: str
    well: bool
    reason: str
    since: datetime | None
    lag: str
    failure: str


def seen(neighbour: Neighbour, language: Language) -> Seen:
    """A neighbour in words of the language."""
    at = 0 if language == "ja" else 1

    def word(words: Mapping[str, tuple[str, str]], code: str) -> str:
        return words[code][at] if code in words else code

    lag = neighbour.lag_seconds
    trying = neighbour.status == "active" and neighbour.last_failure
    return Seen(
        name=neighbour.name,
        kind=word(KINDS, neighbour.kind),
        purpose=neighbour.purpose_ja if language == "ja" else neighbour.purpose_en,
        types=neighbour.types,
        areas=neighbour.areas,
        status=word(STATUSES, "retrying" if trying else neighbour.status),
        well=neighbour.status in {"active", "not-told"} and not neighbour.last_failure,
        reason=word(REASONS, neighbour.reason),
        since=neighbour.since,
        lag="" if lag is None or neighbour.kind != "webhook" else lag_text(lag, language),
        failure=word(FAILURES, neighbour.last_failure),
    )


def lag_text(seconds: float, language: Language) -> str:
    """How long the oldest event waits, as a person says it."""
    ja = language == "ja"
    if seconds < 1:
        return "なし" if ja else "none"
    for size, word_ja, word_en in ((DAY, "日", "d"), (HOUR, "時間", "h"), (MINUTE, "分", "min")):
        if seconds >= size:
            return f"{int(seconds // size)}{word_ja}" if ja else f"{int(seconds // size)} {word_en}"
    return f"{int(seconds)}秒" if ja else f"{int(seconds)} s"
