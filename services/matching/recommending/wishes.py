"""One-tap wishes (気になる): kept for the person, and told to coordinators as numbers of at least five people.

A wish begins nothing: no group is told, nobody writes. It puts what somebody wished for first in the list of requests.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.matching.domain.person import Person
from services.matching.domain.recommending.wish_events import WishOf
from services.matching.helping.rows import WishRow
from services.matching.knowledge import Knowledge
from services.matching.permissions import relations, require
from services.matching.rows import ActivityRow, GroupRow
from shared.events import Event
from shared.journal import Cause, Commit, Journal
from shared.small_counts import COUNT_SHOWN_MIN
from shared.web import Caller, NotFound


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many people a target interests, in whole fives: each step means five more."""

    of: str
    target_id: str
    people: int


class Wishes:
    """On the person's record, which knows of consent and erasure."""

    def __init__(self, journal: Journal, knowledge: Knowledge) -> None:
        self.journal = journal
        self.knowledge = knowledge

    async def make(self, of: WishOf, target_id: str, *, by: Caller, cause: Cause) -> Commit:
        """Keep a wish; one that is kept already stays as it is.

        Raises ``NotFound``, ``PersonGone``, ``HelpConsentMissing``, ``TooManyWishes``.
        """
        there = await self._there(of, target_id)

        def wish(helper: Person) -> Sequence[Event]:
            if not there:
                raise NotFound(what=of)
            return helper.wish(of, target_id)

        return await self.journal.transact(Person.stream(by.person_id), cause, wish)

    async def withdraw(self, of: WishOf, target_id: str, *, by: Caller, cause: Cause) -> Commit:
        """Take a wish back; no events when there is none."""
        stream = Person.stream(by.person_id)
        return await self.journal.transact(stream, cause, lambda helper: helper.withdraw_wish(of, target_id))

    async def of_person(self, person_id: str) -> list[WishRow]:
        """What interests somebody."""
        return await self.journal.all(WishRow, where={"person_id": person_id}, with_closed=False)

    async def counts(self, of: WishOf, *, by: Caller) -> list[Wanted]:
        """How many people want what, in whole fives, the most wanted first; fewer than five are not told.

        Raises ``Forbidden``.
        """
        require("count-wishes", relations(by))
        rows = await self.journal.all(WishRow, where={"of": of}, with_closed=False)
        found = Counter(row.target_id for row in rows)
        told = [Wanted(of, id, n - n % COUNT_SHOWN_MIN) for id, n in found.items() if n >= COUNT_SHOWN_MIN]
        return sorted(told, key=lambda each: (-each.people, each.target_id))

    async def _there(self, of: WishOf, target_id: str) -> bool:
        if of == "category":
            return target_id in self.knowledge.help.categories
        row = await self.journal.get(GroupRow if of == "group" else ActivityRow, target_id)
        return row is not None and not row.closed
