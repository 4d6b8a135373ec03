"""Every no about what follows a use: no-shows, heads, tallies, papers and reports, with what to do next."""

from shared.errors import Refusal


class NoShowRecorded(Refusal):
    """Nobody began the use in time, so the booking is a no-show and nothing goes on with it."""

    status = 409
    code = "no-show-recorded"
    ja = "時間までに利用開始の確認がなかったため、無断不使用として記録されています。"
    en = "Nobody confirmed the beginning of the use in time, so it is recorded as a no-show."
    next_ja = "いらしていたときは、施設の窓口にお申し出ください。記録を取り消せます。"
    next_en = "If you were there, tell the facility's counter: the record can be taken back."
    plain = "時間までに 始めなかったので、使えません。"
    next_plain = "来ていたときは、窓口（まどぐち）で 話してください。"


class HeadsAboveCapacity(Refusal):
    """More heads than the rooms take: perhaps a slip of the pen."""

    status = 422
    code = "heads-above-capacity"
    ja = "人数（{value}人）が、部屋の定員（{limit}人）より多くなっています。"
    en = "{value} people are more than the room takes ({limit})."
    next_ja = "人数を確かめてください。入れ替わりなどで正しいときは、確認済み（sure: true）で送ってください。"
    next_en = "Check the number. If it is right, because people came and went, send it again with sure: true."
    plain = "人の数が、部屋に入れる人の数（{limit}人）より多いです。"
    next_plain = "人の数を、もう一度見てください。正しいときは、窓口（まどぐち）の人に話してください。"


class NoNoShow(Refusal):
    """There is no no-show to take back."""

    status = 409
    code = "no-no-show"
    ja = "この予約には、無断不使用の記録がありません。"
    en = "There is no no-show on record for this booking."
    next_ja = "予約の今の状態を確かめてください。"
    next_en = "Look at the booking's present state."


class NoReasonToShow(Refusal):
    """A reason is for a booking that its holder gave back."""

    status = 409
    code = "no-reason-to-show"
    ja = "この予約は、使う人の都合で取り消されたものではありません。"
    en = "It is no booking that its holder gave back."
    next_ja = "予約の今の状態を確かめてください。"
    next_en = "Look at the booking's present state."


class ReasonShownBefore(Refusal):
    """Why a booking was given back is known already."""

    status = 409
    code = "reason-shown-before"
    ja = "この取消しの理由（{reason}）は、すでに記録されています。"
    en = "Why it was given back ({reason}) is on record already."
    next_ja = "まちがいのときは、使用料の訂正や、ペナルティポイントの取消しで直してください。"
    next_en = "If that is wrong, correct the fee, or waive the points."


class UseNotOver(Refusal):
    """Heads of a use that was not begun at the door are recorded when its time is over."""

    status = 409
    code = "use-not-over"
    ja = "利用の時間がまだ終わっていません。"
    en = "The time of the use is not over yet."
    next_ja = "終了の時刻（{ends_at}）を過ぎてから、人数を記録してください。"
    next_en = "Record the heads after its end ({ends_at})."
    plain = "使う時間が、まだ 終わっていません。"
    next_plain = "終わってから、もう一度 してください。"


class HeadsCorrectedOften(Refusal):
    """The heads of one use were corrected as often as they may be."""

    status = 422
    code = "heads-corrected-often"
    ja = "人数の訂正は、1件の利用につき{limit}回までです。"
    en = "The heads of one use are corrected {limit} times at most."
    next_ja = "これまでの記録を確かめてください。さらに直す必要があるときは、市の担当者にご相談ください。"
    next_en = "Look at what is recorded; if it must be changed again, ask the city's staff."


class DayNotCounted(Refusal):
    """A day whose walk-ins cannot be counted: to come, or long ago."""

    status = 422
    code = "day-not-counted"
    ja = "{day} の個人利用は記録できません。"
    en = "Walk-ins of {day} cannot be counted."
    next_ja = "今日までの、{days_max}日以内の日を指定してください。"
    next_en = "Give a day up to today, at most {days_max} days ago."


