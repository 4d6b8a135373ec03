"""What a referral between desks is refused for, in words for people and with what to do next."""

from shared.errors import Refusal


class ReferralOpen(Refusal):
    """One proposal at a time."""

    status = 409
    code = "referral-open"
    ja = "この相談には、返事を待っている引継ぎの提案（または他の機関へ引継ぎ中の提案）があります。"
    en = "Another desk has been proposed already, and it is not settled yet."
    next_ja = "返事をお待ちください。取り下げるときは POST /consultations/{consultation_id}/refer/withdraw です。"
    next_en = "Wait for the person's answer, or take it back with POST /consultations/{consultation_id}/refer/withdraw."


class AskedBefore(Refusal):
    """Who said no to a desk is not asked for the same one again."""

    status = 409
    code = "declined-before"
    ja = "ご本人は、この窓口への引継ぎを望まれませんでした。同じ窓口について、もう一度おたずねすることはできません。"
    en = "The person said no to this desk, and is not asked about the same one again."
    next_ja = "いまの窓口で対応を続けるか、ほかの窓口を提案してください。"
    next_en = "See to it at this desk, or propose another one."


class TooManyProposals(Refusal):
    """Nobody is asked without end."""

    status = 409
    code = "too-many-proposals"
    ja = "引継ぎの提案は、一つの相談について{proposals_max}回までです。"
    en = "At most {proposals_max} referrals are proposed for one consultation."
    next_ja = "いまの窓口で、ほかの窓口に問い合わせながら対応してください。"
    next_en = "See to it at this desk, asking the others."


class NoReferral(Refusal):
    """There is nothing to say yes or no to (any more)."""

    status = 409
    code = "no-referral"
    ja = "返事を待っている引継ぎの提案がありません（すでに返事があったか、期限を過ぎたか、取り下げられました）。"
    en = "No referral waits for an answer: it was answered, its day has passed, or it was taken back."
    next_ja = "GET /consultations/{consultation_id} の passed で、どうなったかを確かめてください。"
    next_en = "See what became of it in passed at GET /consultations/{consultation_id}."


class NotAgreedYet(Refusal):
    """Another body confirms only what the person agreed to."""

    status = 409
    code = "not-agreed"
    ja = "他の機関への引継ぎに、ご本人がまだ同意していません。"
    en = "The person has not agreed that another body may have it."
    next_ja = "POST /consultations/{consultation_id}/refer で提案し、ご本人の返事を待ってください。"
    next_en = "Propose it with POST /consultations/{consultation_id}/refer, and wait for their answer."


class OnItsWay(Refusal):
    """The person said yes, and the other desk is finding who has it."""

    status = 409
    code = "referral-on-its-way"
    ja = "ご本人が同意したため、引継ぎ先の窓口で担当者を決めているところです。"
    en = "The person said yes, and the other desk is finding somebody."
    next_ja = "少し待って、相談の担当者を確かめてください。"
    next_en = "Wait a moment, and see who has it."


class CodeNeeded(Refusal):
    """A clerk who has not got the consultation writes an answer down only with the number that its person said."""

    status = 422
    code = "code-needed"
    ja = "担当者でない方がご本人の返事を記録するには、ご本人が伝えた受付番号が必要です。"
    en = "To write down an answer for a consultation that is not yours, the number that its person was given is needed."
    next_ja = "ご本人に受付番号を聞き、code に入れて送ってください。分からないときは担当者におつなぎください。"
    next_en = "Ask the person for their number and send it as code; without it, put them through to who has it."


class AnswerIsTheirs(Refusal):
    """Who came by web answers themselves."""

    status = 422
    code = "answer-is-theirs"
    ja = "ウェブで寄せられた相談の引継ぎには、ご本人だけが答えられます。"
    en = "Whether another desk may have a consultation that came by web is the person's own to say."
    next_ja = "ご本人に、お知らせの届いた画面から答えていただいてください。"
    next_en = "Ask them to answer where the message reached them."


class CodeMistyped(Refusal):
    """The number's last digit does not fit."""

    status = 422
    code = "consultation-code-mistyped"
    ja = "受付番号は8桁の数字です。読み間違いか、打ち間違いがあります。"
    en = "The number has eight digits, and one of them is wrong."
    next_ja = "もう一度、番号を聞いてください。"
    next_en = "Ask for the number again."
