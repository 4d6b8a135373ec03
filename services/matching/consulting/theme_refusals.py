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


class ThemesNotPublished(Refusal):
    """Nothing is told of the month: it is not over, nobody brought anything, or everything was brought by too few."""

    status = 404
    code = "themes-not-published"
    ja = "この月の相談のテーマは、公表していません。まだ集計していないか、どの種類も5人未満でした。"
    en = "No themes are published for this month: it is not counted yet, or fewer than five people brought each."
    next_ja = "公表した月は GET /figures/themes の months にあります。集計は翌月1日の午前4時です。"
    next_en = (
        "Published months are in months of GET /figures/themes. A month is counted at 4 in the morning of the next "
        "one's first day."
    )
    plain = "この 月の そうだんの かずは だして いません。"
    next_plain = "ほかの 月を えらんで ください。"
