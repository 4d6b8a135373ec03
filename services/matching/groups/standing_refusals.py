"""What matching says no to because a group pauses or has ended: in words, with what to do next."""

from services.matching.domain.groups.standing_events import Standing
from shared.errors import Refusal


class GroupPaused(Refusal):
    """Nobody is sent to a group that takes a break, and it begins nothing."""

    status = 409
    code = "group-suspended"
    ja = "この団体は、いま活動を休止しています。"
    en = "This group takes a break at the moment."
    next_ja = "GET /groups からほかの団体を選んでください。再開は、役員が PUT /groups/{group_id}/standing でできます。"
    next_en = "Choose another from GET /groups. An officer resumes it with PUT /groups/{group_id}/standing."
    plain = "この グループは 今 休んでいます。"
    next_plain = "ほかの グループを 見てください。"


class GroupIsOver(Refusal):
    """A group that has ended takes nothing any more."""

    status = 409
    code = "group-ended"
    ja = "この団体は、活動を終了（解散）しています。"
    en = "This group has ended."
    next_ja = (
        "GET /groups からほかの団体を選んでください。誤りのときは、職員が PUT /groups/{group_id}/standing で戻せます。"
    )
    next_en = "Choose another from GET /groups. If it is a mistake, staff undo it with PUT /groups/{group_id}/standing."
    plain = "この グループは おわりました。"
    next_plain = "ほかの グループを 見てください。"


class IntroductionInterruptedNow(Refusal):
    """While the group is away, the coordinator looks for another one; nothing else goes on."""

    status = 409
    code = "introduction-interrupted"
    ja = "団体が休止または終了したため、この紹介は止まっています。"
    en = "The group pauses or has ended, so that this introduction waits."
    next_ja = "担当の協創スタッフは POST /introductions/{introduction_id}/suggest でほかの団体をご案内ください。"
    next_en = "The coordinator suggests another group with POST /introductions/{introduction_id}/suggest."
    plain = "グループが 休んでいます。この 紹介（しょうかい）は 止まっています。"
    next_plain = "担当（たんとう）の 人が ほかの グループを さがします。"


class NothingToReplace(Refusal):
    """Another group is suggested where the first is away, and it is one that is there."""

    status = 409
    code = "nothing-to-replace"
    ja = "この紹介の団体は活動しているか、紹介が終わっています。"
    en = "The group of this introduction is there, or the introduction is over."
    next_ja = "そのまま進めるか、POST /introductions/{introduction_id}/decline で見送ってください。"
    next_en = "Go on with it, or decline kindly with POST /introductions/{introduction_id}/decline."
    plain = "この グループは 休んでいません。"
    next_plain = "そのまま すすめて ください。"


def require_active(group_id: str, standing: Standing) -> None:
    """Raises ``GroupPaused``, ``GroupIsOver``."""
    if refusal := away(group_id, standing):
        raise refusal


def require_not_ended(group_id: str, standing: Standing) -> None:
    """Raises ``GroupIsOver``."""
    if standing == "ended":
        raise GroupIsOver(group_id=group_id)


def away(group_id: str, standing: Standing) -> Refusal | None:
    """What is against sending somebody to a group."""
    if standing == "active":
        return None
    return GroupPaused(group_id=group_id) if standing == "suspended" else GroupIsOver(group_id=group_id)