class UnknownBand(Refusal):
    """No such band of the day."""

    status = 422
    code = "unknown-band"
    ja = "時間区分「{band}」はありません。"
    en = "There is no band {band}."
    next_ja = "次のどれかを指定してください: {bands}"
    next_en = "Give one of: {bands}"

    def __init__(self, *, band: str, bands: tuple[str, ...]) -> None:
        super().__init__(band=band, bands=list(bands))
        self.words = {"bands": ", ".join(bands)}


class UnknownAge(Refusal):
    """The house counts walk-ins by age, or does not, or by other ages."""

    status = 422
    code = "unknown-age"
    ja = "年齢の区分「{age}」は、この施設では使えません。"
    en = "The age band {age} is not used in this house."
    next_ja = "次のどれかを指定してください: {ages}"
    next_en = "Give one of: {ages}"

    def __init__(self, *, age: str, ages: tuple[str, ...]) -> None:
        super().__init__(age=age, ages=list(ages))
        self.words = {"ages": ", ".join(ages) or "–"}


class MoreThanCounted(Refusal):
    """A correction would take back more people than were counted."""

    status = 422
    code = "more-than-counted"
    ja = "記録されている人数（{counted}人）より多くは取り消せません。"
    en = "No more than the {counted} people that were counted can be taken back."
    next_ja = "この日・区分の記録を確かめてから、訂正してください。"
    next_en = "Look at what is recorded for that day and band, then correct it."


class TalliesFull(Refusal):
    """A house's month has as many tallies as are kept."""

    status = 422
    code = "tallies-full"
    ja = "この月の個人利用の記録が上限（{limit}件）に達しました。"
    en = "This month's tallies have reached their limit of {limit}."
    next_ja = "1人ずつではなく、区分ごとにまとめて記録してください。"
    next_en = "Count a band's people together instead of one by one."


class NotPaidYet(Refusal):
    """A receipt says what was paid; nothing was."""

    status = 409
    code = "not-paid-yet"
    ja = "この予約の使用料は、まだ支払われていません。"
    en = "Nothing has been paid for this booking yet."
    next_ja = "お支払いのあとで、領収書をお受け取りください。"
    next_en = "The receipt is there once the fee is paid."
    plain = "まだ、お金を はらっていません。"
    next_plain = "はらったあとで、もう一度 見てください。"


class NothingToPay(Refusal):
    """A receipt of a booking that is free of charge."""

    status = 409
    code = "nothing-to-pay"
    ja = "この予約には使用料がかからないため、領収書はありません。"
    en = "This booking is free of charge, so there is no receipt."
    next_ja = "利用の証明には、使用許可書をお使いください。"
    next_en = "The permit shows that the room is yours."
    plain = "お金の いらない 予約です。領収書（りょうしゅうしょ）は ありません。"
    next_plain = "許可書（きょかしょ）を 使ってください。"


class NoPermit(Refusal):
    """The booking does not stand, so there is no permit to show."""

    status = 409
    code = "no-permit"
    ja = "この予約は今は有効でないため、使用許可書を出せません。"
    en = "The booking does not stand, so there is no permit for it."
    next_ja = "予約の今の状態を確かめてください。"
    next_en = "Look at the booking's present state."
    plain = "この予約の 許可書（きょかしょ）は、出せません。"
    next_plain = "予約が 今どうなっているか、見てください。"


class NoRefusalOnRecord(Refusal):
    """No such request of this person or group was refused."""

    status = 404
    code = "no-refusal-on-record"
    ja = "その内容でお断りした記録が見つかりません。"
    en = "There is no refusal of that request on record."
    next_ja = "施設・室・日時を、お申込みのときと同じにしてください。団体での申込みは、団体（group_id）も指定します。"
    next_en = "Give facility, room and time as they were asked for; for a group's request give group_id too."


class MonthNotReported(Refusal):
    """A month that has not begun, or lies outside the calendar that is kept."""

    status = 422
    code = "month-not-reported"
    ja = "{month} の報告は、まだ作れません。"
    en = "There is no report of {month} yet."
    next_ja = "今月までの月を、2026-11 の形で指定してください。"
    next_en = "Give a month up to the present one, as 2026-11."
