"""What points refuses, in words for people and with what to do next."""

from shared.errors import Refusal


class PointsRefusal(Refusal):
    """Root of what this service refuses."""


class ProgrammeExists(PointsRefusal):
    """A programme's id is given once."""

    status = 409
    code = "programme-exists"
    ja = "ポイント事業「{programme_id}」はすでに登録されています。"
    en = "There is a programme {programme_id} already."
    next_ja = "別の事業IDを付けて、もう一度登録してください。"
    next_en = "Choose another id and register it again."


class TermEndsBeforeStart(PointsRefusal):
    """A term runs forward."""

    code = "term-ends-before-start"
    ja = "終了日が開始日より前になっています。"
    en = "The last day lies before the first."
    next_ja = "期間を確かめて、もう一度登録してください。"
    next_en = "Check the two days and send them again."


class TermCrossesYears(PointsRefusal):
    """A budget belongs to one fiscal year."""

    code = "term-crosses-fiscal-years"
    ja = "ポイント事業の期間は、ひとつの年度（4月から3月まで）の中に収めてください。"
    en = "A programme must lie within one fiscal year (April to March), as its budget does."
    next_ja = "年度ごとに分けて、それぞれ登録してください。"
    next_en = "Register one programme for each fiscal year."


class CapBelowAmount(PointsRefusal):
    """The day's limit must allow one attendance."""

    code = "cap-below-amount"
    ja = "1日の上限（{daily_cap}ポイント）が、1回の付与（{amount}ポイント）より少なくなっています。"
    en = "The limit a day ({daily_cap} points) is below what one attendance earns ({amount} points)."
    next_ja = "1日の上限を、1回の付与以上にしてください。"
    next_en = "Raise the daily limit to at least one attendance."


class ExpiryTooLate(PointsRefusal):
    """Points of an issuer that is not the city end within six months (Payment Services Act, article 4)."""

    code = "expiry-too-late"
    ja = "市以外が発行するポイントの有効期間は、{days_max}日以内で定める必要があります。"
    en = "Points that the city does not issue itself must end within {days_max} days."
    next_ja = "expires_after_days に 1 から {days_max} までの日数を指定してください。"
    next_en = "Set expires_after_days to between 1 and {days_max}."
