"""One deployment has one master key: replicas that each made their own could not read each other's vaults."""

import pytest

from shared.clock import SystemClock
from shared.errors import StoreUnavailable
from shared.service import Site
from shared.settings import Settings


def settings(folder, **more):
    return Settings(data=folder / "data", **more)


def test_a_town_of_one_process_makes_its_key(tmp_path):
    """The first start needs nothing else."""
    first = Site.of(settings(tmp_path), SystemClock())

    assert first.master_key == Site.of(settings(tmp_path), SystemClock()).master_key


def test_a_replica_makes_none(tmp_path):
    """It says where the key is to come from."""
    shared = settings(tmp_path, store="mongo", bus="kafka")

    with pytest.raises(StoreUnavailable, match="kyoso store apply"):
        Site.of(shared, SystemClock())

    assert not shared.key_file.exists()


def test_the_command_that_prepares_the_store_makes_it_once(tmp_path):
    """Repeating the command keeps it."""
    shared = settings(tmp_path, store="mongo", bus="kafka")
    made = Site.of(shared, SystemClock(), make_key=True)

    assert made.master_key == Site.of(shared, SystemClock()).master_key
    assert made.master_key == Site.of(shared, SystemClock(), make_key=True).master_key
