"""Use cases about a person: what they say of themselves, what the people service tells, and forgetting them."""

from services.matching.domain.events import Interests
from services.matching.domain.person import Person
from services.matching.knowledge import Knowledge
from services.matching.recommending.needs import NeedsVault
from services.matching.rows import PersonRow
from services.matching.words_kept import WordsKept
from shared.clock import tokyo_date
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonChanged, PersonErased, PersonRegistered
from shared.errors import CauseReused, NotYet, Refusal
from shared.journal import Cause, Commit, Journal
from shared.vault import Vault


class People:
    """Interests are the person's own words for matching; areas, language and age band come from the people service."""

    def __init__(self, journal: Journal, vault: Vault, knowledge: Knowledge, kept: WordsKept) -> None:
        self.kept = kept
        self.journal = journal
        self.vault = vault
        self.knowledge = knowledge
        self.needs = NeedsVault(journal, vault)

    async def declare(self, person_id: str, interests: Interests, *, cause: Cause) -> Commit:
        """Replace somebody's interests; their needs and age go to the vault.

        Raises ``UnknownWords``, ``ConsentMissing``, ``PersonGone``.
        """
        coded, on = self.knowledge.interests(interests), tokyo_date(self.journal.now())
        stream = Person.stream(person_id)
        await self.journal.ask(stream, lambda person: bool(person.declare(coded, on)))
        needs_id = await self.needs.keep(person_id, coded, cause)
        try:
            commit = await self.journal.transact(stream, cause, lambda person: person.declare(coded, on, needs_id))
        except (Refusal, NotYet, CauseReused):
            await self._drop_unless_kept(needs_id)
            raise
        if commit.replayed:  # another declaration may have come since: what it let go has just come back
            await self._drop_unless_kept(needs_id)
        await self.needs.drop_let_go(commit)
        return commit

    async def _drop_unless_kept(self, needs_id: str | None) -> None:
        if needs_id:
            await self.kept.drop_unless_open(needs_id)

    async def interests(self, person_id: str) -> Interests:
        """What somebody said last, whole; nothing when they have not."""
        row = await self.journal.get(PersonRow, person_id)
        if row is None or row.interests is None:
            return Interests()
        needs = await self.needs.read(person_id, row.needs_id)
        return row.interests.model_copy(update=needs.model_dump())

    async def hear(self, event: PersonRegistered | PersonChanged, *, cause: Cause) -> None:
        """Take home areas, language and age band."""
        await self.journal.transact(
            Person.stream(event.person_id),
            cause,
            lambda person: person.hear(areas=event.areas, language=event.language, age_band=event.age_band),
        )

    async def hear_consent(self, event: ConsentGiven | ConsentWithdrawn, *, given: bool, cause: Cause) -> None:
        """Drop what comes of a consent that is taken back: what was said and done, or introductions under way."""
        if event.purpose == "matching":
            commit = await self.journal.transact(
                Person.stream(event.person_id), cause, lambda person: person.hear_consent(given=given)
            )
            await self.needs.drop_let_go(commit)
            await self.kept.drop_let_go([commit])
        elif event.purpose == "statistics":
            await self.journal.transact(
                Person.stream(event.person_id), cause, lambda person: person.hear_statistics_consent(given=given)
            )
        elif event.purpose == "introductions":
            commit = await self.journal.transact(
                Person.stream(event.person_id), cause, lambda person: person.hear_introduction_consent(given=given)
            )
            await self.kept.settled(commit)

    async def forget(self, event: PersonErased, *, cause: Cause) -> None:
        """Drop what is held of an erased person; memberships and introductions end by the saga that follows."""
        await self.journal.transact(Person.stream(event.person_id), cause, lambda person: person.forget())
        await self.vault.erase(event.person_id)
