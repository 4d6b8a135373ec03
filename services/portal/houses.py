"""Houses as people look for them: by area, by words, by kind. Pure."""

import unicodedata
from collections.abc import Sequence

from services.portal.models import Area, House
from services.portal.words import KINDS, kind_of, text
from shared.web.words import Language

KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
WORDS_MAX = 5
SEARCH_CHARS_MAX = 60

Group = tuple[str, list[House]]
"""The name of an area, and its houses."""


def by_area(houses: Sequence[House], areas: Sequence[Area], language: Language) -> list[Group]:
    """Houses under the names of their areas, in the order of the areas; the rest at the end. Empty areas are left out.

    Without any area (nobody can tell their names now) all houses are one group.
    """
    found: dict[str, list[House]] = {area.area_id: [] for area in areas}
    rest: list[House] = []
    for house in houses:
        found.get(house.areas.get("neighbourhood", ""), rest).append(house)
    names = {area.area_id: area.name.ja if language == "ja" else area.name.en for area in areas}
    groups = [(names[id], sorted(members, key=order)) for id, members in found.items() if members]
    if rest:
        groups.append((text("elsewhere" if groups else "all_houses", language), sorted(rest, key=order)))
    return groups


def order(house: House) -> tuple[int, str]:
    """The order of a list: by kind, then as one reads the names."""
    return (list(KINDS).index(house.kind if house.kind in KINDS else "other"), house.kana or house.name)


def matching(houses: Sequence[House], search: str, kind: str, areas: Sequence[Area]) -> list[House]:
    """The houses that have every word of ``search`` somewhere, and are of ``kind`` when one is given."""
    wanted = folded(search[:SEARCH_CHARS_MAX]).split()[:WORDS_MAX]
    names = {area.area_id: f"{area.name.ja} {area.name.en}" for area in areas}
    found = []
    for house in houses:
        texts = [
            house.name,
            house.kana,
            house.address,
            *(f"{room.name} {room.name_en}" for room in house.rooms),
            kind_of(house.kind, "ja"),
            kind_of(house.kind, "en"),
            names.get(house.areas.get("neighbourhood", ""), ""),
        ]
        text_of_house = folded("\n".join(texts))
        if kind in ("", house.kind if house.kind in KINDS else "other") and all(w in text_of_house for w in wanted):
            found.append(house)
    return found


def folded(words: str) -> str:
    """Text for searching: full and half width, capital and small, ア and あ are the same."""
    return unicodedata.normalize("NFKC", words).casefold().translate(KATAKANA_TO_HIRAGANA)


def house_of_place(place: str, houses: Sequence[House]) -> House | None:
    """The house that a place's text begins with, the longest name first."""
    named = [house for house in houses if house.name and place.startswith(house.name)]
    return max(named, key=lambda house: len(house.name), default=None)
