"""Every page on a phone and on a desk, in both languages: nothing sideways, nothing that axe finds serious."""

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is missing: make install")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing: make install")

PAGES = {
    "front": "/",
    "houses": "/houses",
    "nothing-found": "/houses?q=zzzz&kind=salon",
    "house": "/houses/hall-kitahara",
    "neighbours": "/neighbours",
    "town": "/town",
    "docs": "/docs",
    "docs-api": "/docs/api/points",
    "docs-event": "/docs/events/slots-taken.v1",
    "missing": "/no-such-page",
    "five": "/five-minutes",
    "five-list": "/five-minutes?tap=gardening&place=town/osawa-1",
    "worry": "/worry",
    "help-wanted": "/help-wanted",
    "steps": "/steps",
    "themes": "/themes",
    "outreach": "/outreach",
}
STATUS = {"missing": 404}
SERIOUS = {"serious", "critical"}
HEIGHT = 844
UNFOLD = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
VIEWS = {"phone-ja": ("ja", 390), "desk-en": ("en", 1280)}
"""What does not hang on how words and width go together is looked at in these two."""
WIDTHS = (320, 390, 768, 1280)
PICTURED = (390, 1280)


@pytest.fixture(params=["ja", "en"])
def language(request):
    return request.param


@pytest.fixture(params=VIEWS)
def view(request):
    return VIEWS[request.param]


@pytest.fixture(params=PAGES)
def name(request):
    return request.param


def opened(open_page, name, language, width):
    """The page with everything unfolded."""
    page = open_page(PAGES[name], width=width, language=language, status=STATUS.get(name, 200))
    page.evaluate(UNFOLD)
    return page


def test_nothing_lies_sideways(open_page, screenshots, name, language):
    """390 px is a phone; 320 px is also a desk at 400 %. Nobody should have to scroll in two directions."""
    page = open_page(PAGES[name], language=language, status=STATUS.get(name, 200))
    for width in PICTURED:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.screenshot(path=screenshots / f"{name}-{language}-{width}.png", full_page=True)
    page.evaluate(UNFOLD)

    measured = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        measured.append(page.evaluate("[innerWidth, document.scrollingElement.scrollWidth <= innerWidth]"))

    assert [[width, True] for width in WIDTHS] == measured


def test_large_text_fits_too(open_page, language):
    """Who sets the browser's text to double still reads from top to bottom."""
    page = opened(open_page, "front", language, 390)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_axe_finds_nothing_serious(open_page, name, view):
    """WCAG 2.2 AA as far as a machine can tell."""
    page = opened(open_page, name, *view)

    found = axe_module.Axe().run(page).response["violations"]

    serious = [(each["id"], [node["html"] for node in each["nodes"]]) for each in found if each["impact"] in SERIOUS]
    assert [] == serious
    assert [] == [each["id"] for each in found]


def test_axe_would_find_something(open_page):
    """The check above can fail: a button without words is found."""
    page = open_page("/")
    page.evaluate("document.querySelector('#pause').textContent = ''")

    assert "button-name" in [each["id"] for each in axe_module.Axe().run(page).response["violations"]]


def test_what_is_pressed_is_large_enough(open_page, name, view):
    """44 px for what stands alone, 24 px for links in lists (Digital Agency's design system)."""
    page = opened(open_page, name, *view)

    small = page.evaluate(
        """() => [...document.querySelectorAll('a:not(.skip), button, summary, input:not([type=hidden]), select')]
        .filter((each) => each.checkVisibility())
        .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect().height,
            each.matches('.button, button, summary, input, select, .jump a, .days a') ? 44 : 24])
        .filter(([, height, least]) => height < least)"""
    )

    assert [] == small


@pytest.mark.parametrize("name", ["front", "town", "docs", "docs-event"])
def test_text_is_large(open_page, language, name):
    """16 px and up, everywhere."""
    page = opened(open_page, name, language, 390)

    sizes = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
        .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
        .map((each) => parseFloat(getComputedStyle(each).fontSize))"""
    )

    assert 16 <= min(sizes)
