"""Who was erased, in memory: a token may outlive its person, and a booking must not read a database to notice.

Loaded when the service starts, then told by this process's writer at once, and a moment later of what other replicas
wrote. Bounded by the erasures of a city, an id each.
"""

from collections.abc import Sequence

from services.booking.domain.heard_events import PersonForgotten
from services.booking.domain.person import Person
from services.booking.rows import ForgottenRow
from shared.contracts.people import PersonErased
from shared.journal import Cause, Commit, Journal
from shared.journal.follow import Follower
from shared.web.refusals import PersonErasedHere


class Forgotten:
    """The ids of the erased."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._ids: set[str] = set()
        journal.writer.listeners.append(self._committed)
        self.follower = Follower(journal, (Person,), self._follow)

    async def load(self) -> None:
        """Read all of them; run when the service starts."""
        self._ids.update(row.id for row in await self._journal.all(ForgottenRow))

    async def note(self, event: PersonErased, *, cause: Cause) -> None:
        """Take nothing new for this person from now on. What is booked stays, under the opaque id."""
        await self._journal.transact(Person.stream(event.person_id), cause, lambda person: person.forget())

    def check(self, *person_ids: str) -> None:
        """Raises ``PersonErasedHere`` when one of them was erased. For use inside ``decide``: repeats come first."""
        if not self._ids.isdisjoint(person_ids):
            raise PersonErasedHere

    async def _follow(self, streams: Sequence[str]) -> None:
        for stream in streams:
            person_id = stream.partition("/")[2]
            if await self._journal.get(ForgottenRow, person_id):
                self._ids.add(person_id)

    def _committed(self, commits: Sequence[Commit]) -> None:
        for commit in commits:
            self._ids.update(event.person_id for event in commit.events if isinstance(event, PersonForgotten))
