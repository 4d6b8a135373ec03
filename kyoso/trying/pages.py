"""The pages under ``/try``: show a step, take it, show what it caused. All by keyboard, and without scripts.

A step is sent by ``POST`` and answered with the address of the next page, so that neither reloading nor going back does
anything twice. For this machine only, as the demo's sign-in that it uses.
"""

import asyncio
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from kyoso.issuer import only_this_machine
from kyoso.story.client import Client, Refused, StepFailed
from kyoso.story.stage import Caused, caused, missing
from kyoso.trying import meeting, words
from kyoso.trying.ending import by_chapter, came_of_it, is_whole, numbers_of, together
from kyoso.trying.play import BadPlay, Done, Play
from kyoso.trying.refusing import Said, Unfilled, said_of
from kyoso.trying.steps import BY_NAME, CHAPTERS, END, STEPS, Step, chapter_of, following, is_ready, number_of
from kyoso.trying.visit import Form, Visit
from services.portal.rendering import Page, Renderer
from shared.settings import Settings

log = logging.getLogger(__name__)

TEMPLATES = Path(__file__).parent / "templates"
PATIENCE_SECONDS = 10.0
"""How long a visitor waits for a step at most; who presses again meanwhile does nothing twice."""
EVENTS_SECONDS = 5.0
FIELDS_MAX = 50
MARK_CHARS_MAX = 64


def routes(settings: Settings, client: httpx.AsyncClient) -> APIRouter:
    """The router. ``client`` reaches the whole town under its base URL, the demo's sign-in too."""
    router = APIRouter(prefix="/try", include_in_schema=False, dependencies=[Depends(only_this_machine)])
    pages = Pages(Renderer(settings, TEMPLATES), client)

    @router.api_route("", methods=["GET", "HEAD"])
    async def welcome(request: Request) -> Response:
        return pages.welcome(Page.of(request))

    @router.post("")
    async def begin(request: Request) -> Response:
        return await pages.begin(Page.of(request))

    @router.api_route("/{name}", methods=["GET", "HEAD"])
    async def step(request: Request, name: str) -> Response:
        page = Page.of(request)
        if name == END:
            return await pages.end(page)
        return await pages.show(page, _step(name))

    @router.post("/{name}")
    async def take(request: Request, name: str) -> Response:
        return await pages.take(Page.of(request), _step(name), await _form(request))

    return router


