"""The links of a page lead to the town and nowhere else."""

import pytest

from services.portal.rendering import Page


@pytest.mark.parametrize("path", ["//evil.example/x", "///evil.example/x", "/houses"])
def test_the_other_language_is_on_this_host(path):
    """An address with two slashes in front would be another host's."""
    page = Page(path, {"q": "和室"}, "ja", asked=False)

    assert page.switched().startswith("/")
    assert not page.switched().startswith("//")
