"""Use cases about a person who helps: checks that a coordinator records, and deeds for the person alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.matching.domain.helping.events import Check
from services.matching.domain.helping.terms import Step
from services.matching.domain.person import Person
from services.matching.helping.refusals import UnknownCheck
from services.matching.knowledge import Knowledge
from services.matching.permissions import relations, require
from services.matching.refusals import PersonGone
from services.matching.rows import PersonRow
from services.matching.words_kept import WordsKept
from shared.clock import tokyo_date
from shared.errors import NotYet
from shared.events import Event
from shared.journal import Cause, Commit, Journal
from shared.web import Caller, NotFound


@dataclass(frozen=True, slots=True)
class Deeds:
    """What somebody did, what that opens, and what they could help with now or is still missing, by category."""

    helped: int
    attended: int
    by_category: dict[str, int]
    step: Step | None
    companion_free: bool
    checks: dict[str, Check]
    missing: dict[str, tuple[str, ...]]


class Helpers:
    """On the person's record."""

    def __init__(self, journal: Journal, knowledge: Knowledge, kept: WordsKept) -> None:
        self.journal = journal
        self.kept = kept
        self.terms = knowledge.help

    async def record_check(
        self, person_id: str, kind: str, checked_on: date, valid_until: date, *, by: Caller | None, cause: Cause
    ) -> Commit:
        """Record that somebody was checked; nobody records their own.

        Raises ``Forbidden``, ``NotYet``, ``PersonGone``, ``UnknownCheck``, ``HelpConsentMissing``.
        """
        require("record-check", relations(by, person_id=person_id))
        objection = await self._objection(person_id, kind, checked_on, valid_until)
        check = Check(checked_on=checked_on, valid_until=valid_until, by=by.person_id if by else "operator")

        def record(helper: Person) -> Sequence[Event]:
            if objection is not None:
                raise objection
            return helper.record_check(kind, check)

        return await self.journal.transact(Person.stream(person_id), cause, record)

    async def revoke_check(self, person_id: str, kind: str, *, by: Caller, cause: Cause) -> Commit:
        """A check holds no longer; with a guardian's consent ends what rested on it.

        Raises ``Forbidden``, ``NotFound``.
        """
        require("record-check", relations(by, person_id=person_id))

        today, consent_id = tokyo_date(self.journal.now()), cause.new_id("guardian-consent")

        def revoke(helper: Person) -> Sequence[Event]:
            if not (revoked := helper.revoke_check(kind, by.person_id, today=today, consent_id=consent_id)):
                raise NotFound(what="check")
            return revoked

        commit = await self.journal.transact(Person.stream(person_id), cause, revoke)
        await self.kept.settled(commit)
        return commit

    async def checks(self, person_id: str, *, by: Caller) -> dict[str, Check]:
        """What was checked of somebody. Raises ``Forbidden``."""
        require("see-checks", relations(by, person_id=person_id))
        checks: dict[str, Check] = await self.journal.ask(Person.stream(person_id), lambda helper: dict(helper.checks))
        return checks

    async def deeds(self, person_id: str) -> Deeds:
        """What somebody did and what is open to them: for themselves alone."""
        terms, today = self.terms, tokyo_date(self.journal.now())

        def read(helper: Person) -> Deeds:
            valid, age = helper.valid_checks(today), helper.age or "adult"
            return Deeds(
                helped=helper.times_helped,
                attended=helper.attended,
                by_category=dict(helper.helped),
                step=terms.step(helper.deeds_done),
                companion_free=helper.times_helped >= terms.companion_free_after,
                checks=dict(helper.checks),
                missing={code: each.missing(valid, age) for code, each in terms.categories.items()},
            )

        deeds: Deeds = await self.journal.ask(Person.stream(person_id), read)
        return deeds

    async def _objection(
        self, person_id: str, kind: str, checked_on: date, valid_until: date
    ) -> UnknownCheck | PersonGone | NotYet | None:
        person = await self.journal.get(PersonRow, person_id)
        if person and person.closed:
            return PersonGone()
        if person is None or not person.heard:
            return NotYet("person-registered")
        today = tokyo_date(self.journal.now())
        known = kind in self.terms.checks
        until_max = self.terms.lasts_until(kind, checked_on) if known else today
        if not known or not checked_on <= today <= valid_until <= until_max:
            return UnknownCheck(until_max=until_max)
        return None
