"""Ways in which holds, changes, closures, equipment and series say no, with words for people and what to do next."""

from collections.abc import Mapping
from typing import Any

from services.booking.domain.ways.held import Closed
from services.booking.domain.wish import Wish
from services.booking.rulebook.rule import LANGUAGES
from shared.contracts.booking_values import ClosureReason
from shared.errors import Refusal

CLOSURE_WORDS: dict[ClosureReason, tuple[str, str]] = {
    "works": ("工事", "building works"),
    "maintenance": ("設備の点検", "maintenance"),
    "weather": ("荒天", "the weather"),
    "disaster": ("災害対応", "a disaster"),
    "election": ("選挙", "an election"),
    "event": ("市の催し", "an event of the city"),
    "other": ("都合", "other reasons"),
}


class RoomClosed(Refusal):
    """The room, or the whole house, is closed then: ``until`` when, and why (``reason``)."""

    status = 409
    code = "room-closed"
    ja = "その時間は、{reason_ja}のため利用できません（{until:by}まで）。"
    en = "It is closed then, because of {reason_en}, until {until:by}."
    next_ja = "示した近い空き（alternatives）の中から選ぶか、{until:by}より後の時間で予約してください。"
    next_en = "Choose one of the free alternatives that are listed, or a time after {until:by}."
    plain = "{until:by}まで、休みです（{reason_ja}）。その時間は 使えません。"
    next_plain = "あいている 部屋（へや）か 時間を、えらんでください。"

    def __init__(self, *, reason: ClosureReason, **data: Any) -> None:
        """``reason`` is said in words; ``data`` is part of the answer."""
        super().__init__(reason=reason, **data)
        self.words = dict(zip(("reason_ja", "reason_en"), CLOSURE_WORDS[reason], strict=True))


def room_closed(closed: Closed, wish: Wish, *, alternatives: list[dict[str, str]]) -> RoomClosed:
    """The refusal of a wish for a span that is closed."""
    return RoomClosed(
        rule_id=f"closure.{closed.closure_id}",
        facility_id=wish.facility_id,
        room_id=wish.room_ids[0],
        reason=closed.reason,
        value=wish.starts_at,
        limit=closed.until,
        until=closed.until,
        alternatives=alternatives,
    )


class RoomOpenAgain(RoomClosed):
    """The room was closed when the wish was decided, and is open again when its answer is given."""

    code = "room-open-again"
    ja = "その時間は休館でしたが、いま取り消されました。"
    en = "It was closed then; the closure has just been lifted."
    next_ja = "もう一度予約してください。"
    next_en = "Ask for it again, with a new key."
    plain = "休みは、なくなりました。"
    next_plain = "もう一度、予約してください。"

    def __init__(self, **data: Any) -> None:
        Refusal.__init__(self, **data)


class SaidByRule(Refusal):
    """A refusal that has words of its own, and those of a rule of the house behind them: ``said``, with its article."""

    def __init__(self, said: Mapping[str, Any], **data: Any) -> None:
        super().__init__(rule_id=said["rule_id"], article=said["article"], until=said["until"], **data)
        self.words = {f"rule_{language}": said[language] for language in LANGUAGES}


class EquipmentTaken(SaidByRule):
    """Others have too much of what is lent at that time: ``value`` are asked for, ``limit`` are left."""

    status = 409
    code = "equipment-taken"
    ja = "その時間は、ほかの予約で備品が使われます。{rule_ja}"
    en = "Other bookings have the equipment at that time. {rule_en}"
    next_ja = "数を減らすか、別の時間で予約してください。"
    next_en = "Ask for fewer, or choose another time."
    plain = "その時間は、ほかの人が 道具（どうぐ）を 使います。{rule_plain}"
    next_plain = "数（かず）を へらすか、べつの時間を えらんでください。"


class EquipmentUnknown(Refusal):
    """The house does not lend this."""

    status = 422
    code = "equipment-unknown"
    ja = "この施設では「{item}」の貸出しをしていません。"
    en = "This house does not lend {item}."
    next_ja = "貸出しのある備品は、施設の利用規則（GET /facilities/{facility_id}/rules）で確かめてください。"
    next_en = "See what is lent in the house's rules (GET /facilities/{facility_id}/rules)."
    plain = "ここでは、「{item}」を 借りられません。"
    next_plain = "窓口（まどぐち）で 聞いてください。"


class RoomsOverlap(Refusal):
    """A hall and a part of it cannot be booked side by side."""

    status = 422
    code = "rooms-overlap"
    ja = "「{room_id}」と「{other_id}」は同じ場所を含むため、一緒には予約できません。"
    en = "{room_id} and {other_id} share the same floor, so they cannot be booked together."
    next_ja = "ホール全体か、その一部のどちらかを選んでください。"
    next_en = "Choose the whole hall, or parts of it."
    plain = "2つの 部屋（へや）は、同じ場所です。"
    next_plain = "どちらか 1つを、えらんでください。"


class HoldTooLate(SaidByRule):
    """What begins now cannot be held: ``limit`` is when the hold would have lapsed."""

    status = 422
    code = "hold-too-late"
    ja = "すでに始まっている時間や、まもなく始まる時間は、仮予約できません。{rule_ja}"
    en = "A time that has begun, or is about to begin, cannot be held. {rule_en}"
    next_ja = "仮予約（hold）にせず、そのまま予約してください。"
    next_en = "Book it directly, without hold."
    plain = "もうすぐ 始まる時間は、仮予約（かりよやく）が できません。{rule_plain}"
    next_plain = "仮予約でなく、予約してください。"


