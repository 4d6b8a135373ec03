"""One town and one browser for all tests here; every test opens pages of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: make install")

from tests.browser.town_at_work import TownAtWork  # noqa: E402 - after the check above

Page = sync_api.Page
SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
"""A browser that asks nobody anything but the town; containers have no sandbox to give."""


def chromium() -> str | None:
    """Where Chromium is: KYOSO_CHROMIUM, else a known name on the path, else playwright's own."""
    named = [os.environ.get("KYOSO_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    return next((found for name in named if name and (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Headless Chromium."""
    path = chromium()
    with sync_api.sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        if path is None and not Path(own).exists():
            pytest.skip("Chromium is missing: install it, or name it in KYOSO_CHROMIUM")
        browser = playwright.chromium.launch(executable_path=path or own, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def town(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownAtWork]:
    """A town at work. After the browser: without one there is no need to start it."""
    with TownAtWork(tmp_path_factory.mktemp("town") / "data") as town:
        yield town


@pytest.fixture
def open_page(browser: object, town: TownAtWork) -> Iterator[Callable[..., Page]]:
    """Opens a page of the town: ``open_page("/", width=390, language="ja", scripts=True)``.

    What the page asks of others than the town, and what it logs as an error, fails the test.
    """
    contexts, faults = [], []

    def open_page(
        path: str, *, width: int = 390, language: str = "ja", scripts: bool = True, status: int = 200
    ) -> Page:
        locale = "en-GB" if language == "en" else "ja-JP"
        context = browser.new_context(
            viewport={"width": width, "height": 844}, locale=locale, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _local(request.url, town, faults))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" and status == 200 else None)
        answer = page.goto(f"{town.base_url}{path}")
        assert status == answer.status, answer.status
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [] == faults


def _local(url: str, town: TownAtWork, faults: list[str]) -> None:
    if not url.startswith((town.base_url, "data:")):
        faults.append(f"asked {url}")


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures of the pages are left for people to look at; git ignores it."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS
