"""The refusals that belong to the edge itself: tokens, keys, rights, things that are not there."""

import re
from typing import Any, Literal

from shared.errors import Refusal

Role = Literal["resident", "coordinator", "staff", "auditor", "operator", "mail-gateway", "payment-gateway"]
"""City roles, as tokens carry them. ``mail-gateway`` and ``payment-gateway`` are no persons: one hands in mail that
came back, the other says that something became of a payment."""

PERSON_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:|~-]{0,127}")
"""Ids stand in causes, streams and events: no slash, and no ``@``, because an e-mail address is personal data."""

THINGS: dict[str, tuple[str, str]] = {
    "accompaniment": ("伴走支援", "accompaniment"),
    "account": ("口座", "account"),
    "activity": ("活動", "activity"),
    "appointment": ("出張相談会の予約", "appointment"),
    "attendance": ("参加の記録", "attendance"),
    "booking": ("予約", "booking"),
    "calendar": ("カレンダー", "calendar"),
    "case": ("案件", "case"),
    "check": ("確認の記録", "check"),
    "choice": ("選定の記録", "choice"),
    "closure": ("休館", "closure"),
    "co-host": ("共催の声かけ", "question to hold it together"),
    "consultation": ("相談", "consultation"),
    "coordinator": ("協創スタッフ", "coordinator"),
    "dead-letter": ("処理できなかった通知", "dead letter"),
    "desk": ("窓口", "desk"),
    "displacement": ("予約の変更のお願い", "displacement"),
    "facility": ("施設", "facility"),
    "follow-up": ("その後の確認", "follow-up"),
    "group": ("団体", "group"),
    "group-contact": ("団体どうしの呼びかけ", "suggestion between groups"),
    "guardian-consent": ("保護者の同意", "guardian's consent"),
    "help-request": ("頼みごと", "request for help"),
    "history-export": ("過去の記録の書き出し", "export of the past"),
    "introduction": ("紹介", "introduction"),
    "lot": ("付与分", "lot"),
    "member": ("会員", "member"),
    "message": ("お知らせ", "message"),
    "outreach-day": ("出張相談会", "outreach day"),
    "penalty": ("ペナルティー", "penalty"),
    "person": ("利用者", "person"),
    "programme": ("ポイント事業", "programme"),
    "receipt": ("領収", "receipt"),
    "redemption": ("引換え", "redemption"),
    "registration": ("利用登録", "registration"),
    "reward": ("特典", "reward"),
    "room": ("室", "room"),
    "series": ("定期予約", "series"),
    "sign-up": ("参加申込", "sign-up"),
    "slot": ("コマ（予約枠）", "slot"),
    "subscription": ("購読", "subscription"),
    "supporter": ("研修中のサポーター", "supporter in training"),
    "visit": ("「来てみる」の申込み", "visit"),
}
"""What a ``NotFound`` may name, in the glossary's words; ``make lint`` finds another name."""

RULES: dict[str, tuple[str, str]] = {
    "own": ("ご本人だけができる操作です。", "Only the person themselves may do this."),
    "own-booking": (
        "予約した方、またはその団体の役員だけができる操作です。",
        "Only who made the booking or an officer of its group may do this.",
    ),
    "officer-of-group": ("その団体の役員だけができる操作です。", "Only an officer of the group may do this."),
    "member-of-group": ("その団体の会員だけができる操作です。", "Only a member of the group may do this."),
    "coordinator-of-introduction": (
        "その紹介の担当スタッフだけができる操作です。",
        "Only the coordinator of the introduction may do this.",
    ),
    "holder-of-consultation": (
        "その相談の担当者と窓口責任者だけができる操作です。",
        "Only who has the consultation, or the owner of its desk, may do this.",
    ),
    "owner-of-desk": (
        "その窓口の責任者と市の担当者だけができる操作です。",
        "Only the owner of the desk or the city's staff may do this.",
    ),
    "own-registration": (
        "ご本人、その団体の役員、市の担当者だけができる操作です。",
        "Only the person, an officer of the group or the city's staff may do this.",
    ),
    "somebody-else": (
        "ご自身に関わることは、ほかの担当者が決めます。",
        "What concerns oneself is decided by another member of staff.",
    ),
    "resident": ("利用者だけができる操作です。", "Only a resident may do this."),
    "coordinator": ("協創スタッフだけができる操作です。", "Only a coordinator may do this."),
    "staff": ("市の担当者だけができる操作です。", "Only the city's staff may do this."),
    "auditor": ("監査の担当者だけができる操作です。", "Only an auditor may do this."),
    "operator": ("システムの運用者だけができる操作です。", "Only an operator may do this."),
    "mail-gateway": (
        "メールの中継装置と運用者だけができる操作です。",
        "Only the gateway of mail or an operator may do this.",
    ),
    "payment-gateway": (
        "決済サービスとの中継装置と運用者だけができる操作です。",
        "Only the gateway of payments or an operator may do this.",
    ),
}
"""Whose business it is, for the rules that a ``Forbidden`` may name. Another rule is answered in general words."""


class NotFound(Refusal):
    """There is no such thing, or it is not for this caller to know of: ``NotFound(what="booking")``."""

    status = 404
    code = "not-found"
    ja = "お探しの{what_ja}が見つかりません。"
    en = "There is no such {what_en}."
    next_ja = "番号（ID）をお確かめのうえ、一覧から選び直してください。"
    next_en = "Check the id, or choose from the list again."

    def __init__(self, *, what: str, **data: Any) -> None:
        super().__init__(what=what, **data)
        self.words = dict(zip(("what_ja", "what_en"), THINGS.get(what, (what, what)), strict=True))


