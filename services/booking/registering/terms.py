"""What a town says of registrations, as data: how long they stand, when they are renewed, what shows who somebody is.

Read and checked when the service starts, which refuses to start with a file that is wrong.
"""

import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.booking.domain.registering.events import Share, TermSet
from services.booking.registering.refusals import DocumentUnknown, ReasonUnknown
from services.booking.rulebook.moments import add_months
from shared.clock import fiscal_year

SHIPPED = Path(__file__).parent.parent / "data" / "registrations.toml"
ONE_DAY = timedelta(days=1)
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Coded(_Data):
    """A code of a published list, with words."""

    id: Code
    ja: Words
    en: Words


class Said(_Data):
    """Words in both languages."""

    ja: Words
    en: Words


class Months(_Data):
    """So many months, from the day on which it begins."""

    months: Annotated[int, Field(ge=1, le=60)]


class Term(_Data):
    """How long a registration stands."""

    length: Literal["fiscal-year"] | Months
    renew_days: Annotated[int, Field(ge=1, le=200)]
    tell_days: Annotated[int, Field(ge=1, le=200)]

    @model_validator(mode="after")
    def _told_in_time(self) -> Self:
        if self.tell_days > self.renew_days:
            raise ValueError("tell_days: is before the first day on which it can be renewed (renew_days)")
        if isinstance(self.length, Months) and self.renew_days >= 28 * self.length.months:
            raise ValueError("renew_days: is longer than the term")
        return self

    def first(self, today: date) -> TermSet:
        """The term of a registration that is approved on a day; near the end of one, the next as well."""
        term = self._until(self._last(today))
        return self.next(term) if today >= term.renew_from else term

    def next(self, term: TermSet) -> TermSet:
        """The term after another one."""
        return self._until(self._last(term.until + ONE_DAY))

    def _last(self, first: date) -> date:
        if isinstance(self.length, Months):
            return add_months(first, self.length.months) - ONE_DAY
        return date(fiscal_year(first) + 1, 3, 31)

    def _until(self, until: date) -> TermSet:
        return TermSet(
            until=until,
            renew_from=until - timedelta(days=self.renew_days),
            tell_on=until - timedelta(days=self.tell_days),
        )


class RegistrationTerms(_Data):
    """The whole file."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    article: Words
    ended_article: Words | None = None
    """By which nothing is booked in the name of a group that has ended."""
    proof_required: bool
    eligible: Annotated[tuple[Share, ...], Field(min_length=1, max_length=3)]
    term: Term
    appeal: Said
    documents: Annotated[tuple[Coded, ...], Field(min_length=1, max_length=50)]
    reasons: Annotated[tuple[Coded, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _codes_once(self) -> Self:
        for name, codes in (("documents", self.documents), ("reasons", self.reasons)):
            if len({code.id for code in codes}) != len(codes):
                raise ValueError(f"{name}: an id stands there twice")
        if "elsewhere" in self.eligible:
            raise ValueError("eligible: whoever has nothing to do with the town is not eligible")
        return self

    @classmethod
    def load(cls, path: Path | None = None) -> "RegistrationTerms":
        """The terms of a file, or the shipped ones. Raises ``ValueError`` for what cannot be used."""
        return cls.model_validate(tomllib.loads((path or SHIPPED).read_text("utf-8")))

    def counts(self, share: Share | None) -> bool:
        """Whether somebody with this tie to the town counts as living, working or studying here."""
        return share in self.eligible

    def check_document(self, document: str) -> None:
        """Raises ``DocumentUnknown``."""
        known = [each.id for each in self.documents]
        if document not in known:
            raise DocumentUnknown(document=document, documents=known)

    def check_reasons(self, reasons: Iterable[str]) -> None:
        """Raises ``ReasonUnknown``."""
        known = [each.id for each in self.reasons]
        for reason in reasons:
            if reason not in known:
                raise ReasonUnknown(reason=reason, reasons=known)
