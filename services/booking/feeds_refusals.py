"""The noes of feeds and of the city's free list, in Japanese and English, with what to do next."""

from shared.errors import Refusal


class MonthUnclear(Refusal):
    """Days that the city's free list cannot be asked for."""

    status = 422
    code = "month-unclear"
    ja = "空きを調べる月または期間が正しくありません。"
    en = "The month or period to look at is not clear."
    next_ja = (
        "month=2026-12 のように月を指定するか、from と until を日付（2026-12-01）で、{days_max}日以内にしてください。"
    )
    next_en = "Give a month (month=2026-12), or from and until as dates (2026-12-01), {days_max} days at most."
