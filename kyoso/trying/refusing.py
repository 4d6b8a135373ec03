"""What a page says when a step was not taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kyoso.story.client import Refused
from shared.web.words import Language

OTHERS_SHOWN = 3
ALREADY = frozenset(
    {
        "already-accepted", "already-answered", "already-asked", "already-member", "already-signed-up",
        "booking-not-open", "consultation-over", "introduction-over", "redemption-ended",
    }
)  # fmt: skip
"""Refusals of what was done before: whoever went back is shown the way forward again."""


class Unfilled(Exception):
    """A field of the page lacks something. ``text`` names the words for it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, what to do next, what else would be free or be had, and whether it was done before."""

    detail: str
    next: str = ""
    others: tuple[str, ...] = ()
    others_are: Literal["others_free", "others_left"] = "others_free"
    already: bool = False


def said_of(refused: Refused, language: Language) -> Said:
    """A refusal in its own words, with the first few of what there is instead."""
    problem = refused.problem
    others = [each for each in problem.get("alternatives", ()) if isinstance(each, Mapping)]
    return Said(
        str(problem.get("detail") or refused),
        str(problem.get("next") or ""),
        tuple(filter(None, (_called(each, language) for each in others[:OTHERS_SHOWN]))),
        "others_left" if refused.code == "reward-gone" else "others_free",
        refused.code in ALREADY,
    )


def _called(other: Mapping[str, object], language: Language) -> str:
    """A reward by its name, a room by its name and hour; empty what is neither."""
    name, english = other.get("name"), other.get("room_name_en") if language == "en" else None
    room = english or other.get("room_name") or other.get("room_id")
    if isinstance(name, Mapping):
        return str(name.get(language, ""))
    return f"{room} {str(other.get('starts_at', ''))[11:16]}〜" if room else ""
