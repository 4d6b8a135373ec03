"""What referrals answer over HTTP, with the question to the person in three kinds of words."""

from collections.abc import Iterable

from services.matching.consulting.refusals import ConsultationOver
from services.matching.consulting.rows import ConsultationRow
from services.matching.consulting.views import ConsultationView, ReferralView
from services.matching.domain.consulting.desks import Desks
from services.matching.domain.consulting.events import ConsultationForgone
from services.matching.domain.consulting.referral_events import ReferralStep
from shared.contracts.matching import ConsultationOpened, ConsultationReferred
from shared.contracts.matching_consultations import ConsultationReferralChanged, ConsultationReferralProposed
from shared.events import Event
from shared.journal import Chain
from shared.web import TokyoInstant, View

WHY = {
    "knows-more": ("その窓口のほうがくわしいため", "it knows more about this", "そこの ひとが よく しって いるから"),
    "in-charge": ("その窓口の担当であるため", "this is its task", "そこの しごとだから"),
    "language": ("ことばが通じるため", "somebody there speaks your language", "ことばが つうじるから"),
    "nearer": ("お近くにあるため", "it is nearer to you", "ちかいから"),
    "asked-for": ("ご本人が希望されたため", "you asked for it", "あなたが そう いったから"),
}
"""Why another desk is proposed: Japanese, English, plain Japanese."""
CARRIED = {
    "worry": ("ご相談の内容", "what you told us", "あなたの はなし"),
    "answers": ("これまでのお返事", "what we told you", "わたしたちの へんじ"),
}


class ReferralTold(View):
    """How a proposed referral stands after a command.

    ``referral``: ``proposed``; ``passed``: the desk ``desk`` has it; ``agreed``: another body is to confirm until
    ``due_at``; or how it ended, with nothing changed. ``assigned_to`` has the consultation, whichever it is.
    """

    consultation_id: str
    number: int
    referral: str
    desk: str
    assigned_to: str
    due_at: TokyoInstant

    @classmethod
    def of(cls, chain: Chain) -> "ReferralTold":
        """The view of what a command led to. Raises ``ConsultationOver`` when the consultation ended on the way."""
        events = [event for commit in chain.commits for event in commit.events]
        step = next(event for event in events if isinstance(event, ReferralStep))
        told = _told(events)
        if told is None:
            raise ConsultationOver(consultation_id=step.consultation_id)
        how = "passed" if isinstance(told, ConsultationReferred) else "proposed"
        if isinstance(told, ConsultationReferralChanged):
            how = told.referral
        return cls(
            consultation_id=told.consultation_id,
            number=step.number,
            referral=how,
            desk=step.desk,
            assigned_to=told.coordinator_id,
            due_at=told.due_at,
        )


class ProposedView(ReferralTold):
    """A referral that was proposed. ``asks``: what is read out to somebody who rang or came by."""

    asks: dict[str, str]

    @classmethod
    def of_proposal(cls, chain: Chain, desks: Desks) -> "ProposedView":
        """The view of a proposal, with the question of its desk."""
        told = ReferralTold.of(chain)
        events = (event for commit in chain.commits for event in commit.events)
        step = next(event for event in events if isinstance(event, ReferralStep))
        return cls(**dict(told), asks=asks_of(step.desk, getattr(step, "why", ""), getattr(step, "carries", ()), desks))


class FoundView(View):
    """What a clerk finds by the number that somebody says: how it stands and what they are asked, not what about."""

    consultation_id: str
    status: str
    channel: str
    assigned_to: str
    due_at: TokyoInstant | None
    referral: ReferralView | None
    asks: dict[str, str] | None

    @classmethod
    def of(cls, row: ConsultationRow, desks: Desks) -> "FoundView":
        """The view of a row."""
        seen, proposal = ConsultationView.of(row), row.proposal
        waits = proposal is not None and not proposal.agreed
        return cls(
            consultation_id=row.id,
            status=row.status,
            channel=seen.channel,
            assigned_to=row.coordinator_id,
            due_at=row.promised_at,
            referral=seen.referral,
            asks=asks_of(proposal.desk, proposal.why, proposal.carries, desks) if proposal and waits else None,
        )


def asks_of(desk: str, why: str, carries: Iterable[str], desks: Desks) -> dict[str, str]:
    """The question to the person: which desk, whose, why, what goes along, and that a no changes nothing."""
    elsewhere = desks.elsewhere.get(desk)
    word = elsewhere.word if elsewhere else desks.desks.get(desk)
    ja, en, plain = (word.ja, word.en, word.easy) if word else (desk, desk, desk)
    if elsewhere:
        body = elsewhere.body
        ja, en, plain = f"{ja}（{body.ja}）", f"{en} ({body.en})", f"{plain}（{body.easy}）"
    along = [CARRIED[each] for each in carries if each in CARRIED]
    reason = WHY.get(why, WHY["knows-more"])
    what = [_joined([each[n] for each in along], ("と", " and ", "と ")[n]) for n in range(3)]
    nothing = ("何も伝えません", "nothing is passed on", "なにも つたえません")
    told = (
        f"{what[0]}を伝えます" if along else nothing[0],
        f"{what[1]} would go along" if along else nothing[1],
        f"{what[2]}を つたえます" if along else nothing[2],
    )
    return {
        "ja": f"この相談を「{ja}」に引き継いでよいですか。{reason[0]}です。{told[0]}。"
        "「いいえ」でも不利にはならず、いまの担当者が続けます。",
        "en": f"May {en} have this consultation, because {reason[1]}? {told[1][0].upper()}{told[1][1:]}. "
        "If you say no nothing changes: who has it now goes on.",
        "plain": f"この そうだんを「{plain}」に わたしても いいですか。{reason[2]}です。{told[2]}。"
        "「いいえ」でも だいじょうぶです。いまの ひとが つづけます。",
    }


def _joined(words: list[str], by: str) -> str:
    return by.join(words)


def _told(events: list[Event]) -> ConsultationOpened | None:
    if any(isinstance(event, ConsultationForgone) for event in events):
        return None
    kinds = (ConsultationReferralProposed, ConsultationReferralChanged, ConsultationReferred)
    return next((event for event in events if isinstance(event, kinds)), None)
