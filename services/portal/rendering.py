"""From a request to a page: its language, its links, its headers, its templates."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.portal import dates, words
from services.portal.models_open import Words
from services.portal.town import Told
from shared.clock import tokyo_date
from shared.settings import Settings
from shared.web.words import Language, language_of, wants_plain

HERE = Path(__file__).parent
STATIC = HERE / "static"
MEDIA_TYPES = {"kyoso.css": "text/css", "kyoso.js": "text/javascript"}
PLAIN = "plain"
SAMPLE_MUNICIPALITY = "139998"
"""The code of the sample town: its pages say that it is fictional."""

SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One request for a page: where it is, in which language, and whether the address asked for that language.

    ``easy``: in plain Japanese (やさしい日本語), where a page has it; other pages are in Japanese then.
    """

    path: str
    query: Mapping[str, str]
    language: Language
    asked: bool
    easy: bool = False

    @classmethod
    def of(cls, request: Request) -> "Page":
        """The page of a request. ``?lang=`` decides, else the browser, else it is Japanese."""
        query = dict(request.query_params)
        wanted = query.pop("lang", "")
        asked, accepted = wanted in ("ja", "en", PLAIN), request.headers.get("accept-language")
        language = wanted if asked else language_of(accepted)
        easy = wanted == PLAIN if asked else wants_plain(accepted)
        return cls(request.url.path, query, "en" if language == "en" else "ja", asked, easy)

    @property
    def other(self) -> Language:
        """The other language."""
        return "en" if self.language == "ja" else "ja"

    def link(self, path: str, **query: str) -> str:
        """The address of another page, in the language that was asked for."""
        wanted = {name: value for name, value in query.items() if value}
        if self.asked:
            wanted["lang"] = self.code
        return f"{path}?{urlencode(wanted)}" if wanted else path

    @property
    def code(self) -> str:
        """What ``?lang=`` is for this page: ``ja``, ``en`` or ``plain``."""
        return PLAIN if self.easy else self.language

    def switched(self, code: str = "") -> str:
        """The address of this page in the other language, or in one of ``ja``, ``en`` and ``plain``."""
        here = "/" + self.path.lstrip("/")  # two slashes would lead to another host
        return f"{here}?{urlencode({**self.query, 'lang': code or self.other})}"

    def text(self, name: str, /, **values: object) -> str:
        """A text in the language of the page."""
        return words.text(name, self.language, easy=self.easy, **values)

    def say(self, told: Words) -> str:
        """What a service said, in the language of the page."""
        return told.en if self.language == "en" else (told.plain if self.easy else "") or told.ja

    def houses_count(self, count: int) -> str:
        """How many houses, in words."""
        return "1 venue" if count == 1 and self.language == "en" else self.text("houses_count", count=count)

    def rooms_count(self, count: int) -> str:
        """How many rooms, in words."""
        return self.text("one_room") if count == 1 else self.text("rooms", count=count)


class Renderer:
    """Renders templates. Escapes everything; a name that a template lacks is an error, not a gap."""

    def __init__(self, settings: Settings, *more: Path) -> None:
        """``more``: folders with templates beside the portal's own."""
        self._towns: dict[Language, str] = {"ja": settings.city_name, "en": settings.city_name_en}
        self._fictional = settings.municipality == SAMPLE_MUNICIPALITY
        self._to_try = settings.is_demo
        self._templates = Environment(
            loader=FileSystemLoader([HERE / "templates", *more]),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._files = {name: _fingerprint(STATIC / name) for name in MEDIA_TYPES}

    def page(self, template: str, page: Page, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page as an answer."""
        language = page.language
        content = self._templates.get_template(template).render(
            page=page,
            language=language,
            t=page.text,
            town=self._towns[language],
            fictional=self._fictional,
            to_try=self._to_try,
            files=self._files,
            clock=dates.clock,
            hours=lambda starts_at, ends_at: dates.hours(starts_at, ends_at, language),
            day=lambda day: dates.day_text(day, language),
            date_of=tokyo_date,
            when=lambda at: dates.day_and_clock(at, language),
            kind_of=lambda kind: words.kind_of(kind, language),
            kinds=[(kind, words.kind_of(kind, language)) for kind in words.KINDS],
            note_of=lambda told: note(told, page),
            **values,
        )
        headers = {**SECURITY, "Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
        if status == 503:
            headers["Retry-After"] = "60"
        return HTMLResponse(content, status, headers)


def note(told: Told[Any] | None, page: Page) -> str:
    """What to say about where a part of the page comes from; nothing when it is fresh."""
    if told is None:
        return page.text("away")
    return "" if told.fresh else page.text("stale", time=dates.clock(told.at))


def _fingerprint(file: Path) -> str:
    """The address of a file, another one when the file changes."""
    return f"/portal/{file.name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"
