"""Every way in which an activity says no, with words for people and what to do next."""

from shared.errors import Refusal


class ActivityTimesImpossible(Refusal):
    """It would end before it starts."""

    code = "activity-times-impossible"
    ja = "終わりの時刻は、始まりの時刻より後にしてください。"
    en = "An activity must end after it starts."
    next_ja = "日時を確かめて、もう一度お知らせを作ってください。"
    next_en = "Check the times and announce it again."


class ActivityTooLong(Refusal):
    """Longer than one announcement may be."""

    code = "activity-too-long"
    ja = "一回の活動は{hours_max}時間までです。"
    en = "An activity lasts at most {hours_max} hours at a time."
    next_ja = "何日か続くときは、日程（sessions）に一日ずつ分けて入れてください。"
    next_en = "Give each day of a longer activity as a session of its own (sessions)."


class ActivityAlreadyOver(Refusal):
    """It would lie in the past."""

    code = "activity-already-over"
    ja = "終わりの時刻が過ぎています。"
    en = "This activity would already be over."
    next_ja = "これからの日時を入れてください。"
    next_en = "Give a time that is still to come."


class ActivityTooFarAhead(Refusal):
    """Too far in the future."""

    code = "activity-too-far-ahead"
    ja = "お知らせできるのは{days_max}日先の活動までです。"
    en = "Activities are announced at most {days_max} days ahead."
    next_ja = "日付を確かめるか、近くなってからお知らせを作ってください。"
    next_en = "Check the date, or announce it when it is nearer."


class DeadlineImpossible(Refusal):
    """The deadline for signing up has passed, or lies behind the end."""

    code = "deadline-impossible"
    ja = "申込みの締切は、今より後で、活動の終わりまでの時刻にしてください。"
    en = "The deadline for signing up must be later than now and not after the end."
    next_ja = "締切を直して、もう一度お知らせを作ってください。当日の参加も受けるときは、終わりの時刻を締切にできます。"
    next_en = "Change the deadline and announce it again. To take people on the day, use the time it ends."


class BookingDoesNotFit(Refusal):
    """The booking named is not one of this group that covers the time."""

    code = "booking-does-not-fit"
    ja = "この予約は、この団体の、活動の時間をすべて含む予約ではありません。"
    en = "This is not a booking of this group that covers the whole activity."
    next_ja = "予約の番号と日時を確かめてください。予約した部屋を使わないときは、予約の番号を空にしてください。"
    next_en = "Check the booking and the times, or leave the booking out when you use no booked room."


class ActivityFull(Refusal):
    """All places are taken."""

    status = 409
    code = "activity-full"
    ja = "定員（{capacity}人）に達しました。"
    en = "The activity is full (places: {capacity})."
    next_ja = "キャンセル待ちに入ると、空いたときに順番にお知らせします。ほかの活動も探せます。"
    next_en = "Join the waiting list to be offered the next free place in turn, or look for another activity."


class SignUpClosed(Refusal):
    """The deadline has passed."""

    code = "sign-up-closed"
    ja = "申込みは{deadline:by}に締め切りました。"
    en = "Signing up closed at {deadline:by}."
    next_ja = "参加できるかどうかは、団体に直接お聞きください。ほかの活動も探せます。"
    next_en = "Ask the group whether you may still come, or look for another activity."


class TooManySignUps(Refusal):
    """Signed up and withdrew too often."""

    code = "too-many-sign-ups"
    ja = "この活動への申込みと取りやめが多すぎるため、画面からは申し込めません。"
    en = "There were too many sign-ups and withdrawals; this activity takes no more here."
    next_ja = "参加したいときは、団体に直接お伝えください。"
    next_en = "Tell the group directly that you want to come."


class NotSignedUp(Refusal):
    """Has no place in this activity."""

    code = "not-signed-up"
    ja = "この活動に申し込んでいません。"
    en = "There is no sign-up for this activity."
    next_ja = "先に申し込んでください。締切を過ぎたときは、会場の役員にお知らせください。"
    next_en = "Sign up first. After the deadline, speak to an officer at the place."


