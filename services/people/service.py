"""The use cases of people: register, change, consent, be looked up for a purpose, be forgotten.

Details go to the vault before the commit that refers to them, under an id made of the cause and the request's digest;
what no commit refers to is removed, at once or by the sweep at start.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from services.people.domain.details import Contact, Details, Name
from services.people.domain.events import Channel, DetailsKept
from services.people.domain.person import KnownBirth, Overtaken, Person, Traits
from services.people.domain.purposes import CONTACT_PURPOSES
from services.people.overtaking import unless_overtaken
from services.people.refusals import PurposeUnknown, TooFewDigits
from services.people.requests import BirthDateSeen, Profile, Registration
from services.people.rows import PersonRow
from services.people.telephones import Telephones, digits, is_card
from shared.clock import day_begins, tokyo_date, utc_text
from shared.contracts.people import Purpose
from shared.errors import CauseReused, Contended, Refusal
from shared.events import Event
from shared.journal import Cause, Commit, Journal
from shared.journal.journal import BadCursor
from shared.vault import Vault, VaultDocument, sweep_orphans
from shared.web import Caller, Forbidden
from shared.web.refusals import PersonErasedHere

OWN_VIEW = "own-view"
"""The purpose under which people read their own details."""
DESK_IDENTITY = "desk-identity"
BIRTH_DATE_CORRECTION = "birth-date-correction"
PHONE_DIGITS_MIN = 9

Check = Callable[[Person], object]
Decide = Callable[[Person, str], Sequence[Event]]


class Seen(NamedTuple):
    """An account with its details, as its owner sees it."""

    traits: Traits
    consents: tuple[Purpose, ...]
    details: Details


class Look(NamedTuple):
    """One reading of somebody's details by somebody else."""

    at: datetime
    reader: str
    purpose: str


