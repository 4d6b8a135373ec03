"""What a slip says of a booking by how it stands, and what to do next. What is not booked never looks booked. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args

from services.booking.rows import Status

FREE_AGAIN = "部屋は使えません。"
BY_THE_HOUSE = frozenset({"closure", "pre-empted", "operator-fault"})


@dataclass(frozen=True, slots=True)
class State:
    """The slip's title, how the booking stands, and the next steps.

    In the texts, ``{until}`` is until when it is held, ``{desk}`` where one asks. ``permitted``: there is a permit.
    """

    title: str
    words: str
    steps: tuple[str, ...]
    permitted: bool = False


STATES: Mapping[str, State] = {
    "confirmed": State("", "予約が決まっています。", (), permitted=True),
    "started": State("", "利用中です。", ("終わったら、実際に来た人数を知らせてください。",), permitted=True),
    "completed": State("利用の控え", "利用は終わりました。", ("この紙では、もう部屋は使えません。",), permitted=True),
    "over": State("利用の控え", "利用の時間は終わりました。", ("この紙では、もう部屋は使えません。",), permitted=True),
    "no-show": State(
        "予約の控え（使えません）",
        "時間までに利用開始の確認がなく、使われなかったものとされています。",
        ("来ていたのに、というときは、{desk}でお話しください。",),
    ),
    "held": State(
        "仮予約の控え",
        "まだ決まっていません。仮に取ってあります。",
        (
            "{until}までに、「決めます」と{desk}でお伝えください。",
            "その時までに決めないと、仮予約はなくなり、部屋は使えません。",
        ),
    ),
    "requested": State(
        "申込みの控え",
        "まだ許可されていません。職員の返事を待っています。",
        (
            "返事があるまで、部屋は使えません。",
            "許可されたら、使用許可書をお渡しします。",
            "返事がないときは、{desk}でお尋ねください。",
        ),
    ),
    "offered": State(
        "代わりの部屋の控え",
        "まだ決まっていません。あなたのために取ってあります。",
        (
            "{until}までに、この部屋にするかどうかを{desk}でお伝えください。",
            "お返事がないと、この部屋は使えません。",
        ),
    ),
    "refused": State(
        "お断りのお知らせ",
        "申込みは、許可されませんでした。",
        (
            FREE_AGAIN,
            "くわしい理由と、不服があるときの方法は、使用不許可通知書にあります。{desk}でお求めください。",
            "別の日や部屋のご相談も、お受けします。",
        ),
    ),
    "cancelled": State(
        "取消しの控え", "予約は、取り消されています。", (FREE_AGAIN, "また使いたいときは、申し込みからお願いします。")
    ),
    "lapsed": State(
        "申込みの控え（なくなりました）",
        "申込みは、なくなりました。",
        (FREE_AGAIN, "ほかの日や部屋は、{desk}でお尋ねください。"),
    ),
}
assert set(STATES) >= set(get_args(Status))

ENDED: Mapping[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("cancelled", "moved"): (
        "別の日時か部屋に移りました。",
        ("新しい予約の控えをお使いください。この紙では、部屋は使えません。",),
    ),
    ("cancelled", "staff"): ("予約は、取り消されています。", (FREE_AGAIN, "理由は、{desk}でお尋ねください。")),
    ("lapsed", "expired"): ("期限までに決まらなかったため、仮予約はなくなりました。", STATES["lapsed"].steps),
    ("lapsed", "undecided"): ("返事が間に合わず、申込みはなくなりました。申し訳ありません。", STATES["lapsed"].steps),
}
"""How it ended and what to do, where the reason says more than the state."""
HOUSES_OWN = (
    "施設の都合で、使えなくなりました。申し訳ありません。",
    (FREE_AGAIN, "代わりの部屋を取ってあるかどうか、{desk}でお尋ねください。"),
)


def state_of(status: str, ends_at: datetime, hold_until: datetime | None, now: datetime) -> str:
    """How a booking stands at a moment: also what no timer has recorded yet."""
    if status in {"confirmed", "started"} and now >= ends_at:
        return "over"
    if status in {"held", "requested", "offered"} and hold_until is not None and now >= hold_until:
        return "lapsed"
    return status


def told(state: str, reason: str | None) -> State:
    """What is said of it, with the reason for which it ended."""
    usual = STATES[state]
    words, steps = (
        HOUSES_OWN if reason in BY_THE_HOUSE else ENDED.get((state, reason or ""), (usual.words, usual.steps))
    )
    return replace(usual, words=words, steps=steps)
