"""What booking hears of groups from matching, and what it asks about them."""

from collections.abc import Sequence
from typing import TypeVar

from services.booking.domain.group import Group
from services.booking.domain.heard_events import GroupNoted, Standing
from services.booking.groups.refusals import GroupHasEnded
from services.booking.permissions import Concerns
from services.booking.rows import GroupRow
from shared.contracts.matching import (
    GroupChanged,
    GroupJoined,
    GroupLeft,
    GroupRegistered,
    OfficerAppointed,
    OfficerRetired,
)
from shared.contracts.matching_standing import GroupSuspended
from shared.journal import Cause, Journal
from shared.journal.known_rows import KnownRows

C = TypeVar("C", bound=Concerns)

MEMBERS_MIN = {"1-4": 1, "5-9": 5, "10-29": 10, "30-99": 30, "100+": 100}


class Groups:
    """Groups as heard. Advisory: what a rule needs exactly is counted in streams of booking's own."""

    def __init__(self, journal: Journal, *, ended_article: str = "") -> None:
        """``ended_article``: the article by which nothing is booked in the name of a group that has ended."""
        self.journal = journal
        self._ended_article = ended_article
        self._rows = KnownRows(journal, GroupRow, Group)

    async def note(self, event: GroupRegistered | GroupChanged, *, cause: Cause) -> None:
        """The group is now like this."""
        noted = GroupNoted(
            group_id=event.group_id,
            name=event.name,
            group_kind=event.kind,
            areas=event.areas,
            members_min=MEMBERS_MIN[event.size_band],
        )
        await self.journal.transact(Group.stream(event.group_id), cause, lambda group: group.note(noted))

    async def note_standing(self, event: GroupSuspended, standing: Standing, *, cause: Cause) -> None:
        """It pauses, has ended, or is back."""
        await self.journal.transact(
            Group.stream(event.group_id), cause, lambda group: group.note_standing(standing, event.count or 0)
        )

    async def note_member(self, event: GroupJoined | OfficerAppointed, *, officer: bool, cause: Cause) -> None:
        """A person joined, or may act for the group."""
        await self.journal.transact(
            Group.stream(event.group_id), cause, lambda group: group.note_member(event.person_id, officer=officer)
        )

    async def remove_officer(self, event: OfficerRetired, *, cause: Cause) -> None:
        """A person no longer acts for the group."""
        await self.journal.transact(
            Group.stream(event.group_id), cause, lambda group: group.remove_officer(event.person_id)
        )

    async def remove_member(self, event: GroupLeft, *, cause: Cause) -> None:
        """A person left."""
        await self.journal.transact(
            Group.stream(event.group_id), cause, lambda group: group.remove_member(event.person_id)
        )

    async def get(self, group_id: str) -> GroupRow | None:
        """What is known of a group; ``None`` when its registration has not been heard of."""
        row = await self._rows.get(group_id)
        return row if row and row.registered else None

    async def name(self, group_id: str) -> str:
        """What a group is called; empty while it was not heard of."""
        row = await self._rows.get(group_id)
        return row.name if row else ""

    async def officers(self, group_id: str | None) -> tuple[str, ...]:
        """Who acts for the group; nobody for no group."""
        row = await self._rows.get(group_id) if group_id else None
        return row.officers if row else ()

    async def is_officer(self, group_id: str, person_id: str) -> bool:
        """Whether a person may act for a group."""
        return person_id in await self.officers(group_id)

    async def standing(self, group_id: str) -> Standing:
        """Whether a group is active, pauses or has ended, as far as it was heard of."""
        row = await self._rows.get(group_id)
        return row.standing if row else "active"

    async def over(self, group_id: str | None) -> GroupHasEnded | None:
        """Why nothing new is booked in the name of a group, when it has ended."""
        if group_id is None or await self.standing(group_id) != "ended":
            return None
        return GroupHasEnded(group_id=group_id, article=self._ended_article)

    async def still_own(self, rows: Sequence[C], person_id: str) -> list[C]:
        """What is a person's own still: nothing of a group for which they act no more, though they booked it."""
        groups = {row.group_id for row in rows if row.group_id}
        acting = {group_id for group_id in groups if await self.is_officer(group_id, person_id)}
        return [row for row in rows if row.group_id is None or row.group_id in acting]

    async def knows(self, group_id: str) -> bool:
        """Whether the group's registration has been heard of."""
        return await self.get(group_id) is not None
