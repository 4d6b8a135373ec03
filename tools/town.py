"""The services, composed in a folder of their own that is thrown away: for what is generated from the code."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kyoso.compose import NAMES, compose
from shared.clock import SystemClock
from shared.service import Service, Site
from shared.settings import Settings
from tools.findings import ROOT


def present() -> tuple[str, ...]:
    """The services whose composition root is in the tree."""
    return tuple(name for name in NAMES if (ROOT / "services" / name / "app.py").is_file())


@contextmanager
def composed() -> Iterator[tuple[Site, dict[str, Service]]]:
    """A site and all its services by name; nothing is opened or started."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site.of(Settings(data=Path(folder) / "data"), SystemClock())
        yield site, compose(site, present())
