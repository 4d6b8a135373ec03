"""What holds for every test: no setting of the machine's environment leaks in."""

import os

import pytest


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch):
    """Tests say what they need; ``KYOSO_…`` variables of the shell that runs them count for nothing."""
    for name in [name for name in os.environ if name.startswith("KYOSO_")]:
        monkeypatch.delenv(name)
