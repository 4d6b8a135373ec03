"""What a guardian's own consent is refused for, in words for people and with what to do next."""

from shared.errors import Refusal


class GuardianNotNeeded(Refusal):
    """Who is of age needs no guardian's consent."""

    status = 409
    code = "guardian-not-needed"
    ja = "18歳以上の方に、保護者の同意は必要ありません。"
    en = "Somebody who is 18 or older needs no guardian's consent."
    next_ja = "そのまま手伝いや紹介をお申し込みください。"
    next_en = "Go on without one."
    plain = "18さい いじょうの ひとに、おやの「いいです」は いりません。"
    next_plain = "そのまま つづけて ください。"


class GuardianIsYou(Refusal):
    """Nobody is their own guardian."""

    status = 403
    code = "guardian-is-you"
    ja = "自分の保護者として同意することはできません。"
    en = "Nobody agrees as their own guardian."
    next_ja = "この番号を保護者の方に渡し、保護者の方のアカウントで入れてもらってください。"
    next_en = "Hand the code to your guardian, to be entered from their own account."
    plain = "じぶんで じぶんの おやの「いいです」は いえません。"
    next_plain = "この ばんごうを、おうちの ひとに わたして ください。"


class GuardianNotAdult(Refusal):
    """A guardian is an adult, as far as is known."""

    status = 409
    code = "guardian-not-adult"
    ja = "保護者として同意するには、18歳以上であることが分かっている必要があります。"
    en = "Whoever agrees as a guardian has to be known to be 18 or older."
    next_ja = "アカウントに生年月日を登録するか、窓口で年齢の確認を受けてから、もう一度お試しください。"
    next_en = "Enter your date of birth in your account, or have your age checked at the desk, then try again."
    plain = "18さい いじょうの ひとだけが、おやとして「いいです」と いえます。"
    next_plain = "アカウントに うまれた ひを いれるか、まどぐちに きて ください。"


class GuardianCodeMistyped(Refusal):
    """No code at all: a digit is wrong, or two are the wrong way round."""

    status = 422
    code = "guardian-code-mistyped"
    ja = "この番号には間違いがあります。"
    en = "This code has a slip in it."
    next_ja = "紙に書かれた12桁の番号を、もう一度確かめてください。"
    next_en = "Look at the twelve digits on the paper once more."
    plain = "ばんごうが ちがいます。"
    next_plain = "かみに かいて ある 12この すうじを、もういちど みて ください。"


class GuardianCodeOver(Refusal):
    """The code was used, replaced, or nobody knows it; which of them is not told."""

    status = 409
    code = "guardian-code-over"
    ja = "この番号は、いまは使えません。"
    en = "This code opens nothing now."
    next_ja = "本人か協創スタッフに、新しい番号を出してもらってください（番号は14日間使えます）。"
    next_en = "Ask for a new code, from the young person or a coordinator (a code is good for 14 days)."
    plain = "この ばんごうは もう つかえません。"
    next_plain = "あたらしい ばんごうを もらって ください。"


class TooManyWards(Refusal):
    """So many consents one guardian gives."""

    status = 409
    code = "too-many-wards"
    ja = "一人の保護者が同意できるのは{wards_max}件までです。"
    en = "One guardian gives at most {wards_max} consents."
    next_ja = "もう必要のない同意を GET /people/me/wards から取り消してください。"
    next_en = "Take back what is needed no more: GET /people/me/wards."
    plain = "「いいです」と いえるのは {wards_max}こまで です。"
    next_plain = "もう いらない ものを やめて ください。"


class GuardianDaysWrong(Refusal):
    """A day that has passed, or lies too far ahead."""

    status = 422
    code = "guardian-days-not-right"
    ja = "同意の期限は、今日から{until_max}までです。"
    en = "A consent lasts from today until {until_max} at most."
    next_ja = "期限を直して、もう一度送ってください。"
    next_en = "Correct the day and send it again."
    plain = "「いいです」は きょうから {until_max} まで です。"
    next_plain = "ひにちを なおして ください。"


class GuardianSaidNo(Refusal):
    """A guardian took their consent back, and none has agreed since."""

    status = 409
    code = "guardian-said-no"
    ja = "保護者の同意が取り消されているため、いまは申し込めません。"
    en = "Your guardian took their consent back, so this cannot be asked for now."
    next_ja = "保護者の方と話して、よければ新しい番号（POST /people/me/guardian-code）で同意してもらってください。"
    next_en = "Talk with your guardian; if they agree, hand them a new code (POST /people/me/guardian-code)."
    plain = "おうちの ひとが「だめ」と いったので、いまは できません。"
    next_plain = "おうちの ひとと はなして、あたらしい ばんごうを わたして ください。"


class IntroductionNeedsGuardian(Refusal):
    """A child meets a group when a guardian agrees."""

    status = 409
    code = "introduction-needs-guardian"
    ja = "15歳未満の方が団体への紹介を申し込むには、保護者の同意が必要です。"
    en = "Somebody under 15 needs a guardian who agrees before they are introduced to a group."
    next_ja = "番号を出して（POST /people/me/guardian-code）保護者の方に渡すか、協創スタッフに相談してください。"
    next_en = "Hand a code (POST /people/me/guardian-code) to your guardian, or ask a coordinator."
    plain = "15さいに なって いない ひとは、おうちの ひとの「いいです」が いります。"
    next_plain = "ばんごうを おうちの ひとに わたして ください。"


class MemberNeedsGuardian(Refusal):
    """Whom a guardian has to agree for becomes a member after that. How old somebody is is not told."""

    status = 409
    code = "member-needs-guardian"
    ja = "この方を会員に加えるには、先に保護者の方の同意が必要です。"
    en = "A guardian has to agree before this person becomes a member."
    next_ja = (
        "本人から保護者の方に番号（POST /people/me/guardian-code）を渡してもらうか、協創スタッフに相談してください。"
    )
    next_en = "Let them hand a code (POST /people/me/guardian-code) to their guardian, or ask a coordinator."
    plain = "この ひとが はいる まえに、おうちの ひとの「いいです」が いります。"
    next_plain = "ばんごうを おうちの ひとに わたして もらって ください。"


class OfficerNotAdult(Refusal):
    """Who acts for a group is of age. How old somebody is is not told."""

    status = 409
    code = "officer-not-adult"
    ja = "役員になれるのは、18歳以上の方です。この方は、いまは役員になれません。"
    en = "Officers are 18 or older. This person cannot be one now."
    next_ja = "ほかの方を選ぶか、協創スタッフに相談してください。"
    next_en = "Choose somebody else, or ask a coordinator."
    plain = "やくいんは 18さい いじょうの ひとです。この ひとは いま なれません。"
    next_plain = "ほかの ひとを えらんで ください。"
