"""What people is asked to take in, whoever asks: HTTP, the command line or the sample town."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.people.domain.ages import age_band
from services.people.domain.details import BirthDate, Contact, Details, Name
from services.people.domain.events import Channel
from services.people.domain.person import Traits
from services.people.refusals import BirthDateInFuture
from shared.contracts.people import Purpose
from shared.web.refusals import PERSON_ID

AreaId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""Ids only: areas are published, so that no words of anybody's may slip in."""
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
PersonId = Annotated[str, StringConstraints(pattern=f"^{PERSON_ID.pattern}$")]


class Profile(BaseModel):
    """Who somebody is, whole: name, contact and birth date (for the vault), home areas and language (for the city)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    contact: Contact = Contact()
    birth_date: BirthDate | None = None
    areas: Annotated[dict[AreaId, AreaId], Field(max_length=8)] = {}
    language: Language = "ja"

    def details(self) -> Details:
        """The part that only the vault holds."""
        return Details(name=self.name, contact=self.contact, birth_date=self.birth_date)

    def traits(self, today: date) -> Traits:
        """The part that the city's services may know. Raises ``BirthDateInFuture``."""
        if self.birth_date and self.birth_date > today:
            raise BirthDateInFuture
        return Traits(areas=self.areas, language=self.language, age_band=age_band(self.birth_date, today))


class BirthDateSeen(BaseModel):
    """A birth date as a document shows it that staff have seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    birth_date: BirthDate

    def checked(self, today: date) -> date:
        """The date. Raises ``BirthDateInFuture``."""
        if self.birth_date > today:
            raise BirthDateInFuture
        return self.birth_date


class Registration(Profile):
    """A new account. ``person_id``: staff may give one; else it is derived from the cause."""

    person_id: PersonId | None = None
    channel: Channel = "web"
    consents: Annotated[tuple[Purpose, ...], Field(max_length=8)] = ()
