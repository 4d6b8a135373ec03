"""Why nobody enters themselves for a role with children or in care, in words for people and with what to do next."""

from shared.errors import Refusal


class RoleNeedsCheck(Refusal):
    """The role needs a check that somebody else has seen."""

    status = 409
    code = "role-needs-check"
    ja = "「{role}」は、子どもや支えの要る人に近い役割のため、自分では申し込めません。事前の確認が要ります。"
    en = "Nobody signs up for {role} by themselves: it is close to children, or to people in care, and needs a check."
    next_ja = "団体に声をかけてください。確認が済むと、団体の役員か市の担当者が代わりに申し込みます。"
    next_en = "Ask the group: when the check has been seen, an officer of the group or the city's staff enters you."
    plain = "この やくめは、じぶんでは もうしこめません。さきに かくにんが いります。"
    next_plain = "グループに きいて ください。かくにんが すむと、グループの ひとが もうしこみます。"
