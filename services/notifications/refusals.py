"""Every no that notifications says, in Japanese and English, with what to do next."""

from shared.errors import Refusal


class NoMail(Refusal):
    """E-mail was asked for where none is sent."""

    status = 409
    code = "no-mail"
    ja = "この環境では、メールの送信を設定していません。"
    en = "This deployment sends no e-mail."
    next_ja = "お知らせは受信箱でご覧ください。運用担当の方は KYOSO_SMTP_HOST を設定してください。"
    next_en = "Read messages in the inbox. Operators: set KYOSO_SMTP_HOST."


class NotABounce(Refusal):
    """What was handed in says of no message that it came back."""

    status = 422
    code = "not-a-bounce"
    ja = "配信状況の通知（RFC 3464 の message/delivery-status）ではありません。"
    en = "This is no delivery status notification (RFC 3464, message/delivery-status)."
    next_ja = "不達通知のメールを、変えずにそのまま送ってください。ほかのメールは人が読んでください。"
    next_en = "Hand in the notification as it came. Other mail is for people to read."


class BounceUnknown(Refusal):
    """A notification about no mail of ours, or one that does not carry the proof of it."""

    status = 422
    code = "bounce-unknown"
    ja = "この通知は、ここから送ったメールのものと確かめられません。何も変えていません。"
    en = "This notification is not about a mail that was sent from here, as far as can be proved. Nothing was changed."
    next_ja = "通知の宛先（bounce+…）が書き換えられていないか、別の環境のものでないかを確かめてください。"
    next_en = "Check that its recipient (bounce+…) was not rewritten and that it belongs to this deployment."


class LinkUnknown(Refusal):
    """A link out of a mail that leads to none."""

    status = 404
    code = "link-unknown"
    ja = "このリンクは使えません。途中で切れているかもしれません。"
    en = "This link leads nowhere. Part of it may be missing."
    next_ja = "メールのリンクを全部写すか、ログインしてお知らせの設定を変えてください。"
    next_en = "Copy the whole link out of the mail, or sign in and change your preferences."


class LinkOver(Refusal):
    """A link out of a mail of before its person asked for mails again."""

    status = 410
    code = "link-over"
    ja = "このリンクは、もう一度メールを申し込む前のメールのものです。メールは止まっていません。"
    en = "This link is from a mail of before e-mail was asked for again. The mails go on."
    next_ja = "止めるときは、申し込んだ後に届いたメールのリンクを使うか、ログインしてお知らせの設定を変えてください。"
    next_en = "To stop them use the link in a mail that came afterwards, or sign in and change your preferences."
