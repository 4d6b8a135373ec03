"""``/try`` in a small sample town: the whole way, pressed twice, refused, said no to, left early, from elsewhere."""

import re
from collections.abc import AsyncIterator
from html import unescape
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from kyoso.runner import Town
from kyoso.story.cast import Drawn
from kyoso.story.client import Client
from kyoso.town.generate import SEED, generate
from kyoso.town.load import load_town
from kyoso.trying import pages
from kyoso.trying.play import Play
from kyoso.trying.steps import STEPS
from kyoso.trying.words import ANSWER_DEFAULT
from services.booking.rows import BookingRow
from services.points.rows import RedemptionRow
from shared.settings import Settings
from tests.end_to_end.pressing import at, come_to, form_of, name_of, play_of, press

pytestmark = pytest.mark.asyncio(loop_scope="module")
PEOPLE = 300
EVENTS_SECONDS = 15.0
"""However busy the machine is: what a page waits for is there long before."""
SEEDS, BOAT = 30, 400
"""What the cheapest and the dearest reward cost."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """The sample town with few people."""
    data: Path = tmp_path_factory.mktemp("try") / "data"
    town = Town(Settings(data=data, demo=True, port=8000, town_people=PEOPLE))
    with pytest.MonkeyPatch.context() as patience:
        patience.setattr(pages, "EVENTS_SECONDS", EVENTS_SECONDS)
        async with town.up():
            await load_town(town.services, town.caught_up, data, town.clock, people=PEOPLE)
            yield town


@pytest_asyncio.fixture(loop_scope="module")
async def browser(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody on this machine, who follows where a page leads."""
    transport = httpx.ASGITransport(town.app)
    async with httpx.AsyncClient(transport=transport, base_url=town.base_url, follow_redirects=True) as client:
        yield client


def balance_in(text: str) -> int:
    """The points on a page."""
    found = re.search(r"<b>(\d+)ポイント</b>", text)
    assert found, text
    return int(found.group(1))


async def test_pressing_on_leads_through_the_whole_loop(browser: httpx.AsyncClient) -> None:
    """Every step shows the events of the one before with who heard them; at the end all of them are counted."""
    answer = await browser.post("/try")
    seen: dict[str, str] = {}
    visited = []
    while name_of(answer) != "end":
        visited.append(name_of(answer))
        seen[name_of(answer)] = answer.text
        answer = await press(browser, answer)
        assert visited[-1] != name_of(answer), answer.text

    assert [step.name for step in STEPS] == visited
    for before, step in pairwise(STEPS):
        shown = re.findall("<code>([^<]+)</code>", seen[step.name])
        assert set(before.expected) <= set(shown), (step.name, shown)
    others = r'(?:<span class="service">[^<]+</span> )*'
    heard = rf'<code>activity-attended\.v1</code></td>\s*<td>{others}<span class="service">ポイント</span>'
    assert re.search(heard, seen["complete"])
    assert 50 <= balance_in(seen["complete"])
    assert "ポイントが付きました" in seen["complete"]
    assert re.search(r"<dt>開く団体</dt><dd>[^<]+と[^<]+</dd>", seen["sign-up"])
    assert not re.search(r"<dt>開く団体</dt><dd>[^<]+と[^<]+</dd>", seen["together"])
    assert "公園の花の種" in seen["reward"]
    assert "どこに聞けばよいか分からない" in seen["answer"]
    assert ANSWER_DEFAULT in seen["solved"]
    assert all(f"<code>{name}</code>" in answer.text for step in STEPS for name in step.expected)
    assert "<code>consultation-resolved.v1</code>" in answer.text
    assert f"<dt>進んだ手順</dt><dd><b>{len(STEPS)}</b>" in answer.text
    left = balance_in(seen["reward"]) - SEEDS
    assert f"<dt>市民の今のポイント</dt><dd><b>{left}</b>" in answer.text
    assert "公園の花の種を受け取りました" in answer.text


