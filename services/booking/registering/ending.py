"""Registrations of groups that have ended: they end with the group, and their member lists go."""

from services.booking.domain.group import Group
from services.booking.domain.registering.events import ListDropped
from services.booking.domain.registering.record import key_of
from services.booking.domain.registering.registration import Registration
from services.booking.registering.members_kept import MembersKept
from services.booking.registering.rows import RegistrationRow
from services.booking.rows import GroupRow
from shared.journal import Cause, Journal


class GroupRegistrationsEnd:
    """What the end of a group means for its registration. Repeating it is harmless."""

    def __init__(self, journal: Journal, kept: MembersKept) -> None:
        self.journal = journal
        self._kept = kept

    async def end(self, group_id: str, cause: Cause) -> None:
        """End the registration, or the application, of a group that has ended by all that is known now."""
        if await self.journal.ask(Group.stream(group_id), lambda group: group.standing) != "ended":
            return
        stream = Registration.stream(key_of(group_id, None))
        commit = await self.journal.transact(stream, cause, Registration.group_over)
        for event in commit.events:
            if isinstance(event, ListDropped):
                await self._kept.vault.remove(event.document_ids)

    async def sweep(self) -> None:
        """At the start: those of groups that ended before registrations ended with them."""
        for group in await self.journal.all(GroupRow, where={"standing": "ended"}):
            row = await self.journal.get(RegistrationRow, key_of(group.id, None))
            if row is not None and row.status in ("applied", "registered"):
                await self.end(group.id, self.journal.causes.operator("end-registrations", b"", group.id))
