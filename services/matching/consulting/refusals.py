"""What consultations are refused for, in words for people and with what to do next."""

from shared.errors import Refusal


class UnknownDesk(Refusal):
    """A desk that the city does not have."""

    status = 422
    code = "unknown-desk"
    ja = "この相談窓口はありません: {unknown}"
    en = "There is no such desk: {unknown}"
    next_ja = "GET /consultations/menu の desks から選んでください。"
    next_en = "Choose from desks at GET /consultations/menu."


class UnknownCategory(Refusal):
    """A category that is not in the menu."""

    status = 422
    code = "unknown-category"
    ja = "この相談の種類は一覧にありません。"
    en = "This category is not in the menu."
    next_ja = "GET /consultations/menu から選ぶか、種類を付けずに送ってください。総合窓口が受け付けます。"
    next_en = "Choose from GET /consultations/menu, or send no category: the general desk takes it."


class UnknownChannel(Refusal):
    """A way of bringing a worry that the city does not have."""

    status = 422
    code = "unknown-channel"
    ja = "この受付方法はありません: {unknown}"
    en = "There is no such channel: {unknown}"
    next_ja = "GET /consultations/menu の channels から選んでください。"
    next_en = "Choose from channels at GET /consultations/menu."


class NothingSaid(Refusal):
    """Neither words nor taps."""

    status = 422
    code = "nothing-said"
    ja = "相談の内容が書かれておらず、種類も選ばれていません。"
    en = "There are neither words nor a category."
    next_ja = "text に内容を書くか、GET /consultations/menu から category を選んでください。どちらか一つで足ります。"
    next_en = "Write text, or choose a category from GET /consultations/menu: one of them is enough."


class TooManyConsultations(Refusal):
    """A person has a greatest number of open consultations."""

    status = 409
    code = "too-many-consultations"
    ja = "同時に進められる相談は{open_max}件までです。"
    en = "At most {open_max} consultations can be open at a time."
    next_ja = "どれかが解決してから、もう一度お試しください。お急ぎのときは窓口にお電話ください。"
    next_en = "Try again when one is resolved. If it is urgent, ring the desk."


class DesksOverrun(Refusal):
    """More consultations wait with the desk owners than anybody could see to."""

    status = 409
    code = "desks-overrun"
    ja = "相談がたいへん混み合っているため、いまは受け付けられません。"
    en = "Far more consultations are waiting than the desks can see to, so no more can be taken now."
    next_ja = "時間をおいて、もう一度お試しください。お急ぎのときは、市役所の代表番号にお電話ください。"
    next_en = "Try again later. If it is urgent, ring the city hall."


class ConsultationOver(Refusal):
    """The consultation has ended."""

    status = 409
    code = "consultation-over"
    ja = "この相談は終わっています。"
    en = "This consultation has ended."
    next_ja = (
        "まだ困っているときは、POST /consultations/{consultation_id}/reopen で再開するか、新しく相談してください。"
    )
    next_en = "If it is not solved, reopen it with POST /consultations/{consultation_id}/reopen, or bring a new one."


class AlreadyAnswered(Refusal):
    """The person has been asked for their word."""

    status = 409
    code = "already-answered"
    ja = "対応を終え、ご本人の返事を待っています。"
    en = "The person has been asked whether it is solved."
    next_ja = "返事をお待ちください。返事がなければ、期限の日に自動で終わります。"
    next_en = "Wait for their word; without one it ends by itself on its day."


class StillOpen(Refusal):
    """It has not ended, so there is nothing to reopen."""

    status = 409
    code = "consultation-open"
    ja = "この相談は、まだ進んでいます。"
    en = "This consultation is still under way."
    next_ja = "GET /consultations/{consultation_id} で担当者と期限を確かめてください。"
    next_en = "See who has it until when at GET /consultations/{consultation_id}."


class ReopenedTooOften(Refusal):
    """A consultation is reopened so many times and no more, or it ended too long ago."""

    status = 409
    code = "cannot-reopen"
    ja = "この相談は、もう再開できません（終わってから{days}日以内、{times}回まで）。"
    en = "This consultation can no longer be reopened (within {days} days of its end, {times} times)."
    next_ja = "新しい相談として、もう一度お聞かせください。"
    next_en = "Bring it as a new consultation."


class SameDesk(Refusal):
    """A referral leads to another desk."""

    status = 409
    code = "same-desk"
    ja = "この相談は、すでにその窓口にあります。"
    en = "The consultation is at that desk already."
    next_ja = "引き継ぐ先の窓口を選び直してください。"
    next_en = "Choose the desk that is to have it."


class TooManyReferrals(Refusal):
    """Nobody is sent from desk to desk without end."""

    status = 409
    code = "too-many-referrals"
    ja = "他の窓口への引継ぎは{referrals_max}回までです。相談者をたらい回しにしないためです。"
    en = "A consultation is referred at most {referrals_max} times, so that nobody is sent from desk to desk."
    next_ja = "いまの窓口で、ほかの窓口に問い合わせながら対応してください。"
    next_en = "See to it at this desk, asking the others."


class WordNeeded(Refusal):
    """Somebody without an account cannot say in here that it is solved."""

    status = 422
    code = "word-needed"
    ja = "この相談者は利用登録がないため、解決したという本人の言葉を担当者が記録する必要があります。"
    en = "The person has no account here, so their word that it is solved must be recorded."
    next_ja = (
        "ご本人に確かめてから、word に recorded を付けて送ってください。"
        "返事がないときは、終わる日をお伝えのうえ told を付けてください。"
    )
    next_en = 'Ask them, then send it with word "recorded"; told when it ends, and silent, they are recorded as "told".'


class WordIsTheirs(Refusal):
    """Who came by web says themselves that it is solved."""

    status = 422
    code = "word-is-theirs"
    ja = "ウェブで寄せられた相談が解決したかどうかは、ご本人だけが答えられます。"
    en = "Whether a consultation that came by web is solved is the person's own to say."
    next_ja = "word を付けずに送ってください。ご本人に確かめます。"
    next_en = "Send it without a word: the person is then asked."
