"""Every no that booking says to a person, in Japanese and English, with what to do next."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.booking.rule_steps import next_steps
from shared.errors import Refusal


class RoomTaken(Refusal):
    """Another booking has the room then. ``alternatives``: the nearest free ones."""

    status = 409
    code = "room-taken"
    ja = "その時間は、すでに予約が入っています。"
    en = "The room is already taken at that time."
    next_ja = "示した近い空き（alternatives）の中から選ぶか、別の時間で予約してください。"
    next_en = "The nearest free alternatives are listed; choose one of them or another time."
    plain = "その時間は、ほかの人が 使います。"
    next_plain = "あいている 部屋（へや）か 時間を、えらんでください。"


class RuleRefused(Refusal):
    """Rules of use say no: ``refusals`` are all that do. The words are those of all; the fields beside, of the first.

    Each has its rule, article, value, limit, until when, three texts and what to do next.
    """

    status = 422
    code = "rule-refused"
    ja = "{rule_ja}"
    plain = "{rule_plain}"
    en = "{rule_en}"
    next_ja = "{rule_next_ja}"
    next_plain = "{rule_next_plain}"
    next_en = "{rule_next_en}"

    def __init__(self, refusals: Sequence[Mapping[str, Any]]) -> None:
        first = refusals[0]
        super().__init__(**{name: said for name, said in first.items() if name != "next"}, refusals=list(refusals))
        self.words = {f"rule_{language}": _all_said(refusals, language) for language in ("ja", "plain", "en")}
        self.words |= {f"rule_next_{language}": text for language, text in closed_first(refusals)[0]["next"].items()}

    @property
    def rule_id(self) -> str:
        """The id of the first rule that refuses."""
        return str(self.data["rule_id"])

    def beside(self, others: "Sequence[RuleRefused]") -> "RuleRefused":
        """The same refusal with those of other rules after its own."""
        more = [each for other in others for each in other.data["refusals"] if each["rule_id"] not in self.rule_ids]
        return RuleRefused([*self.data["refusals"], *more])

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The ids of all rules that refuse."""
        return tuple(refusal["rule_id"] for refusal in self.data["refusals"])


