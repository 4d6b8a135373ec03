"""Every no that people says, in Japanese and English, with what to do next."""

from shared.errors import Refusal


class NotRegistered(Refusal):
    """Nobody has registered under this id."""

    status = 404
    code = "not-registered"
    ja = "この ID の利用登録はまだありません。"
    en = "Nobody has registered under this id yet."
    next_ja = "はじめに利用登録をしてください（POST /people/people）。"
    next_en = "Register first (POST /people/people)."


class AlreadyRegistered(Refusal):
    """One account a person."""

    status = 409
    code = "already-registered"
    ja = "すでに利用登録があります。"
    en = "There is an account under this id already."
    next_ja = "内容を変えるときは、登録内容の変更をご利用ください（PUT /people/people/me）。"
    next_en = "To change something, use PUT /people/people/me."


class BirthDateInFuture(Refusal):
    """Nobody is registered before they are born."""

    status = 422
    code = "birth-date-in-future"
    ja = "生年月日が、今日より後の日付になっています。"
    en = "The birth date lies in the future."
    next_ja = "生年月日をお確かめのうえ、西暦で入力してください（例: 1988-04-12）。"
    next_en = "Check the birth date (for example 1988-04-12)."


class BirthDateAtTheDesk(Refusal):
    """Who is known to be under 18 becomes no older by a form: what a guardian says would hold for nobody."""

    status = 409
    code = "birth-date-at-the-desk"
    ja = "18歳未満の方の生年月日を、早い日付に直したり消したりすることは、窓口で承ります。"
    en = "The birth date of somebody under 18 is made earlier, or taken away, at the desk only."
    next_ja = (
        "生年月日が分かる書類を窓口にお持ちください（窓口では PUT /people/people/{{person_id}}/birth-date）。"
        "ほかの内容は、生年月日をそのままにして送れば変えられます。"
    )
    next_en = (
        "Come to the desk with a document that shows it (there: PUT /people/people/{{person_id}}/birth-date). "
        "Everything else can be changed with the birth date left as it is."
    )
    plain = "18さいより 下の 人は、生まれた 日を 自分で なおせません。"
    next_plain = "生まれた 日が わかる 紙（かみ）を もって、窓口（まどぐち）に 来てください。"


class ChannelNotYours(Refusal):
    """Counter and phone are for staff who register somebody else; the web is for oneself."""

    status = 422
    code = "channel-not-yours"
    ja = "ご自身の登録は channel を web にしてください。窓口・電話での代理登録は counter か phone です。"
    en = "Use the channel web for yourself; counter and phone are for staff who register somebody else."
    next_ja = "channel を直して、もう一度お送りください。"
    next_en = "Correct the channel and send it again."


class PurposeUnknown(Refusal):
    """A contact is shown for a purpose of the published list only."""

    status = 422
    code = "purpose-unknown"
    ja = "連絡先を見る目的（purpose）が、公表された一覧にありません。"
    en = "This purpose is not on the published list."
    next_ja = "一覧（GET /people/people/purposes）から選んでください: {purposes}"
    next_en = "Choose one of the list (GET /people/people/purposes): {purposes}"


class ConsentUnknown(Refusal):
    """One can consent to what is on the published list only."""

    status = 422
    code = "consent-unknown"
    ja = "同意の項目が、公表された一覧にありません。"
    en = "There is no such purpose to consent to."
    next_ja = "次のどれかにしてください: {purposes}"
    next_en = "Choose one of: {purposes}"


class ConsentMissing(Refusal):
    """The purpose needs the person's consent, and there is none."""

    status = 403
    code = "consent-missing"
    ja = "この目的で連絡先を使うことに、ご本人の同意がありません。"
    en = "The person has not agreed to this use of their contact."
    next_ja = "ご本人に同意をお願いするか、窓口で直接お会いしたときにお伝えください。"
    next_en = "Ask the person for their consent, or tell them when they come to the desk."


class TooFewDigits(Refusal):
    """Fewer digits are no telephone, and would only be tried."""

    status = 422
    code = "phone-too-short"
    ja = "電話番号の桁が足りません。"
    en = "The telephone number has too few digits."
    next_ja = "市外局番から入れてください（例: 0422-00-0000）。"
    next_en = "Give it with its area code (for example 0422-00-0000)."
