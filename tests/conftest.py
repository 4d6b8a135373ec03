"""What holds for every test: no setting of the machine's environment leaks in; types of routes are built once."""

import dataclasses
import inspect
import os
from typing import Any, get_args

import fastapi._compat.v2 as fields_of_routes
import pytest
from fastapi import routing
from pydantic import TypeAdapter

from shared.process import tune

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

_dependants: dict[Any, Any] = {}


def _dependant(*, path, call, **options):
    """As ``get_dependant``, looked at once for each route, however often its service is built."""
    if not inspect.isfunction(call):
        return get_dependant(path=path, call=call, **options)
    key = path, call.__code__, repr((call.__annotations__, call.__defaults__, call.__kwdefaults__, options))
    known = _dependants.get(key)
    if known is None:
        known = _dependants[key] = get_dependant(path=path, call=call, **options)
    return dataclasses.replace(known, call=call)


get_dependant = routing.get_dependant
routing.get_dependant = _dependant


def pytest_collection_finish():
    """What was collected stays: the collector does not look through it again and again, as in whatever serves."""
    tune()


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch):
    """Tests say what they need; ``KYOSO_…`` variables of the shell that runs them count for nothing."""
    for name in [name for name in os.environ if name.startswith("KYOSO_")]:
        monkeypatch.delenv(name)
