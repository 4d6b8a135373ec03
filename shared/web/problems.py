"""Every error as RFC 9457 problem details: a stable ``code``, words for people, and what to do next.

The only place that knows which error has which status. What nobody foresaw is a 500 with the trace id and no insides.
"""

import json
import logging
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from shared import trace
from shared.errors import CauseReused, EventTooLarge, KyosoError, NotYet, Refusal, Transient
from shared.vault import Erased
from shared.web import refusals
from shared.web.answers import tokyo_text
from shared.web.validation import fields_in_words
from shared.web.words import Language, filled, language_of, title, wants_plain

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
STANDARD = frozenset({"type", "title", "status", "detail", "instance", "code", "next", "trace_id", "errors"})
DEPTH_MAX = 8

INVALID = (
    ("{count}か所に誤りがあります: {fields}", "{count} fields are not right: {fields}"),
    ("errors の説明にしたがって直し、もう一度送ってください。", "Correct them as errors says and send it again."),
)
LATER = (
    ("ただいま処理できません。何も変わっていないか、受け付け済みかは、同じキーで送り直すと分かります。",
     "This cannot be served at the moment. Sending it again with the same key is safe."),
    ("{seconds}秒ほど待ってから、同じ Idempotency-Key で送り直してください。",
     "Wait about {seconds} seconds and send it again with the same Idempotency-Key."),
)  # fmt: skip
NOT_YET = (
    ("この操作に必要な情報がまだ届いていません。", "Something that this needs has not arrived yet."),
    ("{seconds}秒ほど待ってから、もう一度お試しください。", "Wait about {seconds} seconds and try again."),
)
PLAIN_TITLE = "できません"
"""Of every refusal in plain Japanese: it says why beside."""
BUG = (
    ("予期しない不具合が起きました。", "Something unforeseen went wrong."),
    ("時間をおいてお試しください。続くときは、この番号（trace_id）を窓口にお知らせください。",
     "Try again later. If it goes on, tell the desk this number (trace_id)."),
)  # fmt: skip


def problem(
    status: int,
    code: str,
    detail: str,
    next_step: str,
    *,
    language: Language,
    data: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    heading: str = "",
) -> Response:
    """A problem as an answer. ``data`` become members; one that is named like a standard member gets a ``_``."""
    content = {f"{name}_" if name in STANDARD else name: plain(value) for name, value in (data or {}).items()}
    content |= {
        "type": f"urn:kyoso:problem:{code}",
        "title": heading or title(status, language),
        "status": status,
        "code": code,
        "detail": detail,
        "next": next_step,
        "trace_id": trace.trace_id(),
    }
    if data and "errors" in data:
        content["errors"] = content.pop("errors_")
    body = json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    all_headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return Response(body, status, {**all_headers, **(headers or {})}, MEDIA_TYPE)


