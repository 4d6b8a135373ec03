"""Ways in which a series says no, with words for people and what to do next."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.errors import Refusal


class HeldForSeries(Refusal):
    """A series holds it until all of its occurrences can be had, or none is: nothing else becomes of it meanwhile."""

    status = 409
    code = "held-for-series"
    ja = "まとめて申し込んだほかの回と手続き中です。すべて取れれば予約になり、取れなければすべて取りやめになります。"
    en = "It is held together with the other occurrences of its series: all of them will be booked, or none."
    next_ja = "少し待って、結果（GET /series/{series_id}）を確かめてください。取消しは、そのあとにできます。"
    next_en = "Look in a while what became of them (GET /series/{series_id}); then you can cancel."
    plain = "いっしょに申し込んだ、ほかの日の 予約を 待っています。全部（ぜんぶ）とれたら、予約になります。"
    next_plain = "少し待ってから、もう一度 見てください。やめるのは、そのあとで できます。"


class SeriesNotPossible(Refusal):
    """A series that stops at the first conflict: ``conflicts`` says which occurrences cannot be booked, and why."""

    status = 409
    code = "series-not-possible"
    ja = "{total}回のうち{count}回が予約できないため、すべて予約しませんでした。"
    en = "{count} of {total} occurrences cannot be booked, so none was."
    next_ja = "示した回（conflicts）を変えるか、「飛ばす（skip）」「別の部屋（other-room）」を選んでください。"
    next_en = "Change the occurrences listed, or choose skip or other-room."
    plain = "{total}回のうち {count}回が、できません。1つも 予約していません。"
    next_plain = "できない日は とばすか、べつの部屋に してください。"


class SeriesTooLong(Refusal):
    """A series that would have more occurrences than are booked at once: ``until`` is the last day that can be."""

    status = 422
    code = "series-too-long"
    ja = "一度に申し込めるのは{limit}回までです。この条件では、{until}までになります。"
    en = "{limit} occurrences can be booked at once; with these days that is until {until}."
    next_ja = "終わりの日（until）を{until}までにして、残りは別に申し込んでください。"
    next_en = "End it on {until} (until), and book the rest as another series."
    plain = "1回に 申し込めるのは、{limit}回までです。"
    next_plain = "{until}までを、先に 申し込んでください。"


class SeriesEmpty(Refusal):
    """A series without a day that could be booked: ``conflicts`` says of each why; the first is told as the whole."""

    status = 422
    code = "series-empty"
    ja = "この条件に合う日がないか、どの日も予約できません。{why_ja}"
    en = "No day fits, or none of them can be booked. {why_en}"
    next_ja = "始める日、曜日、終わりの日を確かめてください。"
    next_en = "Check the first day, the weekday, and the last day."
    plain = "予約できる日が、ありません。{why_plain}"
    next_plain = "べつの日や、べつの曜日（ようび）を、えらんでください。"

    def __init__(self, conflicts: Sequence[Mapping[str, Any]] = ()) -> None:
        """``conflicts``: the occurrences in their order, each with the fields of a single refusal."""
        first = conflicts[0] if conflicts else {}
        told = {name: first[name] for name in ("rule_id", "article", "value", "limit", "until") if name in first}
        super().__init__(**told, conflicts=list(conflicts))
        self.words = {f"why_{language}": first.get(language, "") for language in ("ja", "plain", "en")}
