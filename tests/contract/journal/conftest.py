"""Every test here runs against every adapter of the journal's port."""

import pytest

from shared.clock import Clock
from shared.journal import Journal, Limits, Model
from tests.contract.journal.adapters import ADAPTERS, Adapter, Faulty, Proxy
from tests.contract.journal.toy import CAUSES, clock, model


class Bench:
    """Opens journals on one adapter in one folder, and closes what a test leaves open."""

    def __init__(self, adapter: Adapter, folder) -> None:
        self.adapter = adapter
        self.folder = folder
        self._open: list[Journal] = []

    async def journal(
        self,
        of: Model | None = None,
        *,
        limits: Limits | None = None,
        on: Clock | None = None,
        faulty: bool = False,
    ) -> Journal:
        """An open journal; opened again on the same folder it finds what the last one wrote."""
        of = of or model()
        store = self.adapter.store(self.folder, of)
        await self.adapter.prepare(store)
        return await self._opened(
            Journal(
                of, Faulty(store, exclusive=store.exclusive) if faulty else store, on or clock(), CAUSES, limits=limits
            )
        )

    async def replicas(self, limits: Limits | None = None) -> tuple[Journal, Journal]:
        """Two writers on one store: what two processes of a service are."""
        store = self.adapter.store(self.folder, model())
        await self.adapter.prepare(store)
        first = Journal(model(), Faulty(store, exclusive=False), clock(), CAUSES, limits=limits)
        second = Journal(model(), Proxy(store), clock(), CAUSES, limits=limits)
        return await self._opened(first), await self._opened(second)

    async def _opened(self, journal: Journal) -> Journal:
        await journal.open()
        self._open.append(journal)
        return journal

    async def close(self, *journals: Journal) -> None:
        """Close the journals, or all of them: the newest first, so that the owner of a store closes it last."""
        for journal in reversed(journals or tuple(self._open)):
            self._open.remove(journal)
            await journal.close()

    async def end(self) -> None:
        """Close everything and remove it."""
        await self.close()
        await self.adapter.drop(self.folder)


async def commits_in(journal: Journal) -> int:
    """How many commits a journal holds."""
    count, last = 0, ""
    while names := await journal.store.streams(last, 500):
        for name in names:
            count += len(await journal.store.of_stream(name))
        last = names[-1]
    return count


@pytest.fixture(params=sorted(ADAPTERS))
async def bench(request, tmp_path):
    bench = Bench(ADAPTERS[request.param], tmp_path)
    yield bench
    await bench.end()


@pytest.fixture
async def journal(bench):
    return await bench.journal()
