"""Use cases of setting aside: the person alone says what shall count less in their list, and takes it back."""

from services.matching.domain.person import Person
from services.matching.domain.recommending.familiar import SeenOf
from services.matching.rows import ActivityRow, GroupRow, PersonRow
from shared.clock import tokyo_date
from shared.journal import Cause, Commit, Journal
from shared.web import NotFound


class SettingAside:
    """On the person's record, which knows of consent and erasure. Nobody is told."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def keep(self, person_id: str, of: SeenOf, target_id: str, *, cause: Cause) -> Commit:
        """Let something count less for a while. Raises ``NotFound``, ``PersonGone``, ``ConsentMissing``."""
        row = await self.journal.get(GroupRow if of == "group" else ActivityRow, target_id)
        if row is None:
            raise NotFound(what=of)
        on = tokyo_date(self.journal.now())
        return await self.journal.transact(
            Person.stream(person_id), cause, lambda person: person.set_aside(of, target_id, on)
        )

    async def take_back(self, person_id: str, of: SeenOf, target_id: str, *, cause: Cause) -> Commit:
        """Let it count as before; no events when it was not set aside."""
        on = tokyo_date(self.journal.now())
        return await self.journal.transact(
            Person.stream(person_id), cause, lambda person: person.take_back(of, target_id, on)
        )

    async def of_person(self, person_id: str) -> list[str]:
        """The keys (``group/ID``, ``activity/ID``) of what somebody set aside, the latest first."""
        row = await self.journal.get(PersonRow, person_id)
        seen = row.seen if row else {}
        return [key for key, (how, _) in reversed(seen.items()) if how == "set-aside"]