class People:
    """Accounts of persons. Every method takes the id of the person it is about."""

    def __init__(self, journal: Journal, vault: Vault, telephones: Telephones) -> None:
        self.journal = journal
        self.vault = vault
        self._telephones = telephones

    # -- commands

    async def register(self, registration: Registration, *, cause: Cause) -> Commit:
        """Open an account. Raises ``AlreadyRegistered``, ``PersonErasedHere``, ``BirthDateInFuture``."""
        person_id = registration.person_id or cause.new_id("person")
        traits = registration.traits(tokyo_date(self.journal.now()))

        def decide(person: Person, document_id: str) -> Sequence[Event]:
            return person.register(traits, document_id, registration.channel, registration.consents)

        commit = await self._keep(person_id, registration.details(), cause, Person.new, decide)
        if registration.contact.phone:
            await self._keep_telephone(person_id)
        return commit

    async def change(self, person_id: str, profile: Profile, channel: Channel, *, cause: Cause) -> Commit:
        """Take a whole new profile. Raises ``NotRegistered``, ``BirthDateAtTheDesk`` and as above."""
        today = tokyo_date(self.journal.now())
        traits = profile.traits(today)

        async def once() -> Commit:
            birth = await self._known_birth(person_id)

            def decide(person: Person, document_id: str) -> Sequence[Event]:
                return person.change(traits, document_id, channel, birth=birth, given=profile.birth_date, today=today)

            after = birth.document_id or ""
            return await self._keep(person_id, profile.details(), cause, Person.known, decide, after=after)

        commit = await unless_overtaken(once)
        await self._drop_replaced(person_id, commit)
        await self._keep_telephone(person_id)
        return commit

    async def correct_birth_date(self, person_id: str, seen: BirthDateSeen, by: Caller, *, cause: Cause) -> Commit:
        """Take a birth date that staff have seen a document of; the person reads who it was. Raises as above."""
        today = tokyo_date(self.journal.now())
        given = seen.checked(today)

        async def once() -> Commit:
            document_id, details = await self._newest(person_id, reader=by.person_id, purpose=BIRTH_DATE_CORRECTION)
            birth = KnownBirth(document_id, details.birth_date)

            def decide(person: Person, document_id: str) -> Sequence[Event]:
                return person.correct_birth_date(document_id, birth=birth, given=given, today=today)

            corrected = details.model_copy(update={"birth_date": given})
            return await self._keep(person_id, corrected, cause, Person.known, decide, after=document_id)

        commit = await unless_overtaken(once)
        await self._drop_replaced(person_id, commit)
        return commit

    async def consent(self, person_id: str, purpose: Purpose, *, given: bool, cause: Cause) -> Commit:
        """Agree to a purpose, or take it back. What holds already records nothing."""
        return await self.journal.transact(
            Person.stream(person_id), cause, lambda person: person.consent(purpose, given=given)
        )

    async def erase(self, person_id: str, *, cause: Cause) -> Commit:
        """Forget a person for good. Raises ``NotRegistered``, or ``PersonErasedHere`` when that was done before.

        The event first: a crash after it is made good by ``finish_erasures``, one before it has forgotten nothing.
        """
        try:
            commit = await self.journal.transact(Person.stream(person_id), cause, Person.erase)
        except PersonErasedHere:
            await self.vault.erase(person_id)
            raise
        await self.vault.erase(person_id)
        return commit

    # -- questions

    async def profile(self, person_id: str) -> Seen:
        """A person's own account. Raises ``NotRegistered``, ``PersonErasedHere``."""
        traits, consents, _ = await self._known(person_id)
        return Seen(traits, consents, await self._details(person_id, reader=person_id, purpose=OWN_VIEW))

    async def consents(self, person_id: str) -> tuple[Purpose, ...]:
        """What a person agrees to now."""
        return (await self._known(person_id))[1]

    async def contact(self, person_id: str, code: str, reader: Caller) -> tuple[Name | None, Contact]:
        """Name and contact, as far as a published purpose needs them; who looked is recorded first.

        Raises ``PurposeUnknown``, ``Forbidden``, ``ConsentMissing``, ``NotRegistered``, ``PersonErasedHere``.
        """
        purpose = CONTACT_PURPOSES.get(code)
        if purpose is None:
            raise PurposeUnknown(purposes=list(CONTACT_PURPOSES))
        if not reader.has(*purpose.roles):
            raise Forbidden(rule="staff", purpose=code)
        await self.journal.ask(Person.stream(person_id), lambda person: bool(person.agreeing(purpose.consent)))
        details = await self._details(person_id, reader=reader.person_id, purpose=code, by_day=purpose.by_day)
        if purpose.email_only:
            return None, Contact(email=details.contact.email)
        return details.name, details.contact

    async def of_telephone(self, phone: str, reader: Caller) -> list[tuple[str, Name]]:
        """Who has this telephone: id and name, some of a household, so that nobody is registered twice.

        Raises ``TooFewDigits``. Who looked is recorded, as for a contact.
        """
        wanted = digits(phone)
        if len(wanted) < PHONE_DIGITS_MIN:
            raise TooFewDigits
        found = []
        for person_id in await self._telephones.people_of(phone, reader=reader.person_id, purpose=DESK_IDENTITY):
            try:
                details = await self._details(person_id, reader=reader.person_id, purpose=DESK_IDENTITY)
            except Refusal:
                continue  # a card whose account never came, or is gone
            if details.contact.phone and digits(details.contact.phone) == wanted:
                found.append((person_id, details.name))
        return found

    async def accesses(self, person_id: str, cursor: str | None, limit: int) -> tuple[list[Look], str | None]:
        """Who else read a person's details, newest first, with the next page's cursor. Raises ``BadCursor``."""
        if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
            raise BadCursor
        await self._known(person_id)
        found = await self.vault.accesses_of(person_id, int(cursor) if cursor else None, limit + 1)
        shown = [Look(datetime.fromisoformat(one.at), one.reader, one.purpose) for one in found[:limit]]
        return shown, str(found[limit - 1].number) if len(found) > limit else None

    # -- what a crash or a restore left behind

    async def finish_erasures(self) -> None:
        """Erase whoever the journal calls erased and the vault does not: after a crash, or a restored vault."""
        cursor: str | None = None
        while True:
            page = await self.journal.page(PersonRow, where={"erased": True}, cursor=cursor, limit=200)
            if left := await self.vault.not_erased([row.id for row in page.items]):
                await self.vault.erase(*left)
            if (cursor := page.next) is None:
                return

    async def sweep(self) -> None:
        """Remove documents that no account refers to: their commit never came, or a newer version replaced them."""
        if self.journal.store.rows_stale:
            return  # rows of streams that this code cannot read are missing: their documents look like orphans

        async def referred_to(ids: Sequence[str]) -> set[str]:
            rows = await self.journal.all(PersonRow, order_by="document_id", since=ids[0], until=ids[-1] + "\0")
            return {row.document_id for row in rows if row.document_id} | set(filter(is_card, ids))

        await sweep_orphans(self.vault, referred_to)

    # -- with the vault

    async def _keep(
        self, person_id: str, details: Details, cause: Cause, check: Check, decide: Decide, *, after: str = ""
    ) -> Commit:
        """Put details into the vault, then commit what refers to them.

        Nothing is put when the state already refuses; the commit is tried all the same, because the cause may be
        known. The same key with another body gets another document, so that it cannot overwrite the first one's;
        nor can it with another document (``after``) as the newest.
        """
        stream = Person.stream(person_id)
        put = await self.journal.ask(stream, lambda person: _passes(check, person))
        document_id = cause.new_id(f"details/{cause.digest}{after and '/'}{after}")
        if put:
            await self.vault.put([VaultDocument(document_id, person_id, details.content())])

        def decided(person: Person) -> Sequence[Event]:
            events = decide(person, document_id)
            if not put:
                raise Contended("the account changed between the question and the command")
            return events

        try:
            commit = await self.journal.transact(stream, cause, decided)
        except (Refusal, CauseReused, Overtaken):
            await self.vault.remove([document_id])
            raise
        if commit.replayed and put:
            await self._drop_unless_current(person_id, document_id)
        return commit

    async def _keep_telephone(self, person_id: str) -> None:
        """So that the person is found by the number of now, whichever repeat of a command comes last."""
        try:
            details = await self._details(person_id, reader=person_id, purpose=OWN_VIEW)
        except Refusal:
            return  # erased meanwhile
        await self._telephones.keep(person_id, details.contact.phone)

    async def _drop_replaced(self, person_id: str, commit: Commit) -> None:
        replaced = commit.first(DetailsKept).replaces
        if replaced:
            await self._drop_unless_current(person_id, replaced)

    async def _drop_unless_current(self, person_id: str, document_id: str) -> None:
        if document_id != await self.journal.ask(Person.stream(person_id), lambda person: person.document_id):
            await self.vault.remove([document_id])

    async def _known(self, person_id: str) -> tuple[Traits, tuple[Purpose, ...], str | None]:
        return await self.journal.ask(Person.stream(person_id), lambda p: (p.known().traits, p.consents, p.document_id))

    async def _known_birth(self, person_id: str) -> KnownBirth:
        """The birth date of now; none of who has no account, or whose details an older copy of the vault has not."""
        missing = None
        for _ in range(3):
            document_id = await self.journal.ask(Person.stream(person_id), lambda person: person.document_id)
            if document_id is None or document_id == missing:
                return KnownBirth(document_id, None)
            found = await self.vault.get(document_id, reader=person_id, purpose=OWN_VIEW)
            if found is not None:
                return KnownBirth(document_id, Details.model_validate(found.content).birth_date)
            missing = document_id
        raise Contended("the details changed under the reader's hands")

    async def _details(self, person_id: str, *, reader: str, purpose: str, by_day: bool = False) -> Details:
        return (await self._newest(person_id, reader=reader, purpose=purpose, by_day=by_day))[1]

    async def _newest(self, person_id: str, *, reader: str, purpose: str, by_day: bool = False) -> tuple[str, Details]:
        """The newest details and their document. A version that is replaced meanwhile is looked for again."""
        since = utc_text(day_begins(tokyo_date(self.journal.now()))) if by_day else None
        for _ in range(3):
            _, _, document_id = await self._known(person_id)
            found = await self.vault.get(document_id or "", reader=reader, purpose=purpose, noted_since=since)
            if found is not None:
                return found.id, Details.model_validate(found.content)
        raise Contended("the details changed under the reader's hands")


def _passes(check: Check, person: Person) -> bool:
    try:
        check(person)
    except Refusal:
        return False
    return True