def plain(value: Any, depth: int = 0) -> Any:
    """A value as JSON takes it: instants at +09:00, models and sets as plain data, numbers that JSON lacks as null."""
    if value is None or isinstance(value, (bool, int)) or type(value) is str:
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, (date, time)):
        return tokyo_text(value) if isinstance(value, datetime) and value.tzinfo else value.isoformat()
    if isinstance(value, Enum):
        return plain(value.value, depth)
    if depth >= DEPTH_MAX:
        return "…"
    if isinstance(value, BaseModel):
        return plain({name: getattr(value, name) for name in type(value).model_fields}, depth)
    if isinstance(value, Mapping):
        return {str(key): item if type(item) is str else plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [plain(item, depth + 1) for item in items]
    return str(value)


def problem_for(error: BaseException, accept_language: str | None) -> Response:
    """The problem that an error is, in the words that ``Accept-Language`` likes best."""
    if isinstance(error, Refusal) and error.plain and wants_plain(accept_language):
        return _plainly(error)
    return problem_of(error, language_of(accept_language))


def problem_of(error: BaseException, language: Language) -> Response:
    """The problem that an error is, for the client. Logs what an operator must know."""
    if isinstance(error, Refusal):
        return _refused(error, language)
    if isinstance(error, CauseReused):
        return _refused(refusals.IdempotencyKeyReused(difference=error.difference), language)
    if isinstance(error, NotYet):
        return _later(409, NotYet.code, NOT_YET, error.retry_after_seconds, language, {"what": error.what})
    if isinstance(error, Transient):
        log.warning("a request could not be served now", extra={"error": type(error).__name__, "fault": str(error)})
        return _later(503, "try-again-later", LATER, error.retry_after_seconds, language, {})
    if isinstance(error, EventTooLarge):
        return _refused(refusals.ContentTooLarge(), language)
    if isinstance(error, Erased):
        return _refused(refusals.PersonErasedHere(), language)
    if isinstance(error, RequestValidationError):
        return _invalid(error, language)
    if isinstance(error, HTTPException):
        return _of_framework(error, language)
    log.error("a request failed unforeseen", exc_info=error, extra={"error": type(error).__name__})
    return problem(500, "internal-error", _pick(BUG[0], language), _pick(BUG[1], language), language=language)


def _refused(refusal: Refusal, language: Language) -> Response:
    words = {**refusal.data, **getattr(refusal, "words", {})}
    ja = language == "ja"
    detail = filled(refusal.ja if ja else refusal.en, words, language)
    next_step = filled(refusal.next_ja if ja else refusal.next_en, words, language)
    headers = _challenge(refusal.code) if refusal.status == 401 else _wait(refusal)
    return problem(
        refusal.status, refusal.code, detail, next_step, language=language, data=refusal.data, headers=headers
    )


def _plainly(refusal: Refusal) -> Response:
    """A refusal that has words in plain Japanese."""
    words = {**refusal.data, **getattr(refusal, "words", {})}
    detail, next_step = filled(refusal.plain, words, "ja"), filled(refusal.next_plain, words, "ja")
    answer = problem(
        refusal.status, refusal.code, detail, next_step, language="ja", data=refusal.data, heading=PLAIN_TITLE
    )
    answer.headers["Content-Language"] = "ja-plain"
    return answer


def _wait(refusal: Refusal) -> dict[str, str] | None:
    """RFC 6585 §4: who asked too often is told for how long to wait."""
    seconds = refusal.data.get("retry_after_seconds")
    return {"Retry-After": str(seconds)} if refusal.status == 429 and seconds is not None else None


def _challenge(code: str) -> dict[str, str]:
    """RFC 6750 §3: without a token no error is named."""
    named = "" if code == refusals.TokenMissing.code else ', error="invalid_token"'
    return {"WWW-Authenticate": f'Bearer realm="kyoso"{named}'}


def _later(
    status: int,
    code: str,
    texts: tuple[tuple[str, str], tuple[str, str]],
    seconds: int,
    language: Language,
    data: dict[str, Any],
) -> Response:
    detail, next_step = (filled(_pick(text, language), {"seconds": seconds}, language) for text in texts)
    headers = {"Retry-After": str(seconds)}
    return problem(status, code, detail, next_step, language=language, data=data, headers=headers)


def _invalid(error: RequestValidationError, language: Language) -> Response:
    errors = error.errors()
    if any(each.get("type") == "json_invalid" for each in errors):
        return _refused(refusals.NotJson(), language)
    entries = fields_in_words(errors, language)
    comma = "、" if language == "ja" else ", "
    fields = comma.join(dict.fromkeys(entry["field"] for entry in entries))
    detail = filled(_pick(INVALID[0], language), {"count": len(errors), "fields": fields}, language)
    next_step = _pick(INVALID[1], language)
    return problem(422, "invalid-request", detail, next_step, language=language, data={"errors": entries})


def _of_framework(error: HTTPException, language: Language) -> Response:
    known: dict[int, type[Refusal]] = {
        400: refusals.NotJson,
        404: refusals.NoSuchRoute,
        405: refusals.MethodNotAllowed,
    }
    if isinstance(error, TooLarge):
        answer = _refused(refusals.BodyTooLarge(limit_bytes=error.limit_bytes), language)
    elif error.status_code in known:
        answer = _refused(known[error.status_code](), language)
    else:
        text = title(error.status_code, language)
        answer = problem(error.status_code, f"http-{error.status_code}", text, text, language=language)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


class TooLarge(HTTPException):
    """The body passed the limit while it was read. An ``HTTPException`` because the framework hides all others."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(413, headers={"Connection": "close"})
        self.limit_bytes = limit_bytes


def _pick(text: tuple[str, str], language: Language) -> str:
    return text[0 if language == "ja" else 1]


def problem_response(request: Request, error: BaseException) -> Response:
    """The problem that an error is, in the language that the request asks for. It ends here."""
    if not trace.current():
        trace.enter(request.headers.get("traceparent"))
    answer = problem_for(error, request.headers.get("accept-language"))
    _forget_its_way(error)
    return answer


def _forget_its_way(error: BaseException | None) -> None:
    """Let go of the calls that an answered error came through.

    One that was a value before it was raised stands in them: each would keep the other, and the whole batch with it,
    until the collector comes, which is seldom (``shared.process``): a third of 19,000 refused took 800 MB.
    """
    while error is not None:
        error.__traceback__, error = None, error.__context__


async def _answer(request: Request, error: Exception) -> Response:
    return problem_response(request, error)


def install(app: FastAPI) -> None:
    """Answer the errors of ``app`` as problems. The unforeseen ones are caught at the edge."""
    for kind in (KyosoError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _answer)
