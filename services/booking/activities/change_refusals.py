"""Ways in which announcing, changing and cancelling an activity say no, with words for people and what to do next."""

from shared.errors import Refusal


class SessionsDoNotFit(Refusal):
    """Sessions overlap, are out of order, or the whole is not from the first to the last."""

    code = "sessions-do-not-fit"
    ja = "日程は、早い順に、重ならないように並べてください。始まりと終わりの時刻は、最初と最後の日程に合わせます。"
    en = "Sessions must be in the order of time and must not overlap; the whole lasts from the first to the last."
    next_ja = "日程（sessions）を確かめてください。活動全体の時刻（starts_at と ends_at）は、なくてもかまいません。"
    next_en = "Check the sessions. The times of the whole (starts_at and ends_at) may be left out."


class RoleUnknown(Refusal):
    """No role of the published list."""

    code = "role-unknown"
    ja = "「{role}」という関わり方はありません。"
    en = "There is no role called {role}."
    next_ja = "関わり方の一覧（/booking/activity-roles）にある語を使ってください。"
    next_en = "Use a code of the published list (/booking/activity-roles)."


class RolesDoNotAddUp(Refusal):
    """The places by role are not the capacity."""

    code = "roles-do-not-add-up"
    ja = "関わり方ごとの人数の合計（{places}人）が、定員（{capacity}人）と合いません。"
    en = "The places by role are {places} in sum, but the capacity is {capacity}."
    next_ja = "人数を直すか、定員（capacity）を書かずに送ってください。合計が定員になります。"
    next_en = "Change one of them, or leave the capacity out: it is then the sum."


class CertificateOutOfReach(Refusal):
    """More sessions are asked for than there are."""

    code = "certificate-out-of-reach"
    ja = "修了証に必要な回数（{sessions_min}回）が、日程の数（{sessions}回）より多くなっています。"
    en = "The certificate takes {sessions_min} sessions, but there are {sessions}."
    next_ja = "必要な回数を日程の数までにしてください。"
    next_en = "Ask for no more sessions than the activity has."


class SessionUnknown(Refusal):
    """The activity has no session of that number."""

    code = "session-unknown"
    ja = "この活動に、第{session}回の日程はありません。"
    en = "This activity has no session {session}."
    next_ja = "活動の日程で、回の番号を確かめてください。日程が一つの活動では、番号を付けません。"
    next_en = "Check the number in the activity's sessions; an activity without sessions takes none."


class SessionNeeded(Refusal):
    """Several sessions were attended, and one is meant."""

    code = "session-needed"
    ja = "この人は何回か参加しています（第{sessions}回）。どの回のことか、示してください。"
    en = "This person attended several sessions ({sessions}); say which one is meant."
    next_ja = "回の番号（session）を付けて、もう一度送ってください。"
    next_en = "Send it again with the number of the session (session)."


class ActivityIsCancelled(Refusal):
    """It was called off."""

    status = 409
    code = "activity-cancelled"
    ja = "この活動は中止になりました。"
    en = "This activity was cancelled."
    next_ja = "ほかの活動を探してください。ご不明な点は、団体にお聞きください。"
    next_en = "Look for another activity, or ask the group."


class ActivityHasBegun(Refusal):
    """What attendances rest on stays as it is."""

    status = 409
    code = "activity-has-begun"
    ja = "始まった活動の日時と、修了証の条件は変えられません。"
    en = "The times of what has begun cannot be changed, nor the terms of its certificate."
    next_ja = "まだ始まっていない日程と、場所や題名は変えられます。行わないときは、活動を中止してください。"
    next_en = (
        "Sessions that are still to come, the place and the title can be changed. Cancel it if it does not take place."
    )


class CapacityBelowSignUps(Refusal):
    """Fewer places than people who have one, or are offered one."""

    status = 409
    code = "capacity-below-sign-ups"
    ja = "{role}の人数は、申し込んだ人と案内中の人（{people}人）より少なくできません。"
    en = "There cannot be fewer places for {role} than people who have one or are offered one ({people})."
    next_ja = "人数を{people}人以上にしてください。減らしたいときは、先に申し込んだ人に取りやめてもらってください。"
    next_en = "Give at least {people} places, or ask people to withdraw first."


class GroupFixed(Refusal):
    """An activity stays with its group."""

    code = "group-fixed"
    ja = "活動を開く団体は変えられません。"
    en = "An activity stays with the group that announced it."
    next_ja = "この活動を中止して、もう一方の団体で新しくお知らせを作ってください。"
    next_en = "Cancel it, and announce it anew in the name of the other group."


class TooManyChanges(Refusal):
    """Changed too often."""

    status = 409
    code = "too-many-changes"
    ja = "この活動は{changes_max}回変わったため、これ以上は変えられません。"
    en = "This activity was changed {changes_max} times and cannot be changed any more."
    next_ja = "申し込んだ人には、団体から直接お伝えください。または、活動を中止して、新しくお知らせを作ってください。"
    next_en = "Tell those who signed up directly, or cancel it and announce it anew."


class TooLateToCancel(Refusal):
    """It is over for too long."""

    status = 409
    code = "too-late-to-cancel"
    ja = "終わって{days_max}日を過ぎた活動は、中止にできません。"
    en = "An activity that ended more than {days_max} days ago cannot be cancelled."
    next_ja = "まちがった参加の記録は、一人ずつ訂正できます。"
    next_en = "Attendances recorded in error can be corrected one by one."
