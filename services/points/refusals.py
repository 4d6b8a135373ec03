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


# -- rewards


class RewardExists(PointsRefusal):
    """A reward's id is given once."""

    status = 409
    code = "reward-exists"
    ja = "特典「{reward_id}」はすでに登録されています。"
    en = "There is a reward {reward_id} already."
    next_ja = "別の特典IDを付けて、もう一度登録してください。"
    next_en = "Choose another id and register it again."


class TermTooLong(PointsRefusal):
    """An offer is bounded in time."""

    code = "term-too-long"
    ja = "特典の期間は、{days_max}日以内にしてください。"
    en = "A reward can be offered for {days_max} days at most."
    next_ja = "期間を短くして、もう一度登録してください。"
    next_en = "Choose a shorter term and register it again."


class StockTooLarge(PointsRefusal):
    """A reward's stock is bounded."""

    code = "stock-too-large"
    ja = "在庫は全部で{stock_max}個までです（今までに{stock}個）。"
    en = "A reward can have a stock of {stock_max} in all; {stock} were put up so far."
    next_ja = "追加は{room}個までにするか、新しい特典として登録してください。"
    next_en = "Add at most {room}, or register a new reward."


class RewardNotOffered(PointsRefusal):
    """It is withdrawn, its time has not come, or it is over: ``state`` says which."""

    status = 409
    code = "reward-not-offered"
    ja = "この特典は、今は交換を受け付けていません。"
    en = "This reward cannot be redeemed now."
    next_ja = "特典の一覧で、交換できる期間を確かめてください。"
    next_en = "See the list of rewards for what can be redeemed, and when."


class RewardGone(PointsRefusal):
    """Somebody else had the last one. ``alternatives``: what else there is to have for the balance."""

    status = 409
    code = "reward-gone"
    ja = "この特典は、なくなりました。ポイントは減っていません。"
    en = "This reward is all gone. No points were taken."
    next_ja = "残高で交換できるほかの特典を alternatives に示しました。特典の一覧からも選べます。"
    next_en = "What else there is to have for your balance is in alternatives; or choose from the list of rewards."


class PointsShort(PointsRefusal):
    """The balance does not reach; ``missing`` points are short."""

    code = "points-short"
    ja = "ポイントが{missing}足りません（必要 {price}、使える残高 {available}）。"
    en = "{missing} points are missing ({price} are needed, {available} can be spent)."
    next_ja = "活動に参加してポイントがたまったら、もう一度お試しください。"
    next_en = "Take part in activities to earn more, then try again."


class TooManyOpen(PointsRefusal):
    """So many rewards wait for the person already."""

    status = 409
    code = "too-many-open"
    ja = "受け取っていない特典が{open_max}件あります。"
    en = "{open_max} rewards wait for you already."
    next_ja = "先に受け取るか、取り消してから、もう一度交換してください。"
    next_en = "Fetch or cancel one of them first, then redeem again."


class RedemptionLimitReached(PointsRefusal):
    """Who redeems and cancels all day keeps the stock from others."""

    status = 409
    code = "redemption-limit"
    ja = "交換は、取り消したものも含めて1日に{a_day_max}回までです。"
    en = "Rewards can be redeemed {a_day_max} times a day, those that were cancelled included."
    next_ja = "明日、もう一度お試しください。"
    next_en = "Try again tomorrow."


class RedemptionEnded(PointsRefusal):
    """It was handed over, cancelled, or not fetched in time: ``state`` says which."""

    status = 409
    code = "redemption-ended"
    ja = "この引換えは、すでに終わっています。"
    en = "This redemption is over."
    next_ja = "引換えの一覧で、受け取り済みか、取消しか、期限切れかを確かめてください。"
    next_en = "See the list of redemptions: it was handed over, cancelled, or not fetched in time."


class WrongNumber(PointsRefusal):
    """The number that the person shows is not this redemption's."""

    code = "wrong-number"
    ja = "引換番号が違います。"
    en = "The number is not the one of this redemption."
    next_ja = "利用者の画面の引換番号を確かめて、もう一度入力してください。"
    next_en = "Check the number on the person's screen and enter it again."


# -- gifts


class GiftToSelf(PointsRefusal):
    """A gift goes to somebody else."""

    code = "gift-to-self"
    ja = "自分には贈れません。"
    en = "You cannot give points to yourself."
    next_ja = "贈る相手の利用者IDを確かめてください。"
    next_en = "Check the person id of whom you want to give to."


class GiftLimitReached(PointsRefusal):
    """Points are thanks, not a currency: what one person gives in a day is limited."""

    status = 409
    code = "gift-limit"
    ja = "贈れるのは、1日に{given_a_day}ポイント・{gifts_a_day}回までです。今日はあと{left_today}ポイント贈れます。"
    en = "A person can give {given_a_day} points and {gifts_a_day} times a day; {left_today} points are left for today."
    next_ja = "ポイントを減らすか、明日、もう一度お試しください。"
    next_en = "Give fewer points, or try again tomorrow."


class GiftReturned(PointsRefusal):
    """No account took the gift. Whether the id never was or is no longer is not told."""

    status = 409
    code = "gift-returned"
    ja = "受け取れる口座がなかったため、{amount}ポイントはすべて手元に戻りました（残高 {balance}）。"
    en = "No account could take the gift: all {amount} points are back (balance {balance})."
    next_ja = "相手の方に利用者IDを確かめて、もう一度贈ってください。"
    next_en = "Ask the person for their id and give again."
