"""Why a place is not taken for a visit of matching (coming once), in words for people and with what to do next."""

from shared.errors import Refusal


class VisitHasEnded(Refusal):
    """A place for a visit ends with it; who wants one for themselves names no visit."""

    status = 409
    code = "visit-has-ended"
    ja = "この「一度だけ来てみる」は取りやめになっているため、そのための席は取れません。"
    en = "This visit does not come about, so that no place is taken for it."
    next_ja = "それでも参加したいときは、visit_idを付けずに申し込むか、もう一度「来てみる」を選んでください。"
    next_en = "To come all the same, sign up without visit_id, or say anew that you come once."
    plain = "この「いちど きて みる」は やめに なって います。せきは とれません。"
    next_plain = "いきたい ときは、もういちど えらんで ください。"
