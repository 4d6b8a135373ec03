"""Every no about registrations and penalty points, in Japanese and English, with what to do next."""

from datetime import date

from shared.errors import Refusal


class AlreadyApplied(Refusal):
    """An application waits for the city."""

    status = 409
    code = "registration-applied"
    ja = "利用登録の申請は、すでに受け付けています。"
    en = "There is an application for this registration already."
    next_ja = "審査の結果をお待ちください。会員名簿を直すときは PUT /registrations/{registration_id}/members です。"
    next_en = "Wait for the answer. To correct the member list use PUT /registrations/{registration_id}/members."


class AlreadyRegisteredToUse(Refusal):
    """One registration a holder, over all facilities."""

    status = 409
    code = "registration-stands"
    ja = "利用登録は、すでにあります。登録は一つで、すべての施設に使えます。"
    en = "There is a registration already: one holds for all facilities."
    next_ja = "名簿の変更は PUT …/members、更新は POST …/renew です（{registration_id}）。"
    next_en = "Change the list with PUT …/members, renew it with POST …/renew ({registration_id})."


class NothingToDecide(Refusal):
    """Nothing waits for the city's decision."""

    status = 409
    code = "registration-not-waiting"
    ja = "この利用登録には、審査を待っている申請がありません。"
    en = "Nothing of this registration waits for a decision."
    next_ja = "登録の今の状態を確かめてください（GET /registrations/{registration_id}）。"
    next_en = "Look at its present state (GET /registrations/{registration_id})."


class NotRegisteredToUse(Refusal):
    """It does not stand (any more)."""

    status = 409
    code = "registration-not-standing"
    ja = "有効な利用登録がありません。"
    en = "There is no registration that stands."
    next_ja = "あらためて申請してください（POST /registrations）。"
    next_en = "Apply for one (POST /registrations)."


class ProofMissing(Refusal):
    """Nobody has seen yet who it is."""

    status = 422
    code = "proof-missing"
    ja = "本人確認の記録がまだありません。"
    en = "Proof of identity has not been noted yet."
    next_ja = "窓口か電子申請で確認した書類の種類を記録してから、承認してください（POST …/proof）。"
    next_en = "Note what kind of document was seen (POST …/proof), then approve."


class DocumentUnknown(Refusal):
    """A kind of document that is not on the published list."""

    status = 422
    code = "proof-document-unknown"
    ja = "本人確認書類の種類「{document}」は、公表された一覧にありません。"
    en = "The kind of document {document} is not on the published list."
    next_ja = "次のどれかにしてください: {documents}"
    next_en = "Choose one of: {documents}"


class ReasonUnknown(Refusal):
    """A reason that is not on the published list."""

    status = 422
    code = "registration-reason-unknown"
    ja = "理由「{reason}」は、公表された一覧にありません。"
    en = "The reason {reason} is not on the published list."
    next_ja = "次のどれかにしてください: {reasons}"
    next_en = "Choose one of: {reasons}"


class GrantUnknown(Refusal):
    """A reduction or a category of which no rule of the town speaks."""

    status = 422
    code = "grant-unknown"
    ja = "利用規則にない減免または区分です: {unknown}"
    en = "No rule of the town speaks of: {unknown}"
    next_ja = "規則にある減免: {reductions}。区分: {categories}"
    next_en = "Reductions in the rules: {reductions}; categories: {categories}"


class GrantTermDiffers(Refusal):
    """A reduction that is for single uses was to be granted for the year, or the other way round, or a day outside."""

    status = 422
    code = "grant-term-differs"
    ja = "減免を認める期間が、利用規則と合いません: {wrong}"
    en = "By the rules of the town these are granted for another term: {wrong}"
    next_ja = "1日ごとの減免（{uses}）は、{fiscal_year}年度の日（day）を付けて uses に、ほかは reductions に書きます。"
    next_en = (
        "Those for single uses ({uses}) go into uses, with a day of fiscal year {fiscal_year}; others into reductions."
    )
    plain = "減免（げんめん）の 期間が、きまりと ちがいます: {wrong}"
    next_plain = "1日だけの 減免は、日も 書いてください。"


class MembersMissing(Refusal):
    """A group's registration needs its list of members."""

    status = 422
    code = "members-missing"
    ja = "団体の利用登録には、会員名簿が必要です。"
    en = "The registration of a group needs its list of members."
    next_ja = "members に会員を1人以上入れて、もう一度お送りください。"
    next_en = "Give one member or more in members."


class NoMemberList(Refusal):
    """A person's registration has no list."""

    status = 422
    code = "no-member-list"
    ja = "個人の利用登録に、会員名簿はありません。"
    en = "The registration of a person has no list of members."
    next_ja = "個人のときは share（在住・在勤・在学）だけを入れてください。"
    next_en = "For a person give share only (lives, works, studies here)."


class MemberTwice(Refusal):
    """One member is on the list twice."""

    status = 422
    code = "member-twice"
    ja = "同じ利用者が名簿に2回あります: {person_id}"
    en = "The same person is on the list twice: {person_id}"
    next_ja = "片方を消して、もう一度お送りください。"
    next_en = "Remove one of the two."


