"""Another desk is to have a worry: who has it proposes, its person says yes or no, and until it is taken it stays.

Nothing moves without a yes. A no, silence and a proposal taken back leave everything as it was. A desk of another body
gets nothing from here: who has the consultation keeps it until that body confirms.
"""

from datetime import datetime, timedelta
from typing import Any

from services.matching.consulting.referral_refusals import (
    AskedBefore,
    NoReferral,
    NotAgreedYet,
    OnItsWay,
    ReferralOpen,
    TooManyProposals,
)
from services.matching.consulting.refusals import SameDesk, TooManyReferrals
from services.matching.domain.consulting.events import ConsultationTurned, Consulting
from services.matching.domain.consulting.passing import Proposal
from services.matching.domain.consulting.referral_events import (
    Carried,
    ReferralAgreed,
    ReferralDeclined,
    ReferralLapsed,
    ReferralProposed,
    ReferralReceived,
    ReferralUnconfirmed,
    ReferralWhy,
    ReferralWithdrawn,
    Word,
)
from services.matching.domain.consulting.steps import ConsultationSteps, whole
from services.matching.domain.working_days import due_after
from shared.contracts.matching_consultations import (
    ConsultationReferralChanged,
    ConsultationReferralProposed,
    ReferralEnd,
)
from shared.events import Event

REFERRALS_MAX = 5
"""Nobody is sent from desk to desk without end."""
PROPOSALS_MAX = 15
"""Nor asked without end."""


class ConsultationReferrals(ConsultationSteps):
    """The decisions about a referral."""

    def refer(
        self, desk: str, now: datetime, *, by: str, general: bool, carries: tuple[str, ...] | None = None
    ) -> list[Event]:
        """Another desk is to have it. What was promised stays, or a short time for the new desk when that is later.

        Who has it keeps it until somebody there has been found. ``carries``: what the person let go with it.
        Raises ``ConsultationOver``, ``AlreadyAnswered``, ``SameDesk``, ``TooManyReferrals``, ``NotYet``.
        """
        asking = self._require_referable(desk)
        soonest = due_after(now, asking.terms.referral_days, asking.terms.closes_at)
        turn = self._turn("referred", desk, max(soonest, self.due_at or soonest), general=general)
        return [ConsultationTurned(asking=asking, turn=turn.model_copy(update={"carries": carries}), by=by)]

    def propose_referral(
        self,
        desk: str,
        now: datetime,
        *,
        why: ReferralWhy,
        carries: tuple[Carried, ...],
        general: bool,
        to_body: bool,
        by: str,
        relation: str,
    ) -> list[Event]:
        """Ask the person whether another desk may have it, and what may go along; nothing else changes.

        Raises ``ConsultationOver``, ``AlreadyAnswered``, ``SameDesk``, ``TooManyReferrals``, ``NotYet``,
        ``ReferralOpen``, ``AskedBefore``, ``TooManyProposals``.
        """
        asking = self._require_referable(desk)
        if self.proposal is not None:
            raise ReferralOpen(consultation_id=self.stream_key)
        if desk in self.declined:
            raise AskedBefore
        if self.proposals >= PROPOSALS_MAX:
            raise TooManyProposals(proposals_max=PROPOSALS_MAX)
        until = due_after(now, asking.terms.consent_days, asking.terms.closes_at)
        proposed = ReferralProposed(
            consultation_id=self.stream_key,
            number=self.proposals + 1,
            desk=desk,
            at=now,
            by=by,
            relation=relation,
            why=why,
            carries=carries,
            general=general,
            to_body=to_body,
            until=until,
        )
        return [proposed, self._now(ConsultationReferralProposed, asking, until)]

    def answer_referral(
        self, now: datetime, *, accepted: bool, number: int | None = None, word: Word, by: str, relation: str
    ) -> list[Event]:
        """The person's word. Yes: the other desk looks for who has it from then on, or its body is told and confirms.

        ``number``: which proposal is meant; another one is not answered by it. Raises ``NoReferral``, ``NotYet``.
        """
        proposal, asking = self._require_proposal(number)
        if proposal.agreed:
            raise NoReferral(consultation_id=self.stream_key)
        step = self._of(proposal, now, by=by, relation=relation)
        if not accepted:
            return [ReferralDeclined(**step, word=word), self._changed("declined", asking)]
        self._require_settled()
        if not proposal.to_body:
            went = self.refer(proposal.desk, now, by=proposal.by, general=proposal.general, carries=proposal.carries)
            return [ReferralAgreed(**step, word=word), *went]
        confirm_by = due_after(now, asking.terms.referral_days, asking.terms.closes_at)
        agreed = ReferralAgreed(**step, word=word, confirm_by=confirm_by)
        return [agreed, self._changed("agreed", asking, confirm_by)]

    def withdraw_referral(self, now: datetime, *, by: str, relation: str) -> list[Event]:
        """Who has it takes the proposal back. Raises ``NoReferral``, ``OnItsWay``."""
        proposal, asking = self._require_proposal(None)
        if proposal.agreed and not proposal.to_body:
            raise OnItsWay
        return [
            ReferralWithdrawn(**self._of(proposal, now, by=by, relation=relation)),
            self._changed("withdrawn", asking),
        ]

    def receive_referral(self, now: datetime, *, by: str, relation: str) -> list[Event]:
        """The other body confirmed that it has it: the person is asked whether all is well, as after an answer.

        Until they say so it is somebody's by name here. Raises ``NoReferral``, ``NotAgreedYet``, ``NotYet``.
        """
        proposal, asking = self._require_proposal(None)
        if not proposal.to_body or not proposal.agreed:
            raise NotAgreedYet(consultation_id=self.stream_key)
        self._require_settled()
        until = whole(now + timedelta(days=asking.terms.silent_days))
        received = ReferralReceived(**self._of(proposal, now, by=by, relation=relation), until=until)
        return [received, self._changed("received", asking, until)]

    def pass_referral_deadline(self, now: datetime) -> list[Event]:
        """What the clock alone does: silence is a no; a body that has not confirmed is noted, once."""
        proposal, asking = self.proposal, self.asking
        if proposal is None or asking is None or proposal.wakes_at is None or now < proposal.wakes_at:
            return []
        step = self._of(proposal, now)
        if proposal.agreed:
            return [ReferralUnconfirmed(**step), self._changed("unconfirmed", asking)]
        return [ReferralLapsed(**step), self._changed("lapsed", asking)]

    # -- inside

    def _require_referable(self, desk: str) -> Consulting:
        asking = self._require_open()
        if desk == self.desk:
            raise SameDesk
        if self.referrals >= REFERRALS_MAX:
            raise TooManyReferrals(referrals_max=REFERRALS_MAX)
        return asking

    def _require_proposal(self, number: int | None) -> tuple[Proposal, Consulting]:
        proposal = self.proposal
        if proposal is None or self.asking is None or number not in (None, proposal.number):
            raise NoReferral(consultation_id=self.stream_key)
        return proposal, self.asking

    def _of(self, proposal: Proposal, now: datetime, **by: str) -> dict[str, Any]:
        ids = {"consultation_id": self.stream_key, "number": proposal.number, "desk": proposal.desk}
        return {**ids, "at": now, **by}

    def _changed(self, referral: ReferralEnd, asking: Consulting, due_at: datetime | None = None) -> Event:
        promised = due_at or self.due_at or asking.asked_at
        return self._now(ConsultationReferralChanged, asking, promised, referral=referral)
