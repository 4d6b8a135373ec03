"""What an export of the city's past says no to, in words and with what to do next."""

from shared.errors import Refusal


class SplitToCome(Refusal):
    """Nothing has come true after a day that has not been."""

    status = 422
    code = "split-to-come"
    ja = "分割日は、今日より前の日にしてください。"
    en = "The day of the split lies before today."
    next_ja = "分割日より後に起きたことを当てます。半年前が目安です。"
    next_en = "What happened after it is to be predicted: half a year ago is a good day."


class ExportOver(Refusal):
    """It was noted too long ago: whoever fetches it now is to be noted anew."""

    status = 409
    code = "export-over"
    ja = "この書き出しは時間が過ぎました。"
    en = "This export may no longer be fetched."
    next_ja = "POST /history-exports で、もう一度始めてください。"
    next_en = "Begin anew with POST /history-exports."
