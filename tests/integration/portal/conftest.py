import pytest

from tests.integration.portal.portal_kit import a_world


@pytest.fixture
async def world(tmp_path):
    """A portal before a town with one house and one activity."""
    async with a_world(tmp_path) as world:
        yield world
