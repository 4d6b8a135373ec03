"""Persons who are erased: off every member list, answerable for no group, and their own registration ends."""

from services.booking.domain.registering.events import MemberErased
from services.booking.domain.registering.record import key_of
from services.booking.domain.registering.registration import Registration
from services.booking.registering.members_kept import Kept, MembersKept
from services.booking.registering.rows import RegistrationRow
from shared.contracts.people import PersonErased
from shared.journal import Cause, Journal


class RegistrationErasing:
    """What an erasure means for registrations. Repeating it is harmless."""

    def __init__(self, journal: Journal, kept: MembersKept) -> None:
        self.journal = journal
        self._kept = kept

    async def forget(self, event: PersonErased, *, cause: Cause) -> None:
        """Take somebody off everything.

        The lists' counts first: a crash before the keys are dropped is made good by the redelivery. A list that was
        being changed meanwhile is looked at again afterwards.
        """
        person_id = event.person_id
        entries = await self._kept.of_person(person_id)
        for registration_id, gone in entries:
            await self._strike(registration_id, gone, cause)
        await self._kept.vault.erase(person_id)
        for registration_id, gone in entries:
            await self._strike(registration_id, gone, cause.beside("after"))
        await self._free_of_answering(person_id, cause)
        await self.journal.transact(Registration.stream(key_of(None, person_id)), cause, Registration.forget)

    async def look_again(self, registration_id: str, kept: Kept, cause: Cause) -> None:
        """After a list was committed: whoever on it was erased between the look at who is and the commit is struck."""
        if not kept.people:
            return
        there = set(await self._kept.vault.not_erased(kept.people))
        for document in kept.documents[1:]:
            if document.person_id not in there:
                await self._strike(registration_id, self._kept.gone(document), cause.beside("erased"))

    async def _strike(self, registration_id: str, gone: MemberErased, cause: Cause) -> None:
        stream = Registration.stream(registration_id)
        await self.journal.transact(stream, cause.beside(gone.document_id), lambda found: found.erase_member(gone))

    async def _free_of_answering(self, person_id: str, cause: Cause) -> None:
        cursor: str | None = None
        while True:
            having = {"responsible": person_id}
            page = await self.journal.page(RegistrationRow, having=having, cursor=cursor, limit=200)
            for row in page.items:
                await self.journal.transact(
                    Registration.stream(row.id),
                    cause.beside("responsible"),
                    lambda registration: registration.erase_responsible(person_id),
                )
            if (cursor := page.next) is None:
                return