class HoldsNotTaken(Refusal):
    """The rules of the house know no holds."""

    status = 422
    code = "holds-not-taken"
    ja = "この施設では、仮予約を受け付けていません。"
    en = "This house takes no holds."
    next_ja = "仮予約（hold）にせず、そのまま予約してください。"
    next_en = "Book it directly, without hold."
    plain = "ここでは、仮予約（かりよやく）が できません。"
    next_plain = "仮予約でなく、予約してください。"


class ApprovalTooLate(SaidByRule):
    """What needs approval begins too soon for anybody to decide about it: ``limit`` is how soon at the earliest."""

    status = 422
    code = "approval-too-late"
    ja = "承認が必要な利用ですが（規則 {rule_id}）、開始までに審査する時間がありません。{rule_ja}"
    en = "This needs approval (rule {rule_id}), and it begins too soon to be decided. {rule_en}"
    next_ja = "別の時間で申し込むか、窓口に相談してください。"
    next_en = "Choose a later time, or ask at the counter."
    plain = "始まるまでの時間が、たりません。{rule_plain}"
    next_plain = "べつの時間を えらぶか、窓口（まどぐち）で 聞いてください。"


class NeedsApproval(SaidByRule):
    """An occurrence of a series that staff would have to approve first."""

    status = 409
    code = "needs-approval"
    ja = "この内容の利用は承認が必要なため（規則 {rule_id}）、まとめては予約できません。{rule_ja}"
    en = "Such a use needs approval (rule {rule_id}), so it cannot be booked as a series. {rule_en}"
    next_ja = "1回ずつ申し込んでください（POST /bookings）。審査の間、室は取り置かれます。窓口でも申し込めます。"
    next_en = "Request each by itself (POST /bookings): its room is kept until staff decide. Or ask at the counter."
    plain = "まとめて 予約できません。{rule_plain}"
    next_plain = "1回ずつ、申し込んでください。窓口（まどぐち）でも、申し込めます。"


class HoldOver(Refusal):
    """The time of a hold is over."""

    status = 409
    code = "hold-over"
    ja = "仮予約の期限（{until:by}）が過ぎました。"
    en = "The hold ended at {until:by}."
    next_ja = "まだ空いていれば、もう一度予約できます。空きを確かめてください。"
    next_en = "If it is still free you can book it again: look at what is free."
    plain = "仮予約（かりよやく）は、{until:by}に 終わりました。"
    next_plain = "あいていれば、もう一度 予約できます。"


class OnlyStaff(Refusal):
    """A field or a step of a booking that is for the counter."""

    status = 403
    code = "only-staff"
    ja = "「{field}」は、施設の職員だけが指定できます。"
    en = "Only staff may give {field}."
    next_ja = "窓口に申し出てください。"
    next_en = "Ask at the counter."
    plain = "これは、職員（しょくいん）だけが できます。"
    next_plain = "窓口（まどぐち）で 聞いてください。"


class ChangeNeedsApproval(SaidByRule):
    """What it is to become has to be approved first."""

    status = 409
    code = "change-needs-approval"
    ja = "変更後の内容には承認が必要なため、この画面からは変更できません（規則 {rule_id}）。{rule_ja}"
    en = "What it is to become needs approval (rule {rule_id}), so it cannot be changed here. {rule_en}"
    next_ja = "新しい内容で申し込み、承認されてからもとの予約を取り消すか、窓口に相談してください。"
    next_en = "Request the new booking, and give this one back once it is approved; or ask at the counter."
    plain = "ここでは 変えられません。{rule_plain}"
    next_plain = "窓口（まどぐち）で 聞いてください。"


class NothingChanges(Refusal):
    """A change that changes nothing."""

    status = 422
    code = "nothing-changes"
    ja = "今の予約と同じ内容です。"
    en = "The booking is like this already."
    next_ja = "変えたい項目（部屋、時間、人数、目的）を指定してください。"
    next_en = "Say what is to be different: rooms, time, people, purpose."
    plain = "今の予約と 同じです。"
    next_plain = "変えたいところを、えらんでください。"


class NotAPart(Refusal):
    """What is to be given back is no part of the booking, or all of it."""

    status = 422
    code = "not-a-part"
    ja = "返す部分が予約の中にないか、予約のすべてになっています。"
    en = "What is to be given back is no part of the booking, or is all of it."
    next_ja = "予約した部屋の一部、または時間の始めか終わりを指定してください。すべて取り消すときは何も指定しません。"
    next_en = "Name some of its rooms, or the beginning or end of its time. To cancel all of it name nothing."
    plain = "予約の 中に ない ところです。"
    next_plain = "返したい 部屋（へや）か 時間を、えらんでください。"


class ClosureBad(Refusal):
    """A closure that cannot be."""

    status = 422
    code = "closure-bad"
    ja = "休館の期間が正しくありません（{problem}）。"
    en = "The closure cannot be like this: {problem}."
    next_ja = "15分きざみで、終わりを始まりより後に、{days_max}日以内にしてください。過ぎた期間は指定できません。"
    next_en = "On the quarter of an hour, its end after its start, at most {days_max} days, and not over already."


class ClosureOver(Refusal):
    """A closure that has ended, or was lifted."""

    status = 409
    code = "closure-over"
    ja = "この休館は、すでに終わったか、取りやめになっています。"
    en = "This closure is over, or was lifted."
    next_ja = "施設の休館の一覧で確かめてください。"
    next_en = "Look at the list of closures."


class PlaceOver(Refusal):
    """A place that was offered can no longer be had."""

    status = 409
    code = "place-over"
    ja = "この代わりの部屋は、もう確保されていません（{displacement}）。"
    en = "This other place is no longer kept for you ({displacement})."
    next_ja = "ほかの候補を見るか、空きを探して予約してください。"
    next_en = "Look at the other offers, or find a free room and book it."
    plain = "この部屋（へや）は、もう とってありません。"
    next_plain = "ほかの部屋を、えらんでください。"
