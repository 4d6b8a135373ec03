"""When, how and how much one pays, in words: on slips and permits, from how the bill stands. Pure."""

from services.booking.papers.facts import Due
from services.booking.papers.wording import until_words

PAID_LATER = {
    "held": "予約が決まってから、お支払いください。",
    "offered": "この部屋に決まってから、お支払いください。",
    "requested": "許可が出てから、お支払いください。",
}
"""What is not booked yet is not paid yet."""
NOT_BOOKED = frozenset({"refused", "cancelled", "lapsed"})


def paying(fee: int, due: Due | None, state: str) -> str:
    """What to pay, until when and how; or that there is nothing to pay. ``due``: ``None``: no bill yet."""
    if due is not None:
        return _of_bill(due)
    if not fee:
        return ""
    if state in NOT_BOOKED:
        return "お支払いはいりません。"
    return PAID_LATER.get(state, "施設の窓口でお支払いください。期限は、窓口でお確かめください。")


def _of_bill(due: Due) -> str:
    how = f"施設の窓口でお支払いください。振り込むときは、お名前の欄に請求番号 {due.number} を書いてください。"
    match due.status:
        case "due":
            return f"{due.outstanding:,}円を、{until_words(due.pay_by)}までに、{how}"
        case "overdue":
            return f"{due.outstanding:,}円の期限（{until_words(due.pay_by)}）が過ぎています。すぐに、{how}"
        case "refund-due":
            return f"{due.owed_back:,}円をお返しします。施設の窓口でお受け取りください。"
        case "paid":
            return "お支払いは済んでいます。"
    return "お支払いはいりません。"
