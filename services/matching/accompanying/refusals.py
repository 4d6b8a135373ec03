"""What matching says no to about accompaniments: in words, with what to do next."""

from shared.errors import Refusal


class AccompanimentUnderWay(Refusal):
    """One accompaniment of a group at a time."""

    status = 409
    code = "accompaniment-under-way"
    ja = "この団体には、まだ終わっていない伴走支援があります。"
    en = "This group has an accompaniment that is not over."
    next_ja = "先に POST /accompaniments/{accompaniment_id}/end で終わりの言葉を残してください。"
    next_en = "End it first with POST /accompaniments/{accompaniment_id}/end."
    plain = "もう 伴走支援（ばんそうしえん）が あります。"
    next_plain = "それが おわってから、また たのんで ください。"


class AccompanimentNotSo(Refusal):
    """What was asked does not fit how it stands."""

    status = 409
    code = "accompaniment-not-so"
    ja = "いまの状態（{status}）では、できません。"
    en = "That cannot be done as it stands ({status})."
    next_ja = "GET /accompaniments/{accompaniment_id} で、次に何をするかを確かめてください。"
    next_en = "See at GET /accompaniments/{accompaniment_id} what comes next."
    plain = "いまは できません（{status}）。"
    next_plain = "つぎに する ことを 見（み）てください。"


class SaidAlready(Refusal):
    """A side says its word once."""

    status = 409
    code = "said-already"
    ja = "こちら側の言葉は、すでに受け取っています。"
    en = "This side has said its word already."
    next_ja = "もう一方の返事を待ってください。"
    next_en = "Wait for the other side."
    plain = "もう ききました。"
    next_plain = "もう一人（ひとり）の へんじを 待（ま）ってください。"


class NoIntermediary(Refusal):
    """Only a person who is entered as of an intermediary body accompanies a group."""

    status = 422
    code = "no-intermediary"
    ja = "この人は、中間支援団体の担当者として登録されていません。"
    en = "This person is not entered as of an intermediary body."
    next_ja = "GET /coordinators で種類 intermediary の人を選ぶか、選ばずに頼んでください。協創スタッフが探します。"
    next_en = "Choose somebody of kind intermediary at GET /coordinators, or name nobody: a coordinator looks for one."
    plain = "この 人（ひと）は てつだう グループの 人（ひと）では ありません。"
    next_plain = "ほかの 人（ひと）を えらんで ください。"


class UnknownProjectGoal(Refusal):
    """A goal that is in no list, or not one of this project."""

    status = 422
    code = "unknown-project-goal"
    ja = "その目標は、一覧かこの伴走支援にありません（{unknown}）。"
    en = "The goal is not in the list, or not one of this accompaniment ({unknown})."
    next_ja = "GET /accompaniments/terms の一覧から選んでください。"
    next_en = "Choose from the list of GET /accompaniments/terms."
    plain = "その 目標（もくひょう）は ありません。"
    next_plain = "一覧（いちらん）から えらんで ください。"


class VisitDay(Refusal):
    """A visit is planned for a day ahead, and made on its day or later; so many are planned at a time."""

    status = 422
    code = "visit-day"
    ja = "訪問は今日から{days_max}日以内に計画し、その日以後に記録します（計画は{visits_max}件まで）。"
    en = "A visit is planned within {days_max} days, at most {visits_max} at a time, and noted on its day or later."
    next_ja = "日を選び直すか、計画を取り消してください。"
    next_en = "Choose another day, or call a planned one off."
    plain = "その 日（ひ）は えらべません。"
    next_plain = "ほかの 日（ひ）を えらんで ください。"


class UnknownVisit(Refusal):
    """No visit of this number is planned."""

    status = 404
    code = "unknown-visit"
    ja = "その番号の、計画中の訪問はありません。"
    en = "No visit of this number is planned."
    next_ja = "GET /accompaniments/{{accompaniment_id}} で確かめてください。"
    next_en = "See GET /accompaniments/{{accompaniment_id}}."
    plain = "その 訪問（ほうもん）は ありません。"
    next_plain = "一覧（いちらん）を 見（み）てください。"
