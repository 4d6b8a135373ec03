"""What coming once is refused for, in words for people and with what to do next."""

from shared.errors import Refusal


class VisitConsentMissing(Refusal):
    """The person has taken back the consent to matching."""

    status = 409
    code = "visit-consent-missing"
    ja = "マッチングへの同意が取り消されているため、受け付けられません。"
    en = "Consent to matching was withdrawn, so this cannot be taken."
    next_ja = "アカウントの設定で、目的「マッチング」に同意してから、もう一度お試しください。"
    next_en = "Give consent to the purpose 'matching' in the account's settings, then try again."
    plain = "マッチングを つかう ことを やめて いるので、できません。"
    next_plain = "アカウントの せっていで「マッチング」に「はい」と こたえて ください。"


class VisitNeedsGuardian(Refusal):
    """A child comes with a guardian who agrees."""

    status = 409
    code = "visit-needs-guardian"
    ja = "15歳未満の方が一人で来てみるには、保護者の同意が必要です。"
    en = "Somebody under 15 needs a guardian who agrees."
    next_ja = "番号を出して（POST /people/me/guardian-code）保護者の方に渡すか、協創スタッフに相談してください。"
    next_en = "Hand a code (POST /people/me/guardian-code) to your guardian, or ask a coordinator."
    plain = "15さいに なって いない ひとは、おうちの ひとの「いいです」が いります。"
    next_plain = "ばんごうを おうちの ひとに わたして ください。"


class AlreadyComing(Refusal):
    """One visit a group at a time."""

    status = 409
    code = "already-coming"
    ja = "この団体には、もう来てみることになっています。"
    en = "You are coming to this group already."
    next_ja = "GET /people/me/visits で確かめるか、取りやめてから選び直してください。"
    next_en = "See GET /people/me/visits, or withdraw that one first."
    plain = "この だんたいには もう いく ことに なって います。"
    next_plain = "GET /people/me/visits を みて ください。"


class TooManyVisits(Refusal):
    """So many visits of one person are open at a time."""

    status = 409
    code = "too-many-visits"
    ja = "同時に申し込めるのは{visits_max}件までです。"
    en = "At most {visits_max} visits can be open at a time."
    next_ja = "どれかに行ってから、または取りやめてから、もう一度お試しください。"
    next_en = "Try again after one of them, or withdraw one."
    plain = "いちどに {visits_max}こまで です。"
    next_plain = "どれかが おわってから、もういちど やって ください。"


class VisitTooLate(Refusal):
    """The activity has begun, or is over."""

    status = 409
    code = "visit-too-late"
    ja = "この活動は、もう始まっています。"
    en = "This activity has begun already."
    next_ja = "GET /people/me/recommendations から、これからの活動を選んでください。"
    next_en = "Choose one that is still to come: GET /people/me/recommendations."
    plain = "この かつどうは もう はじまって います。"
    next_plain = "ほかの かつどうを えらんで ください。"


class VisitToCome(Refusal):
    """It is not there yet."""

    status = 409
    code = "visit-to-come"
    ja = "まだ始まっていません。"
    en = "It has not begun yet."
    next_ja = "行ったあとで、もう一度押してください。行けなくなったときは withdraw を送ってください。"
    next_en = "Tap again afterwards. If you cannot come, send withdraw."
    plain = "まだ はじまって いません。"
    next_plain = "いった あとで、もういちど おして ください。"


class VisitBegun(Refusal):
    """Who has come does not withdraw any more."""

    status = 409
    code = "visit-begun"
    ja = "もう始まっているので、取りやめにはできません。"
    en = "It has begun, so it cannot be withdrawn."
    next_ja = "「また行きたい」（again）か「今回だけで」（not-for-me）を選んでください。"
    next_en = "Choose again or not-for-me."
    plain = "もう はじまって います。"
    next_plain = "「また いきたい」か「こんかいだけ」を えらんで ください。"


class VisitIsOver(Refusal):
    """Nothing can follow any more."""

    status = 409
    code = "visit-over"
    ja = "この「来てみる」は、もう終わっています。"
    en = "This visit is over."
    next_ja = "GET /groups/{{group_id}}/visits で確かめてください。"
    next_en = "See GET /groups/{{group_id}}/visits."
    plain = "これは もう おわりました。"
    next_plain = "ほかの ものを みて ください。"


class NotAGreeter(Refusal):
    """Who greets belongs to the group or is a coordinator, and is not who comes."""

    status = 422
    code = "not-a-greeter"
    ja = "この人は、迎える人になれません。"
    en = "This person cannot greet."
    next_ja = "団体の会員か協創スタッフから選んでください。"
    next_en = "Choose a member of the group or a coordinator."
    plain = "この ひとは むかえる ひとに なれません。"
    next_plain = "だんたいの ひとか、まちの スタッフを えらんで ください。"
