"""The sixty groups of the town: who they are, where and when they meet, what they do, whom they look for and welcome.

Tags, needs, times, languages, skills, access and ages are codes of the vocabulary that matching publishes. Every name
is invented.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from shared.contracts.matching import GroupKind, SizeBand

FILE = Path(__file__).parent / "data" / "groups.csv"
WELCOME = {"yes": True, "no": False, "": None}


@dataclass(frozen=True, slots=True)
class GroupSeed:
    """A group as the town knows it, before the seed gives it an officer and members with accounts."""

    id: str
    name: str
    kind: GroupKind
    area: str
    school: str
    tags: tuple[str, ...]
    needs: tuple[str, ...]
    times: tuple[str, ...]
    languages: tuple[str, ...]
    members: int
    meets_at: str
    """The house where it meets."""
    skills_wanted: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    """What it has for who needs it to take part."""
    ages_wanted: tuple[str, ...] = ()
    outsiders_welcome: bool | None = None
    """Whether people from elsewhere may come; nothing: it has not said."""

    @property
    def areas(self) -> dict[str, str]:
        """Its area in each layer."""
        return {"neighbourhood": self.area, "school": self.school}

    @property
    def size_band(self) -> SizeBand:
        """How many members it says it has, as a band."""
        bands: tuple[tuple[int, SizeBand], ...] = ((5, "1-4"), (10, "5-9"), (30, "10-29"), (100, "30-99"))
        return next((band for below, band in bands if self.members < below), "100+")


def _kind(text: str) -> GroupKind:
    found: dict[str, GroupKind] = {kind: kind for kind in get_args(GroupKind)}
    return found[text]


def _groups() -> tuple[GroupSeed, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            GroupSeed(
                id=row["id"],
                name=row["name"],
                kind=_kind(row["kind"]),
                area=row["area"],
                school=row["school"],
                tags=tuple(row["tags"].split()),
                needs=tuple(row["needs"].split()),
                times=tuple(row["times"].split()),
                languages=tuple(row["languages"].split()),
                members=int(row["members"]),
                meets_at=row["meets_at"],
                skills_wanted=tuple(row["skills_wanted"].split()),
                access=tuple(row["access"].split()),
                ages_wanted=tuple(row["ages_wanted"].split()),
                outsiders_welcome=WELCOME[row["outsiders_welcome"]],
            )
            for row in csv.DictReader(file)
        )


GROUPS: tuple[GroupSeed, ...] = _groups()
