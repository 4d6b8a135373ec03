import pytest

from tests.integration.matching.matching_kit import a_city


@pytest.fixture
async def empty(tmp_path):
    """A city without anybody."""
    async with a_city(tmp_path) as city:
        yield city


@pytest.fixture
async def city(empty):
    """A desk, one coordinator in the south, and the garden group there."""
    await empty.desk()
    await empty.coordinator("coordinator-sato")
    await empty.group()
    return empty
