"""Use cases about an office that somebody leaves: what they had as desk owner, or saw to, is their successor's at once.

Consultations, and introductions that count against a capacity, are handed on by the roster itself. What it does not
count is found by rows: introductions with the desk, follow-ups that wait for somebody, suggestions between groups.
"""

from typing import TypeVar

from services.matching.domain.team.roster import Roster
from services.matching.domain.team.roster_events import OfficeHandedOn
from services.matching.groups.group_rows import GroupContactRow
from services.matching.introducing.rows import FollowUpRow, IntroductionRow
from services.matching.team.roster_rows import LOOK_AGAIN, LOOKS, OfficeRow
from shared.events import Event
from shared.journal import Cause, Journal, Row

R = TypeVar("R", bound=Row)
FOUND_MAX = 500
"""Of each sort at one look: an event stays small. What is left is found by the next look, at once."""


class Offices:
    """The clock does it within seconds, and once more a little later for what was on its way to who left."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def hand_on(self, row: OfficeRow, cause: Cause) -> None:
        """The timer: note on the roster what somebody left behind; its saga gives each thing its next owner.

        Who owns the desk again by now keeps everything; who still serves keeps what they see to in person.
        """
        left = row.person_id
        introductions = [each.id for each in await self._rows(IntroductionRow, left) if each.at_desk]
        follow_ups = [each.id for each in await self._rows(FollowUpRow, left) if each.status == "held"]
        contacts = [each.id for each in await self._rows(GroupContactRow, left)]
        now = self.journal.now()

        def note(roster: Roster) -> list[Event]:
            if roster.desk_owner == left:
                return [OfficeHandedOn(person_id=left, times=LOOKS)]
            serves = left in roster.coordinators
            handed = (introductions,) if serves else (introductions, follow_ups, contacts)
            more = any(len(found) > FOUND_MAX for found in handed)  # what is kept is not left for a next look
            times = row.times + (not more)
            return [
                OfficeHandedOn(
                    person_id=left,
                    times=times,
                    again_at=now if more else now + LOOK_AGAIN if times < LOOKS else None,
                    introduction_ids=tuple(introductions[:FOUND_MAX]),
                    follow_up_ids=() if serves else tuple(follow_ups[:FOUND_MAX]),
                    contact_ids=() if serves else tuple(contacts[:FOUND_MAX]),
                )
            ]

        commit = await self.journal.transact(Roster.main(), cause, note)
        await self.journal.settle(commit)

    async def _rows(self, kind: type[R], person_id: str) -> list[R]:
        return await self.journal.all(kind, where={"coordinator_id": person_id}, with_closed=False)
