"""The long version of the contract's memory case: a million commits on a hundred thousand streams."""

import pytest

from tests.contract.journal.adapters import ADAPTERS
from tests.contract.journal.conftest import Bench
from tests.contract.journal.test_states import write_many


@pytest.mark.parametrize("adapter", sorted(ADAPTERS))
async def test_memory_does_not_grow_with_a_million_commits(adapter, tmp_path):
    """What a process holds after a tenth of them is what it holds at the end, give or take the store's own cache."""
    bench = Bench(ADAPTERS[adapter], tmp_path)

    early, late = await write_many(bench, commits=1_000_000, streams=100_000)

    await bench.close()
    assert 64 * 1024 * 1024 > late - early
