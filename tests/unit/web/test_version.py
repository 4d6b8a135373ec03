"""The version is said once."""

import tomllib
from pathlib import Path

import kyoso
from shared.version import VERSION


def test_the_package_and_the_code_have_one_version():
    """``pyproject.toml``, the OpenAPI documents and the command line agree."""
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["version"] == VERSION == kyoso.__version__
