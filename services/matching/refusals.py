"""What matching says no to, in words for people and with what to do next."""

from shared.errors import Refusal


class UnknownWords(Refusal):
    """Codes that are in no published list."""

    status = 422
    code = "unknown-words"
    ja = "一覧にない言葉があります:{unknown}"
    en = "Some words are in no published list: {unknown}"
    next_ja = "GET /vocabulary の一覧から選んでください。"
    next_en = "Choose from the lists at GET /vocabulary."


class AskAboutOne(Refusal):
    """Why is asked about one group or one activity."""

    status = 422
    code = "ask-about-one"
    ja = "理由をたずねる団体か活動を、ひとつだけ指定してください。"
    en = "Name one group or one activity to ask about."
    next_ja = "group_id か activity_id のどちらか一方を付けてください。くらべたいものは instead_of に入れます。"
    next_en = "Send either group_id or activity_id. What to compare with goes into instead_of."


class ConsentMissing(Refusal):
    """The person has taken back the consent to matching."""

    status = 409
    code = "consent-missing"
    ja = "マッチングへの同意が取り消されているため、関心を保存できません。"
    en = "Consent to matching was withdrawn, so interests cannot be kept."
    next_ja = "アカウントの設定で、目的「マッチング」に同意してから、もう一度お試しください。"
    next_en = "Give consent to the purpose 'matching' in the account's settings, then try again."


class PersonGone(Refusal):
    """The person was erased."""

    status = 409
    code = "person-erased"
    ja = "この利用者の情報は消去されています。"
    en = "This person's data has been erased."
    next_ja = "新しいアカウントを作ってから、もう一度お試しください。"
    next_en = "Open a new account, then try again."


class GroupExists(Refusal):
    """A group with this id is registered."""

    status = 409
    code = "group-exists"
    ja = "この団体はすでに登録されています。"
    en = "This group is already registered."
    next_ja = "GET /groups/{group_id} で内容を確かめてください。"
    next_en = "See GET /groups/{group_id}."


class GroupFull(Refusal):
    """A group has a greatest number of members."""

    status = 409
    code = "group-full"
    ja = "この団体の会員数は上限({members_max}人)に達しています。"
    en = "The group has reached its limit of {members_max} members."
    next_ja = "班や支部を別の団体として登録してください。"
    next_en = "Register a section of it as a group of its own."


class TooManyOfficers(Refusal):
    """A group has a greatest number of officers."""

    status = 409
    code = "too-many-officers"
    ja = "役員は{officers_max}人までです。"
    en = "A group has at most {officers_max} officers."
    next_ja = "先にほかの役員の退任を登録してください。"
    next_en = "Let another officer retire first."


class AlreadyMember(Refusal):
    """The person belongs to the group."""

    status = 409
    code = "already-member"
    ja = "すでにこの団体の会員です。"
    en = "Already a member of this group."
    next_ja = "登録の必要はありません。"
    next_en = "Nothing needs to be done."


class AlreadyOfficer(Refusal):
    """The person acts for the group."""

    status = 409
    code = "already-officer"
    ja = "すでにこの団体の役員です。"
    en = "Already an officer of this group."
    next_ja = "登録の必要はありません。"
    next_en = "Nothing needs to be done."


class LastOfficer(Refusal):
    """A group keeps at least one officer."""

    status = 409
    code = "last-officer"
    ja = "最後の役員は退任・退会できません。団体には役員が1人以上必要です。"
    en = "The last officer cannot step down: a group needs at least one."
    next_ja = "先に後任の役員を登録してください。"
    next_en = "Appoint a successor first."


class AlreadyAsked(Refusal):
    """One open introduction per person and group."""

    status = 409
    code = "already-asked"
    ja = "この団体への紹介は、すでに申し込まれています。"
    en = "An introduction to this group is already under way."
    next_ja = "GET /introductions/{introduction_id} で進み具合を確かめてください。"
    next_en = "See GET /introductions/{introduction_id}."


