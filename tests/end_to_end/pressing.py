"""Somebody who fills in the forms under ``/try`` as they stand, and presses their button."""

import re
from html import unescape
from typing import Any

import httpx

from kyoso.trying.play import Play

FORM = re.compile(r'<form class="trying" action="([^"]+)".*?</form>', re.DOTALL)


def name_of(answer: httpx.Response) -> str:
    return answer.url.path.removeprefix("/try").strip("/")


def play_of(answer: httpx.Response) -> Play:
    return Play.read(answer.url.params["play"])


def form_of(answer: httpx.Response) -> tuple[str, dict[str, Any]]:
    """Where the page's form goes, and what it sends as it stands when its first button is pressed."""
    found = FORM.search(answer.text)
    assert found, answer.text
    text = found.group()
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        ticked = attributes.get("type") not in ("checkbox", "radio") or " checked" in tag
        if ticked and attributes.get("name"):
            fields[attributes["name"]] = unescape(attributes.get("value", ""))
    if written := re.search(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', text, re.DOTALL):
        fields[written.group(1)] = unescape(written.group(2))
    button = dict(re.findall(r'(\w+)="([^"]*)"', next(iter(re.findall(r"<button[^>]*>", text)), "")))
    if button.get("name"):
        fields[button["name"]] = unescape(button.get("value", ""))
    return unescape(found.group(1)), fields


async def press(browser: httpx.AsyncClient, answer: httpx.Response, **changes: Any) -> httpx.Response:
    where, fields = form_of(answer)
    return await browser.post(where, data={**fields, **changes})


async def at(browser: httpx.AsyncClient, name: str, play: Play) -> httpx.Response:
    """The page of a step, as whoever has come so far."""
    return await browser.get(f"/try/{name}", params={"play": play.as_text()})


async def come_to(browser: httpx.AsyncClient, name: str) -> httpx.Response:
    """Press on until the page of a step."""
    answer = await browser.post("/try")
    while name_of(answer) != name:
        before = name_of(answer)
        answer = await press(browser, answer)
        assert answer.status_code == 200, answer.text
        assert before != name_of(answer), answer.text
    return answer
