"""Every no that money says to a person, in Japanese and English, with what to do next."""

from shared.errors import Refusal


class MoneyRefusal(Refusal):
    """What cannot be done with a bill."""


class NoBill(MoneyRefusal):
    """The booking costs nothing, or its bill is not there yet."""

    status = 404
    code = "no-bill"
    ja = "この予約には、使用料の請求がありません。"
    en = "There is no bill for this booking."
    next_ja = "使用料のかからない予約です。予約したばかりのときは、少し待ってからもう一度ご覧ください。"
    next_en = "It costs nothing. If it was only just booked, look again in a moment."
    plain = "この予約に、お金は いりません。"
    next_plain = "予約した すぐあとなら、少し待って 見てください。"


class PartialPayment(MoneyRefusal):
    """Less than what is due is not taken."""

    status = 422
    code = "partial-payment"
    ja = "使用料の一部だけを受け取ることはできません（お支払いの額は{outstanding}円です）。"
    en = "A part of the fee cannot be taken; {outstanding} yen are due."
    next_ja = "{outstanding}円をお受け取りください。減免のときは、先に減免を記録してください。"
    next_en = "Take {outstanding} yen. Record a reduction or waiver first, if there is one."


class Overpayment(MoneyRefusal):
    """More than what is due is not taken."""

    status = 422
    code = "overpayment"
    ja = "お支払いの額（{outstanding}円）より多く受け取ることはできません。"
    en = "Only {outstanding} yen are due; more cannot be taken."
    next_ja = "{outstanding}円だけをお受け取りください。"
    next_en = "Take {outstanding} yen, no more."


class NothingDue(MoneyRefusal):
    """It has been paid, waived, or countered."""

    status = 409
    code = "nothing-due"
    ja = "この予約の使用料は、すでに支払い済みか、支払いの必要がありません。"
    en = "Nothing is due for this booking any more."
    next_ja = "お金を受け取らず、領収の記録（receipts）を確かめてください。"
    next_en = "Take no money, and look at the receipts of the bill."
    plain = "もう はらってあります。"
    next_plain = "お金は、いりません。"


class BillIsCancelled(MoneyRefusal):
    """The booking was cancelled or moved."""

    status = 409
    code = "bill-cancelled"
    ja = "この予約は取り消されたか、別の予約に変わったため、使用料は受け取れません。"
    en = "The booking was cancelled or moved, so no fee can be taken for it."
    next_ja = "お金を受け取らないでください。変更した予約があるときは、その予約の番号で支払います。"
    next_en = "Take no money. Where the booking was moved, the fee is paid for the booking that took its place."


class PaymentUnderWay(MoneyRefusal):
    """Somebody is paying online, or nobody knows yet whether they have paid."""

    status = 409
    code = "payment-under-way"
    ja = "オンラインでの支払いの途中です。まだ結果が分かりません。"
    en = "An online payment is under way; how it ends is not known yet."
    next_ja = "支払いの画面を確かめるか、数分待ってからもう一度お試しください。お急ぎのときは窓口で支払えます。"
    next_en = "Look at the payment's page, or try again in a few minutes. The fee can be paid at the counter meanwhile."
    plain = "今、はらっている とちゅうです。"
    next_plain = "少し待ってから、もう一度 見てください。"


class NoOnlinePayment(MoneyRefusal):
    """The city has no payment service."""

    status = 409
    code = "no-online-payment"
    ja = "オンラインでの支払いは、まだご利用いただけません。"
    en = "Fees cannot be paid online here."
    next_ja = "施設の窓口か、銀行振込でお支払いください。"
    next_en = "Pay at the facility's counter, or by bank transfer."
    plain = "インターネットでは、はらえません。"
    next_plain = "窓口（まどぐち）か 銀行で はらってください。"


class TooManyAttempts(MoneyRefusal):
    """A bill has a limit of entries, so that its record stays readable."""

    status = 409
    code = "bill-full"
    ja = "この請求の記録が上限（{limit}件）に達しました。"
    en = "This bill has reached its limit of {limit} entries."
    next_ja = "施設の窓口でお手続きください。窓口では、予約を取り直して新しい請求にしてください。"
    next_en = "Ask at the counter; there the booking can be made anew, with a new bill."


