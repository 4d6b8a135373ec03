"""Use cases about a worry that another desk is to have: propose, the person's yes or no, and what the clock does.

By web the person answers themselves. Who rang or came by says it to a clerk, who writes it down with their own name:
who has the consultation, or anybody at a counter to whom the person tells their number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.matching.consulting.consultations import Consultations
from services.matching.consulting.referral_refusals import AnswerIsTheirs, CodeMistyped, CodeNeeded
from services.matching.consulting.refusals import UnknownDesk
from services.matching.consulting.reopening import standing
from services.matching.consulting.rows import ConsultationRow, ReferralRow
from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.consulting.referral_events import Carried, ReferralWhy
from services.matching.domain.helping.codes import bare, is_help_code
from services.matching.permissions import Relation, may, relations, require
from services.matching.rows import DESK, DeskRow
from shared.events import Event
from shared.journal import Cause, Chain, Journal
from shared.web import Caller, NotFound


@dataclass(frozen=True, slots=True)
class Offer:
    """Which desk is to have it, why, and what of the kept words may go along."""

    desk: str
    why: ReferralWhy = "knows-more"
    carries: tuple[Carried, ...] = ("worry", "answers")


class Referrals:
    """Nothing of a consultation moves to another desk before its person has said yes."""

    def __init__(self, journal: Journal, consultations: Consultations) -> None:
        self.journal = journal
        self.consultations = consultations

    async def propose(self, consultation_id: str, offer: Offer, *, by: Caller, cause: Cause) -> Chain:
        """Ask the person. Raises ``NotFound``, ``Forbidden``, ``UnknownDesk``, and what the domain refuses."""
        now, row, owner = await self._standing(consultation_id)
        desks = self.consultations.knowledge.desks

        def propose(found: Consultation) -> Sequence[Event]:
            held, relation = standing(found, row, owner, by)
            require("refer-consultation", held)
            if offer.desk not in desks.desks and offer.desk not in desks.elsewhere:
                raise UnknownDesk(unknown=offer.desk)
            return found.propose_referral(
                offer.desk,
                now,
                why=offer.why,
                carries=tuple(dict.fromkeys(offer.carries)),
                general=offer.desk == desks.general,
                to_body=offer.desk in desks.elsewhere,
                by=by.person_id,
                relation=relation,
            )

        return await self._done(row, cause, propose)

    async def answer(
        self,
        consultation_id: str,
        *,
        accepted: bool,
        by: Caller,
        cause: Cause,
        number: int | None = None,
        code: str | None = None,
    ) -> Chain:
        """The person's yes or no; what they said to a clerk is recorded with the clerk's name.

        Raises ``NotFound``, ``Forbidden``, ``AnswerIsTheirs``, ``CodeNeeded``, ``NoReferral``, ``NotYet``.
        """
        now, row, owner = await self._standing(consultation_id)
        by_number = code is not None and row.code is not None and bare(code) == row.code

        def answered(found: Consultation) -> Sequence[Event]:
            held = relations(by, person_id=row.person_id, coordinator_id=found.coordinator_id, desk_owner_id=owner)
            if may("confirm-consultation", held):
                return found.answer_referral(
                    now, accepted=accepted, number=number, word="person", by=by.person_id, relation="self"
                )
            relation = _recorder(row, held, by_number=by_number)
            return found.answer_referral(
                now, accepted=accepted, number=number, word="recorded", by=by.person_id, relation=relation
            )

        return await self._done(row, cause, answered)

    async def withdraw(self, consultation_id: str, *, by: Caller, cause: Cause) -> Chain:
        """Take the proposal back. Raises ``NotFound``, ``Forbidden``, ``NoReferral``, ``OnItsWay``."""
        now, row, owner = await self._standing(consultation_id)

        def withdraw(found: Consultation) -> Sequence[Event]:
            held, relation = standing(found, row, owner, by)
            require("refer-consultation", held)
            return found.withdraw_referral(now, by=by.person_id, relation=relation)

        return await self._done(row, cause, withdraw)

    async def receive(self, consultation_id: str, *, by: Caller, cause: Cause) -> Chain:
        """Another body confirmed that it has it. Raises ``NotFound``, ``Forbidden``, ``NoReferral``."""
        now, row, owner = await self._standing(consultation_id)

        def receive(found: Consultation) -> Sequence[Event]:
            held, relation = standing(found, row, owner, by)
            require("refer-consultation", held)
            return found.receive_referral(now, by=by.person_id, relation=relation)

        return await self._done(row, cause, receive)

    async def pass_deadline(self, row: ReferralRow, cause: Cause) -> None:
        """The timer: silence is a no; another body that has not confirmed is noted once."""
        now, stream = self.journal.now(), Consultation.stream(row.id)
        commit = await self.journal.transact(stream, cause, lambda found: found.pass_referral_deadline(now))
        await self.consultations.kept.settled(commit)

    async def by_code(self, code: str, *, by: Caller) -> list[ConsultationRow]:
        """What somebody asks about by their number, open ones first; what it is about is not told.

        Raises ``Forbidden``, ``CodeMistyped``, ``NotFound``.
        """
        city = await self.journal.get(DeskRow, DESK)
        require("find-consultation", relations(by, desk_owner_id=city.owner_id if city else None))
        digits = bare(code)
        if not is_help_code(digits):
            raise CodeMistyped
        rows = await self.journal.all(ConsultationRow, where={"code": digits})
        if not rows:
            raise NotFound(what="consultation")
        return sorted(rows, key=lambda row: (row.closed, row.id))

    # -- inside

    async def _standing(self, consultation_id: str) -> tuple[datetime, ConsultationRow, str | None]:
        row = await self.consultations.row_of(consultation_id)
        return self.journal.now(), row, await self.consultations.owner_of(row.desk)

    async def _done(
        self, row: ConsultationRow, cause: Cause, decide: Callable[[Consultation], Sequence[Event]]
    ) -> Chain:
        return await self.consultations.kept.settled(
            await self.journal.transact(Consultation.stream(row.id), cause, decide)
        )


def _recorder(row: ConsultationRow, held: frozenset[Relation], *, by_number: bool) -> str:
    """As what a clerk writes the person's word down."""
    require("record-referral", held)
    concerned = "assigned" if "assigned" in held else "desk-owner" if "desk-owner" in held else None
    if concerned is None and not by_number:
        if not may("see-consultation", held):
            raise NotFound(what="consultation")
        raise CodeNeeded
    if row.channel == "web":
        raise AnswerIsTheirs
    return concerned or "clerk"
