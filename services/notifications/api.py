"""The routes of notifications: parse, one use case, answer."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from services.notifications.domain.events import Kind
from services.notifications.domain.recipient import TextLanguage
from services.notifications.permissions import require
from services.notifications.service import Notifications
from services.notifications.views import MessageView, MutedView, PreferencesView, ReadView
from shared.contracts.notifications import MessageChannel
from shared.web import CallerDep, CauseDep, PagingDep, answer, listed
from shared.web.words import language_of

OURS = re.compile(r"(?:^|[\s,])(?:ja|en)\b", re.IGNORECASE)
PRIVATE = {"Cache-Control": "no-store", "Vary": "Accept-Language"}

MessageId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
AcceptLanguage = Annotated[str | None, Header(max_length=500, include_in_schema=False)]


class PreferencesWish(BaseModel):
    """How the person wants to be told, whole. Nothing muted: everything is told. No e-mail unless it is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    muted_kinds: Annotated[tuple[Kind, ...], Field(max_length=20)] = ()
    muted_channels: Annotated[tuple[MessageChannel, ...], Field(max_length=20)] = ()
    email: StrictBool = False
    plain: StrictBool = False


def routes(uses: Notifications) -> APIRouter:
    """The service's router. Everything is about the caller's own messages."""
    router = APIRouter(tags=["notifications"])

    @router.get("/inbox")
    async def inbox(
        caller: CallerDep,
        paging: PagingDep,
        response: Response,
        *,
        unread: bool = False,
        accept_language: AcceptLanguage = None,
    ) -> dict[str, Any]:
        """The caller's messages, newest first, in the language asked for or else in the caller's."""
        require("see-inbox", caller, caller.person_id)
        page = await uses.inbox(caller.person_id, unread=unread, cursor=paging.cursor, limit=paging.limit)
        plain = (await uses.preferences(caller.person_id)).plain
        language = asked_language(accept_language)
        response.headers.update(PRIVATE)
        return listed(page, lambda row: MessageView.of(row, language, plain=plain))

    @router.post("/inbox/{message_id}/read")
    async def read(message_id: MessageId, caller: CallerDep, cause: CauseDep) -> Response:
        """The caller has opened a message."""
        require("mark-read", caller, caller.person_id)
        commit = await uses.mark_read(caller.person_id, message_id, cause=cause)
        return answer(commit, ReadView(message_id=message_id), 200)

    @router.get("/preferences")
    async def preferences(
        caller: CallerDep, response: Response, accept_language: AcceptLanguage = None
    ) -> PreferencesView:
        """How the caller is told, and what there is to choose from."""
        require("see-preferences", caller, caller.person_id)
        choices = await uses.preferences(caller.person_id)
        response.headers.update(PRIVATE)
        language = asked_language(accept_language) or choices.language
        return PreferencesView.of(choices, language, email_offered=uses.mails.offered)

    @router.put("/preferences")
    async def prefer(body: PreferencesWish, caller: CallerDep, cause: CauseDep) -> Response:
        """Say what one does not want to hear of, whether e-mail is wanted, and whether in plain Japanese."""
        require("set-preferences", caller, caller.person_id)
        commit = await uses.prefer(
            caller.person_id, body.muted_kinds, body.muted_channels, email=body.email, plain=body.plain, cause=cause
        )
        wanted = MutedView.of(body.muted_kinds, body.muted_channels, email=body.email, plain=body.plain)
        return answer(commit, wanted, 200)

    return router


def asked_language(accept_language: str | None) -> TextLanguage | None:
    """The language that a request asks for, of those we have; ``None`` when it names neither."""
    return language_of(accept_language) if accept_language and OURS.search(accept_language) else None
