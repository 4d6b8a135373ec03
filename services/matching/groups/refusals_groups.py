"""What matching says no to when groups look for groups and for successors: in words, with what to do next."""

from shared.errors import Refusal


class SameKind(Refusal):
    """Partners are of the other kind."""

    status = 422
    code = "same-kind"
    ja = "一緒に活動する相手は、地縁型とテーマ型の組み合わせで探します。"
    en = "Partners are a neighbourhood group and a theme group."
    next_ja = "GET /groups/{group_id}/partners から相手を選んでください。"
    next_en = "Choose one from GET /groups/{group_id}/partners."
    plain = "町会（ちょうかい）と テーマの グループが いっしょに します。"
    next_plain = "一覧（いちらん）から えらんでください。"


class ContactUnderWay(Refusal):
    """One suggestion between two groups at a time, whoever asked."""

    status = 409
    code = "contact-under-way"
    ja = "この2つの団体の間では、すでに声をかけています（声をかけた団体: {from_group}）。"
    en = "A suggestion between these two groups is under way (from {from_group})."
    next_ja = "POST /group-contacts/{contact_id}/answer で答えるか、返事を待ってください。"
    next_en = "Answer it with POST /group-contacts/{contact_id}/answer, or wait for the answer."
    plain = "もう 声を かけています（{from_group}）。"
    next_plain = "へんじを 待ってください。"


class NotAsked(Refusal):
    """Nothing was suggested."""

    status = 409
    code = "not-asked"
    ja = "この2つの団体の間では、まだ声をかけていません。"
    en = "Nothing was suggested between these two groups."
    next_ja = "POST /groups/{{group_id}}/contacts で声をかけてください。"
    next_en = "Suggest something with POST /groups/{{group_id}}/contacts."
    plain = "まだ 声を かけていません。"
    next_plain = "声を かけてください。"


class ContactOver(Refusal):
    """It was answered, or has lapsed."""

    status = 409
    code = "contact-over"
    ja = "この呼びかけは終わっています（状態: {status}）。"
    en = "This suggestion is over (status: {status})."
    next_ja = "必要であれば、新しく声をかけてください。"
    next_en = "Suggest something anew if there is need."
    plain = "もう 終わっています（{status}）。"
    next_plain = "もう一度 声を かけてください。"


class SearchTime(Refusal):
    """Somebody is looked for until a day ahead, and not without end."""

    status = 422
    code = "search-time"
    ja = "募集の期限は、明日から{days_max}日以内で決めてください。"
    en = "A search ends on a day ahead, within {days_max} days."
    next_ja = "期限を選び直してください。期限が来たら、また募集できます。"
    next_en = "Choose another day; when it has passed, you can search again."
    plain = "いつまでかは {days_max}日の あいだに きめてください。"
    next_plain = "ほかの 日を えらんでください。"


class NotSought(Refusal):
    """Nobody is looked for in this role."""

    status = 404
    code = "not-sought"
    ja = "この団体は、この役割の後継者を探していません。"
    en = "This group does not look for anybody in this role."
    next_ja = "GET /successions で、募集中のものを確かめてください。"
    next_en = "See GET /successions for what is open."
    plain = "この 役割（やくわり）の 人は さがしていません。"
    next_plain = "一覧（いちらん）を 見てください。"
