"""What holds for every test: no setting of the machine's environment leaks in; types of routes are built once."""

import os
from typing import Any, get_args

import fastapi._compat.v2 as fields_of_routes
import pytest
from pydantic import TypeAdapter

_adapters: dict[Any, Any] = {}


def _adapter(annotated, **options):
    """As ``TypeAdapter``, but one for what is alike: half of the time of building a service went there."""
    kind, *metadata = get_args(annotated)
    try:
        key = (kind, repr(metadata), repr(options))
        known = _adapters.get(key)
    except TypeError:  # a type that cannot be a key
        return TypeAdapter(annotated, **options)
    if known is None:
        known = _adapters[key] = TypeAdapter(annotated, **options)
    return known


fields_of_routes.TypeAdapter = _adapter


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch):
    """Tests say what they need; ``KYOSO_…`` variables of the shell that runs them count for nothing."""
    for name in [name for name in os.environ if name.startswith("KYOSO_")]:
        monkeypatch.delenv(name)
