"""The routes of e-mail: what came back, how mails stand, and the link in each mail that switches them off."""

import asyncio
from html import escape
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from services.notifications.bounces import BOUNCE_BYTES_MAX, bounce_of
from services.notifications.domain.mail import MailStatus
from services.notifications.letter import Returns, StopLink
from services.notifications.mails import Mails
from services.notifications.permissions import require
from services.notifications.refusals import LinkOver, LinkUnknown
from services.notifications.views import BounceView, MailView
from shared.web import CallerDep, CauseDep, PagingDep, listed
from shared.web.problems import TooLarge

Tag = Annotated[str, Path(max_length=64)]
PAGE = (
    '<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<meta name='robots' content='noindex'><title>{title}</title><h1>{title}</h1>{body}</html>"
)
FORM = '<form method="post"><button>メールを止める / Stop the mails</button></form>'


def routes(mails: Mails, returns: Returns) -> APIRouter:
    """The service's second router."""
    router = APIRouter(tags=["notifications"])
    _for_operators(router, mails, returns)
    _for_readers(router, mails, returns)
    return router


def _for_operators(router: APIRouter, mails: Mails, returns: Returns) -> None:
    @router.post("/bounces")
    async def bounces(request: Request, caller: CallerDep, cause: CauseDep) -> BounceView:
        """Hand in a mail that came back (``message/rfc822``, as it is). Repeats are harmless."""
        require("report-bounce", caller, "")
        content = await request.body()
        if len(content) > BOUNCE_BYTES_MAX:
            raise TooLarge(BOUNCE_BYTES_MAX)
        found = await asyncio.to_thread(bounce_of, content, returns)  # a stranger wrote it: others go on meanwhile
        status = await mails.bounce(found, cause=cause)
        return BounceView(message_id=found.message_id, reason=found.reason, status=status)

    @router.get("/mails")
    async def listing(
        caller: CallerDep, paging: PagingDep, status: Annotated[MailStatus, Query()] = "uncertain"
    ) -> dict[str, Any]:
        """Mails that stand so, newest first: ids and codes, neither words nor addresses."""
        require("see-mails", caller, "")
        page = await mails.listed(status, cursor=paging.cursor, limit=paging.limit)
        return listed(page, MailView.of)


def _for_readers(router: APIRouter, mails: Mails, returns: Returns) -> None:
    @router.get("/email-off/{tag}", response_class=HTMLResponse)
    async def ask(tag: Tag) -> HTMLResponse:
        """A page with one button. Looking at a link switches nothing off: machines look at links, too."""
        try:
            await mails.look_at(_known(returns, tag))
        except LinkOver as over:
            return _refused(over)
        return _page("お知らせメールの停止 / Mails", FORM)

    @router.post("/email-off/{tag}", response_class=HTMLResponse)
    async def switch_off(tag: Tag) -> HTMLResponse:
        """No mails any more for whose mail this link is from (RFC 8058); it needs no sign-in, and can be repeated.

        410 with words when they have asked for mails again since: an old mail does not end a new wish.
        """
        try:
            await mails.switch_off(_known(returns, tag))
        except LinkOver as over:
            return _refused(over)
        words = "メールを止めました。お知らせは受信箱で読めます。 / Stopped. Messages are in your inbox."
        return _page("止めました / Stopped", f"<p>{escape(words)}</p>")


def _known(returns: Returns, tag: str) -> StopLink:
    link = returns.stopping(tag)
    if link is None:
        raise LinkUnknown
    return link


def _refused(over: LinkOver) -> HTMLResponse:
    """What the link can no longer do, and what to do instead: for a person, whose browser followed it."""
    lines = (over.ja, over.next_ja, over.en, over.next_en)
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return _page("止まっていません / Not stopped", body, over.status)


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; form-action 'self'"}
    return HTMLResponse(PAGE.format(title=escape(title), body=body), status, headers)
