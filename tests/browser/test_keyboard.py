"""The first page and the way to a house with the keyboard alone."""

import re

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is missing: make install")

REACHABLE = """() => [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select')]
    .filter((each) => each.checkVisibility({visibilityProperty: true}))
    .map((each, index) => { each.dataset.walk = index; return index; })"""
FOCUSED = """async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);  // it has scrolled by then
    const each = document.activeElement, style = getComputedStyle(each), box = each.getBoundingClientRect();
    return {
        walk: each.dataset.walk ?? null,
        html: each.outerHTML.slice(0, 90),
        outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
        outside: Math.max(-box.top, -box.left, box.bottom - innerHeight, box.right - innerWidth),
    };
}"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/", "/houses", "/houses/osawa-cc"])
def test_tab_reaches_everything_in_order_and_one_sees_where_one_is(open_page, path, width):
    """In the order of the page, nothing skipped, no trap; the focus is outlined and on the screen."""
    page = open_page(path, width=width)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    expected = page.evaluate(REACHABLE)

    walked = []
    for _ in expected:
        page.keyboard.press("Tab")
        walked.append(page.evaluate(FOCUSED))

    assert [str(index) for index in expected] == [step["walk"] for step in walked]
    assert [] == [step for step in walked if step["outline"] < 2 or step["outside"] > 1]
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["walk"] in (None, "0")


def test_the_skip_link_leads_past_the_head(open_page):
    """First Tab, Enter: the next Tab is in the content."""
    page = open_page("/")
    skip = page.locator(".skip")
    assert skip.bounding_box()["x"] < 0

    page.keyboard.press("Tab")
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")

    assert "main" == page.evaluate("document.activeElement.id")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.querySelector('main a')")


def test_enter_leads_from_an_area_to_a_house_and_its_day(open_page):
    """Unfold an area, open a house, look at tomorrow."""
    page = open_page("/")
    page.locator("summary", has_text="南住区").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "大沢コミュニティ・センター" == page.evaluate("document.activeElement.textContent")

    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/houses/osawa-cc$"))
    page.get_by_role("link", name="あす").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("day="))

    assert page.locator("[aria-current=date]").inner_text().startswith("あす")


def test_jumping_leads_to_the_part(open_page):
    """Enter on a jump link moves the focus too: the next Tab is in that part."""
    page = open_page("/")
    page.locator(".jump a", has_text="施設をさがす").focus()
    page.keyboard.press("Enter")
    assert "houses" == page.evaluate("document.activeElement.id")

    page.keyboard.press("Tab")

    assert "q" == page.evaluate("document.activeElement.id")


def test_searching_with_the_keyboard(open_page):
    """Type and press Enter."""
    page = open_page("/")
    page.locator("#q").focus()
    page.keyboard.type("きたはら")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/houses\?q="))

    assert "1か所見つかりました。" == page.locator(".found").inner_text()
    assert 1 == page.get_by_role("link", name="北原地区公会堂").count()


def test_the_language_is_switched_with_the_keyboard(open_page):
    """And the page stays where it was."""
    page = open_page("/houses/osawa-cc")
    page.get_by_role("link", name="English").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/houses/osawa-cc.*lang=en"))

    assert "en" == page.evaluate("document.documentElement.lang")
    assert page.get_by_text("When rooms are free").is_visible()
