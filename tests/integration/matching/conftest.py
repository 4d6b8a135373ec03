import pytest

from tests.integration.matching.help_kit import known
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


@pytest.fixture
async def family(city):
    """Mio is 13, her mother and Hana are of age; Rin is somewhere between 15 and 24."""
    await known(city, "mio", age_band="0-14")
    await known(city, "rin", age_band="15-24")
    await known(city, "mother", "other", "resident-hana")
    return city
