"""The refusals of feeds, in words."""

from shared.errors import Refusal


class UnknownTypes(Refusal):
    """Types that no contract has."""

    status = 422
    code = "unknown-types"
    ja = "次の種類のイベントはありません: {types}"
    en = "There are no events of these types: {types}"
    next_ja = "docs/events の一覧にある名前（booking-confirmed.v1 など）を指定してください。"
    next_en = "Use names of the published list (docs/events), for example slots-taken.v1."


class TypesNotOpen(Refusal):
    """Restricted types were asked for by somebody who may not hear them."""

    status = 403
    code = "types-not-open"
    ja = "次の種類のイベントは、目的を登録した相手にだけ届きます: {types}"
    en = "These types are delivered only to who has registered a purpose for them: {types}"
    next_ja = "市の担当者に購読の登録を依頼し、受け取ったトークンを付けてください（Authorization: Bearer …）。"
    next_en = "Ask the city's staff for a subscription and send its token (Authorization: Bearer …)."


class PurposeNeeded(Refusal):
    """Restricted types without a purpose, or beyond what the purpose covers."""

    status = 422
    code = "purpose-needed"
    ja = "この目的では、次の種類のイベントを受け取れません: {types}"
    en = "This purpose does not cover these types: {types}"
    next_ja = "GET /subscriptions/purposes の一覧から目的を選ぶか、種類を減らしてください。"
    next_en = "Choose a purpose of GET /subscriptions/purposes, or leave these types out."


class BadFeedCursor(Refusal):
    """``since`` or ``Last-Event-ID`` is neither a cursor that was handed out nor an instant."""

    status = 422
    code = "bad-feed-cursor"
    ja = "since または Last-Event-ID が正しくありません。"
    en = "since, or Last-Event-ID, is neither a cursor of this feed nor an instant with its offset."
    next_ja = "届いた id をそのまま送るか、2026-12-01T09:00:00+09:00 のような日時を指定してください。"
    next_en = "Send an id that you received as it is, or an instant such as 2026-12-01T09:00:00+09:00."


class AddressRefused(Refusal):
    """A webhook's address that is not called: not https, or not a public address."""

    status = 422
    code = "address-refused"
    ja = "この URL へは送信できません（{why}）。"
    en = "This URL is not called ({why})."
    next_ja = (
        "インターネットから届く https の URL を指定するか、運用者（KYOSO_FEEDS_NETWORKS_ALLOWED）に確認してください。"
    )
    next_en = "Give an https URL with a public address, or ask the operator about KYOSO_FEEDS_NETWORKS_ALLOWED."


class UrlNeeded(Refusal):
    """A webhook without a URL, or a listener with one."""

    status = 422
    code = "url-needed"
    ja = "kind が webhook のときは url が必要で、sse のときは url を付けられません。"
    en = "A webhook needs a url, and a listener (sse) has none."
    next_ja = "kind か url を直して、もう一度送ってください。"
    next_en = "Correct kind or url and send it again."


class AlreadyEnded(Refusal):
    """The subscription has ended, or never was."""

    status = 409
    code = "subscription-ended"
    ja = "この購読は終了しています。"
    en = "This subscription has ended."
    next_ja = "必要なときは、新しく登録してください。"
    next_en = "Create a new one if it is needed."


class NotPaused(Refusal):
    """A subscription that runs cannot be resumed."""

    status = 409
    code = "subscription-active"
    ja = "この購読は動いています。"
    en = "This subscription is active."
    next_ja = "そのままお使いください。やり直すときは replay を使います。"
    next_en = "Nothing needs to be done. To deliver again, use replay."


class TooManySubscriptions(Refusal):
    """As many as one deployment serves."""

    status = 409
    code = "too-many-subscriptions"
    ja = "購読の数が上限（{limit}）に達しています。"
    en = "There are as many subscriptions as are served ({limit})."
    next_ja = "使っていない購読を終了してから、登録してください。"
    next_en = "End one that is not used, then create this one."


class TooManyListeners(Refusal):
    """All streams are in use."""

    status = 429
    code = "too-many-listeners"
    ja = "同時に受信できる数の上限に達しています。"
    en = "All event streams are in use."
    next_ja = "1分ほど待ってから、Last-Event-ID を付けてつなぎ直してください。"
    next_en = "Wait about a minute and connect again with Last-Event-ID: nothing is lost."


class SubscriptionNotActive(Refusal):
    """The token is of a subscription that was paused or disabled."""

    status = 403
    code = "subscription-not-active"
    ja = "この購読は停止中です。"
    en = "This subscription is not active."
    next_ja = "市の担当者に再開を依頼してください。続きから受け取れます。"
    next_en = "Ask the city's staff to resume it; you go on where you were."
