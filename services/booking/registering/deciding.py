"""What the city decides about registrations: who somebody is, yes and no, accreditation, reductions, suspension."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from services.booking.domain.registering.events import (
    Accreditation,
    ListDropped,
    ProofMethod,
    ProofSeen,
    ReductionsGranted,
)
from services.booking.domain.registering.registration import Registration
from services.booking.groups.groups import Groups
from services.booking.registering.members_kept import MembersKept
from services.booking.registering.penalty_points import Penalties, PenaltyRules
from services.booking.registering.permissions import Action
from services.booking.registering.refusals import GrantTermDiffers, GrantUnknown, SuspensionDayBad
from services.booking.registering.terms import RegistrationTerms
from services.booking.rulebook.book import Book
from services.booking.rulebook.reductions import Reduction
from shared.clock import fiscal_year, tokyo_date
from shared.contracts.booking_registrations import SuspendedFor
from shared.events import Event
from shared.journal import Cause, Commit, Journal
from shared.web import Caller

SUSPENSION_DAYS_MAX = 1_100


class RegistrationDeciding(Penalties):
    """The use cases of the city's staff. ``by`` is always who asks."""

    def __init__(
        self,
        journal: Journal,
        groups: Groups,
        kept: MembersKept,
        terms: RegistrationTerms,
        rules: PenaltyRules,
        book: Book,
    ) -> None:
        super().__init__(journal, groups, kept, terms, rules)
        self._book = book

    async def note_proof(
        self, registration_id: str, method: ProofMethod, document: str, *, by: Caller, cause: Cause
    ) -> Commit:
        """Note what kind of document showed who it is, and who saw it."""
        self.terms.check_document(document)
        proof = ProofSeen(method=method, document=document, seen_by=by.person_id)
        return await self._decide("note-proof", registration_id, by, cause, lambda found: found.see_proof(proof))

    async def approve(
        self, registration_id: str, list_version: int | None = None, *, by: Caller, cause: Cause
    ) -> Commit:
        """Let it stand until the end of the term, or let a change stand that had to be looked at.

        ``list_version``: of the list that was looked at. Raises ``MemberListChanged`` where another came since.
        """
        term, required = self.terms.term.first(self._today()), self.terms.proof_required
        return await self._decide(
            "approve",
            registration_id,
            by,
            cause,
            lambda found: found.approve(term, proof_required=required, list_version=list_version),
        )

    async def refuse(self, registration_id: str, reasons: Sequence[str], *, by: Caller, cause: Cause) -> Commit:
        """Say no, with reasons of the published list; the member list is removed."""
        self.terms.check_reasons(reasons)
        _, stream, _ = await self._enter("refuse", registration_id, by)
        commit = await self.journal.transact(stream, cause, lambda found: found.refuse(reasons))
        await self._drop_list(commit)
        return commit

    async def accredit(
        self, registration_id: str, accreditations: Sequence[Accreditation], *, by: Caller, cause: Cause
    ) -> Commit:
        """Say what the holder is accredited for, whole."""
        return await self._decide("accredit", registration_id, by, cause, lambda found: found.accredit(accreditations))

    async def grant(self, registration_id: str, granted: ReductionsGranted, *, by: Caller, cause: Cause) -> Commit:
        """Grant reductions and categories for a fiscal year, whole. Raises ``GrantUnknown``, ``GrantTermDiffers``."""
        rules = list(self._book.layers.all(Reduction))
        reductions, categories = {rule.id for rule in rules}, categories_of(self._book)
        named = {*granted.reductions, *(use.reduction for use in granted.uses)}
        if unknown := [*(named - reductions), *(set(granted.categories) - categories)]:
            raise GrantUnknown(unknown=sorted(unknown), reductions=sorted(reductions), categories=sorted(categories))
        by_year, by_use = ({rule.id for rule in rules if rule.term == term} for term in ("fiscal-year", "use"))
        wrong = {id for id in granted.reductions if id not in by_year}
        wrong |= {
            use.reduction
            for use in granted.uses
            if use.reduction not in by_use or fiscal_year(use.day) != granted.fiscal_year
        }
        if wrong:
            raise GrantTermDiffers(wrong=sorted(wrong), fiscal_year=granted.fiscal_year, uses=sorted(by_use))
        return await self._decide("grant", registration_id, by, cause, lambda found: found.grant(granted))

    async def suspend(
        self, registration_id: str, until: date, reason: SuspendedFor, *, by: Caller, cause: Cause
    ) -> Commit:
        """Keep the holder from booking until the end of a day. Raises ``SuspensionDayBad``, ``NotRegisteredToUse``."""
        today = self._today()

        def decide(registration: Registration) -> Sequence[Event]:
            if not today <= until <= today + timedelta(days=SUSPENSION_DAYS_MAX):
                raise SuspensionDayBad(days_max=SUSPENSION_DAYS_MAX)
            return registration.suspend(until, reason)

        return await self._decide("suspend", registration_id, by, cause, decide)

    async def lift(self, registration_id: str, *, by: Caller, cause: Cause) -> Commit:
        """End the city's suspension early. Raises ``NotSuspended``."""
        return await self._decide("lift", registration_id, by, cause, Registration.lift)

    # -- within

    async def _decide(
        self,
        action: Action,
        registration_id: str,
        by: Caller,
        cause: Cause,
        decide: Callable[[Registration], Sequence[Event]],
    ) -> Commit:
        _, stream, _ = await self._enter(action, registration_id, by)
        return await self.journal.transact(stream, cause, decide)

    async def _drop_list(self, commit: Commit) -> None:
        """Remove the documents of a list that a commit dropped."""
        for event in commit.events:
            if isinstance(event, ListDropped):
                await self.kept.vault.remove(event.document_ids)

    def _today(self) -> date:
        return tokyo_date(self.journal.now())


def categories_of(book: Book) -> set[str]:
    """The categories of holders of which a town's rules speak."""
    speaking = (getattr(rule, "who", None) for rule in book.file.rules())
    return {category for who in speaking if who is not None for category in who.categories}
