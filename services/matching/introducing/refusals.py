"""What matching says no to when people meet, are asked how it goes, or decline: in words, with what to do next."""

from shared.errors import Refusal


class NotAcceptedYet(Refusal):
    """People meet after the group's yes."""

    status = 409
    code = "not-accepted-yet"
    ja = "団体がまだ承諾していないため、会う日を決められません。"
    en = "The group has not said yes yet, so no meeting can be arranged."
    next_ja = "先に POST /introductions/{introduction_id}/accept で承諾してください。"
    next_en = "Accept it first with POST /introductions/{introduction_id}/accept."
    plain = "グループは まだ「いいです」と 言っていません。会う日は まだ きめられません。"
    next_plain = "グループの へんじを 待ってください。"


class MeetingTimeUnfit(Refusal):
    """A first meeting lies ahead, and not too far."""

    status = 422
    code = "meeting-time"
    ja = "初めて会う日時は、これから{days_max}日以内で決めてください。"
    en = "A first meeting lies ahead, within {days_max} days."
    next_ja = "日時を選び直して、もう一度お試しください。"
    next_en = "Choose another day and time, then try again."
    plain = "会う日は 今日から {days_max}日の あいだに きめてください。"
    next_plain = "ほかの 日を えらんでください。"


class TooManyMeetings(Refusal):
    """A day is not changed without end."""

    status = 409
    code = "too-many-meetings"
    ja = "この紹介で会う日を決められるのは{meetings_max}回までです。"
    en = "The day of a meeting can be set {meetings_max} times for one introduction."
    next_ja = "担当の協創スタッフと相談してください。"
    next_en = "Talk to the coordinator who has it."
    plain = "会う日を きめるのは {meetings_max}回までです。"
    next_plain = "担当（たんとう）の 人に 話してください。"


class MeetingToCome(Refusal):
    """What lies ahead has not happened yet, nor failed to."""

    status = 409
    code = "meeting-to-come"
    ja = "会う日時（{starts_at}）は、まだこれからです。"
    en = "The meeting is still to come ({starts_at})."
    next_ja = "当日か、会ったあとに記録してください。日の変更は POST /introductions/{introduction_id}/meeting です。"
    next_en = "Note it on the day or later; change the day with POST /introductions/{introduction_id}/meeting."
    plain = "会う日は まだ 来ていません（{starts_at}）。"
    next_plain = "会ったあとで 教えてください。"


class NoMeeting(Refusal):
    """What was not arranged cannot have failed to happen."""

    status = 409
    code = "no-meeting"
    ja = "会う日がまだ決まっていません。"
    en = "No meeting has been arranged."
    next_ja = "POST /introductions/{introduction_id}/meeting で会う日を決めてください。"
    next_en = "Arrange one with POST /introductions/{introduction_id}/meeting."
    plain = "会う日が まだ きまっていません。"
    next_plain = "先に 会う日を きめてください。"


class AlreadyMet(Refusal):
    """That they have met is noted once."""

    status = 409
    code = "already-met"
    ja = "会ったことは、すでに記録されています。"
    en = "That they have met is noted already."
    next_ja = "入会するか見送るかを、GET /introductions/{introduction_id} で確かめてください。"
    next_en = "See GET /introductions/{introduction_id} for whether they join."
    plain = "会ったことは もう 書いてあります。"
    next_plain = "次に することを 見てください。"


class NotMetYet(Refusal):
    """Somebody says that they want to join after they have met the group."""

    status = 409
    code = "not-met-yet"
    ja = "団体とまだ会っていないため、入会の希望は記録できません。"
    en = "They have not met the group yet, so the wish to join cannot be noted."
    next_ja = "会ったことを POST /introductions/{introduction_id}/met で記録してから、お試しください。"
    next_en = "Note the meeting with POST /introductions/{introduction_id}/met first."
    plain = "グループの 人に まだ 会っていません。"
    next_plain = "会ったあとで 教えてください。"


