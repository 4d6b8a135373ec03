"""What an evaluation reads: people without names, groups, activities, and who joined or attended what on which day.

Codes are those of the published vocabulary. Interests are as they were known at the beginning of the day ``split``;
what happened before that day is known, what happened on it and later is to be predicted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.contracts.matching import SizeBand
from shared.contracts.people import AgeBand

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")]
Codes = Annotated[tuple[str, ...], Field(max_length=50)]
Areas = dict[str, str]


class Line(BaseModel):
    """A line of the file. What it does not name is refused, so that no name or contact comes in by the way."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Holds(Line):
    """What a file that a running city wrote says of itself, before anybody opens it further."""

    people: int = Field(ge=0)
    groups: int = Field(ge=0)
    activities: int = Field(ge=0)
    deeds: int = Field(ge=0)
    left_out: Codes = ()
    """Who is not in it."""
    never: Codes = ()
    """What of people is not in it."""
    people_an_area_min: int = Field(ge=1, default=1)
    """An area is told of people only where so many of the file share it."""


class HeaderLine(Line):
    """The first line."""

    kind: Literal["header"] = "header"
    format: Literal["kyoso-matching-history"] = "kyoso-matching-history"
    version: Literal[1] = 1
    split: date
    made_on: date | None = None
    holds: Holds | None = None


class AreaLine(Line):
    """An area of a layer, with the middle of where its people live."""

    kind: Literal["area"] = "area"
    layer: Id
    id: Id
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class PersonLine(Line):
    """Somebody, under an id that leads to nobody, with what they have said of themselves."""

    kind: Literal["person"] = "person"
    id: Id
    areas: Areas = {}
    tags: Codes = ()
    role_wishes: Codes = ()
    availability: Codes = ()
    languages: Codes = ("ja",)
    age_band: AgeBand | None = None


class GroupLine(Line):
    """A group as its public profile has it."""

    kind: Literal["group"] = "group"
    id: Id
    areas: Areas = {}
    tags: Codes = ()
    needs: Codes = ()
    times: Codes = ()
    languages: Codes = ("ja",)
    size_band: SizeBand = "1-4"


class ActivityLine(Line):
    """Something that a group invited to."""

    kind: Literal["activity"] = "activity"
    id: Id
    group: Id
    areas: Areas = {}
    tags: Codes = ()
    starts_at: AwareDatetime


class DeedLine(Line):
    """Somebody joined a group, or was at an activity, on a day in Tokyo."""

    kind: Literal["joined", "attended"]
    person: Id
    what: Id
    on: date


AnyLine = HeaderLine | AreaLine | PersonLine | GroupLine | ActivityLine | DeedLine


@dataclass(frozen=True, slots=True)
class History:
    """A whole past. Raises nothing: ``history_file`` has checked what comes from a file."""

    split: date
    areas: tuple[AreaLine, ...] = ()
    people: tuple[PersonLine, ...] = ()
    groups: tuple[GroupLine, ...] = ()
    activities: tuple[ActivityLine, ...] = ()
    deeds: tuple[DeedLine, ...] = ()
    group_of: Mapping[str, str] = field(default_factory=dict)
    """The group behind each activity."""

    @classmethod
    def of(cls, split: date, lines: Iterable[AnyLine]) -> "History":
        """The past that lines tell."""
        lines = tuple(lines)
        activities = tuple(line for line in lines if isinstance(line, ActivityLine))
        return cls(
            split=split,
            areas=tuple(line for line in lines if isinstance(line, AreaLine)),
            people=tuple(line for line in lines if isinstance(line, PersonLine)),
            groups=tuple(line for line in lines if isinstance(line, GroupLine)),
            activities=activities,
            deeds=tuple(line for line in lines if isinstance(line, DeedLine)),
            group_of={line.id: line.group for line in activities},
        )

    def lines(self) -> Iterator[AnyLine]:
        """Everything, as the lines of a file."""
        yield HeaderLine(split=self.split)
        for part in (self.areas, self.people, self.groups, self.activities, self.deeds):
            yield from part

    def group_behind(self, deed: DeedLine) -> str:
        """The group that somebody joined, or whose activity they attended."""
        return deed.what if deed.kind == "joined" else self.group_of[deed.what]
