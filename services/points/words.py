"""Why a line of the history is as it is, in words for people."""

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "daily-cap": ("1日の上限に達したため、付与されませんでした。", "The limit for one day was reached."),
    "budget-used-up": ("事業の予算がなくなったため、付与されませんでした。", "The programme's budget is used up."),
    "no-programme": ("参加した日にポイント事業がありませんでした。", "No programme gives points for that day."),
    "not-in-term": ("事業の期間の外の参加です。", "The attendance lies outside the programme's term."),
    "books-closed": ("その年度の受付は終わっています。", "The books of that fiscal year are closed."),
    "corrected": ("参加の記録が訂正されています。", "The attendance has been corrected."),
    "already-earned": ("この活動の分は、すでに付与されています。", "This activity has earned its points already."),
    "erased": ("口座は使われていません。", "The account is no longer in use."),
    "debt": (
        "すでに無くなっていた分は、次の付与から差し引きます。",
        "What was no longer there is taken from the next earnings.",
    ),
    "expired": ("すでに失効していたため、差し引く分はありません。", "It had ended already, so nothing is taken back."),
    "debt-repaid": ("差し引き待ちの分に充てました。", "Part of it repaid what was owed."),
    "cancelled": ("引換えを取り消したため、戻りました。", "The redemption was cancelled."),
    "not-fetched": ("期限までに受け取られなかったため、戻りました。", "The reward was not fetched in time."),
    "gift-undelivered": ("受け取れる口座がなかったため、戻りました。", "No account could take the gift."),
}
"""Reason → Japanese, English. A test compares the keys with the reasons that events can carry."""
