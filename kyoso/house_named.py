"""A house as an operator names it: by its number, or by its name or a part of it that no other house has."""

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol

from shared.errors import Refusal

NEAREST_MAX = 5


class House(Protocol):
    """What is known of one."""

    facility_id: str
    name: str


class HouseUnclear(Refusal):
    """No house is called so, or several are."""

    status = 422
    code = "house-unclear"
    ja = "施設「{named}」がはっきりしません。"
    en = "Which facility is {named}?"
    next_ja = "施設の番号か名前で指定してください。近いもの: {nearest}"
    next_en = "Give its id or its name. Nearest: {nearest}"


def house_named(houses: Sequence[House], named: str) -> str:
    """The id of the house. Raises ``HouseUnclear`` with the nearest."""
    if any(house.facility_id == named for house in houses):
        return named
    wanted = _plain(named)
    same = [house for house in houses if _plain(house.name) == wanted]
    found = same or [house for house in houses if wanted and wanted in _plain(house.name)]
    if len(found) == 1:
        return found[0].facility_id
    raise HouseUnclear(named=named, nearest=_nearest(found or houses, wanted))


def _nearest(houses: Iterable[House], wanted: str) -> list[str]:
    by_name = {_plain(house.name): f"{house.name} ({house.facility_id})" for house in houses}
    return [by_name[name] for name in difflib.get_close_matches(wanted, by_name, NEAREST_MAX, cutoff=0.0)]


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
