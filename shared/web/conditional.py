"""Answers that a client may already have: a strong ETag, and 304 without a body for whoever names it (RFC 9110).

What was last modified is told where it is known; a client that names an ETag is answered by that alone (§13.2.2).
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import Request, Response

ETAG_BYTES = 16


def etag_of(body: bytes) -> str:
    """A strong ETag: equal for equal bytes, and for no others."""
    return f'"{hashlib.blake2b(body, digest_size=ETAG_BYTES).hexdigest()}"'


def unless_known(
    request: Request,
    body: bytes,
    *,
    media_type: str = "application/json",
    cache_control: str = "no-cache",
    modified: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The body with its ETag, or 304 when the request says that its sender has it. ``modified`` in whole seconds."""
    etag = etag_of(body)
    told = {"ETag": etag, "Cache-Control": cache_control, **(headers or {})}
    if modified is not None:
        told["Last-Modified"] = format_datetime(modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
    if _known(request, etag, modified):
        return Response(status_code=304, headers=told)
    return Response(body, media_type=media_type, headers=told)


def _known(request: Request, etag: str, modified: datetime | None) -> bool:
    named = request.headers.get("if-none-match")
    if named is not None:  # a weak name of the same bytes is good enough for a GET (§13.1.2)
        return named.strip() == "*" or any(each.strip().removeprefix("W/") == etag for each in named.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        at = parsedate_to_datetime(since)
    except ValueError:
        return False
    return modified.replace(microsecond=0) <= (at if at.tzinfo else at.replace(tzinfo=UTC))