class AnotherSaidYes(Refusal):
    """Two officers of a group answer at once: one decision stands, the other is told."""

    status = 409
    code = "another-said-yes"
    ja = "この紹介は、ほかの役員（{accepted_by}）がすでに承諾しています。"
    en = "Another officer ({accepted_by}) has already said yes to this introduction."
    next_ja = "役員どうしで話し合ってください。それでも見送るときは、even_so を true にして送ってください。"
    next_en = "Talk to each other. To decline even so, send even_so: true."
    plain = "ほかの 人（{accepted_by}）が もう「いいです」と 言いました。"
    next_plain = "その人と 話してください。"


class AnotherDeclined(Refusal):
    """The group's or the resident's no has come first."""

    status = 409
    code = "another-declined"
    ja = "この紹介は、すでに見送りになっています（答えた側: {side}、答えた人: {declined_by}）。"
    en = "This introduction was already declined (by {declined_by}, for: {side})."
    next_ja = "続けたいときは、市民に新しく申し込んでもらってください。"
    next_en = "To go on, the resident asks for a new introduction."
    plain = "この 紹介（しょうかい）は もう「今回は しない」と きまっています（{side}、{declined_by}）。"
    next_plain = "つづけたいときは もう一度 申しこんでください。"


class UnknownKindWords(Refusal):
    """A no is said in prepared words, never in free ones."""

    status = 422
    code = "unknown-kind-words"
    ja = "見送りの言葉「{unknown}」は、{side}側の一覧にありません。"
    en = "The words '{unknown}' are not on the list for the side {side}."
    next_ja = "GET /introductions/kind-words の一覧から選んでください。"
    next_en = "Choose from GET /introductions/kind-words."
    plain = "その 言葉は えらべません（{unknown}、{side}）。"
    next_plain = "一覧（いちらん）から えらんでください。"


class IntroductionConsentMissing(Refusal):
    """The person has taken back the consent to be introduced."""

    status = 409
    code = "introduction-consent-missing"
    ja = "紹介への同意が取り消されているため、紹介を申し込めません。"
    en = "Consent to introductions was withdrawn, so none can be asked for."
    next_ja = "アカウントの設定で、目的「紹介」に同意してから、もう一度お試しください。"
    next_en = "Give consent to the purpose 'introductions' in the account's settings, then try again."
    plain = "あなたは 紹介（しょうかい）を 止めています。申しこむことが できません。"
    next_plain = "設定（せってい）で「紹介」に「はい」と 答えてから 申しこんでください。"


class FollowUpNotAsked(Refusal):
    """How it goes is asked once, a month after somebody joined."""

    status = 409
    code = "follow-up-not-asked"
    ja = "いまは、その後の様子をお聞きしていません。"
    en = "Nobody is asking how it goes at the moment."
    next_ja = "入会から1か月後に一度お聞きします。困りごとは、POST /consultations（よろず相談）へどうぞ。"
    next_en = "You are asked once, a month after joining. Bring a worry to POST /consultations at any time."
    plain = "今は 聞いていません。"
    next_plain = "入って 1か月 あとに 聞きます。こまったときは「よろず相談」に 話してください。"


class FollowUpAnsweredAlready(Refusal):
    """One answer is given."""

    status = 409
    code = "follow-up-answered"
    ja = "その後の様子は、すでにお答えいただきました。"
    en = "How it goes was answered already."
    next_ja = "付け加えたいことがあるときは、担当の協創スタッフか、よろず相談にお話しください。"
    next_en = "To add something, talk to your coordinator, or bring a consultation."
    plain = "もう 答えてくれました。ありがとうございます。"
    next_plain = "もっと 話したいときは 担当（たんとう）の 人に 話してください。"


class FollowUpNotHeld(Refusal):
    """Only what somebody has can be done."""

    status = 409
    code = "follow-up-not-held"
    ja = "この紹介のその後について、いま対応することはありません。"
    en = "There is nothing to see to in this follow-up at the moment."
    next_ja = "GET /follow-ups?assigned=me で、担当しているものを確かめてください。"
    next_en = "See GET /follow-ups?assigned=me for what is yours."
    plain = "今 することは ありません。"
    next_plain = "あなたの 仕事（しごと）の 一覧（いちらん）を 見てください。"
