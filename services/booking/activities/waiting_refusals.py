"""Ways in which roles and the waiting list of an activity say no, with words for people and what to do next."""

from shared.errors import Refusal


class RoleNotOffered(Refusal):
    """The activity has no places for that role."""

    code = "role-not-offered"
    ja = "この活動では「{role}」を募集していません（募集しているのは {roles}）。"
    en = "This activity has no places for {role}; it has places for {roles}."
    next_ja = "募集している関わり方を選んで、もう一度申し込んでください。"
    next_en = "Choose one of these and sign up again."


class AnotherRole(Refusal):
    """The person has, or waits for, a place in another role."""

    status = 409
    code = "another-role"
    ja = "すでに「{role}」で申し込んでいます。"
    en = "You have signed up, or wait, for another role: {role}."
    next_ja = "関わり方を変えたいときは、先に今の申込みを取りやめてください。"
    next_en = "To take another role, withdraw from this one first."


class AlreadySignedUp(Refusal):
    """Nobody waits for what they have."""

    status = 409
    code = "already-signed-up"
    ja = "すでにこの活動に申し込んでいます。"
    en = "You already have a place in this activity."
    next_ja = "このままご参加ください。何もしなくてかまいません。"
    next_en = "There is nothing to do: just come."


class PlaceIsFree(Refusal):
    """There is no need to wait."""

    status = 409
    code = "place-is-free"
    ja = "空きがあるので、キャンセル待ちは要りません。"
    en = "A place is free, so there is no need to wait."
    next_ja = "そのまま参加を申し込んでください。"
    next_en = "Sign up for it now."


class WaitingClosed(Refusal):
    """The waiting list ended with the deadline or the start."""

    code = "waiting-closed"
    ja = "キャンセル待ちの受付は{closes_at}に終わりました。"
    en = "The waiting list closed at {closes_at}."
    next_ja = "参加できるかどうかは、団体に直接お聞きください。ほかの活動も探せます。"
    next_en = "Ask the group whether you may still come, or look for another activity."


class WaitingFull(Refusal):
    """As many wait as can be remembered."""

    status = 409
    code = "waiting-full"
    ja = "キャンセル待ちは{waiting_max}人までです。いっぱいになりました。"
    en = "At most {waiting_max} people wait for an activity, and as many do."
    next_ja = "しばらくしてからもう一度見るか、ほかの活動を探してください。"
    next_en = "Look again later, or look for another activity."


class NotWaiting(Refusal):
    """The person is on no list."""

    status = 409
    code = "not-waiting"
    ja = "この活動のキャンセル待ちに入っていません。"
    en = "You are not on the waiting list of this activity."
    next_ja = "満員のときは、キャンセル待ちに入れます。参加をやめたいときは、申込みを取りやめてください。"
    next_en = "When it is full you can join the list. To give a place back, withdraw."


class NoOffer(Refusal):
    """No place is held for this person."""

    status = 409
    code = "no-offer"
    ja = "あなたへの繰上げの案内はありません。"
    en = "No place is held for you."
    next_ja = "案内の期限が過ぎると、次の人に回ります。キャンセル待ちに入ると、空いたときにお知らせします。"
    next_en = "An offer goes to the next when its time is over. Join the waiting list to hear of the next free place."


class OfferOver(Refusal):
    """The time to answer is over."""

    status = 409
    code = "offer-over"
    ja = "繰上げの案内の期限（{until:by}）が過ぎました。"
    en = "The offer ended at {until:by}."
    next_ja = "空きがあれば、申し込めます。なければ、もう一度キャンセル待ちに入れます。"
    next_en = "Sign up if a place is free, or join the waiting list again."
