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


class CalendarGone(Refusal):
    """The address was taken back, or its owner does not belong to the group any more."""

    status = 410
    code = "calendar-gone"
    ja = "このカレンダーのアドレスは、もう使えません。"
    en = "This address of a calendar is not in use any more."
    next_ja = (
        "カレンダーアプリからこのアドレスを消し、必要なら新しいアドレスを作ってください（POST /calendars/people/me）。"
    )
    next_en = "Remove it from the calendar program; make a new address if you need one (POST /calendars/people/me)."


class TooManyAddresses(Refusal):
    """One person has, or has ever made, as many addresses as are kept."""

    status = 409
    code = "too-many-addresses"
    ja = "カレンダーのアドレスは、同時に{standing_max}件、通算で{ever_max}件までです。"
    en = "One person has {standing_max} addresses of calendars at most, and makes {ever_max} ever."
    next_ja = "使っていないアドレスを取り消すか、今あるアドレスを使ってください（GET /calendars）。"
    next_en = "Revoke one that is not in use, or use one that stands (GET /calendars)."
