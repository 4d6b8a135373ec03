"""What holds for every test: no setting of the machine's environment leaks in; types of routes are built once."""

import dataclasses
import gc
import inspect
import os
from typing import Any, get_args

import fastapi._compat.v2 as fields_of_routes
import pytest
from fastapi import routing
from pydantic import TypeAdapter

from shared.process import tune

gc.disable()  # what is imported and collected stays; the collector would look through it again and again
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

_routes: dict[Any, Any] = {}


def _populated(route, path, endpoint, **options):
    """As ``_populate_api_route_state``, found out once for each route, however often its service is built."""
    if not inspect.isfunction(endpoint) or options.get("dependency_overrides_provider"):
        populate(route, path, endpoint, **options)
        return
    said = (endpoint.__annotations__, endpoint.__defaults__, endpoint.__kwdefaults__, options)
    key = type(route), path, endpoint.__code__, repr(said)
    known = _routes.get(key)
    if known is None:
        populate(route, path, endpoint, **options)
        state = {name: value for name, value in vars(route).items() if name != "form_limits"}
        state |= {"endpoint": None, "dependant": dataclasses.replace(route.dependant, call=None)}
        _routes[key] = state, said  # what was said is kept: its places in memory are part of the key
        return
    vars(route).update(known[0])
    route.endpoint = endpoint
    route.dependant = dataclasses.replace(route.dependant, call=endpoint)


populate = routing._populate_api_route_state
routing._populate_api_route_state = _populated


def pytest_collection_finish():
    """What was collected stays; from here on as in whatever serves."""
    tune()
    gc.enable()


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch):
    """Tests say what they need; ``KYOSO_…`` variables of the shell that runs them count for nothing."""
    for name in [name for name in os.environ if name.startswith("KYOSO_")]:
        monkeypatch.delenv(name)
