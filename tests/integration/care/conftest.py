import pytest

from tests.integration.care.care_kit import Places


@pytest.fixture
async def places(tmp_path):
    made = Places(tmp_path)
    yield made
    await made.clean()
