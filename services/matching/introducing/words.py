"""Whose turn it is in an introduction, and what comes next, in words for its three sides."""

from datetime import datetime
from typing import Literal

from services.matching.introducing.rows import IntroductionRow
from shared.web import View

Turn = Literal["group", "resident", "both", "coordinator", "nobody"]


class NextStepView(View):
    """Whose turn it is, and what there is to do, in Japanese, plain Japanese and English."""

    whose: Turn
    ja: str
    plain: str
    en: str


def _step(whose: Turn, ja: str, plain: str, en: str) -> NextStepView:
    return NextStepView(whose=whose, ja=ja, plain=plain, en=en)


ANSWER = _step(
    "group",
    "団体の役員が、承諾するか見送るかを答える番です。",
    "グループの 人が「いいです」か「今回は できません」を 言う番です。",
    "An officer of the group says yes, or kindly no.",
)
NO_OFFICER = _step(
    "coordinator",
    "団体にいま役員がいません。担当の協創スタッフが、職員に役員の登録を頼み、団体に代わって進めます。",
    "グループに 今 役員（やくいん）が いません。担当（たんとう）の 人が かわりに 進めます。",
    "The group has no officer at the moment: the coordinator asks staff to appoint one, and acts for the group.",
)
ARRANGE = _step(
    "group",
    "初めて会う日を、役員か担当の協創スタッフが決める番です。",
    "はじめて 会う日を グループの 人か 担当（たんとう）の 人が きめます。",
    "An officer or the coordinator arranges the first meeting.",
)
MEET = _step(
    "both",
    "決まった日に会いましょう。都合が変わったら、日を変えられます。",
    "きまった日に 会ってください。だめに なったら 日を 変えることが できます。",
    "You meet on the day arranged; it can be changed.",
)
NOTE = _step(
    "both",
    "会えたかどうかを記録してください。会えなかったときは、次の日を決めましょう。",
    "会いましたか。会えなかったときは ほかの 日を きめましょう。",
    "Note whether you met. If it did not happen, another day is arranged.",
)
DECIDE = _step(
    "resident",
    "会ってみていかがでしたか。入るか、今回は見送るかを答える番です。",
    "会って どうでしたか。入りたいですか。「入りたい」か「今回は やめます」を えらんでください。",
    "You have met: say whether you want to join, or kindly no.",
)
ADD = _step(
    "group",
    "入会の希望がありました。役員が会員に登録する番です。",
    "「入りたい」と 言いました。グループの 人が メンバーに します。",
    "They want to join: an officer adds them as a member.",
)
ANOTHER = _step(
    "coordinator",
    "団体が活動を休止または終了しました。担当の協創スタッフが、ほかの団体をご案内します。",
    "グループが 休んでいます。担当（たんとう）の 人が ほかの グループを さがします。",
    "The group pauses or has ended: the coordinator looks for another one with the resident.",
)
SUGGESTED = _step(
    "resident",
    "担当の協創スタッフが、代わりの団体をご案内しました。よければ、その団体に紹介を申し込めます。",
    "担当（たんとう）の 人が ほかの グループを 見つけました。よかったら 申しこんで ください。",
    "The coordinator has suggested another group: ask to meet it if you like.",
)
OVER = {
    "completed": _step("nobody", "会員になりました。", "メンバーに なりました。", "They have joined."),
    "declined": _step(
        "nobody",
        "今回は見送りになりました。ほかの団体への紹介を、いつでも申し込めます。",
        "今回は しません。ほかの グループに いつでも 申しこむことが できます。",
        "It did not come about this time; another introduction can be asked for at any time.",
    ),
}
ENDED = _step("nobody", "この紹介は終わりました。", "この 紹介（しょうかい）は 終わりました。", "It has ended.")


def next_step(row: IntroductionRow, now: datetime, *, officers: bool) -> NextStepView:
    """The step that an introduction waits for. ``officers``: the group has somebody who acts for it."""
    if row.closed and row.suggested:
        return SUGGESTED
    if row.closed:
        return OVER.get(row.status, ENDED)
    if row.status == "interrupted":
        return ANOTHER
    if row.status == "met":
        step = ADD if row.wished else DECIDE
    elif row.status == "arranged":
        step = MEET if row.meeting_at is not None and now < row.meeting_at else NOTE
    else:
        step = ARRANGE if row.status == "accepted" else ANSWER
    return NO_OFFICER if step.whose == "group" and not officers else step
