"""What people answers with."""

from datetime import date

from services.people.domain.details import Contact, Name
from services.people.domain.purposes import CONSENT_WORDS, CONTACT_PURPOSES
from services.people.service import Look, Seen
from shared.contracts.base import Areas
from shared.contracts.people import AgeBand, PersonChanged, PersonErased, PersonRegistered, Purpose
from shared.journal import Commit
from shared.web import TokyoInstant, View


class TraitsView(View):
    """The answer to a registration or a change: what the city knows now, without the details."""

    person_id: str
    areas: Areas
    language: str
    age_band: AgeBand | None
    at: TokyoInstant

    @classmethod
    def of(cls, commit: Commit) -> "TraitsView":
        """The view of what was committed."""
        event = commit.first(PersonRegistered, PersonChanged)
        return cls(at=commit.at, **event.model_dump())


class AccountView(View):
    """The caller's own account, with the details."""

    person_id: str
    name: Name
    contact: Contact
    birth_date: date | None
    areas: Areas
    language: str
    age_band: AgeBand | None
    consents: tuple[Purpose, ...]

    @classmethod
    def of(cls, person_id: str, seen: Seen) -> "AccountView":
        """The view of an account."""
        return cls(
            person_id=person_id,
            name=seen.details.name,
            contact=seen.details.contact,
            birth_date=seen.details.birth_date,
            consents=seen.consents,
            **seen.traits.model_dump(),
        )


class ContactView(View):
    """Name and contact of somebody, as far as one purpose needs them."""

    person_id: str
    purpose: str
    name: Name | None
    contact: Contact

    @classmethod
    def of(cls, person_id: str, purpose: str, found: tuple[Name | None, Contact]) -> "ContactView":
        """The view of what was looked up."""
        return cls(person_id=person_id, purpose=purpose, name=found[0], contact=found[1])


class FoundView(View):
    """Somebody with the telephone that was asked for."""

    person_id: str
    name: Name


class ConsentView(View):
    """A purpose, and whether the person agrees."""

    purpose: Purpose
    given: bool
    ja: str
    en: str

    @classmethod
    def of(cls, purpose: Purpose, *, given: bool) -> "ConsentView":
        """The view of one consent."""
        ja, en = CONSENT_WORDS[purpose]
        return cls(purpose=purpose, given=given, ja=ja, en=en)


class PurposeView(View):
    """One code of a published list. ``consent``: the consent that a contact purpose needs."""

    code: str
    ja: str
    en: str
    consent: Purpose | None = None


class AccessView(View):
    """One reading of somebody's details by somebody else."""

    at: TokyoInstant
    reader: str
    purpose: str
    ja: str
    en: str

    @classmethod
    def of(cls, look: Look) -> "AccessView":
        """The view of a reading."""
        known = CONTACT_PURPOSES.get(look.purpose)
        ja, en = (known.ja, known.en) if known else ("", "")
        return cls(at=look.at, reader=look.reader, purpose=look.purpose, ja=ja, en=en)


class ErasedView(View):
    """The last thing that is said about a person."""

    person_id: str
    erased: bool = True
    at: TokyoInstant

    @classmethod
    def of(cls, commit: Commit) -> "ErasedView":
        """The view of an erasure."""
        return cls(person_id=commit.first(PersonErased).person_id, at=commit.at)
