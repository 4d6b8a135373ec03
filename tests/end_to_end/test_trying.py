"""``/try`` in a small sample town: the whole way, pressed twice, refused, said no to, and from elsewhere."""

import re
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from kyoso.runner import Town
from kyoso.town.load import load_town
from kyoso.trying.play import Play
from kyoso.trying.steps import STEPS
from services.booking.rows import BookingRow
from shared.settings import Settings
from tests.end_to_end.pressing import come_to, form_of, name_of, play_of, press

pytestmark = pytest.mark.asyncio(loop_scope="module")
PEOPLE = 300


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """The sample town with few people."""
    data: Path = tmp_path_factory.mktemp("try") / "data"
    town = Town(Settings(data=data, demo=True, port=8000, town_people=PEOPLE))
    async with town.up():
        await load_town(town.services, town.caught_up, data, town.clock, people=PEOPLE)
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def browser(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody on this machine, who follows where a page leads."""
    transport = httpx.ASGITransport(town.app)
    async with httpx.AsyncClient(transport=transport, base_url=town.base_url, follow_redirects=True) as client:
        yield client


async def test_pressing_on_leads_through_the_whole_loop(browser: httpx.AsyncClient) -> None:
    """Ten steps; each shows the events of the one before with who heard them; at the end all of them."""
    answer = await browser.post("/try")
    seen: dict[str, str] = {}
    visited = []
    while name_of(answer) != "end":
        visited.append(name_of(answer))
        seen[name_of(answer)] = answer.text
        answer = await press(browser, answer)

    assert [step.name for step in STEPS] == visited
    for before, step in pairwise(STEPS):
        shown = re.findall("<code>([^<]+)</code>", seen[step.name])
        assert set(before.expected) <= set(shown), (step.name, shown)
    heard = r'<code>activity-attended\.v1</code></td>\s*<td><span class="service">ポイント</span>'
    assert re.search(heard, seen["complete"])
    assert "<b>50ポイント</b>" in seen["complete"]
    assert "ポイントが付きました" in seen["complete"]
    assert all(name in answer.text for step in STEPS for name in step.expected)


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
