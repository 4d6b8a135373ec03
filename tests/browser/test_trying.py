"""``/try`` in a browser: with Tab and Enter alone, without scripts, on a phone in Japanese and on a desk in English."""

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is missing: make install")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing: make install")

from kyoso.trying.play import Play  # noqa: E402 - after the checks above
from tests.browser.town_at_work import TownAtWork  # noqa: E402 - after the checks above

STEPS = [
    "interests", "group", "introduction", "member", "room", "start", "announce", "partner", "together", "sign-up",
    "attend", "complete", "reward", "fetch", "worry", "answer", "solved", "end",
]  # fmt: skip
TABS_MAX = 60


@pytest.fixture(scope="module")
def town(browser, tmp_path_factory):
    """The sample town, small."""
    with TownAtWork(tmp_path_factory.mktemp("sample") / "data", people=300) as town:
        yield town


def press_with_the_keyboard(page):
    """Tab to the page's own button, then Enter."""
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main form button.button:not(.quiet)')"):
            break
    else:
        raise AssertionError(f"no button is reached on {page.url}")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def name_of(page):
    return page.url.partition("/try/")[2].partition("?")[0]


@pytest.mark.parametrize(("language", "width"), [("ja", 390), ("en", 1280)])
def test_the_whole_way_with_tab_and_enter(open_page, screenshots, language, width):
    """Every step: reached and pressed by keyboard, nothing sideways, nothing that axe finds, what happened shown."""
    page = open_page("/", width=width, language=language)
    page.locator(".to-try a").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visited = []

    while True:
        name = name_of(page)
        page.screenshot(path=screenshots / f"try-{name or 'welcome'}-{language}-{width}.png", full_page=True)
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        assert [] == [each["id"] for each in axe_module.Axe().run(page).response["violations"]]
        if name:
            visited.append(name)
        if name == "end":
            break
        press_with_the_keyboard(page)

    assert STEPS == visited
    assert page.locator("code", has_text="points-earned.v1").count() == 1


def test_it_works_without_scripts(open_page):
    """As far as the first thing that somebody else hears of."""
    page = open_page("/try", scripts=False)
    page.locator("main form button").click()
    page.locator("main form button").click()
    page.locator("main form button").click()

    assert "introduction" == name_of(page)
    assert page.locator("code", has_text="introduction-proposed.v1").is_visible()


def test_what_is_pressed_is_large_enough(open_page):
    """44 px for buttons, ticks with their words, and fields."""
    page = open_page("/try", width=390)
    for _ in range(2):
        page.locator("main form button").click()
    assert [] == too_small(page)
    page.goto(f"{page.url.partition('/try')[0]}/try/worry?play={Play(resident='resident-ken').as_text()}")
    assert [] == too_small(page)


def too_small(page):
    """What is pressed and lower than a finger."""
    return page.evaluate(
        "[...document.querySelectorAll('main button, .ticks label, .choice, summary, textarea, main .button')]"
        ".filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)"
        ".map((each) => each.outerHTML.slice(0, 80))"
    )
