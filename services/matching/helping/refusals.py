"""What small help is refused for: what exactly is missing, in words for people and with what to do next."""

from shared.errors import Refusal


class HelpConsentMissing(Refusal):
    """The person has taken back the consent to matching."""

    status = 409
    code = "help-consent-missing"
    ja = "マッチングへの同意が取り消されているため、手伝いの受付ができません。"
    en = "Consent to matching was withdrawn, so help can neither be asked for nor given here."
    next_ja = "アカウントの設定で、目的「マッチング」に同意してから、もう一度お試しください。"
    next_en = "Give consent to the purpose 'matching' in the account's settings, then try again."
    plain = "マッチングを つかう ことを やめて いるので、できません。"
    next_plain = "アカウントの せっていで「マッチング」に「はい」と こたえて、もういちど やって ください。"


class UnknownHelpCategory(Refusal):
    """A category that is in no list."""

    status = 422
    code = "unknown-help-category"
    ja = "この種類の手伝いは一覧にありません。"
    en = "This kind of help is in no list."
    next_ja = "GET /requests/categories から選んでください。"
    next_en = "Choose from GET /requests/categories."
    plain = "この しゅるいの てつだいは ありません。"
    next_plain = "GET /requests/categories から えらんで ください。"


class HelpNotInRange(Refusal):
    """A day that has passed or lies too far ahead, or too many minutes."""

    status = 422
    code = "help-not-in-range"
    ja = "日にちは今日から{days_max}日先まで、時間は{minutes_max}分までです。"
    en = "The day lies between today and {days_max} days ahead, and it takes {minutes_max} minutes at most."
    next_ja = "日にちか時間を直して、もう一度送ってください。長くかかることは、いくつかに分けてください。"
    next_en = "Correct the day or the minutes. What takes longer is several requests."
    plain = "ひにちは きょうから {days_max}にち さきまで、じかんは {minutes_max}ぷんまで です。"
    next_plain = "ひにちか じかんを なおして、もういちど おくって ください。"


class TooManyHelp(Refusal):
    """So many requests, or answers, of one person are open at a time."""

    status = 409
    code = "too-many-help-requests"
    ja = "同時に進められるのは{open_max}件までです。"
    en = "At most {open_max} can be open at a time."
    next_ja = "どれかが終わるか、取りやめてから、もう一度お試しください。"
    next_en = "Try again when one has ended, or withdraw one."
    plain = "いちどに {open_max}こまで です。"
    next_plain = "どれかが おわってから、もういちど やって ください。"


class TooManyWishes(Refusal):
    """A person keeps so many wishes."""

    status = 409
    code = "too-many-wishes"
    ja = "「気になる」は{wishes_max}件までです。"
    en = "At most {wishes_max} wishes are kept."
    next_ja = "GET /people/me/wishes を見て、どれかを取り消してください。"
    next_en = "See GET /people/me/wishes and take one back."
    plain = "「きになる」は {wishes_max}こまで です。"
    next_plain = "どれかを やめてから、もういちど やって ください。"


class AlreadyYours(Refusal):
    """The person has a place already, or opened it themselves."""

    status = 409
    code = "already-yours"
    ja = "この件は、すでにあなたのものとして受け付けています。"
    en = "This is yours already."
    next_ja = "GET /requests/{request_id} で進み具合を確かめてください。"
    next_en = "See GET /requests/{request_id}."
    plain = "これは もう あなたの ものです。"
    next_plain = "GET /requests/{request_id} を みて ください。"


class HelpFull(Refusal):
    """Somebody else was first."""

    status = 409
    code = "help-full"
    ja = "ありがとうございます。この件は、先に手を挙げた人で足りています。"
    en = "Thank you: others were first, and there is no place left."
    next_ja = "alternatives にほかの件があります。GET /requests でも探せます。"
    next_en = "See alternatives for what else there is, or GET /requests."
    plain = "ありがとうございます。ほかの ひとが さきに「やります」と いいました。"
    next_plain = "alternatives に ほかの ものが あります。"