class NothingToRefund(MoneyRefusal):
    """Nothing waits to be given back by this channel."""

    status = 409
    code = "nothing-to-refund"
    ja = "この方法（{channel_ja}）でお返しするお金はありません。"
    en = "Nothing is to be given back by this channel ({channel})."
    next_ja = "お金を渡さず、請求の記録を確かめてください。ほかの職員がすでに渡したことがあります。"
    next_en = "Hand out nothing and look at the bill: somebody else may have given it back already."

    def __init__(self, *, booking_id: str, channel: str) -> None:
        super().__init__(booking_id=booking_id, channel=channel)
        self.words = {"channel_ja": CHANNEL_JA.get(channel, channel)}


class RefundDiffers(MoneyRefusal):
    """Another amount waits to be given back."""

    status = 422
    code = "refund-differs"
    ja = "お返しする額は{owed}円です（{amount}円ではありません）。"
    en = "{owed} yen are to be given back, not {amount}."
    next_ja = "額を確かめて、{owed}円をお返しください。"
    next_en = "Check the amount and give back {owed} yen."


class WaiverTooLarge(MoneyRefusal):
    """More than what is still to be paid cannot be waived."""

    status = 422
    code = "waiver-too-large"
    ja = "減免できるのは、まだ支払われていない額（{outstanding}円）までです。"
    en = "At most what is still to be paid ({outstanding} yen) can be waived."
    next_ja = "減免は支払いの前に記録します。支払いの後は、使用料の訂正（corrections）で差額をお返しください。"
    next_en = "Waive before it is paid; afterwards correct the fee, and the difference is given back."


class FeeUnchanged(MoneyRefusal):
    """The fee is that already, or a cancelled bill was to become dearer."""

    status = 422
    code = "fee-unchanged"
    ja = "使用料は{fee}円にできません（今は{charged}円です）。"
    en = "The fee cannot be set to {fee} yen; it is {charged}."
    next_ja = "今と違う額を指定してください。取り消した予約の使用料は、下げることだけできます。"
    next_en = "Give another amount. Of a cancelled booking the fee can only be lowered."


class PaidInFuture(MoneyRefusal):
    """The day of a payment lies in the future, or more than a year back."""

    status = 422
    code = "paid-on-out-of-range"
    ja = "支払日（{paid_on}）は、今日（{today}）までの1年の間でなければなりません。"
    en = "The day of payment ({paid_on}) must lie within the year up to today ({today})."
    next_ja = "入金の日付を確かめてください。"
    next_en = "Check the day on which the money came in."


class NoSuchAttempt(MoneyRefusal):
    """A payment or refund that nobody began."""

    status = 404
    code = "no-such-payment"
    ja = "その番号の支払いは、この請求にありません。"
    en = "This bill has no payment of that id."
    next_ja = "請求（GET /bills/番号）で、支払いの番号を確かめてください。"
    next_en = "Look at the bill (GET /bills/ID) for the ids of its payments."


class StatementUnreadable(MoneyRefusal):
    """A bank statement of which nothing can be booked safely. ``problem`` says why; nothing was booked."""

    status = 422
    code = "statement-unreadable"
    ja = "入金明細のファイルを読み取れません。{problem_ja} 何も記録していません。"
    en = "The bank statement cannot be read: {problem_en} Nothing was booked."
    next_ja = "「日付」「金額」「摘要」の見出しがある CSV（UTF-8 または Shift_JIS、{limit}行まで）を指定してください。"
    next_en = "Give a CSV file (UTF-8 or CP932) with the headings date, amount and description, at most {limit} rows."

    def __init__(self, *, ja: str, en: str, limit: int) -> None:
        super().__init__(problem=en, limit=limit)
        self.words = {"problem_ja": ja, "problem_en": en}


CHANNEL_JA = {"counter": "窓口", "bank": "銀行振込", "online": "オンライン"}
