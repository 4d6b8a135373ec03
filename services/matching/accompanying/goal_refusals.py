"""What matching says no to about changed goals of an accompaniment: in words, with what to do next."""

from shared.errors import Refusal


class GoalsChangeOpen(Refusal):
    """One proposal at a time."""

    status = 409
    code = "goals-change-open"
    ja = "目標の変更案が、すでに一つあります（{change}番）。"
    en = "A change of the goals is proposed already (number {change})."
    next_ja = "GET /accompaniments/{accompaniment_id} で案を見て、もう一方が答えるか、出した側が取り下げてください。"
    next_en = "See GET /accompaniments/{accompaniment_id}: the other side answers it, or its own side takes it back."
    plain = "もう 新（あたら）しい 目標（もくひょう）の 案（あん）が あります。"
    next_plain = "その 案（あん）に こたえてから、また 出（だ）してください。"


class GoalsAlike(Refusal):
    """The goals that are proposed are those that hold."""

    status = 422
    code = "goals-alike"
    ja = "いまの目標と同じです。"
    en = "These are the goals that hold now."
    next_ja = "加えるか外す目標を選んでください。"
    next_en = "Choose a goal to add or to take away."
    plain = "いまの 目標（もくひょう）と おなじです。"
    next_plain = "ほかの 目標（もくひょう）を えらんで ください。"


class GoalsChangeOver(Refusal):
    """The proposal has an answer, was taken back, or its time is over: the first word counts."""

    status = 409
    code = "goals-change-over"
    ja = "この変更案には、すでに結果が出ています（{status}）。"
    en = "This change is over already ({status})."
    next_ja = "GET /accompaniments/{accompaniment_id}/history で確かめ、必要ならあらためて案を出してください。"
    next_en = "See GET /accompaniments/{accompaniment_id}/history, and propose anew where that is needed."
    plain = "この 案（あん）は もう きまりました（{status}）。"
    next_plain = "結果（けっか）を 見（み）てください。"


class OwnGoalsChange(Refusal):
    """The side that proposed does not answer itself, and nobody takes back what the other side proposed."""

    status = 409
    code = "own-goals-change"
    ja = "変更案に答えるのはもう一方の側、取り下げるのは案を出した側です。"
    en = "The other side answers a change; the side that proposed it takes it back."
    next_ja = "もう一方の返事を待つか、自分の側の案を DELETE で取り下げてください。"
    next_en = "Wait for the other side, or take your own side's proposal back with DELETE."
    plain = "こたえるのは もう一人（ひとり）の 人（ひと）です。"
    next_plain = "へんじを 待（ま）ってください。"


class UnknownGoalsChange(Refusal):
    """No change of this number was proposed."""

    status = 404
    code = "unknown-goals-change"
    ja = "その番号の変更案はありません。"
    en = "No change of this number was proposed."
    next_ja = "GET /accompaniments/{accompaniment_id}/history で番号を確かめてください。"
    next_en = "See the numbers at GET /accompaniments/{accompaniment_id}/history."
    plain = "その 案（あん）は ありません。"
    next_plain = "一覧（いちらん）を 見（み）てください。"


class TooManyGoalsChanges(Refusal):
    """So many changes an accompaniment."""

    status = 409
    code = "too-many-goals-changes"
    ja = "一つの伴走支援で出せる変更案は{changes_max}件までです。"
    en = "An accompaniment takes at most {changes_max} changes of its goals."
    next_ja = "この伴走支援を終え、新しい目標であらためて始めてください。"
    next_en = "End this one, and begin anew with new goals."
    plain = "もう かえられません。"
    next_plain = "いちど おわりにして、また はじめて ください。"
