"""Groups that ended before memberships ended with them: at the start the clock is told to look at each once more.

It then does what it does when a group ends: memberships end some at a time, each told once, and officers have time for
what is left. A group is known by its timer, which an older version closed after two looks; now there are three.
"""

from functools import partial

from services.matching.domain.groups.ended_before import take_up
from services.matching.domain.groups.group import Group
from services.matching.groups.group_rows import GroupStandingRow
from services.matching.groups.standings import WINDS_UP
from services.matching.rows import GroupRow
from services.matching.team.roster_rows import LOOKS
from shared.journal import Journal


class EndedBefore:
    """Cut off, or run by two replicas, it does each group once: its cause names the group and its end."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def run(self) -> None:
        """Begin with every group whose end nobody looked at to its end."""
        for group in await self.journal.all(GroupRow, where={"standing": "ended"}):
            look = await self.journal.get(GroupStandingRow, group.id)
            if look is not None and look.closed and look.times <= LOOKS:
                await self._begin(group.id, look.number)

    async def _begin(self, group_id: str, number: int) -> None:
        now = self.journal.now()
        begin = partial(take_up, number=number, now=now, until=now + WINDS_UP)
        cause = self.journal.causes.operator("end-memberships", b"", f"{group_id}/{number}")
        await self.journal.transact(Group.stream(group_id), cause, begin)
