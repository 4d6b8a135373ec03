"""What questions about themes are refused for."""

from shared.errors import Refusal


class ThemesNotTold(Refusal):
    """The month is not over, had no consultation, or is not a month."""

    status = 404
    code = "themes-not-told"
    ja = "この月の相談のテーマは、まだ集計されていません。"
    en = "The themes of this month's consultations have not been counted."
    next_ja = "翌月1日の午前4時に自動で集計されます。集計済みの月は GET /consultations/themes の months にあります。"
    next_en = (
        "They are counted at 4 in the morning of the next month's first day; see months at GET /consultations/themes."
    )