class TooManyAsked(Refusal):
    """A person has a greatest number of open introductions."""

    status = 409
    code = "too-many-introductions"
    ja = "同時に申し込める紹介は{open_max}件までです。"
    en = "At most {open_max} introductions can be open at a time."
    next_ja = "返事を待つか、どれかを取り下げてから、もう一度お試しください。"
    next_en = "Wait for an answer or withdraw one, then try again."


class ResidentsOnly(Refusal):
    """The group said that people without a home here cannot join."""

    status = 409
    code = "residents-only"
    ja = "この団体は、市内に住む人だけが入れます。"
    en = "This group is for people who live here."
    next_ja = (
        "市内にお住まいなら、アカウントの設定でお住まいの地域を登録してください。"
        "市外の方は、市外の人も歓迎している団体をお選びください。"
    )
    next_en = "If you live here, enter your area in the account's settings; if not, choose a group that welcomes you."


class OwnDesk(Refusal):
    """Who owns a desk may read the worries brought to it: somebody else names them."""

    status = 403
    code = "own-desk"
    ja = "自分を窓口責任者にすることはできません。"
    en = "Nobody names themselves the owner of a desk."
    next_ja = "窓口責任者は相談の内容を読めるため、別の職員が登録してください。"
    next_en = "An owner may read what people bring to the desk: ask another member of staff to name you."


class NoDeskOwner(Refusal):
    """Before anyone asks, somebody must be named with whom everything ends."""

    status = 409
    code = "no-desk-owner"
    ja = "紹介の窓口責任者がまだ決まっていません。"
    en = "No desk owner has been named yet."
    next_ja = "市の職員が PUT /desk で窓口責任者を登録してから、もう一度お試しください。"
    next_en = "City staff must name one with PUT /desk; then try again."


class IntroductionOver(Refusal):
    """The introduction has ended."""

    status = 409
    code = "introduction-over"
    ja = "この紹介は終わっています(状態:{status})。"
    en = "This introduction has ended (status: {status})."
    next_ja = "必要であれば、新しく紹介を申し込んでください。"
    next_en = "Ask for a new introduction if there is need."


class AlreadyAccepted(Refusal):
    """Both sides have said yes."""

    status = 409
    code = "already-accepted"
    ja = "この紹介は、すでに双方が承諾しています。"
    en = "Both sides have already said yes."
    next_ja = "役員が POST /groups/{group_id}/members で会員に登録してください。"
    next_en = "An officer adds the member with POST /groups/{group_id}/members."


class IntroductionNotAccepted(Refusal):
    """A member is added by an introduction only when both sides have said yes to it."""

    status = 409
    code = "introduction-not-accepted"
    ja = "この紹介は、この人とこの団体のものとして承諾されていません(状態:{status})。"
    en = "This introduction is not an accepted one of this person and this group (status: {status})."
    next_ja = "先に POST /introductions/{introduction_id}/accept で承諾してください。"
    next_en = "Accept it first with POST /introductions/{introduction_id}/accept."


class RosterFull(Refusal):
    """A roster has a greatest number of coordinators."""

    status = 409
    code = "roster-full"
    ja = "登録できる協創スタッフは{coordinators_max}人までです。"
    en = "At most {coordinators_max} coordinators can be on the roster."
    next_ja = "担当しなくなった人の登録を見直してください。"
    next_en = "Retire those who no longer serve."


REFUSALS: tuple[type[Refusal], ...] = (
    UnknownWords, ConsentMissing, PersonGone, GroupExists, GroupFull, TooManyOfficers, AlreadyMember, AlreadyOfficer,
    LastOfficer, AlreadyAsked, TooManyAsked, NoDeskOwner, IntroductionOver, AlreadyAccepted, IntroductionNotAccepted,
    RosterFull, ResidentsOnly,
)  # fmt: skip
