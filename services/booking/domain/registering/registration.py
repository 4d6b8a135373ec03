"""What becomes of a registration: applied, looked at, approved, changed, renewed, suspended, ended. Pure decisions.

Who may do what, and what the vault holds, is decided outside; the terms of the town come in as values.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.booking.domain.registering.events import (
    Accreditation,
    Channel,
    ListDropped,
    MemberErased,
    MembersListed,
    ProofSeen,
    ReductionsGranted,
    RegistrationAccredited,
    RegistrationFiled,
    ResponsibleErased,
    ResponsibleNamed,
    Share,
    SuspensionNoted,
    TermSet,
)
from services.booking.domain.registering.penalties import Penalised, after
from services.booking.domain.registering.penalty_course import ONE_DAY
from services.booking.registering.refusals import (
    AlreadyApplied,
    AlreadyRegisteredToUse,
    LookedAtAgain,
    MemberListChanged,
    MembersMissing,
    NothingToDecide,
    NotRegisteredToUse,
    NotSuspended,
    NotYetRenewable,
    ProofMissing,
)
from shared.contracts.booking_registrations import (
    EndedFor,
    RegistrationApplied,
    RegistrationApproved,
    RegistrationEnded,
    RegistrationEnding,
    RegistrationRenewed,
    RegistrationSuspended,
    SuspendedFor,
)
from shared.events import Event


class Registration(Penalised):
    """One holder's registration."""

    def apply_for(
        self,
        *,
        channel: Channel,
        number: str,
        responsible: Sequence[str] = (),
        share: Share | None = None,
        listed: MembersListed | None = None,
    ) -> list[Event]:
        """Ask to be registered, for the first time or again. Raises ``AlreadyApplied``, ``AlreadyRegisteredToUse``."""
        self.check_free()
        filed = RegistrationFiled(
            channel=channel, number=self.number or number, responsible=tuple(responsible), share=share
        )
        answers = self.person_id or (responsible[0] if responsible else None)
        told = RegistrationApplied(group_id=self.group_id, person_id=answers, kind=self.holder_kind)
        return [filed, *([listed] if listed else []), told]

    def check_free(self) -> None:
        """Raises unless somebody could apply now."""
        if self.status == "applied":
            raise AlreadyApplied(registration_id=self.stream_key)
        if self.status == "registered":
            raise AlreadyRegisteredToUse(registration_id=self.stream_key)

    def check_open(self) -> None:
        """Raises ``NotRegisteredToUse`` unless it stands, or is asked for."""
        if self.status not in ("applied", "registered"):
            raise NotRegisteredToUse(registration_id=self.stream_key)

    def list_members(self, listed: MembersListed) -> list[Event]:
        """Take a new version of the list; the same list again changes nothing.

        Where other numbers are on it than on the one that the city approved, the city looks again (``counted``).
        """
        self.check_open()
        if self.listed and self.listed.digest == listed.digest:
            return []
        was = self.listed.counts if self.listed else None
        review = self.status == "registered" and was is not None and was != (listed.members, listed.eligible)
        version = self.listed.version + 1 if self.listed else 1
        replaced = self.listed.document_ids if self.listed else ()
        return [listed.model_copy(update={"version": version, "review": review, "replaced": replaced})]

    def erase_member(self, gone: MemberErased) -> list[Event]:
        """Somebody on the list was erased; nothing when that list no longer counts, or it was said before."""
        return [gone] if self.listed and gone.document_id in self.listed.document_ids else []

    def name_responsible(self, person_ids: Sequence[str]) -> list[Event]:
        """Say who answers for the group now, whole."""
        self.check_open()
        wanted = tuple(person_ids)
        return [] if wanted == self.responsible else [ResponsibleNamed(person_ids=wanted)]

    def erase_responsible(self, person_id: str) -> list[Event]:
        """Somebody who answered for the group was erased."""
        return [ResponsibleErased(person_id=person_id)] if person_id in self.responsible else []

    def see_proof(self, proof: ProofSeen) -> list[Event]:
        """Note that somebody showed who they are."""
        self.check_open()
        return [proof]

    # -- the city's decisions

    def approve(self, term: TermSet, *, proof_required: bool, list_version: int | None = None) -> list[Event]:
        """Let it stand until the end of the term; of a change that was looked at again, until the end it has.

        Raises ``NothingToDecide``, ``ProofMissing``, ``MembersMissing``; ``MemberListChanged`` where the list is not
        of the version that was looked at.
        """
        self._check_waiting()
        if proof_required and self.proof is None:
            raise ProofMissing
        if self.holder_kind == "group" and self.listed is None:
            raise MembersMissing
        if list_version is not None and self.listed is not None and list_version != self.listed.version:
            raise MemberListChanged(list_version=self.listed.version, looked_at=list_version)
        stands = self.term if self.status == "registered" and self.term else term
        events: list[Event] = [] if stands == self.term and self.status == "registered" else [term]
        return [*events, RegistrationApproved(**self._told(), until=after(stands.until))]

    def refuse(self, reasons: Sequence[str]) -> list[Event]:
        """Say no to an application, or to a change that was looked at again. Raises ``NothingToDecide``."""
        self._check_waiting()
        return self._end("refused", reasons)

    def accredit(self, accreditations: Sequence[Accreditation]) -> list[Event]:
        """Say what the holder is accredited for, whole."""
        self.check_open()
        wanted = tuple(accreditations)
        return [] if wanted == self.accreditations else [RegistrationAccredited(accreditations=wanted)]

    def grant(self, granted: ReductionsGranted) -> list[Event]:
        """Grant reductions and categories for a fiscal year, whole."""
        self.check_open()
        return [] if self.granted.get(granted.fiscal_year) == granted else [granted]

    def suspend(self, until: date, reason: SuspendedFor) -> list[Event]:
        """Keep the holder from booking for a while; another day replaces the one before."""
        if self.status != "registered":
            raise NotRegisteredToUse(registration_id=self.stream_key)
        noted = SuspensionNoted(by="city", until=until, reason=reason)
        if noted == self.by_city:
            return []
        return [noted, RegistrationSuspended(**self._told(), until=after(until), reason=reason)]

    def lift(self) -> list[Event]:
        """End the city's suspension early. Raises ``NotSuspended``."""
        if self.by_city is None:
            raise NotSuspended
        return [SuspensionNoted(by="city"), *self._resumed(city=self.by_points is not None)]

    # -- its term

    def renew(self, term: TermSet, today: date) -> list[Event]:
        """Let it stand for another term. Raises ``NotRegisteredToUse``, ``NotYetRenewable``, ``LookedAtAgain``."""
        if self.status != "registered" or self.term is None or today > self.term.until:
            raise NotRegisteredToUse(registration_id=self.stream_key)
        if self.review:
            raise LookedAtAgain
        if today < self.term.renew_from:
            raise NotYetRenewable(renew_from=self.term.renew_from, until=self.term.until)
        return [term, RegistrationRenewed(**self._told(), until=after(term.until))]

    def end(self, reason: EndedFor) -> list[Event]:
        """End it, or withdraw an application."""
        self.check_open()
        return self._end(reason)

    def forget(self) -> list[Event]:
        """The person whose registration it is was erased."""
        return [] if self.status in ("none", "ended") else self._end("erased")

    def group_over(self) -> list[Event]:
        """The group whose registration it is has ended; nothing when there is none, or none any more."""
        if self.status in ("none", "ended"):
            return []
        dropped = [ListDropped(document_ids=self.listed.document_ids)] if self.listed else []
        return [RegistrationEnded(**self._told(), reason="withdrawn", standing="ended"), *dropped]

    def fall_due(self, today: date) -> list[Event]:
        """What time does: tell that the term ends, end it, end suspensions. Nothing when nothing is due."""
        events: list[Event] = []
        over = [noted for noted in (self.by_city, self.by_points) if noted and noted.until and today > noted.until]
        events.extend(SuspensionNoted(by=noted.by) for noted in over)
        if self.status == "registered" and self.term and today > self.term.until:
            return [*events, *self._end("expired")]
        if over and len(over) == sum(noted is not None for noted in (self.by_city, self.by_points)):
            events.extend(self._resumed(city=False))
        if self.status == "registered" and self.term and not self.told and today >= self.term.tell_on:
            events.append(RegistrationEnding(**self._told(), until=after(self.term.until)))
        return events

    @property
    def wakes_on(self) -> date | None:
        """The next day on which something falls due."""
        days = [noted.until + ONE_DAY for noted in (self.by_city, self.by_points) if noted and noted.until]
        if self.status == "registered" and self.term:
            days.append(self.term.until + ONE_DAY if self.told else self.term.tell_on)
        return min(days, default=None)

    # -- within

    def _check_waiting(self) -> None:
        if self.status != "applied" and not self.review:
            raise NothingToDecide(registration_id=self.stream_key)

    def _end(self, reason: EndedFor, reasons: Sequence[str] = ()) -> list[Event]:
        dropped = [ListDropped(document_ids=self.listed.document_ids)] if self.listed else []
        return [*dropped, RegistrationEnded(**self._told(), reason=reason, reasons=tuple(reasons))]

    def _told(self) -> dict[str, Any]:
        return {**self.told_of(), "kind": self.holder_kind}
