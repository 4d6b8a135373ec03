"""What matching says no to about handing cases over, and about the team."""

from shared.errors import Refusal


class NotOnLeave(Refusal):
    """Cases are moved for leave only when there is one."""

    status = 422
    code = "not-on-leave"
    ja = "この担当者には、これからの休暇も不在の登録もありません。"
    en = "This coordinator has no leave entered that is not over, and is not away."
    next_ja = "先に PUT /coordinators/… で休暇を登録するか、理由 request で引き継いでください。"
    next_en = "Enter the leave with PUT /coordinators/… first, or hand over on request."


class NotOverloaded(Refusal):
    """Cases are moved for overload only when there are more than fit."""

    status = 422
    code = "not-overloaded"
    ja = "担当件数は上限を超えていません。"
    en = "The open cases do not exceed the capacity."
    next_ja = "上限を下げるか、件を選んで理由 request で引き継いでください。"
    next_en = "Lower the capacity, or choose cases and hand them over on request."


class PlanChanged(Refusal):
    """The plan that was looked at is not what would be done now."""

    status = 409
    code = "plan-changed"
    ja = "見ていただいた案のあとで、担当の状況が変わりました。"
    en = "The roster has changed since you looked at the plan."
    next_ja = "もう一度案を見て、その番号（{plan}）で実行してください。"
    next_en = "Look at the plan again and carry it out by its new number ({plan})."


class UnknownKind(Refusal):
    """A kind of coordinators that is in no list."""

    status = 422
    code = "unknown-kind"
    ja = "担当者の種類「{unknown}」はありません。"
    en = "There is no kind of coordinators {unknown}."
    next_ja = "GET /team の一覧から選んでください。"
    next_en = "Choose one of GET /team."
