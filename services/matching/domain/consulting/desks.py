"""The city's desks, and the menu of worries that leads to one in two taps: a plain area of life, then a category.

A category says what somebody worries about, so it stays in the vault with their words; the desk that it leads to is
told in events, and so is the day until which an answer is promised. Desks are therefore to be few and broad, with one
number of working days for all that they take: a desk whose name or deadline gives somebody away is cut wrongly.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any, get_args

from services.matching.domain.consulting.events import CONSENT_DAYS, Terms
from services.matching.domain.words import Word
from services.matching.domain.working_days import DAYS_MAX, due_after
from shared.contracts.matching import ConsultationChannel
from shared.contracts.matching_team import ACCOMPANIMENTS

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
RESERVED = frozenset({"introductions", ACCOMPANIMENTS})
"""What alarms of the team call what comes to no desk."""
DESKS_MAX = 50
AREAS_MAX = 12
CATEGORIES_MAX = 12
"""In one area of life: more than fit on a screen of a phone are not one tap."""


CHANNELS_MAX = 20
ALWAYS: dict[ConsultationChannel, Word] = {
    "web": Word("ウェブ", "Web"),
    "phone": Word("電話", "Phone"),
    "counter": Word("窓口", "Counter"),
}


@dataclass(frozen=True, slots=True)
class Channel:
    """A way by which a worry is brought. ``kind``: as what events tell it, and whether somebody writes it down."""

    id: str
    word: Word
    kind: ConsultationChannel


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A desk of another body (社会福祉協議会…): nothing is opened there; it confirms what is referred to it."""

    id: str
    word: Word
    body: Word


@dataclass(frozen=True, slots=True)
class Category:
    """One line of the menu: its words (``plain``: in plain Japanese) and its desk."""

    id: str
    word: Word
    plain: str
    desk: str


@dataclass(frozen=True, slots=True)
class LifeArea:
    """The first tap."""

    id: str
    word: Word
    plain: str
    categories: tuple[Category, ...]


class Desks:
    """The desks of a city. Raises ``ValueError``, ``KeyError`` when the document is incomplete or too large."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        ours = {_id(id): entry for id, entry in document["desks"].items() if "body" not in entry}
        if reserved := sorted(RESERVED & ours.keys()):
            raise ValueError(f"no desk may be called {reserved[0]!r}: an alarm of the team means something else by it")
        self.desks = {id: Word(entry["ja"], entry["en"], entry.get("plain", "")) for id, entry in ours.items()}
        self.elsewhere = {
            _id(id): Elsewhere(id, Word(entry["ja"], entry["en"]), Word(entry["body"]["ja"], entry["body"]["en"]))
            for id, entry in document["desks"].items()
            if "body" in entry
        }
        self.general = _known(document["general"], self.desks)
        self.days = {id: _days(entry["days"]) for id, entry in ours.items()}
        self._terms = {
            name: _days(document[name]) for name in ("referral_days", "escalation_days", "silent_days", "reopen_days")
        }
        self._terms["consent_days"] = _days(document.get("consent_days", CONSENT_DAYS))
        self._closes_at = time.fromisoformat(document["closes_at"])
        self.channels = _channels(document.get("channels", []))
        self.menu = tuple(self._area(entry) for entry in document["menu"])
        listed = [category for area in self.menu for category in area.categories]
        self.categories = {category.id: category for category in listed}
        sizes = (
            (len(self.desks) + len(self.elsewhere), DESKS_MAX),
            (len(self.menu), AREAS_MAX),
            (len(self.channels), CHANNELS_MAX),
        )
        if any(size > most for size, most in (*sizes, *((len(a.categories), CATEGORIES_MAX) for a in self.menu))):
            raise ValueError("too many desks, areas of life, categories or channels")
        if len(self.categories) < len(listed):
            raise ValueError("a category is in the menu twice")
        for desk, count in Counter(category.desk for category in listed).items():
            if count == 1:
                raise ValueError(f"one category alone leads to {desk}: the desk would tell it")

    @classmethod
    def read(cls, path: Path) -> "Desks":
        """The desks of a file."""
        return cls(json.loads(path.read_text("utf-8")))

    def place(self, category: str | None) -> tuple[str, Terms]:
        """The desk that takes a category, and the terms; without a category the general desk. Raises ``KeyError``."""
        desk = self.general if category is None else self.categories[category].desk
        return desk, Terms(days=self.days[desk], closes_at=self._closes_at, **self._terms)

    def due(self, desk: str, now: datetime) -> datetime:
        """Until when a desk answers what is brought at ``now``. Raises ``KeyError``."""
        return due_after(now, self.days[desk], self._closes_at)

    def _area(self, entry: Mapping[str, Any]) -> LifeArea:
        categories = tuple(
            Category(
                id=_id(each["id"]),
                word=Word(each["ja"], each["en"]),
                plain=each.get("plain", each["ja"]),
                desk=_known(each.get("desk", self.general), self.desks),
            )
            for each in entry["categories"]
        )
        word = Word(entry["ja"], entry["en"])
        return LifeArea(_id(entry["id"]), word, entry.get("plain", entry["ja"]), categories)


def _channels(entries: list[Mapping[str, Any]]) -> dict[str, Channel]:
    """Those that there always are, and a city's own, which may have other words for them."""
    found: dict[str, Channel] = {id: Channel(id, word, id) for id, word in ALWAYS.items()}
    own = [Channel(_id(each["id"]), Word(each["ja"], each["en"]), each["kind"]) for each in entries]
    for channel in own:
        if channel.kind not in get_args(ConsultationChannel) or channel.kind != getattr(
            found.get(channel.id), "kind", channel.kind
        ):
            raise ValueError(f"channel {channel.id}: not like {channel.kind!r}")
    if len({channel.id for channel in own}) < len(own):
        raise ValueError("a channel is there twice")
    return {**found, **{channel.id: channel for channel in own}}


def _id(text: str) -> str:
    if not ID.fullmatch(text):
        raise ValueError(f"not an id: {text!r}")
    return text


def _known(desk: str, desks: Mapping[str, Word]) -> str:
    if desk not in desks:
        raise ValueError(f"there is no desk {desk!r}")
    return desk


def _days(days: Any) -> int:
    if not isinstance(days, int) or not 1 <= days <= DAYS_MAX:
        raise ValueError(f"not 1 to {DAYS_MAX} days: {days!r}")
    return days
