"""The schema of ``data/papers.toml``: conditions, how to object, and the bands and ages by which use is counted."""

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from services.booking.domain.grid import QUARTERS, parse_clock

FILE = Path(__file__).parent.parent / "data" / "papers.toml"
FILLED = {"city": "", "facility": ""}

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Title = Annotated[str, StringConstraints(min_length=1, max_length=30)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=600)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1, max_length=20)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Filled(_Data):
    @model_validator(mode="after")
    def _can_be_filled(self) -> Self:
        for name in type(self).model_fields:
            value = getattr(self, name)
            for text in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
                _try(text)
        return self


def _try(text: str) -> None:
    try:
        text.format_map(FILLED)
    except (KeyError, IndexError, ValueError) as error:
        raise ValueError(f"only {{city}} and {{facility}} may stand in braces: {text[:40]}") from error


class Issuer(_Filled):
    """Who gives the paper."""

    lines: Annotated[tuple[Text, ...], Field(min_length=1, max_length=4)]


class PermitTexts(_Filled):
    """A permit: its conditions, and how to object to them."""

    title: Title
    lead: Text
    conditions: Texts
    objection_title: Title
    objection: Texts
    more_conditions: dict[str, Texts] = {}
    """By kind of facility, or by a facility's id: added to the conditions."""

    @field_validator("more_conditions")
    @classmethod
    def _more_can_be_filled(cls, more: dict[str, Texts]) -> dict[str, Texts]:
        for texts in more.values():
            for text in texts:
                _try(text)
        return more

    def conditions_of(self, kind: str, facility_id: str) -> tuple[str, ...]:
        """The conditions in one facility: everywhere's, its kind's, its own."""
        return (*self.conditions, *self.more_conditions.get(kind, ()), *self.more_conditions.get(facility_id, ()))


class RefusalTexts(_Filled):
    """A refusal: how to object, and what else one may do."""

    title: Title
    lead: Text
    objection_title: Title
    objection: Texts
    advice: Text


class ReceiptTexts(_Filled):
    """A receipt."""

    title: Title
    lead: Text
    note: Text


class SlipTexts(_Filled):
    """The slip that somebody without e-mail takes home."""

    title: Title
    notes: Annotated[tuple[Text, ...], Field(max_length=4)]


class ReportTexts(_Filled):
    """The operator's monthly report."""

    title: Title
    note: Text


class Named(_Data):
    """A code and its words."""

    code: Code
    ja: Title
    en: Title


class ReportBand(Named):
    """A part of the day; it begins where the one before ends."""

    until: str
    """``12:00``, on a quarter of an hour; the last ends at ``24:00``."""


class WalkInTexts(_Data):
    """By which ages people who come without a booking are tallied, and where."""

    by_age: tuple[str, ...] = ()
    """Kinds of facility, or facilities by id."""
    ages: Annotated[tuple[Named, ...], Field(max_length=10)] = ()

    @model_validator(mode="after")
    def _ages_where_asked_for(self) -> Self:
        if self.by_age and not self.ages:
            raise ValueError("by_age names houses, but there are no ages")
        if len({age.code for age in self.ages}) != len(self.ages):
            raise ValueError("two ages have the same code")
        return self


class PaperTexts(_Data):
    """The whole file."""

    issuer: Issuer
    permit: PermitTexts
    refusal: RefusalTexts
    receipt: ReceiptTexts
    slip: SlipTexts
    report: ReportTexts
    bands: Annotated[tuple[ReportBand, ...], Field(min_length=1, max_length=8)]
    walk_ins: WalkInTexts = WalkInTexts()

    @model_validator(mode="after")
    def _bands_are_the_day(self) -> Self:
        ends = [parse_clock(band.until) for band in self.bands]
        if ends != sorted(set(ends)) or not ends or ends[-1] != QUARTERS or ends[0] == 0:
            raise ValueError("the bands follow each other and end at 24:00")
        if len({band.code for band in self.bands}) != len(self.bands):
            raise ValueError("two bands have the same code")
        return self

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """The texts in ``path``; without it, those that the product ships. Raises ``ValueError``."""
        return cls.model_validate(tomllib.loads((path or FILE).read_text("utf-8")))

    def ages_of(self, kind: str, facility_id: str) -> tuple[str, ...]:
        """The ages that a tally of a house must name; none where it names none."""
        asked = kind in self.walk_ins.by_age or facility_id in self.walk_ins.by_age
        return tuple(age.code for age in self.walk_ins.ages) if asked else ()
