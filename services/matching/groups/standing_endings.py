"""What ends because a group pauses or has ended: visits and invitations; of one that has ended follow-ups and help too.

Found by rows, each decided on its own stream, so that what comes twice, late, or is over by now changes nothing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from services.matching.domain.helping.request import HelpRequest
from services.matching.domain.introducing.follow_up import FollowUp
from services.matching.domain.person import Person
from services.matching.domain.visiting.visit import Visit
from services.matching.helping.rows import HelpRow
from services.matching.introducing.rows import FollowUpRow
from services.matching.inviting.rows import InvitationRow
from services.matching.visiting.rows import VisitRow
from services.matching.words_kept import WordsKept
from shared.contracts.matching_standing import Away
from shared.events import Event
from shared.journal import Cause, Journal, Stream

ENDED_AT_ONCE = 200
"""At one look; what is left is found by the next one, at once."""
Ending = tuple[Stream[Any], Callable[[Any], Sequence[Event]]]


class Endings:
    """Ends kindly: each person is told by what they had of the group, once."""

    def __init__(self, journal: Journal, kept: WordsKept) -> None:
        self.journal = journal
        self.kept = kept

    async def end(self, group_id: str, standing: Away, cause: Cause) -> bool:
        """End what there is; whether something is left for a next look."""
        now = self.journal.now()
        endings = [*await self._met(group_id, standing, now)]
        if standing == "ended":
            endings += await self._asked(group_id)
        for stream, decide in endings[:ENDED_AT_ONCE]:
            await self.kept.settled(await self.journal.transact(stream, cause.beside(stream.name), decide))
        return len(endings) > ENDED_AT_ONCE

    async def _met(self, group_id: str, standing: Away, now: datetime) -> list[Ending]:
        """Who was to come once, and who was asked whether they would like to meet it."""
        visits = await self.journal.all(VisitRow, where={"group_id": group_id}, with_closed=False)
        asked = await self.journal.all(InvitationRow, where={"group_id": group_id}, with_closed=False)
        coming = [row for row in visits if now < row.starts_at or (standing == "ended" and row.ends_at <= now)]
        away = partial(Visit.group_away, standing=standing, now=now)
        no_more = partial(Person.group_away, group_id=group_id, standing=standing)
        return [
            *((Visit.stream(row.id), away) for row in coming),
            *((Person.stream(row.person_id), no_more) for row in asked),
        ]

    async def _asked(self, group_id: str) -> list[Ending]:
        """Who is to be asked how it goes there, and what help it asks for."""
        follow_ups = await self.journal.all(FollowUpRow, where={"group_id": group_id}, with_closed=False)
        helps = await self.journal.all(HelpRow, where={"group_id": group_id}, with_closed=False)
        waiting = [row for row in follow_ups if row.status in ("planned", "asked") and row.answer is None]
        found: list[Ending] = [(FollowUp.stream(row.id), FollowUp.group_ended) for row in waiting]
        return [*found, *((HelpRequest.stream(row.id), HelpRequest.group_ended) for row in helps)]
