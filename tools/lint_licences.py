"""Every locked package has a licence that a municipality may run and pass on: no GPL, AGPL, SSPL or the like."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import Marker

from tools.findings import Finding

LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^ ;\\]+)(?: *; *(?P<marker>[^\\]+))?")
FREE = re.compile(
    r"\b(MIT|0?BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|Unlicense|CC0)\b", re.IGNORECASE
)
VIRAL = re.compile(
    r"\b(A?GPL|(GNU|Affero).* Public|SSPL|Server Side|BUSL|Business Source|Commons Clause)", re.IGNORECASE
)
READ_BY_HAND = {"axe-playwright-python": "MIT (its LICENSE; holds axe-core, MPL-2.0)"}
"""Packages whose metadata says nothing: the licence as found in their source, one line each."""


def find(root: Path) -> list[Finding]:
    """Locked packages with a licence that is unknown or forbidden."""
    found = []
    for lock in LOCKS:
        for number, line in enumerate((root / lock).read_text(encoding="utf-8").splitlines(), 1):
            if (pinned := PINNED.match(line)) and (message := fault(pinned["name"], pinned["marker"])):
                found.append(Finding(lock, number, message))
    return found


def fault(name: str, marker: str | None = None) -> str | None:
    """What is wrong with a package's licence, or ``None``."""
    try:
        licence = " / ".join(stated(distribution(name))) or READ_BY_HAND.get(name, "")
    except PackageNotFoundError:
        needed = marker is None or Marker(marker.strip()).evaluate()
        return f"{name} is not installed here: make install" if needed else None
    return verdict(name, licence)


def verdict(name: str, licence: str) -> str | None:
    """What is wrong with a licence as it is stated, or ``None``."""
    if VIRAL.search(licence):
        return f"{name} is under {licence}: not for this project"
    if not FREE.search(licence):
        return f"{name} states no licence that is known here ({licence[:60] or 'nothing'}): read its source"
    return None


def stated(package: Distribution) -> Iterator[str]:
    """A package's licence: the SPDX expression where there is one, else its classifiers, else its own words."""

    def of(field: str) -> list[str]:
        return package.metadata.get_all(field, [])

    if expression := of("License-Expression"):
        yield from expression
        return
    classifiers = [text for text in of("Classifier") if text.startswith("License ::")]
    names = [text.rpartition(" :: ")[2] for text in classifiers if text != "License :: OSI Approved"]
    yield from names or [words.strip().splitlines()[0] for words in of("License") if words.strip()]
