"""What matching says no to about supporters in training: in words, with what to do next."""

from shared.errors import Refusal


class OwnsNoCase(Refusal):
    """A supporter in training comes to learn, and owns no case and no desk."""

    status = 409
    code = "owns-no-case"
    ja = "協創サポーター（研修中）は、案件や窓口の責任者になりません。"
    en = "A supporter in training owns no case and no desk."
    next_ja = "先に案件を引き継ぐか、別の人を窓口責任者にしてから、もう一度お試しください。"
    next_en = "Hand the cases over or name another owner of the desk first, then try again."
    plain = "べんきょう中（ちゅう）の サポーターは、責任者（せきにんしゃ）に なりません。"
    next_plain = "ほかの 人（ひと）を えらんでください。"


class UnknownGoal(Refusal):
    """A learning goal that is not there, or a code that is in no list."""

    status = 404
    code = "unknown-goal"
    ja = "その学習目標はありません。"
    en = "There is no such learning goal."
    next_ja = "GET /training/{{supporter_id}}/goals と GET /training/terms の一覧を確かめてください。"
    next_en = "See GET /training/{{supporter_id}}/goals and the list of GET /training/terms."
    plain = "その 目標（もくひょう）は ありません。"
    next_plain = "一覧（いちらん）を 見（み）てください。"


class GoalExists(Refusal):
    """The same goal of the list is set already."""

    status = 409
    code = "goal-exists"
    ja = "この学習目標は、すでに立てられています（{goal}）。"
    en = "This learning goal is set already ({goal})."
    next_ja = "達成したと双方が言ってから、もう一度立てられます。"
    next_en = "It can be set again once both have said that it is met."
    plain = "その 目標（もくひょう）は もう あります。"
    next_plain = "ほかの 目標（もくひょう）を えらんでください。"


class GoalIsMet(Refusal):
    """What both said is met stays so."""

    status = 409
    code = "goal-is-met"
    ja = "この学習目標は、双方が達成したと言っています。"
    en = "Both have said that this learning goal is met."
    next_ja = "続けて学ぶことは、新しい目標として立ててください。"
    next_en = "Set what is still to be learnt as a new goal."
    plain = "ふたりが「できた」と 言（い）いました。"
    next_plain = "あたらしい 目標（もくひょう）を つくってください。"


class TooManyGoals(Refusal):
    """A supporter has a greatest number of goals under way."""

    status = 409
    code = "too-many-goals"
    ja = "同時に取り組む学習目標は{goals_max}個までです。"
    en = "A supporter works on at most {goals_max} learning goals at once."
    next_ja = "達成した目標は二人とも「達成」とし、要らなくなった目標は取り下げてください。"
    next_en = "Say of a goal that it is met, both of you, or drop one that is no longer wanted."
    plain = "目標（もくひょう）は {goals_max}個（こ）までです。"
    next_plain = "いらない 目標（もくひょう）を やめてください。"


class NobodyRotates(Refusal):
    """No term is over."""

    status = 409
    code = "nobody-rotates"
    ja = "期間の終わった協創サポーターはいません。"
    en = "No supporter's term is over."
    next_ja = "全員を交代させるときは everybody=true を付けてください。"
    next_en = "Send everybody=true to rotate all of them."
    plain = "かわる サポーターは いません。"
    next_plain = "もう少（すこ）し 待（ま）ってください。"


class RotationChanged(Refusal):
    """The plan that was looked at is not what would be done now."""

    status = 409
    code = "rotation-changed"
    ja = "見ていただいた案のあとで、担当の状況が変わりました。"
    en = "The roster has changed since you looked at the plan."
    next_ja = "もう一度案を見て、その番号（{plan}）で実行してください。"
    next_en = "Look at the plan again and carry it out by its new number ({plan})."
    plain = "予定（よてい）が かわりました。"
    next_plain = "もう一度（いちど） 見（み）てください。"
