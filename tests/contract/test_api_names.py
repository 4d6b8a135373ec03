"""Names in the documents of the routes last: whoever generates a client from them meets each again in its own code."""

import json

import pytest

from tools.findings import ROOT

FILES = sorted((ROOT / "docs/api").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_schema_is_called_by_the_place_of_its_code(path):
    """Two models of one service with one name are told apart by their modules, which move: give one another name."""
    schemas = json.loads(path.read_text("utf-8")).get("components", {}).get("schemas", {})

    assert [] == [name for name in schemas if "__" in name]