class Forbidden(Refusal):
    """The caller may not do this: ``Forbidden(rule="officer-of-group")``. ``rule`` is a stable word."""

    status = 403
    code = "forbidden"
    ja = "この操作をする権限がありません。{rule_ja}"
    en = "You may not do this. {rule_en}"
    next_ja = "必要なときは、役員や窓口の担当者にご相談ください。"
    next_en = "If you need this done, ask an officer of the group or the desk."

    def __init__(self, *, rule: str, **data: Any) -> None:
        super().__init__(rule=rule, **data)
        self.words = dict(zip(("rule_ja", "rule_en"), RULES.get(rule, ("", "")), strict=True))


class TokenMissing(Refusal):
    """The request names nobody."""

    status = 401
    code = "token-missing"
    ja = "どなたからの操作か分かりません。"
    en = "The request does not say who asks."
    next_ja = "ログインしてから、もう一度お試しください（Authorization: Bearer …）。"
    next_en = "Sign in and try again (Authorization: Bearer …)."


class TokenExpired(Refusal):
    """The token was good once."""

    status = 401
    code = "token-expired"
    ja = "ログインの期限が切れました。"
    en = "The sign-in has expired."
    next_ja = "もう一度ログインしてください。"
    next_en = "Sign in again."


class TokenInvalid(Refusal):
    """The token is malformed, forged, of another issuer or for another audience."""

    status = 401
    code = "token-invalid"
    ja = "ログインの情報が正しくありません。"
    en = "The token is not valid here."
    next_ja = "いったんログアウトし、もう一度ログインしてください。"
    next_en = "Sign out and sign in again."


class IdempotencyKeyMissing(Refusal):
    """A command without a key could be carried out twice."""

    status = 400
    code = "idempotency-key-missing"
    ja = "Idempotency-Key ヘッダーがありません。二重の受付を防ぐために必要です。"
    en = "The header Idempotency-Key is missing. It keeps a repeated request from being carried out twice."
    next_ja = "操作ごとに新しい値（UUID など）を付けて送り、同じ操作を送り直すときは同じ値を使ってください。"
    next_en = "Send a new value (a UUID) with each operation, and the same value when you repeat one."


class IdempotencyKeyBad(Refusal):
    """A key that cannot be kept: empty, long, or not printable ASCII."""

    status = 400
    code = "idempotency-key-bad"
    ja = "Idempotency-Key は、印字できる英数字と記号で1〜{chars_max}文字にしてください。"
    en = "Idempotency-Key must be one value of 1 to {chars_max} printable ASCII characters."
    next_ja = "UUID などの短い値を1つだけ付けてください。"
    next_en = "Use one short value such as a UUID."


class IdempotencyKeyReused(Refusal):
    """A key came again with another request. ``difference`` is ``body`` or ``target``."""

    status = 422
    code = "idempotency-key-reused"
    ja = "この Idempotency-Key は、内容の異なる別の操作で使われています。"
    en = "This Idempotency-Key was used for a request with other content."
    next_ja = "新しい操作には新しい値を付けてください。送り直すときは、前と同じ内容で送ってください。"
    next_en = "Use a new key for a new operation; repeat an operation with exactly the same content."


class NotJson(Refusal):
    """The body is no JSON."""

    status = 400
    code = "body-unreadable"
    ja = "送られた内容を JSON として読めませんでした。"
    en = "The body could not be read as JSON."
    next_ja = "UTF-8 の JSON で送ってください（Content-Type: application/json）。"
    next_en = "Send JSON in UTF-8 (Content-Type: application/json)."


class BodyTooLarge(Refusal):
    """The body is larger than the service takes."""

    status = 413
    code = "body-too-large"
    ja = "送られた内容が大きすぎます（上限 {limit_bytes} バイト）。"
    en = "The body is too large (limit {limit_bytes} bytes)."
    next_ja = "内容を分けるか、短くしてから送ってください。"
    next_en = "Split or shorten it and send it again."


class ContentTooLarge(Refusal):
    """What would have to be recorded is larger than an event may be."""

    status = 422
    code = "content-too-large"
    ja = "一度に記録できる量を超えています。"
    en = "This is more than can be recorded at once."
    next_ja = "件数や文章を減らすか、何回かに分けてください。"
    next_en = "Shorten it or do it in several steps."


class NoSuchRoute(Refusal):
    """Nothing is served there."""

    status = 404
    code = "no-such-route"
    ja = "このアドレスには何もありません。"
    en = "Nothing is served at this address."
    next_ja = "アドレスをお確かめください。使えるアドレスは、各サービスの一覧（/booking/openapi.json など）にあります。"
    next_en = "Check the address; each service lists its own in openapi.json, for example /booking/openapi.json."


class MethodNotAllowed(Refusal):
    """The address is right, the method is not."""

    status = 405
    code = "method-not-allowed"
    ja = "このアドレスでは、この操作（HTTP メソッド）は使えません。"
    en = "This method is not served at this address."
    next_ja = "Allow ヘッダーにある操作を使ってください。"
    next_en = "Use a method that the header Allow names."


class PersonErasedHere(Refusal):
    """Nothing is kept about the person any more, and nothing new is taken."""

    status = 410
    code = "person-erased"
    ja = "この利用者の情報は、消去のご希望により削除されています。"
    en = "This person's data was erased at their wish."
    next_ja = "あらためて利用するときは、新しく利用登録をしてください。"
    next_en = "To use the service again, register anew."
