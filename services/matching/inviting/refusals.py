"""What matching says no to when a group looks for somebody: in words, with what to do next."""

from shared.errors import Refusal


class AdultsOnly(Refusal):
    """Nobody under 18 is found by groups."""

    status = 409
    code = "adults-only"
    ja = "団体からの声かけを受けられるのは、18歳以上と分かっている方だけです。"
    en = "Only people who are known to be 18 or older can be found by groups."
    next_ja = (
        "18歳以上の方は、アカウントに生年月日を登録するか、担当者に年齢の確認を頼んでください。"
        "おすすめから自分で選ぶことは、だれでもできます。"
    )
    next_en = (
        "If you are 18 or older, give your date of birth in the account, or ask a coordinator for the check of age. "
        "Anybody can choose from the recommendations."
    )
    plain = "18さい いじょうの 人だけが つかえます。"
    next_plain = "18さい いじょうの 人は、係（かかり）の 人に としの かくにんを たのんでください。"


class AlreadyInvited(Refusal):
    """The group waits for this person's answer already: another officer, or another click, was first."""

    status = 409
    code = "already-invited"
    ja = "この方には、この団体からすでに声をかけていて、返事を待っています。"
    en = "This group has invited this person already and waits for the answer."
    next_ja = "GET /groups/{{group_id}}/invitations で返事の期限を見てください。"
    next_en = "See until when with GET /groups/{{group_id}}/invitations."
    plain = "この 人には もう 声を かけました。"
    next_plain = "へんじを 待ってください。"


class NothingSought(Refusal):
    """Who looks for nobody finds nobody."""

    status = 409
    code = "nothing-sought"
    ja = "この団体は、いま募集している役割や得意なことがありません。"
    en = "This group says of no role and no skill that it looks for it."
    next_ja = "PUT /groups/{{group_id}} の needs か skills_wanted に書くか、後継者の募集をしてください。"
    next_en = "Say so in needs or skills_wanted with PUT /groups/{{group_id}}, or look for a successor."
    plain = "グループは いま だれも さがしていません。"
    next_plain = "どんな 人を さがしているか 書いてください。"


class InviteeGone(Refusal):
    """They are not to be found any more, or cannot be asked now: why is nobody's business."""

    status = 409
    code = "invitee-gone"
    ja = "この方には、いま声をかけられません。"
    en = "This person cannot be invited now."
    next_ja = "GET /groups/{{group_id}}/invitees で新しい一覧を見てください。"
    next_en = "See the new list with GET /groups/{{group_id}}/invitees."
    plain = "この 人には いま 声を かけられません。"
    next_plain = "新しい 一覧（いちらん）を 見てください。"


class TooManyInvitations(Refusal):
    """A group waits for some answers before it asks others."""

    status = 409
    code = "too-many-invitations"
    ja = "この団体は、返事を待っている声かけがすでに{open_max}件あります。"
    en = "This group waits for the answers to {open_max} invitations already."
    next_ja = "返事を待つか、期限が過ぎてから、もう一度お試しください。"
    next_en = "Wait for an answer or until one has lapsed, then try again."
    plain = "へんじを 待っている 声かけが {open_max}つ あります。"
    next_plain = "へんじを 待ってください。"


class NotInvited(Refusal):
    """There is nothing to answer."""

    status = 409
    code = "not-invited"
    ja = "この団体からの声かけは、いまありません。"
    en = "There is no invitation of this group now."
    next_ja = "会ってみたいときは、POST /introductions で紹介を頼めます。"
    next_en = "If you would like to meet it, ask for an introduction with POST /introductions."
    plain = "この グループからの 声かけは いま ありません。"
    next_plain = "会いたい ときは、しょうかいを たのんでください。"
