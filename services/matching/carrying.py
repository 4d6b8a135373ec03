"""What older versions kept of a person in streams of their own comes into the person's record, at the first start.

It runs before the service is ready and before words are swept. Cut off, it goes on at the next start: a person whose
part was taken over is known by its cause.
"""

from services.matching.domain.carried import (
    Carrying,
    Helper,
    Ladder,
    RecordCarried,
    of_helper,
    of_ladder,
)
from services.matching.domain.person import Person
from shared.journal import Journal

PAGE = 500


class Carrier:
    """Reads ``ladder/…`` and ``helper/…``; writes ``person/…``."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def run(self) -> None:
        """Take everything over that is there; nothing is asked again once all was taken."""
        if await self.journal.ask(Carrying.main(), lambda carrying: carrying.done):
            return
        ids = {*await self._of(Ladder.kind), *await self._of(Helper.kind)}
        for id in sorted(ids):
            await self._carry(id)
        if ids:
            cause = self.journal.causes.operator("carry", b"", "done")
            await self.journal.transact(Carrying.main(), cause, lambda carrying: carrying.finish())

    async def _carry(self, id: str) -> None:
        old = await self.journal.ask(Ladder.stream(id), of_ladder)
        helped = await self.journal.ask(Helper.stream(id), of_helper)
        carried = RecordCarried.model_validate({"person_id": id, **old, **helped})
        if carried == RecordCarried(person_id=id):
            return
        cause = self.journal.causes.operator("carry", b"", id)
        await self.journal.transact(Person.stream(id), cause, lambda person: person.carry(carried))

    async def _of(self, kind: str) -> list[str]:
        """The persons who have a stream of a kind."""
        start = last = f"{kind}/"
        found: list[str] = []
        while names := await self.journal.store.streams(last, PAGE):
            found += [name.removeprefix(start) for name in names if name.startswith(start)]
            last = names[-1]
            if not last.startswith(start):
                break
        return found
