"""Settings that come from files: secrets are never in the environment."""

from pathlib import Path

import pytest

from shared.settings import Settings


def test_the_address_of_the_store_may_be_in_a_file(tmp_path: Path) -> None:
    """With its password; the end of the line is no part of it."""
    file = tmp_path / "mongo_url"
    file.write_text("mongodb://kyoso:secret@mongo-1/?replicaSet=kyoso\n")

    assert "mongodb://kyoso:secret@mongo-1/?replicaSet=kyoso" == Settings(mongo_url_file=file).mongo_address


def test_without_a_file_it_is_the_setting() -> None:
    """As on one machine."""
    assert "mongodb://127.0.0.1:1" == Settings(mongo_url="mongodb://127.0.0.1:1").mongo_address


def test_a_file_that_is_not_there_is_no_empty_address(tmp_path: Path) -> None:
    """Nobody falls back to a store on this machine without noticing."""
    with pytest.raises(OSError, match="mongo_url"):
        _ = Settings(mongo_url_file=tmp_path / "mongo_url").mongo_address
