"""What appointments at outreach days are refused for, in words for people and with what to do next."""

from datetime import datetime

from services.matching.domain.outreach.events import NoPlace
from shared.clock import TOKYO
from shared.errors import Refusal


class OutreachDayOver(Refusal):
    """The day is past, or was called off."""

    status = 409
    code = "outreach-day-over"
    ja = "この日の相談会は、終わったか、中止になりました。"
    en = "This day is past, or was called off."
    next_ja = "GET /outreach-days で、ほかの日を選んでください。電話や窓口でも予約できます。"
    next_en = "Choose another day at GET /outreach-days, or book by phone or at the counter."
    plain = "この 日の そうだんは おわりました。または なくなりました。"
    next_plain = "ほかの 日を えらんで ください。でんわや まどぐちでも できます。"


class SlotTaken(Refusal):
    """Others have all places of that time."""

    status = 409
    code = "slot-taken"
    ja = "この時間は、ほかの人の予約でいっぱいです。"
    en = "All places of that time are taken."
    next_ja = "alternatives に、あいている時間とほかの日があります。キャンセル待ち（wait）もできます。"
    next_en = "See alternatives for free times and other days, or wait for a place (wait)."
    plain = "この じかんは もう いっぱいです。"
    next_plain = "alternatives に あいて いる じかんが あります。まつ こと（wait）も できます。"


class NoSuchSlot(Refusal):
    """No slot of the day begins then."""

    status = 422
    code = "no-such-slot"
    ja = "その時刻に始まる枠はありません。"
    en = "No slot of that day begins then."
    next_ja = "GET /outreach-days/{{outreach_day_id}} の slots から、starts_at を選んでください。"
    next_en = "Choose a starts_at from the slots of GET /outreach-days/{{outreach_day_id}}."
    plain = "その じかんは ありません。"
    next_plain = "あいて いる じかんから えらんで ください。"


class KindNotOffered(Refusal):
    """That kind of help is not given on that day."""

    status = 422
    code = "kind-not-offered"
    ja = "この日は、その種類の相談を受けていません。"
    en = "That kind of help is not given on that day."
    next_ja = "その日の kinds から選ぶか、GET /outreach-days?kind= でほかの日を探してください。"
    next_en = "Choose from the day's kinds, or look for another day with GET /outreach-days?kind=."
    plain = "この 日は、その そうだんが できません。"
    next_plain = "ほかの しゅるいか、ほかの 日を えらんで ください。"


class AlreadyBooked(Refusal):
    """One open appointment a person and day."""

    status = 409
    code = "already-booked"
    ja = "この日の予約（またはキャンセル待ち）は、すでに受け付けています。"
    en = "You have an appointment on this day, or wait for one."
    next_ja = "GET /people/me/appointments で確かめてください。時間の変更は、その予約の move でできます。"
    next_en = "See GET /people/me/appointments; to change the time, use that appointment's move."
    plain = "この 日は もう よやくして います。"
    next_plain = "じぶんの よやくを みて ください。じかんを かえる ことも できます。"


class TooManyAppointments(Refusal):
    """So many of one person are open at a time."""

    status = 409
    code = "too-many-appointments"
    ja = "同時に入れられる予約は{open_max}件までです。"
    en = "At most {open_max} appointments can be open at a time."
    next_ja = "どれかが終わるか、取り消してから、もう一度お試しください。"
    next_en = "Try again when one has passed, or cancel one."
    plain = "よやくは {open_max}こまで です。"
    next_plain = "どれかが おわってから、もういちど やって ください。"


class AppointmentConsentMissing(Refusal):
    """The person has taken back the consent to matching."""

    status = 409
    code = "appointment-consent-missing"
    ja = "マッチングへの同意が取り消されているため、ここでは予約できません。"
    en = "Consent to matching was withdrawn, so nothing can be booked here."
    next_ja = "アカウントの設定で同意するか、電話や窓口で、お名前を登録せずに予約してください。"
    next_en = "Give consent in the account's settings, or book by phone or at the counter without an account."
    plain = "「マッチング」を つかう ことを やめて いるので、できません。"
    next_plain = "せっていで「はい」と こたえるか、でんわか まどぐちで よやくして ください。"


class NoSuchAppointment(Refusal):
    """It stands no more, or that cannot be done with it now."""

    status = 409
    code = "no-such-appointment"
    ja = "この予約は、いまその操作ができる状態ではありません。取り消されたか、終わっています。"
    en = "This appointment is not in a state for that: it was cancelled, or has ended."
    next_ja = "GET /people/me/appointments か、その日の一覧で確かめてください。"
    next_en = "See GET /people/me/appointments, or the day's list."
    plain = "この よやくは もう ありません。"
    next_plain = "じぶんの よやくを みて ください。"