class Pages:
    """What each address answers."""

    def __init__(self, renderer: Renderer, client: httpx.AsyncClient) -> None:
        self._renderer = renderer
        self._client = client

    def welcome(self, page: Page, said: str = "", status: int = 200) -> Response:
        """What there is to try, and a button."""
        return self._render("try_welcome.html", page, status, chapters=CHAPTERS, said=said)

    async def begin(self, page: Page) -> Response:
        """Draw a resident and lead to the first step."""
        visit = self._visit(page, Play())
        try:
            play = await meeting.begin(visit)
        except StepFailed as failed:
            return self.welcome(page, _failed(failed, page), 503)
        return _to(page, STEPS[0].name, play)

    async def show(self, page: Page, step: Step) -> Response:
        """One step, and what the one before caused."""
        play = self._play(page)
        if play is None or not is_ready(step, play):
            return self.welcome(page, words.text("lost", page.language), 400 if play is None else 409)
        return await self._step_page(page, step, play)

    async def take(self, page: Page, step: Step, form: Form) -> Response:
        """Take a step. What was refused is said on its page, with what to do."""
        play = self._play(page)
        if play is None or not is_ready(step, play):
            return self.welcome(page, words.text("lost", page.language), 400 if play is None else 409)
        visit = self._visit(page, play)
        visit.client.next_step(form.trace)
        try:
            taken = await step.act(visit, form)
        except Unfilled as unfilled:
            return await self._step_page(page, step, play, Said(words.text(unfilled.text, page.language)), 422)
        except Refused as refused:
            return await self._step_page(page, step, play, said_of(refused, page.language), refused.status)
        except StepFailed as failed:
            return await self._step_page(page, step, play, Said(_failed(failed, page)), 503)
        return _to(page, following(step, taken), taken.after(step.name, visit.client.trace_id))

    async def end(self, page: Page) -> Response:
        """Everything that the steps caused."""
        play = self._play(page)
        if play is None:
            return self.welcome(page, words.text("lost", page.language), 400)
        visit = self._visit(page, play)
        known = [done for done in play.done if done.step in BY_NAME]
        found = await asyncio.gather(
            *(self._caused(visit, done.trace, BY_NAME[done.step].expected) for done in known)
        )  # side by side: what is forgotten is waited for once, not once a step
        taken = list(zip(known, found, strict=True))
        return self._render(
            "try_end.html",
            page,
            200,
            chapters=by_chapter(taken),
            numbers=numbers_of(taken),
            whole=is_whole(taken),
            go_on=following(BY_NAME[known[-1].step], play) if known else "",
            state=play.as_text(),
            **await came_of_it(visit),
        )

    async def _step_page(
        self, page: Page, step: Step, play: Play, said: Said | None = None, status: int = 200
    ) -> Response:
        visit = self._visit(page, play)
        last = _led_here(play, step) if said is None else None
        expected = BY_NAME[last.step].expected if last else ()
        events = await self._caused(visit, last.trace, expected) if last else []
        try:
            shown: Mapping[str, Any] = await step.show(visit)  # after the events: it shows what came of them
        except StepFailed as failed:
            return self.welcome(page, _failed(failed, page), 503)
        return self._render(
            f"try_{step.name}.html",
            page,
            status,
            step=step,
            number=number_of(step),
            chapter=chapter_of(step),
            chapters=CHAPTERS,
            over=chapter_of(BY_NAME[last.step]) if last else chapter_of(step),
            go_on=_next_of(step, play) if said and said.already else "",
            play=play,
            state=play.as_text(),
            once=secrets.token_urlsafe(12),
            said=said,
            last=last.step if last else "",
            events=together(events),
            late=missing(expected, events),
            **shown,
        )

    async def _caused(self, visit: Visit, trace: str, expected: tuple[str, ...]) -> list[Caused]:
        try:
            return await caused(visit.client, trace, expected, EVENTS_SECONDS)
        except StepFailed:
            return []

    def _visit(self, page: Page, play: Play) -> Visit:
        return Visit(Client(self._client, language=page.language, patience_seconds=PATIENCE_SECONDS), play)

    def _play(self, page: Page) -> Play | None:
        try:
            return Play.read(page.query.get("play", ""))
        except BadPlay:
            return None

    def _render(self, template: str, page: Page, status: int, **values: Any) -> Response:
        language = page.language
        answer = self._renderer.page(
            template,
            page,
            status=status,
            w=lambda name, **filled: words.text(name, language, **filled),
            step_text=lambda step, name: words.step_text(step, name, language),
            chapter_text=lambda chapter, name="title": words.chapter_text(chapter, name, language),
            role_text=lambda role: words.role_text(role, language),
            event_text=lambda name: words.event_text(name, language),
            service_text=lambda name: words.service_text(name, language),
            instant=datetime.fromisoformat,
            **values,
        )
        answer.headers["Cache-Control"] = "no-store"  # each page has a mark of its own
        return answer


def _led_here(play: Play, step: Step) -> Done | None:
    """The step that was taken last, if it led to this one: then what it caused is shown."""
    last = play.done[-1] if play.done and play.done[-1].step in BY_NAME else None
    return last if last and following(BY_NAME[last.step], play) == step.name else None


def _next_of(step: Step, play: Play) -> str:
    """The step after this one, where the play has come far enough for it."""
    name = following(step, play)
    return name if name == END or is_ready(BY_NAME[name], play) else ""


def _step(name: str) -> Step:
    step = BY_NAME.get(name)
    if step is None:
        raise HTTPException(404)
    return step


async def _form(request: Request) -> Form:
    """The fields that were sent. Raises ``HTTPException`` (400) for what is no form."""
    try:
        fields = parse_qs((await request.body()).decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError as error:
        raise HTTPException(400) from error
    return Form(fields, "".join(fields.get("once", ()))[:MARK_CHARS_MAX])


def _to(page: Page, step: str, play: Play) -> Response:
    return RedirectResponse(page.link(f"/try/{step}", play=play.as_text()), 303)


def _failed(failed: StepFailed, page: Page) -> str:
    log.warning("a step could not be taken", extra={"fault": str(failed)})
    return words.text("away", page.language)