def closed_first(refusals: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Refusals in the order in which people read them: whoever asks for a closed day is told that before anything."""
    return sorted(refusals, key=lambda refusal: refusal["section"] != "closures")


def _all_said(refusals: Iterable[Mapping[str, Any]], language: str) -> str:
    """What every rule says, one after the other; what two say alike, once."""
    said = dict.fromkeys(refusal[language] for refusal in closed_first(refusals))
    return (" " if language == "en" else "").join(said)


class EndsBeforeStart(Refusal):
    """The end is not after the start."""

    status = 422
    code = "ends-before-start"
    ja = "終了の時刻が、開始の時刻より後になっていません。"
    en = "The end is not after the start."
    next_ja = "終了の時刻を、開始より後にしてください。"
    next_en = "Give an end that is later than the start."
    plain = "終わる時間が、始まる時間より 前です。"
    next_plain = "終わる時間を、あとに してください。"


class CrossesMidnight(Refusal):
    """A booking lies in one day in Tokyo."""

    status = 422
    code = "crosses-midnight"
    ja = "予約は、日をまたげません。"
    en = "A booking must lie within one day."
    next_ja = "日ごとに分けて予約してください。24時ちょうどに終わる予約はできます。"
    next_en = "Make one booking a day. Ending at midnight exactly is fine."
    plain = "夜の12時を こえる 予約は、できません。"
    next_plain = "1日ずつ、分けて 予約してください。"


class SlotUnaligned(Refusal):
    """Start and end must be on the slot grid of the facility."""

    status = 422
    code = "slot-unaligned"
    ja = "開始と終了は、{slot_minutes}分きざみの時刻にしてください。"
    en = "Start and end must be on the {slot_minutes}-minute grid."
    next_ja = "例: 10:00 から 11:00 のように、{slot_minutes}分で割り切れる時刻を指定してください。"
    next_en = "For example 10:00 to 11:00."
    plain = "時間は、{slot_minutes}分ずつ えらびます。"
    next_plain = "10:00から 11:00の ように、えらんでください。"


class TooManyAttempts(Refusal):
    """So many requests of one person or group were refused, or asked about, within a minute that it waits."""

    status = 429
    code = "too-many-attempts"
    ja = "断られた申込みと、そのお問い合わせが、1分間に{limit}件になりました。"
    en = "{limit} of your requests were refused, or asked about, within a minute."
    next_ja = "{retry_after_seconds}秒待って、空き状況を見てから、お申し込みください。予約してある分は、そのままです。"
    next_en = "Look at what is free, and ask again in {retry_after_seconds} seconds. What you have booked stays."
    plain = "1分の あいだに、{limit}回 ことわられました。"
    next_plain = "{retry_after_seconds}秒 待ってから、申し込んでください。もう とった予約は、そのままです。"


class NotBookableYet(Refusal):
    """The facility is registered, but has no rooms to book, or is not open to booking."""

    status = 409
    code = "not-bookable-yet"
    ja = "この施設は、まだ予約を受け付けていません。"
    en = "This facility cannot be booked yet."
    next_ja = "予約できる施設を一覧（bookable=true）から選ぶか、施設の窓口にお問い合わせください。"
    next_en = "Choose a bookable facility (bookable=true), or ask at its counter."
    plain = "ここは、まだ 予約できません。"
    next_plain = "ほかの施設（しせつ）を えらぶか、電話で 聞いてください。"


class FacilityExists(Refusal):
    """A facility with this id, or this name, is registered."""

    status = 409
    code = "facility-exists"
    ja = "同じ名前または番号の施設が、すでに登録されています。"
    en = "A facility with this name or id is already registered."
    next_ja = "内容を変えるときは、PUT /facilities/{facility_id} を使ってください。"
    next_en = "To change it, use PUT /facilities/{facility_id}."


class BookingNotOpen(Refusal):
    """The booking is not in a state in which this can be done."""

    status = 409
    code = "booking-not-open"
    ja = "この予約は「{status_ja}」のため、この操作はできません。"
    en = "The booking is {booking_status}, so this cannot be done."
    next_ja = "予約の今の状態を確かめてください。"
    next_en = "Look at the booking's present state."
    plain = "この予約は、今「{status_ja}」です。これは、できません。"
    next_plain = "予約が 今どうなっているか、見てください。"

    def __init__(self, *, booking_id: str, booking_status: str) -> None:
        words = STATUS_JA.get(booking_status, booking_status)
        super().__init__(booking_id=booking_id, booking_status=booking_status)
        self.words = {"status_ja": words}


class BookingChanging(BookingNotOpen):
    """A change or a move of the booking is under way, and has not ended; what was asked for now changed nothing."""

    ja = "この予約は、先に申し込まれた変更の手続き中です。今のお申込みでは、何も変わっていません。"
    en = "A change of the booking that was asked for before is under way; what you asked for now changed nothing."
    next_ja = "数秒待ってから予約を確かめて、まだ必要なら、もう一度お申し込みください。"
    next_en = "Wait some seconds, look at the booking, and ask again if it is still needed."
    plain = "この 予約（よやく）は、今 変えている ところです。まだ 何も 変わって いません。"
    next_plain = "少し 待って、予約を 見て ください。それから もう一度（いちど） して ください。"

    def __init__(self, *, booking_id: str) -> None:
        super().__init__(booking_id=booking_id, booking_status="changing")


class BookingMoved(BookingNotOpen):
    """The booking has moved: it goes on as another one, ``moved_to``."""

    ja = "この予約は、別の日か施設に移りました。今の番号は {moved_to} です。今のお申込みでは、何も変わっていません。"
    en = "The booking has moved and is {moved_to} now; what you asked for changed nothing."
    next_ja = "移った先の予約（{moved_to}）を確かめて、まだ必要なら、その予約でお申し込みください。"
    next_en = "Look at the booking {moved_to}, and ask for it there if it is still needed."
    plain = "この 予約（よやく）は、日か 場所が 変わりました。新しい 番号は {moved_to} です。"
    next_plain = "新しい 予約を 見て ください。"

    def __init__(self, *, booking_id: str, moved_to: str) -> None:
        super().__init__(booking_id=booking_id, booking_status="cancelled")
        self.data["moved_to"] = moved_to


class WrongStartCode(Refusal):
    """The start code is not this booking's."""

    status = 422
    code = "wrong-start-code"
    ja = "利用開始の番号が違います。"
    en = "The start code is wrong."
    next_ja = "予約の画面に出ている6桁の番号を、もう一度確かめてください。"
    next_en = "Check the six digits shown with the booking."
    plain = "番号（ばんごう）が ちがいます。"
    next_plain = "予約に 書いてある 6つの数字を、見てください。"


class PeriodOutOfRange(Refusal):
    """A period that availability cannot be asked for."""

    status = 422
    code = "period-out-of-range"
    ja = "空きを調べる期間が正しくありません。"
    en = "Availability cannot be asked for that period."
    next_ja = (
        "from と until を、日付（2026-12-01）か日時（2026-12-01T10:00:00+09:00）で、{days_max}日以内にしてください。"
    )
    next_en = "Give from and until as dates (2026-12-01) or instants with an offset, at most {days_max} days apart."


class TableUnreadable(Refusal):
    """A facility file that cannot be read as a table. ``problem`` says why."""

    status = 422
    code = "facility-file-unreadable"
    ja = "施設のファイルを読み取れません。{problem_ja}"
    en = "The facility file cannot be read: {problem_en}"
    next_ja = "1行目に「名称」と「所在地」の見出しがある CSV（UTF-8 または Shift_JIS）を指定してください。"
    next_en = "Give a CSV file (UTF-8 or CP932) whose header has 名称 and 所在地."

    def __init__(self, *, ja: str, en: str) -> None:
        super().__init__(problem=en)
        self.words = {"problem_ja": ja, "problem_en": en}


STATUS_JA = {
    "confirmed": "予約済み",
    "started": "利用中",
    "completed": "利用終了",
    "cancelled": "取消し済み",
    "over": "利用時間終了",
    "no-show": "無断不使用",
    "begun": "利用時間の開始後",
    "held": "仮予約",
    "requested": "承認待ち",
    "offered": "代わりの部屋として確保中",
    "lapsed": "失効",
    "refused": "不承認",
    "changing": "変更の手続き中",
}


def rule_refused(refusals: Sequence[Mapping[str, Any]]) -> RuleRefused:
    """The refusal by rules, each as ``rulebook.words.Refusal.data`` has it, with what to do next. The one maker."""
    return RuleRefused([{**refusal, "next": next_steps(refusal["section"])} for refusal in refusals])
