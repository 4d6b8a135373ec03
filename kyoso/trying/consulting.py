"""A worry (よろず相談): brought in two taps, answered by the named person who has it, ended by its person's word.

What it is about goes into the vault and to who has it: it is sent in the body of a form and stands in no address.
"""

from collections.abc import Mapping
from typing import Any

from kyoso.trying.play import Play
from kyoso.trying.refusing import Unfilled
from kyoso.trying.visit import Form, Visit

WORDS_CHARS_MAX = 500
ABOUT = "「{category}」のことで相談したいです。"
"""What is said for somebody who chose what it is about and wrote nothing. Residents write Japanese on both pages."""


async def show_menu(visit: Visit) -> dict[str, Any]:
    """What one can worry about; what fits nothing else is chosen already, so that nobody has to search."""
    menu = await visit.get("/matching/consultations/menu")
    return {"areas": menu["areas"], "desks": {each["desk"]: each["name"] for each in menu["desks"]}}


async def ask(visit: Visit, form: Form) -> Play:
    """Two taps, and words if somebody likes. A named person has it from now on."""
    category, words = form.one("category"), form.one("words")[:WORDS_CHARS_MAX]
    if not (category or words):
        raise Unfilled("choose_worry")
    named = _named(await visit.get("/matching/consultations/menu"), category)
    text = words or ABOUT.format(category=named["ja"])
    body = {"text": text, "channel": "web", **({"category": category} if category else {})}
    told = await visit.command("POST", "/matching/consultations", "resident", form, body)
    return visit.play.but(consultation=told["consultation_id"], desk=told["assigned_to"], again="")


async def show_worry(visit: Visit) -> dict[str, Any]:
    """What who has it sees: the desk, the day, what it is about, and the words."""
    seen = await visit.soon(_path(visit), "desk")
    menu = await visit.get("/matching/consultations/menu")
    desks = {each["desk"]: each["name"] for each in menu["desks"]}
    category = _named(menu, seen["category"]) if seen["category"] else None
    return {"consultation": seen, "desk": desks.get(seen["desk"]), "category": category}


async def answer(visit: Visit, form: Form) -> Play:
    """Who has it says what they have to say; or the group's officer tries to read it, to see what they are told."""
    if form.one("do") == "other":
        await visit.get(_path(visit), "officer")
        return visit.play
    said = form.one("words")[:WORDS_CHARS_MAX]
    if not said:
        raise Unfilled("write_something")
    await visit.command("POST", f"{_path(visit)}/resolve", "desk", form, {"answer": said})
    return visit.play.but(again="")


async def show_answer(visit: Visit) -> dict[str, Any]:
    """What the resident was told."""
    return {"consultation": await visit.soon(_path(visit), "resident")}


async def say(visit: Visit, form: Form) -> Play:
    """The resident's own word: it is solved; or it is not yet, and whoever has it goes on."""
    if form.one("do") == "not-yet":
        told = await visit.command("POST", f"{_path(visit)}/reopen", "resident", form)
        return visit.play.but(desk=told["assigned_to"], again="yes")
    await visit.command("POST", f"{_path(visit)}/resolve", "resident", form)
    return visit.play.but(again="")


def _named(menu: Mapping[str, Any], category: str) -> Mapping[str, str]:
    """A category in words; its own name when it is not in the menu, which the service will say."""
    listed = (each for area in menu["areas"] for each in area["categories"])
    name: Mapping[str, str] = next(
        (each["name"] for each in listed if each["category"] == category), {"ja": category, "en": category}
    )
    return name


def _path(visit: Visit) -> str:
    return f"/matching/consultations/{visit.play.consultation}"
