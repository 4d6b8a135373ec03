"""What booking says no to because a group pauses or has ended: in words, with what to do next."""

from services.booking.domain.heard_events import Standing
from shared.errors import Refusal

ENDED_RULE = "groups.ended"
"""The rule by which nothing is booked in the name of a group that has ended, and its rooms may be taken over."""


class GroupHasEnded(Refusal):
    """Nothing new is booked in the name of a group that has ended: with article, as every refusal of a rule."""

    status = 409
    code = "group-ended"
    ja = "この団体は活動を終了（解散）しているため、団体の名前で新しく申し込むことはできません。"
    en = "This group has ended, so that nothing new is booked in its name."
    next_ja = (
        "すでにある予約はそのままです。使わないものは取り消してください。引き継ぐ方や団体の名前で、"
        "あらためてお申し込みください（窓口でお手伝いします）。"
    )
    next_en = "What it has booked stands: cancel what is not used. Whoever goes on books anew; the counter helps."
    plain = "この 団体（だんたい）は おわりました。新しい 予約は できません。"
    next_plain = "ほかの 名前で 申し込んでください。窓口（まどぐち）でも 聞けます。"

    def __init__(self, *, group_id: str, article: str) -> None:
        super().__init__(
            group_id=group_id, rule_id=ENDED_RULE, section="groups", article=article, value="ended", limit="active",
            until=None,
        )  # fmt: skip


class ActivityGroupEnded(Refusal):
    """What a group that has ended announced takes nobody any more."""

    status = 409
    code = "activity-group-ended"
    ja = "この活動の団体は活動を終了（解散）したため、新しい参加は受け付けていません。"
    en = "The group of this activity has ended, so that it takes nobody any more."
    next_ja = (
        "ほかの活動をお探しください（GET /activities）。"
        "すでに申し込まれた方の席は、中止のお知らせがあるまで残っていますので、ご安心ください。"
    )
    next_en = "Look for another activity (GET /activities). Who has a place keeps it unless they hear otherwise."
    plain = "この 団体（だんたい）は おわりました。申し込みは できません。"
    next_plain = "ほかの 活動（かつどう）を 見てください。"


class ActivityGroupRests(Refusal):
    """What a group that pauses announced takes nobody until it is back."""

    status = 409
    code = "activity-group-suspended"
    ja = "この活動の団体は、いま活動を休止しているため、参加の受付を止めています。"
    en = "The group of this activity takes a break, so that it takes nobody until it is back."
    next_ja = "団体が再開すると、また申し込めます。ほかの活動も探せます（GET /activities）。"
    next_en = "Signing up goes on when the group is back. Other activities are at GET /activities."
    plain = "この 団体（だんたい）は 今 休んでいます。申し込みは できません。"
    next_plain = "また 始まったら 申し込めます。ほかの 活動（かつどう）も 見てください。"


class GroupNotEnded(Refusal):
    """A booking is taken over only from a group that has ended."""

    status = 409
    code = "group-not-ended"
    ja = "この予約の団体は終了していないため、引き継ぐことはできません。"
    en = "The group of this booking has not ended, so that nobody takes it over."
    next_ja = "団体の役員が取り消すか、変更してください。団体が終了したときは、先に終了の届出を受けてください。"
    next_en = "Its officers cancel or change it. When the group has ended, let that be recorded first."
    plain = "この 団体（だんたい）は おわっていません。"
    next_plain = "団体（だんたい）の 人に 聞いてください。"


def takes_nobody(group_id: str, standing: Standing) -> Refusal | None:
    """What is against joining an activity of a group that stands so."""
    if standing == "active":
        return None
    kind = ActivityGroupEnded if standing == "ended" else ActivityGroupRests
    return kind(group_id=group_id, rule_id=f"groups.{standing}", value=standing, limit="active", until=None)
