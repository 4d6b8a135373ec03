"""A calendar as an answer: in which language, who may keep it, and 304 for whoever has it already."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request, Response

from shared.calendars.ical import MEDIA_TYPE
from shared.web.conditional import unless_known
from shared.web.words import Language, language_of

Lang = Annotated[
    Literal["ja", "en"] | None, Query(description="The language; without it, the one that Accept-Language likes best")
]


def _language(request: Request, lang: Lang = None) -> Language:
    """What the address says, else what the program asks for, else Japanese."""
    return lang or language_of(request.headers.get("accept-language"))


LanguageDep = Annotated[Language, Depends(_language)]
FOR_ALL = "public, max-age=300"
FOR_ONE = "private, no-cache"
UNSEEN = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
"""A secret address stands in nobody's index and in nobody's Referer."""
ICAL: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}},
    304: {"description": "Nothing has changed"},
}


def calendar_file(request: Request, body: bytes, cache_control: str, modified: datetime | None = None) -> Response:
    """A calendar with its ETag. ``cache_control``: ``FOR_ALL`` or ``FOR_ONE``."""
    headers = {"Vary": "Accept-Language", **(UNSEEN if cache_control == FOR_ONE else {})}
    return unless_known(
        request, body, media_type=MEDIA_TYPE, cache_control=cache_control, modified=modified, headers=headers
    )
