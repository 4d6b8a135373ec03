"""The noes of ledgers' import, in Japanese and English, with what to do next."""

from shared.errors import Refusal


class LedgerUnreadable(Refusal):
    """A file that has none of the three shapes of a ledger."""

    status = 422
    code = "ledger-unreadable"
    ja = "予約台帳として読めません。{problem_ja}"
    en = "The file cannot be read as a ledger of bookings: {problem_en}"
    next_ja = (
        "次のどれかの形の CSV にしてください。1行1件（見出しに 日付・室名・開始・終了・団体名）、"
        "日ごと（見出しに 時間 と室名）、週間（行が時間帯、列が日付）。"
    )
    next_en = (
        "Give a CSV in one of these shapes: a line a booking (headings 日付, 室名, 開始, 終了, 団体名), a line a time"
        " of day with a column a room (heading 時間), or a line a band with a column a day."
    )

    def __init__(self, *, ja: str, en: str) -> None:
        super().__init__(problem=en)
        self.words = {"problem_ja": ja, "problem_en": en}


class LedgerTooLarge(Refusal):
    """More bookings, or more days, than one import takes over at once."""

    status = 422
    code = "ledger-too-large"
    ja = "一度に取り込めるのは、予約{bookings_max}件、施設と日の組み合わせ{days_max}件までです。"
    en = "One import takes over {bookings_max} bookings on {days_max} days of facilities at most."
    next_ja = "期間や施設でファイルを分けてください。"
    next_en = "Split the file by period or by facility."


class PlaceholderMissing(Refusal):
    """The person on whose account the operator enters what no known person made is not named."""

    status = 422
    code = "placeholder-missing"
    ja = "台帳の予約を預かる利用者（窓口の番号）が指定されていません。"
    en = "It is not said on whose account bookings of the ledger are kept (a person of the counter)."
    next_ja = "窓口の利用者番号を --placeholder（HTTP では placeholder）で指定してください。"
    next_en = "Name the counter's person id with --placeholder (over HTTP: placeholder)."


class PlaceholderOwn(Refusal):
    """A clerk whose own account would get the bookings of a ledger, outside all rules."""

    status = 422
    code = "placeholder-own"
    ja = "台帳の予約を、取り込む人自身が預かることはできません。"
    en = "Bookings of a ledger cannot be kept on the account of whoever takes it over."
    next_ja = "窓口の利用者番号を --placeholder（HTTP では placeholder）で指定してください。"
    next_en = "Name the counter's person id with --placeholder (over HTTP: placeholder)."
    plain = "台帳（だいちょう）の 予約を、自分の ものに できません。"
    next_plain = "窓口（まどぐち）の 番号（ばんごう）を 入れてください。"
