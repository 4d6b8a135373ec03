"""The words of the pages, Japanese and English side by side."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from shared.clock import TOKYO

Language = Literal["ja", "en"]

COUNTED: Mapping[str, tuple[str, str]] = {
    "booking-confirmed.v1": ("部屋の予約", "rooms booked"),
    "activity-signed-up.v1": ("催しの参加申込", "sign-ups"),
    "activity-attended.v1": ("催しへの参加", "people taking part"),
    "introduction-proposed.v1": ("団体への紹介", "introductions"),
    "group-joined.v1": ("団体への入会", "new members"),
    "points-earned.v1": ("ポイントの付与", "points credited"),
}
"""Events about persons that the page counts, with their words."""

OPEN = frozenset(
    {
        "slots-taken.v1",
        "slots-freed.v1",
        "activity-announced.v1",
        "group-registered.v1",
        "group-changed.v1",
        "facility-registered.v1",
        "facility-changed.v1",
    }
)
"""Events without any person that the page tells as they are."""

TEXTS: Mapping[str, tuple[str, str]] = {
    "town": ("こもれび市", "Komorebi"),
    "title": ("協創 — 地域でつながる", "kyoso — joining in, close to home"),
    "lead": (
        "5分あれば、仲間と場所と相談できる人が見つかります。",
        "With five minutes to spare, find a group, a place and a person to ask.",
    ),
    "skip": ("本文へ移る", "Skip to the content"),
    "other": ("English", "日本語"),
    "happening": ("いま起きていること", "Happening now"),
    "happening_note": (
        "だれのことかが分かる情報は出しません。人に関わる出来事は、件数だけを数えています。",
        "Nothing here tells who. What concerns persons is only counted.",
    ),
    "today_counts": ("きょうの動き", "Today in figures"),
    "news": ("最新のお知らせ", "Latest"),
    "quiet": ("まだお知らせはありません。", "Nothing yet today."),
    "activities": ("きょうの催し", "Today's activities"),
    "no_activities": ("きょうの催しはありません。", "There are no activities today."),
    "place": ("場所", "Place"),
    "fee": ("参加費", "Fee"),
    "free": ("無料", "free"),
    "capacity": ("定員", "Places"),
    "deadline": ("申込の締切", "Sign up by"),
    "houses": ("まちの施設", "The town's houses"),
    "rooms": ("部屋", "rooms"),
    "bookable": ("予約できます", "can be booked"),
    "not_bookable": ("まだ予約できません", "cannot be booked yet"),
    "away": (
        "いま情報を読み込めません。少し待ってから、もう一度開いてください。",
        "This cannot be shown at the moment. Please open the page again in a little while.",
    ),
    "elsewhere": ("そのほかの地域", "Elsewhere"),
    "people": ("人", "people"),
    "yen": ("円", " yen"),
    "footer": (
        "こもれび市は、お試し用の架空のまちです。",
        "Komorebi is a fictional town to try things in.",
    ),
}


def text(name: str, language: Language) -> str:
    """One text of the page."""
    return TEXTS[name][0 if language == "ja" else 1]


def hours(starts_at: str, ends_at: str) -> str:
    """``10:00–12:00`` in Tokyo, from two ISO 8601 instants."""
    return f"{_clock(starts_at)}–{_clock(ends_at)}"


def day_and_time(at: str, language: Language) -> str:
    """An instant for people: ``11月22日 18:00``."""
    local = datetime.fromisoformat(at).astimezone(TOKYO)
    if language == "ja":
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {local:%b} {local:%H:%M}"


def say(type_name: str, fields: Mapping[str, Any], name_of: Callable[[str], str | None]) -> tuple[str, str]:
    """An open event as a sentence, in Japanese and English."""
    match type_name:
        case "slots-taken.v1" | "slots-freed.v1":
            house = name_of(str(fields["facility_id"]))
            when = hours(fields["starts_at"], fields["ends_at"])
            taken = type_name == "slots-taken.v1"
            ja = f"{house or '施設'}の部屋が{when}に{'予約されました' if taken else '空きました'}"
            en = f"{house or 'A house'}: a room is {'taken' if taken else 'free again'} {when}"
        case "activity-announced.v1":
            title = str(fields["title"])
            ja, en = f"催し「{title}」のお知らせが出ました", f"New activity: {title}"
        case "group-registered.v1":
            ja, en = f"団体「{fields['name']}」が登録されました", f"New group: {fields['name']}"
        case "group-changed.v1":
            ja, en = f"団体「{fields['name']}」の案内が新しくなりました", f"News of the group {fields['name']}"
        case "facility-registered.v1":
            ja, en = f"施設「{fields['name']}」が登録されました", f"New house: {fields['name']}"
        case _:
            ja, en = f"施設「{fields['name']}」の案内が新しくなりました", f"News of the house {fields['name']}"
    return ja, en


def _clock(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(TOKYO).strftime("%H:%M")
