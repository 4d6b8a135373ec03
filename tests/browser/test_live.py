"""What happens appears while the page is open; it can be held still; without scripts the page is whole."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: make install")
expect = getattr(sync_api, "expect", None)


def test_an_announced_activity_appears_while_the_page_is_open(open_page, town):
    """Announced over HTTP, told by the bus, shown without a click."""
    page = open_page("/")
    expect(page.locator("#state")).to_have_text("自動で新しくなります。")

    town.announce("突然のお茶会")

    expect(page.locator("#news li").first).to_contain_text("催し「突然のお茶会」の案内が出ました", timeout=10_000)


def test_it_is_told_in_english_too_with_the_title_marked_as_japanese(open_page, town):
    """A screen reader changes its voice for the title."""
    page = open_page("/?lang=en", language="en")
    expect(page.locator("#state")).to_have_text("This part renews itself.")

    town.announce("英語で見るお茶会")

    expect(page.locator("#news li").first).to_contain_text("New activity: 英語で見るお茶会", timeout=10_000)
    expect(page.locator("#news li").first.locator("[lang=ja]")).to_have_text("英語で見るお茶会")


def test_a_title_with_html_stays_text_when_it_arrives_live(open_page, town):
    """The way past the templates is as safe as they are."""
    page = open_page("/")
    evil = "<img src=x onerror=alert(1)>"

    town.announce(evil)

    expect(page.locator("#news li").first).to_contain_text(evil, timeout=10_000)
    assert 0 == page.locator("img").count()


def test_a_screen_reader_hears_a_number_not_a_stream(open_page, town):
    """The list itself is silent; one polite sentence says how much is new, and at most every half minute."""
    page = open_page("/")
    expect(page.locator("#spoken")).to_have_text("")
    assert 0 == page.locator("#news[aria-live], #news[role=log]").count()

    town.announce("ひとつめ")
    expect(page.locator("#spoken")).to_have_text("新しいできごとが1件あります", timeout=10_000)
    town.announce("ふたつめ")
    expect(page.locator("#news li").first).to_contain_text("ふたつめ", timeout=10_000)

    expect(page.locator("#spoken")).to_have_text("新しいできごとが1件あります")


def test_it_can_be_held_still_and_set_going_again(open_page, town):
    """WCAG 2.2.2: what moves by itself can be paused. Another page, which nobody holds, shows that the news are out."""
    page, another = open_page("/"), open_page("/")
    page.get_by_role("button", name="更新を止める").press("Enter")
    expect(page.locator("#state")).to_have_text("更新を止めています。")

    town.announce("止めている間の会")
    town.announce("もうひとつの会")
    expect(another.locator("#news")).to_contain_text("もうひとつの会", timeout=10_000)
    page.wait_for_timeout(200)  # that page may have been told first
    assert "止めている間の会" not in page.locator("#news").inner_text()
    page.get_by_role("button", name="更新を再開する").press("Enter")

    expect(page.locator("#news")).to_contain_text("止めている間の会", timeout=10_000)


def test_reading_is_not_disturbed(open_page, town):
    """Whoever reads the houses stays where they are when news arrive, and items that were there stay the same ones."""
    page = open_page("/")
    town.announce("前からある会")
    expect(page.locator("#news")).to_contain_text("前からある会", timeout=10_000)
    page.locator("#q").focus()
    page.evaluate("document.querySelector('#news li').dataset.kept = 'yes'")
    top = page.locator("#q").bounding_box()["y"]

    town.announce("あとから来た会")
    expect(page.locator("#news")).to_contain_text("あとから来た会", timeout=10_000)

    assert 1 == page.locator("#news li[data-kept=yes]").count()
    assert top == page.locator("#q").bounding_box()["y"]
    assert "q" == page.evaluate("document.activeElement.id")


def test_a_lost_connection_is_said(open_page):
    """And not hidden behind old news."""
    page = open_page("/houses")
    page.route("**/happening*", lambda route: route.fulfill(status=204))
    page.get_by_role("link", name="協創").click()

    expect(page.locator("#state")).to_have_text("つながりが切れました。自動でつなぎ直します。", timeout=10_000)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_without_scripts_the_page_is_whole(open_page, town, language):
    """Activities, houses, search and what happened so far; no button that would do nothing."""
    town.announce("スクリプトなしでも見える会")
    page = open_page("/", language=language, scripts=False)

    for _ in range(50):
        if "スクリプトなしでも見える会" in page.locator("#news").inner_text():
            break
        page.reload()
    assert "スクリプトなしでも見える会" in page.locator("#news").inner_text()
    assert not page.locator("#pause").is_visible()
    assert page.get_by_role("heading", name="夜の句会").is_visible()

    page.locator("summary", has_text="南住区" if language == "ja" else "South").click()
    assert page.get_by_role("link", name="大沢コミュニティ・センター", exact=True).is_visible()
    page.locator("#q").fill("本町")
    page.get_by_role("button", name="さがす" if language == "ja" else "Find").click()
    page.wait_for_url(re.compile("q="))
    assert page.get_by_role("link", name="本町地区公会堂").is_visible()