class WhoseRegistration(Refusal):
    """Whose registration it is to be, is not clear."""

    status = 422
    code = "registration-whose"
    ja = "だれの利用登録かが分かりません。"
    en = "It is not clear whose registration this is to be."
    next_ja = "団体は group_id、窓口・電話で受け付けた個人は person_id（担当者のみ）の、どちらか一つを入れてください。"
    next_en = "Give group_id for a group, or person_id (staff only, at the counter or by phone): one of the two."


class NotYetRenewable(Refusal):
    """Outside the window in which it can be renewed."""

    status = 422
    code = "renewal-not-open"
    ja = "更新できるのは{renew_from}から{until:by}までです。"
    en = "It can be renewed from {renew_from} to {until:by}."
    next_ja = "その期間に、もう一度お申し込みください。"
    next_en = "Come back within that time."


class LookedAtAgain(Refusal):
    """A change waits for the city's decision."""

    status = 409
    code = "registration-in-review"
    ja = "会員名簿の人数が変わったため、市の確認を待っています。"
    en = "Other numbers are on the member list than before; the city looks at it again."
    next_ja = "確認が終わってから更新してください。"
    next_en = "Renew it when that is done."
    plain = "名簿（めいぼ）の 人数が 変わったので、市の人が 見ています。"
    next_plain = "それが 終わってから、更新（こうしん）してください。"


class MemberListChanged(Refusal):
    """Another version of the list came after the one that was looked at."""

    status = 409
    code = "member-list-changed"
    ja = "確認した名簿のあとに、新しい名簿が出されています。"
    en = "A newer member list came after the one that was looked at."
    next_ja = "新しい名簿を見てから、その版（list_version）で承認してください。"
    next_en = "Look at the newer list, then approve it by its list_version."
    plain = "新しい 名簿（めいぼ）が 来て います。"
    next_plain = "新しい 名簿を 見てから、もう一度（いちど）して ください。"


class NotSuspended(Refusal):
    """There is nothing that the city could lift."""

    status = 409
    code = "not-suspended"
    ja = "市による利用停止は、ありません。"
    en = "The city has not suspended this registration."
    next_ja = "ペナルティーによる停止は、その点数を取り消すと解けます（POST …/penalties/…/waive）。"
    next_en = "A suspension by points ends when the points are waived (POST …/penalties/…/waive)."


class SuspensionDayBad(Refusal):
    """The last day of a suspension lies in the past, or too far away."""

    status = 422
    code = "suspension-day"
    ja = "利用停止の最終日は、今日から{days_max}日以内にしてください。"
    en = "The last day of a suspension lies between today and {days_max} days from now."
    next_ja = "until を直して、もう一度お送りください。"
    next_en = "Correct until."


class SuspendedToUse(Refusal):
    """The city keeps the holder from booking for a while: with article and until when, as every refusal of a rule."""

    status = 422
    code = "registration-suspended"
    ja = "利用登録が停止されているため、{until:by}まで申し込めません（理由: {why_ja}）。"
    en = "The registration is suspended: nobody may book under it until {until:by} ({why_en})."
    next_ja = "ご不明な点や異議は、{appeal_ja}へお申し出ください。"
    next_en = "Ask or object at {appeal_en}."
    plain = "{plain}"
    next_plain = "わからないときは、窓口（まどぐち）で聞いてください。"

    def __init__(self, *, article: str, value: str, until: date, words: dict[str, str]) -> None:
        """``words``: ``why_ja``, ``why_en``, ``appeal_ja``, ``appeal_en``."""
        plain = f"{until.year}年{until.month}月{until.day}日まで、部屋（へや）を 申し込めません。"
        super().__init__(
            rule_id="registration.suspension", article=article, value=value, limit=None, until=until, plain=plain
        )
        self.words = words


class PenaltyOver(Refusal):
    """The points were waived already, or an appeal was decided."""

    status = 409
    code = "penalty-decided"
    ja = "このペナルティーは、すでに決定されています（{penalty_status_ja}）。"
    en = "This was decided already: {penalty_status}."
    next_ja = "今の点数は GET …/penalties で確かめられます。"
    next_en = "See the points with GET …/penalties."

    def __init__(self, *, penalty_status: str) -> None:
        super().__init__(penalty_status=penalty_status)
        self.words = {"penalty_status_ja": PENALTY_JA.get(penalty_status, penalty_status)}


class AppealTooLate(Refusal):
    """The time in which one may object is over."""

    status = 422
    code = "appeal-too-late"
    ja = "異議の申出は{until:by}までです。"
    en = "One could object until {until:by}."
    next_ja = "特別な事情があるときは、窓口にご相談ください。"
    next_en = "Ask at the counter if there is a special reason."


class NoPenaltyRule(Refusal):
    """No rule gives points for this where it happened."""

    status = 422
    code = "no-penalty-rule"
    ja = "この施設の規則に、この行為のペナルティーはありません。"
    en = "No rule of this facility gives points for that."
    next_ja = "利用規則を確かめてください。利用停止は POST …/suspend でもできます。"
    next_en = "Look at the rules. A registration can also be suspended with POST …/suspend."


PENALTY_JA = {
    "waived": "取消し",
    "upheld": "異議は認められませんでした",
    "standing": "異議なし",
    "appealed": "異議申出中",
}