class HelpOver(Refusal):
    """It has ended, or its day has passed."""

    status = 409
    code = "help-over"
    ja = "この件は終わっています。"
    en = "This has ended."
    next_ja = "GET /requests でほかの件を探すか、新しく出してください。"
    next_en = "Look for another at GET /requests, or open a new one."
    plain = "これは もう おわりました。"
    next_plain = "GET /requests で ほかの ものを さがして ください。"


class NotTheirAnswer(Refusal):
    """Nobody of that id has a place now."""

    status = 409
    code = "no-such-answer"
    ja = "この人は、いまこの件に手を挙げていません。"
    en = "This person has no place in it now."
    next_ja = "GET /requests/{{request_id}}/answers で確かめてください。"
    next_en = "See GET /requests/{{request_id}}/answers."
    plain = "この ひとは いま「やります」と いって いません。"
    next_plain = "だれが「やります」と いったか、みて ください。"


class AlreadyMatched(Refusal):
    """The asking side has said yes."""

    status = 409
    code = "already-matched"
    ja = "この人には、すでにお願いしています。"
    en = "This person has been told yes already."
    next_ja = "終わったら done か not-done を送ってください。"
    next_en = "When it is over, send done or not-done."
    plain = "この ひとには もう おねがい しました。"
    next_plain = "おわったら done か not-done を おくって ください。"


class NotMatchedYet(Refusal):
    """What nobody said yes to cannot have been done."""

    status = 409
    code = "not-matched-yet"
    ja = "この人には、まだお願いしていません。"
    en = "This person has not been told yes."
    next_ja = "先に accept を送ってください。"
    next_en = "Send accept first."
    plain = "この ひとには まだ おねがい して いません。"
    next_plain = "さきに accept を おくって ください。"


class CompanionNeeded(Refusal):
    """The first time, somebody goes along."""

    status = 409
    code = "companion-needed"
    ja = "この種類の手伝いは、初めての人には付き添いが必要です。"
    en = "For this kind of help somebody goes along the first time."
    next_ja = "団体の会員か協創スタッフから付き添う人を決め、companion_id に入れて、もう一度送ってください。"
    next_en = "Name a member of the group or a coordinator in companion_id and send it again."
    plain = "はじめての ときは、いっしょに いく ひとが ひつようです。"
    next_plain = "だんたいの ひとか まちの スタッフに、いっしょに きて もらって ください。"


class NoCompanion(Refusal):
    """Who goes along belongs to the group or is a coordinator, and is neither of the two sides."""

    status = 422
    code = "not-a-companion"
    ja = "この人は付き添いになれません。"
    en = "This person cannot go along."
    next_ja = "当事者ではない、団体の会員か協創スタッフを選んでください。"
    next_en = "Choose a member of the group or a coordinator who is not one of the two sides."
    plain = "この ひとは いっしょに いく ひとに なれません。"
    next_plain = "だんたいの ひとか、まちの スタッフを えらんで ください。"


class UnknownCheck(Refusal):
    """A kind of check that is in no list, or days that cannot be."""

    status = 422
    code = "check-not-right"
    ja = "確認の種類か日付が正しくありません。確認した日は今日まで、期限は今日から{until_max}までです。"
    en = "The kind of check or its days are not right: checked by today, and good from today until {until_max} at most."
    next_ja = "GET /requests/categories の checks から種類を選び、日付を直してください。"
    next_en = "Choose a kind from checks at GET /requests/categories and correct the days."
    plain = "かくにんの しゅるいか ひにちが ちがいます。"
    next_plain = "GET /requests/categories を みて、なおして ください。"