class NotOffered(Refusal):
    """Nothing is offered, or its time is over."""

    status = 409
    code = "not-offered"
    ja = "この案内の期限は過ぎたか、案内が出ていません。"
    en = "Nothing is offered to you here, or its time is over."
    next_ja = "もう一度キャンセル待ちに入るか、ほかの日を選んでください。"
    next_en = "Wait once more, or choose another day."
    plain = "へんじの じかんが すぎました。"
    next_plain = "もういちど まつか、ほかの 日を えらんで ください。"


class AppointmentPast(Refusal):
    """Its time has come: it cannot be cancelled or moved any more."""

    status = 409
    code = "appointment-past"
    ja = "予約の時刻を過ぎたため、変更や取消はできません。来られなくても、罰則などはありません。"
    en = "Its time has come, so it cannot be changed. Nothing follows from not coming."
    next_ja = "GET /outreach-days で、新しく予約してください。"
    next_en = "Book anew at GET /outreach-days."
    plain = "よやくの じかんが すぎました。こられなくても だいじょうぶです。"
    next_plain = "あたらしく よやくして ください。"


class TooEarly(Refusal):
    """Whether somebody came is noted when their time comes."""

    status = 409
    code = "too-early"
    ja = "来たかどうかの記録は、予約の{minutes}分前からです（来なかったことは、その時刻から）。"
    en = "Noted from {minutes} minutes before the slot (that somebody did not come: from its time on)."
    next_ja = "時刻になってから、もう一度記録してください。"
    next_en = "Note it again when its time has come."
    plain = "まだ はやいです。"
    next_plain = "じかんに なってから やって ください。"


class NotOnTheStaff(Refusal):
    """That person is not at that day by name."""

    status = 409
    code = "not-on-the-staff"
    ja = "この人は、その日の担当に入っていません。"
    en = "That person is not on the staff of that day."
    next_ja = "GET /outreach-days/{{outreach_day_id}}/list の staff を確かめてください。"
    next_en = "See the staff in GET /outreach-days/{{outreach_day_id}}/list."
    plain = "この ひとは、その日の たんとうでは ありません。"
    next_plain = "たんとうの ひとを たしかめて ください。"


class NoTimeYet(Refusal):
    """Somebody waits: there is no time to put into a calendar."""

    status = 409
    code = "no-time-yet"
    ja = "キャンセル待ちの間は、日時が決まっていません。"
    en = "While you wait for a place there is no time yet."
    next_ja = "空きが出るとお知らせします。GET /people/me/appointments で確かめられます。"
    next_en = "You are told when a place is free; see GET /people/me/appointments."
    plain = "まって いる あいだは、じかんが きまって いません。"
    next_plain = "あいたら しらせます。"


class PlanRefused(Refusal):
    """A day that cannot be: past, too far ahead, too many slots, kinds that are in no list."""

    status = 422
    code = "outreach-plan-refused"
    ja = "この計画では相談会を開けません（{problem}）。"
    en = "No outreach day can be planned like that ({problem})."
    next_ja = "今日より後、{days_max}日先まで、枠は{slots_max}まで。kinds は GET /outreach-kinds、担当は1人以上。"
    next_en = "After today, {days_max} days ahead at most, {slots_max} slots at most; kinds from GET /outreach-kinds."
    plain = "この けいかくでは できません（{problem}）。"
    next_plain = "ひにち、じかん、しゅるいを なおして ください。"


class UnknownReason(Refusal):
    """A reason that is in no list."""

    status = 422
    code = "unknown-reason"
    ja = "この中止の理由は一覧にありません。"
    en = "That reason is in no list."
    next_ja = "GET /outreach-kinds の reasons から選んでください。"
    next_en = "Choose from the reasons in GET /outreach-kinds."
    plain = "その りゆうは ありません。"
    next_plain = "りゆうを いちらんから えらんで ください。"


class NotTheirYes(Refusal):
    """A consultation is opened from an appointment with the person's yes alone."""

    status = 409
    code = "yes-needed"
    ja = "相談として引き継ぐには、本人の「はい」が必要です。"
    en = "Opening a consultation takes the person's own yes."
    next_ja = "来た人に引き継いでよいかを聞き、「はい」であれば yes: true を付けて送ってください。"
    next_en = "Ask whoever came; if they agree, send yes: true."
    plain = "ほんにんの「はい」が ひつようです。"
    next_plain = "ほんにんに きいて ください。"


def refusal_of(
    reason: NoPlace, *, alternatives: list[datetime], days: list[dict[str, object]] | None = None
) -> Refusal:
    """The refusal of a reason; ``alternatives``: free times of the same day, ``days``: other days."""
    match reason:
        case "full":
            times = [{"starts_at": each.astimezone(TOKYO).isoformat()} for each in alternatives]
            return SlotTaken(alternatives=[*times, *(days or [])])
        case "no-slot":
            return NoSuchSlot()
        case "kind":
            return KindNotOffered()
        case "already":
            return AlreadyBooked()
    return OutreachDayOver()
