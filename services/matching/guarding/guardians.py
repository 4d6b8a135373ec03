"""Use cases about a guardian's own consent: a code on paper, what it is about, the yes, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.matching.domain.guarding.codes import guardian_code, is_guardian_code, printed
from services.matching.domain.guarding.consent import GuardianConsent
from services.matching.domain.guarding.events import GuardianAsked, GuardianConsentSaid
from services.matching.domain.guarding.guarded import GUARDIAN
from services.matching.domain.helping.codes import bare
from services.matching.domain.person import Person
from services.matching.guarding.refusals import GuardianCodeMistyped, GuardianCodeOver, GuardianDaysWrong, GuardianIsYou
from services.matching.guarding.rows import GuardianConsentRow
from services.matching.knowledge import Knowledge
from services.matching.permissions import relations, require
from services.matching.rows import PersonRow
from services.matching.words_kept import WordsKept
from shared.clock import tokyo_date
from shared.errors import NotYet
from shared.events import Event
from shared.journal import Cause, Chain, Commit, Journal
from shared.web import Caller, NotFound


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A code as it is handed over, and until when it opens something."""

    commit: Commit
    consent_id: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """What a guardian would agree to. Whose code it is, is on the paper and not told."""

    expires_at: datetime
    valid_until_max: date
    categories: tuple[str, ...]


class Guardians:
    """The saga: the young person's record, the consent, the guardian's record; and back when it ends."""

    def __init__(self, journal: Journal, knowledge: Knowledge, kept: WordsKept) -> None:
        self.journal = journal
        self.terms = knowledge.help
        self.kept = kept

    async def ask(self, person_id: str, *, by: Caller, cause: Cause) -> OnPaper:
        """Make a code for a guardian: one's own, or (coordinators, staff) a young person's at the counter.

        Raises ``Forbidden``, ``NotYet``, ``PersonGone``, ``HelpConsentMissing``, ``GuardianNotNeeded``.
        """
        held = relations(by, person_id=person_id)
        require("ask-guardian", held)
        unheard = await self._unheard(person_id)
        relation = next(each for each in ("self", "coordinator", "staff") if each in held)
        consent_id, now = cause.new_id("guardian-consent"), self.journal.now()
        lookup = self._lookup(self._code(consent_id))

        def ask(person: Person) -> Sequence[Event]:
            if unheard is not None:
                raise unheard
            return person.ask_guardian(consent_id, lookup, now, by=by.person_id, relation=relation)

        commit = await self.journal.transact(Person.stream(person_id), cause, ask)
        await self.journal.settle(commit)
        asked = commit.first(GuardianAsked)
        return OnPaper(commit, asked.consent_id, printed(self._code(asked.consent_id)), asked.expires_at)

    async def look(self, code: str, *, by: Caller) -> Terms:
        """The first step: what the code asks for.

        Raises ``GuardianCodeMistyped``, ``GuardianCodeOver``, ``GuardianIsYou``.
        """
        row = await self._row(code)
        if row.ward_id == by.person_id:
            raise GuardianIsYou
        if row.status != "asked" or row.due_at is None:
            raise GuardianCodeOver
        categories = tuple(code for code, each in self.terms.categories.items() if each.minors == "consent")
        return Terms(row.due_at, self._until_max(), categories)

    async def say(self, code: str, valid_until: date | None, *, by: Caller, cause: Cause) -> Chain:
        """The second step: an adult agrees, from an account of their own.

        Raises ``GuardianCodeMistyped``, ``GuardianCodeOver``, ``GuardianDaysWrong``, ``NotYet``, and what the
        guardian's own record refuses.
        """
        row = await self._row(code)
        unheard, today, until_max = await self._unheard(by.person_id), tokyo_date(self.journal.now()), self._until_max()
        until = valid_until or until_max

        def say(guardian: Person) -> Sequence[Event]:
            if unheard is not None:
                raise unheard
            if not today <= until <= until_max:
                raise GuardianDaysWrong(until_max=until_max)
            return guardian.take_ward(row.id, row.ward_id, today, until)

        commit = await self.journal.transact(Person.stream(by.person_id), cause, say)
        chain = await self.journal.settle(commit)
        told = [event for each in chain.commits for event in each.events]
        if not any(isinstance(event, GuardianConsentSaid) for event in told):
            raise GuardianCodeOver
        return chain

    async def revoke(self, consent_id: str, *, by: Caller, cause: Cause) -> Chain:
        """The guardian takes their consent back; what rested on it ends. Raises ``NotFound``, also for anybody else."""
        row = await self.journal.get(GuardianConsentRow, consent_id)
        if row is None or row.guardian_id != by.person_id:
            raise NotFound(what="guardian-consent")

        def revoke(consent: GuardianConsent) -> Sequence[Event]:
            if not (ended := consent.end("revoked")):
                raise NotFound(what="guardian-consent")
            return ended

        return await self.kept.settled(await self.journal.transact(GuardianConsent.stream(consent_id), cause, revoke))

    async def given_by(self, person_id: str) -> list[GuardianConsentRow]:
        """The consents that somebody gave and that stand."""
        return await self.journal.all(GuardianConsentRow, where={"guardian_id": person_id}, with_closed=False)

    async def about(self, person_id: str) -> list[GuardianConsentRow]:
        """The consents about somebody that stand, and the code that waits."""
        return await self.journal.all(GuardianConsentRow, where={"ward_id": person_id}, with_closed=False)

    async def pass_day(self, row: GuardianConsentRow, cause: Cause) -> None:
        """The timer: a code that nobody used, or a consent whose last day has passed."""
        now = self.journal.now()
        commit = await self.journal.transact(
            GuardianConsent.stream(row.id), cause, lambda consent: consent.pass_day(now)
        )
        await self.kept.settled(commit)

    # -- inside

    async def _row(self, code: str) -> GuardianConsentRow:
        digits = bare(code)
        if not is_guardian_code(digits):
            raise GuardianCodeMistyped
        rows = await self.journal.all(GuardianConsentRow, where={"lookup": self._lookup(digits)})
        if not rows:
            raise GuardianCodeOver
        return rows[0]

    async def _unheard(self, person_id: str) -> NotYet | None:
        """Whether somebody is an adult is known when the people service has told of them, and not before."""
        person = await self.journal.get(PersonRow, person_id)
        return None if person and (person.heard or person.closed) else NotYet("person-registered")

    def _until_max(self) -> date:
        return self.terms.lasts_until(GUARDIAN, tokyo_date(self.journal.now()))

    def _code(self, consent_id: str) -> str:
        return guardian_code(self.journal.causes.mac(b"guardian-code", consent_id.encode()))

    def _lookup(self, code: str) -> str:
        return self.journal.causes.mac(b"guardian-lookup", code.encode())