class WithdrawalClosed(Refusal):
    """It has begun, or the person has already attended."""

    code = "withdrawal-closed"
    ja = "活動が始まったあと、または参加が記録されたあとは、取りやめできません。"
    en = "Nobody can withdraw once an activity has begun or their attendance is recorded."
    next_ja = (
        "来られなかったときは、何もしなくてかまいません。記録がまちがっているときは、団体の役員にお知らせください。"
    )
    next_en = "If you did not come, there is nothing to do. If the record is wrong, tell an officer of the group."


class AttendanceNotOpen(Refusal):
    """Outside the time in which attendance is recorded."""

    code = "attendance-not-open"
    ja = "参加を記録できるのは、{opens_at}から{closes_at}までです。"
    en = "Attendance is recorded from {opens_at} to {closes_at}."
    next_ja = "その間にもう一度お試しください。過ぎたときは、団体の役員か窓口にお知らせください。"
    next_en = "Try again within that time; when it has passed, tell an officer of the group or the counter."


class CodeOrPerson(Refusal):
    """An attendance names a code or a person, and one of them only."""

    code = "code-or-person"
    ja = "参加コード（code）か、参加した人（person_id）の、どちらか一つを送ってください。"
    en = "Give either an attendance code (code) or the person who was there (person_id)."
    next_ja = "自分の参加は code で、役員や担当者による記録は person_id で送ってください。"
    next_en = "Send code for yourself; officers and staff send person_id."


class CodeMalformed(Refusal):
    """Not six digits."""

    code = "attendance-code-malformed"
    ja = "参加コードは6けたの数字です。"
    en = "An attendance code has six digits."
    next_ja = "会場に出ている数字を、そのまま入れてください。"
    next_en = "Enter the digits shown at the place."


class CodeWrong(Refusal):
    """Not a code of this activity."""

    code = "attendance-code-wrong"
    ja = "この活動の参加コードではありません。"
    en = "This is not an attendance code of this activity."
    next_ja = (
        "会場に出ている今のコードを確かめてください（あと{tries_left}回）。"
        "わからないときは、会場の役員が代わりに記録できます。"
    )
    next_en = "Check the code shown at the place now ({tries_left} tries left), or ask an officer there to record you."


class CodeExpired(Refusal):
    """A code of this activity that is no longer current."""

    code = "attendance-code-expired"
    ja = "この参加コードは古くなりました。"
    en = "This attendance code has expired."
    next_ja = (
        "会場に出ている今のコードを入れてください（あと{tries_left}回）。"
        "わからないときは、会場の役員が代わりに記録できます。"
    )
    next_en = "Enter the code shown at the place now ({tries_left} tries left), or ask an officer there to record you."


class CodeTriesExhausted(Refusal):
    """Too many codes that did not count."""

    status = 422
    code = "attendance-code-tries-exhausted"
    ja = "参加コードのまちがいが{tries_max}回になったため、この活動ではもう入れられません。"
    en = "{tries_max} codes were wrong; no more are taken from you for this activity."
    next_ja = "会場の役員か窓口に声をかけてください。代わりに参加を記録できます。"
    next_en = "Speak to an officer at the place or to the counter: they can record your attendance."


class OnlyByHand(Refusal):
    """An officer said that the person was not there; a code does not undo that."""

    status = 409
    code = "attendance-only-by-hand"
    ja = "この参加の記録は取り消されたため、参加コードでは記録し直せません。"
    en = "This attendance was corrected, so a code cannot record it again."
    next_ja = "参加していたときは、団体の役員か窓口にお知らせください。"
    next_en = "If you were there, tell an officer of the group or the counter."


class TooManyCorrections(Refusal):
    """Recorded and corrected too often."""

    status = 409
    code = "too-many-corrections"
    ja = "この人の参加は{attendances_max}回記録し直されたため、これ以上は記録できません。"
    en = "This attendance was already recorded {attendances_max} times."
    next_ja = "市の担当者にご相談ください。"
    next_en = "Speak to the city's staff."


class NotAttended(Refusal):
    """There is no attendance to correct."""

    code = "not-attended"
    ja = "この人の参加は記録されていません。"
    en = "No attendance of this person is recorded."
    next_ja = "参加者の一覧で、人と活動を確かめてください。"
    next_en = "Check the person and the activity in the list of participants."