async def test_nobody_plays_a_child(browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child is introduced to a group when a guardian agrees, and nobody here can be that: somebody else is drawn."""
    youngest = max(generate(SEED, PEOPLE).people, key=lambda each: each.birth_date)
    drawn = iter([youngest.id, "resident-ken"])

    async def somebody(self: Drawn, client: Client, but: str = "") -> str:
        return next(drawn)

    monkeypatch.setattr(Drawn, "somebody", somebody)

    assert "resident-ken" == play_of(await browser.post("/try")).resident


async def test_a_page_that_is_sent_twice_does_everything_once(town: Town, browser: httpx.AsyncClient) -> None:
    """Somebody presses twice: one booking, and the same page follows."""
    answer = await come_to(browser, "room")
    where, fields = form_of(answer)
    bookings = town.services["booking"].journal
    before = len(await bookings.all(BookingRow))

    first, second = [await browser.post(where, data=fields) for _ in range(2)]

    assert play_of(first).booking == play_of(second).booking
    assert before + 1 == len(await bookings.all(BookingRow))


async def test_what_is_refused_is_said_in_words_and_nothing_moves_on(browser: httpx.AsyncClient) -> None:
    """A wrong code, and a rival for the room: the page stays, says why and what to do."""
    answer = await come_to(browser, "start")

    wrong = await press(browser, answer, code="000000")
    rival = await press(browser, answer, do="rival")

    assert "まだ進んでいません" in wrong.text
    assert wrong.status_code in (409, 422)
    assert 409 == rival.status_code
    assert "すでに予約が入っています" in rival.text
    assert "代わりに空いている部屋" in rival.text
    assert "announce" == name_of(await press(browser, rival))


async def test_one_may_go_on_alone_or_hear_a_no(browser: httpx.AsyncClient) -> None:
    """Nobody is asked: nobody answers. A no is one too: the activity goes on as one group's."""
    answer = await come_to(browser, "partner")

    alone = await press(browser, answer, do="alone")
    asked = await press(browser, answer)
    declined = await press(browser, asked, do="decline")

    assert ("sign-up", "together", "sign-up") == (name_of(alone), name_of(asked), name_of(declined))
    for page in (alone, declined):
        assert not re.search(r"<dt>開く団体</dt><dd>[^<]+と[^<]+</dd>", page.text)


async def test_more_than_one_has_is_refused_and_one_reward_is_kept(town: Town, browser: httpx.AsyncClient) -> None:
    """What is too dear says what is missing; who presses twice has one reward; a wrong number hands nothing over."""
    answer = await come_to(browser, "reward")
    (too_dear,) = re.findall(r'<button[^>]*name="reward" value="([^"]+)"', answer.text)

    refused = await press(browser, answer, reward=too_dear)
    where, fields = form_of(answer)
    first, second = [await browser.post(where, data=fields) for _ in range(2)]
    wrong = await press(browser, second, number="0000-0000")
    handed_over = await press(browser, second)
    again = await press(browser, await browser.get(second.url))

    assert 422 == refused.status_code
    assert f"ポイントが{BOAT - balance_in(answer.text)}足りません" in refused.text
    assert play_of(first).redemption == play_of(second).redemption
    assert "<code>points-redeemed.v1</code>" in second.text
    rows = await town.services["points"].journal.all(RedemptionRow)
    assert ["handed-over"] == [each.status for each in rows if each.person_id == play_of(first).resident]
    assert "引換番号が違います" in wrong.text
    assert "worry" == name_of(handed_over)
    assert 409 == again.status_code
    assert re.search(r'href="/try/worry[^"]*">次の手順へ進む', again.text)


async def test_who_can_have_nothing_is_told_what_is_missing_and_can_give(browser: httpx.AsyncClient) -> None:
    """Honest about a balance that reaches for nothing; points go to the officer, never more than there are."""
    play = play_of(await come_to(browser, "reward"))
    gift = await at(browser, "gift", play)
    balance = balance_in(gift.text)

    too_many = await press(browser, gift, amount=str(balance + 1))
    none_at_all = await press(browser, gift, amount="0")
    given = await press(browser, gift, amount=str(balance - 5))
    left = await at(browser, "reward", play)
    nothing = await at(browser, "reward", play.but(resident="auditor"))

    assert 422 == too_many.status_code
    assert "ポイントが1足りません" in too_many.text
    assert "1 以上の数字" in none_at_all.text
    assert "worry" == name_of(given)
    assert "<code>points-given.v1</code>" in given.text
    assert f"あと{SEEDS - 5}ポイントです" in left.text
    assert "これと引き換える" not in left.text
    assert re.search('class="button" href="/try/gift', left.text)
    assert f"あと{SEEDS}ポイントです" in nothing.text
    assert re.search('class="button" href="/try/worry', nothing.text)


async def test_a_worry_is_read_by_who_has_it_alone_and_stands_in_no_address(browser: httpx.AsyncClient) -> None:
    """Two taps and some words: neither is in an address; the group's officer is told that there is no such thing."""
    words = "夜の音がつらいです。"
    play = play_of(await browser.post("/try")).but(officer="officer-yui")

    answer = await press(browser, await at(browser, "worry", play), category="neighbours", words=words)
    other = await press(browser, answer, do="other")
    unanswered = await press(browser, answer, words=" ")

    assert "answer" == name_of(answer)
    assert words in answer.text
    assert "近所づきあい・騒音・ごみ" in answer.text
    assert not any(said in play_of(answer).model_dump_json() for said in (words, "neighbours"))
    assert 404 == other.status_code
    assert "お探しの相談が見つかりません" in other.text
    assert 422 == unanswered.status_code


async def test_a_worry_goes_back_until_its_person_says_that_it_is_solved(browser: httpx.AsyncClient) -> None:
    """Nothing written is a worry too; "not yet" leads back to who has it, and their second answer to the end."""
    play = play_of(await browser.post("/try")).but(officer="officer-yui")
    page = await at(browser, "worry", play)

    empty = await press(browser, page, category="")
    asked = await press(browser, page, category="papers")
    answered = await press(browser, asked)
    again = await press(browser, answered, do="not-yet")
    solved = await press(browser, await press(browser, again, words="お電話します。"))

    assert 422 == empty.status_code
    assert "「市役所の手続き」のことで相談したいです。" in asked.text
    assert "answer" == name_of(again)
    assert "<code>consultation-reopened.v1</code>" in again.text
    assert "もう一度、返事を書いてください" in again.text
    assert "end" == name_of(solved)


async def test_one_may_stop_after_a_chapter_and_go_on(browser: httpx.AsyncClient) -> None:
    """The page after a chapter offers it; what happened so far is counted, and a link leads back."""
    answer = await come_to(browser, "room")
    (stop,) = re.findall(r'href="([^"]+)">ここで終わって', answer.text)

    ended = await browser.get(unescape(stop))

    assert "「見つける」は、ここまでです" in answer.text
    assert "ここまでのまとめ" in ended.text
    assert "<dt>進んだ手順</dt><dd><b>4</b>" in ended.text
    assert all(f'href="{where}' in ended.text for where in ("/town", "/#happening", "/docs", "/events", "/demo/mails"))
    (back,) = re.findall(r'href="([^"]+)">続きにもどる', ended.text)
    assert "room" == name_of(await browser.get(unescape(back)))


async def test_a_field_that_lacks_something_says_so(browser: httpx.AsyncClient) -> None:
    """Nothing ticked."""
    answer = await browser.post("/try")
    where, fields = form_of(answer)
    fields.pop("tags")

    unticked = await browser.post(where, data=fields)

    assert 422 == unticked.status_code
    assert "ひとつ以上に印を付けてください" in unticked.text


async def test_after_the_groups_no_another_is_chosen(browser: httpx.AsyncClient) -> None:
    """The coordinator records a no: the resident is told, and chooses again."""
    answer = await come_to(browser, "introduction")

    declined = await press(browser, answer, do="decline")

    assert "group" == name_of(declined)
    assert "<code>introduction-declined.v1</code>" in declined.text
    assert "introduction" == name_of(await press(browser, declined))


async def test_where_the_way_forward_is_not_known_none_is_offered(browser: httpx.AsyncClient) -> None:
    """Whoever went back two pages and asks the same group again is told so, and not led to a page without a case."""
    play = play_of(await come_to(browser, "introduction"))
    page = await at(browser, "group", play.but(introduction="", coordinator="", officer=""))

    again = await press(browser, page, group=play.group)

    assert 409 == again.status_code
    assert "次の手順へ進む" not in again.text


async def test_it_is_all_in_english_too(browser: httpx.AsyncClient) -> None:
    """The language that was asked for stays along the way; refusals are in it."""
    answer = await browser.post("/try?lang=en")
    assert 'lang="en"' in answer.text
    for _ in range(5):
        answer = await press(browser, answer)
    assert "Start using the room" in answer.text

    wrong = await press(browser, answer, code="000000")

    assert "Not done" in wrong.text
    assert not re.search(
        "[ぁ-ん]", re.sub(r'<[^>]*lang="ja"[^>]*>[^<]*', "", wrong.text.partition("note-box")[2].partition("</div>")[0])
    )


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/try/room?play=nonsense", 400), ("/try/room", 400), ("/try/nothing", 404),
        (f"/try/room?play={Play(resident='person-0001').as_text()}", 409),
        (f"/try/member?play={Play(resident='x', introduction='x', officer='no-such', group='g').as_text()}", 503),
        ("/try/end?play=x", 400),
    ],
)  # fmt: skip
async def test_an_address_written_by_hand_is_answered_with_words(
    browser: httpx.AsyncClient, path: str, status: int
) -> None:
    """Never an error without a way on."""
    answer = await browser.get(path, headers={"accept": "text/html"})

    assert status == answer.status_code
    assert status == 404 or "もう一度" in answer.text or "はじめる" in answer.text


@pytest.mark.parametrize(
    "headers",
    [{"host": "evil.example"}, {"origin": "https://evil.example"}, {"x-forwarded-for": "203.0.113.9"}],
)
async def test_nobody_gets_in_from_elsewhere(browser: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Whoever gets in may be anybody: only this machine does, and no web page in its name."""
    assert 403 == (await browser.get("/try", headers=headers)).status_code
    assert 403 == (await browser.post("/try", headers=headers)).status_code


async def test_the_first_page_leads_there_in_the_demo_only(town: Town, browser: httpx.AsyncClient) -> None:
    """A city has nothing to try."""
    assert 'href="/try"' in (await browser.get("/")).text
    assert not Settings(data=town.settings.data).is_demo
