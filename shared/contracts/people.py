"""What people tells the others: that someone exists, lives where, reads which language, consents; never who."""

from typing import Literal

from shared.contracts.base import PEOPLE, Areas, PublicEvent

AgeBand = Literal["0-14", "15-24", "25-39", "40-64", "65-74", "75+"]
Purpose = Literal["matching", "activity-notices", "statistics", "introductions"]


class PersonRegistered(PublicEvent):
    """Someone has an account now."""

    type = "person-registered.v1"
    topic = PEOPLE.name

    person_id: str
    areas: Areas = {}
    language: str = "ja"
    age_band: AgeBand | None = None


class PersonChanged(PublicEvent):
    """Areas, language or age band are now these; name and contact may have changed too and are not told."""

    type = "person-changed.v1"
    topic = PEOPLE.name

    person_id: str
    areas: Areas = {}
    language: str = "ja"
    age_band: AgeBand | None = None


class ConsentGiven(PublicEvent):
    """The person agrees that their data is used for a purpose."""

    type = "consent-given.v1"
    topic = PEOPLE.name

    person_id: str
    purpose: Purpose


class ConsentWithdrawn(PublicEvent):
    """The person takes an agreement back."""

    type = "consent-withdrawn.v1"
    topic = PEOPLE.name

    person_id: str
    purpose: Purpose


class PersonErased(PublicEvent):
    """The person is forgotten: every service drops the key and the documents it holds of them."""

    type = "person-erased.v1"
    topic = PEOPLE.name

    person_id: str


EVENTS = (PersonRegistered, PersonChanged, ConsentGiven, ConsentWithdrawn, PersonErased)