class RequirementsMissing(Refusal):
    """What somebody still needs before they can help in this way, each with what to do."""

    status = 409
    code = "requirements-missing"
    ja = "この手伝いには、まだ足りないものがあります：{missing_ja}。"
    en = "Something is still missing for this kind of help: {missing_en}."
    next_ja = "{next_words_ja}ほかの手伝いは、いますぐできます（GET /requests）。"
    next_en = "{next_words_en} Other kinds of help are open now (GET /requests)."
    plain = "この てつだいには、まだ たりない ものが あります：{missing_plain}。"
    next_plain = "{next_words_plain}"

    def __init__(self, **data: object) -> None:
        super().__init__(**data)
        codes = data.get("missing")
        missing = [str(code) for code in codes] if isinstance(codes, list) else []
        self.words = {
            f"{part}_{language}": joint.join(WORDS.get(code, OTHER)[language][index] for code in missing)
            for language, joints in JOINTS.items()
            for index, (part, joint) in enumerate(joints.items())
        }


OTHER = {
    "ja": ("確認", "協創スタッフに、必要な確認について相談してください。"),
    "en": ("a check", "Ask a coordinator about the check."),
    "plain": ("かくにん", "まちの スタッフに きいて ください。"),
}
WORDS = {
    "children": {
        "ja": ("子どもと関わる活動の確認", "協創スタッフに、子どもと関わる活動の確認を申し出てください。"),
        "en": ("the check for work with children", "Ask a coordinator to check you for work with children."),
        "plain": ("こどもと かつどうする ための かくにん", "まちの スタッフに かくにんを たのんで ください。"),
    },
    "care": {
        "ja": ("見守り・傾聴の活動の確認", "協創スタッフに、見守り・傾聴の活動の確認を申し出てください。"),
        "en": ("the check for care and listening", "Ask a coordinator to check you for care and listening."),
        "plain": ("みまもりの ための かくにん", "まちの スタッフに かくにんを たのんで ください。"),
    },
    "company": {
        "ja": ("会社・団体の担当者であることの確認", "会社や団体の担当者だと分かるものを、窓口で見せてください。"),
        "en": ("the check that you speak for the company", "Show at the desk that you speak for the company."),
        "plain": ("かいしゃの ひとで ある ことの かくにん", "かいしゃの ひとだと わかる ものを みせて ください。"),
    },
    "licence": {
        "ja": ("資格の確認", "資格が分かるものを、窓口で見せてください。"),
        "en": ("the check of a licence", "Show your licence at the desk."),
        "plain": ("しかくの かくにん", "しかくが わかる ものを まどぐちで みせて ください。"),
    },
    "guardian": {
        "ja": (
            "保護者の同意（18歳未満の場合）",
            "保護者の方から協創スタッフに同意を伝えてもらうか、18歳以上の方は窓口で年齢の確認を受けてください。",
        ),
        "en": (
            "a guardian's consent (under 18)",
            "Let your guardian tell a coordinator that they agree, or, from 18 on, have your age checked at the desk.",
        ),
        "plain": ("おやなどの「いいです」という へんじ", "おうちの ひとから まちの スタッフに つたえて ください。"),
    },
    "adult": {
        "ja": ("18歳以上であることの確認", "18歳以上の方は、窓口で年齢の確認を受けてください。"),
        "en": ("the check that you are 18 or older", "If you are 18 or older, have it checked at the desk."),
        "plain": ("18さい いじょうの かくにん", "18さい いじょうの ひとは、まどぐちに きて ください。"),
    },
    "birth-date": {
        "ja": ("生年月日の登録", "アカウントに生年月日を登録してください。"),
        "en": ("your date of birth", "Enter your date of birth in your account."),
        "plain": ("うまれた ひ", "アカウントに うまれた ひを いれて ください。"),
    },
}  # fmt: skip
"""What is missing, and what to do next. A check that a city added to its file is told in general words."""
JOINTS = {
    "ja": {"missing": "、", "next_words": ""},
    "en": {"missing": ", ", "next_words": " "},
    "plain": {"missing": "、", "next_words": ""},
}
