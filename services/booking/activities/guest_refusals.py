"""Ways in which bringing a friend to an activity says no, with words for people and what to do next."""

from shared.errors import Refusal


class NoPlaceForGuest(Refusal):
    """There are fewer places left than people."""

    status = 409
    code = "no-place-for-guest"
    ja = "友だちの分の空きがありません。"
    en = "There is no place left for your friend."
    next_ja = (
        "二人分のキャンセル待ち（waitingにguests: 1）に入るか、一人で申し込む（guests: 0）か、"
        "友だちと行けるほかの活動を選んでください。"
    )
    next_en = "Wait for two places (waiting with guests: 1), sign up alone (guests: 0), or choose another activity."
    plain = "ともだちの ぶんの ばしょが ありません。"
    next_plain = "ふたりで まつか、ひとりで もうしこむか、ほかの かつどうを えらんで ください。"


class GuestOnlyTakesPart(Refusal):
    """Roles with a task are for people who are known."""

    code = "guest-only-takes-part"
    ja = "友だちと一緒に来られるのは、参加する人（participant）だけです。「{role}」では連れて来られません。"
    en = "A friend can be brought by who takes part (participant), not as {role}."
    next_ja = "参加する人として申し込むか、一人で申し込んでください（guests: 0）。"
    next_en = "Sign up as a participant, or alone (guests: 0)."
    plain = "この やくめの ひとは、ともだちを つれて こられません。"
    next_plain = "「さんかする ひと」か、ひとりで もうしこんで ください。"
