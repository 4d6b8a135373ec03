"""Licences that a municipality cannot take on are refused by name."""

import pytest

from tools import lint_licences


@pytest.mark.parametrize(
    "licence", ["MIT", "BSD-3-Clause", "Apache Software License", "MPL-2.0", "Apache-2.0 OR MIT", "PSF-2.0"]
)
def test_a_free_licence_passes(licence):
    """Permissive ones, and the file-wise copyleft of Mozilla."""
    assert None is lint_licences.verdict("x", licence)


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-only",
        "AGPL-3.0",
        "GNU General Public License v3",
        "GNU Affero General Public License",
        "SSPL-1.0",
        "BUSL-1.1",
        "",
        "ask us",
    ],
)
def test_a_viral_or_unknown_licence_is_found(licence):
    """What is not known to be free is not used."""
    assert lint_licences.verdict("x", licence)


def test_a_locked_package_that_is_not_installed_is_found():
    """A licence that cannot be read has not been checked."""
    assert "no-such-package is not installed here: make install" == lint_licences.fault("no-such-package")
    assert None is lint_licences.fault("no-such-package", "python_version < '3'")
