"""The account of one person as the journal knows it: where they live, which language they read, what they agree to."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from services.people.domain.ages import age_band, needs_the_desk
from services.people.domain.events import Channel, DetailsKept
from services.people.refusals import AlreadyRegistered, BirthDateAtTheDesk, ConsentMissing, NotRegistered
from shared.contracts.base import Areas
from shared.contracts.people import (
    AgeBand,
    ConsentGiven,
    ConsentWithdrawn,
    PersonChanged,
    PersonErased,
    PersonRegistered,
    Purpose,
)
from shared.errors import Contended
from shared.events import Event
from shared.journal import State
from shared.web.refusals import PersonErasedHere


class Traits(BaseModel):
    """What the city's services may know of somebody: home areas, language, age band."""

    model_config = ConfigDict(frozen=True)

    areas: Areas = {}
    language: str = "ja"
    age_band: AgeBand | None = None


class Overtaken(Contended):
    """The details that a decision rests on have been replaced since they were read."""


class KnownBirth(NamedTuple):
    """The birth date that the vault holds, and in which document it was read: the journal knows no birth date."""

    document_id: str | None
    birth_date: date | None


class Person(State):
    """Stream ``person/<id>``. After an erasure nothing is left but that."""

    kind = "person"

    registered: bool = False
    erased: bool = False
    traits: Traits = Traits()
    document_id: str | None = None
    consents: tuple[Purpose, ...] = ()

    @property
    def person_id(self) -> str:
        """The person's id."""
        return self.stream_key

    # -- what is asked

    def known(self) -> Self:
        """Itself. Raises ``PersonErasedHere`` for one who was forgotten, ``NotRegistered`` for one never known."""
        if self.erased:
            raise PersonErasedHere
        if not self.registered:
            raise NotRegistered(person_id=self.person_id)
        return self

    def new(self) -> Self:
        """Itself. Raises ``PersonErasedHere``, or ``AlreadyRegistered`` for one who has an account."""
        if self.erased:
            raise PersonErasedHere
        if self.registered:
            raise AlreadyRegistered(person_id=self.person_id)
        return self

    def agreeing(self, purpose: Purpose | None) -> Self:
        """Itself. Raises ``ConsentMissing`` when the person does not agree to ``purpose``."""
        if purpose is not None and purpose not in self.known().consents:
            raise ConsentMissing(consent=purpose)
        return self.known()

    # -- what is decided

    def register(
        self, traits: Traits, document_id: str, channel: Channel, consents: Sequence[Purpose] = ()
    ) -> Sequence[Event]:
        """Open the account, with what the person agrees to from the start."""
        self.new()
        return [
            PersonRegistered(person_id=self.person_id, **traits.model_dump()),
            DetailsKept(document_id=document_id, channel=channel),
            *(ConsentGiven(person_id=self.person_id, purpose=purpose) for purpose in dict.fromkeys(consents)),
        ]

    def change(
        self, traits: Traits, document_id: str, channel: Channel, *, birth: KnownBirth, given: date | None, today: date
    ) -> Sequence[Event]:
        """Take the whole profile as it is given now. Raises ``BirthDateAtTheDesk``, ``Overtaken``."""
        self._require_newest(birth)
        if needs_the_desk(birth.birth_date, given, today):
            raise BirthDateAtTheDesk
        return self._kept(traits, document_id, channel)

    def correct_birth_date(self, document_id: str, *, birth: KnownBirth, given: date, today: date) -> Sequence[Event]:
        """Take a birth date from a document that staff have seen; the rest stays. Raises ``Overtaken``."""
        self._require_newest(birth)
        traits = self.traits.model_copy(update={"age_band": age_band(given, today)})
        return self._kept(traits, document_id, "counter")

    def consent(self, purpose: Purpose, *, given: bool) -> Sequence[Event]:
        """Agree or take it back; saying again what holds already changes nothing."""
        if given == (purpose in self.known().consents):
            return []
        event = ConsentGiven if given else ConsentWithdrawn
        return [event(person_id=self.person_id, purpose=purpose)]

    def erase(self) -> Sequence[Event]:
        """Forget the person, once and for good."""
        return [PersonErased(person_id=self.known().person_id)]

    def _require_newest(self, birth: KnownBirth) -> None:
        if self.known().document_id != birth.document_id:
            raise Overtaken("the details changed between the reading and the command")

    def _kept(self, traits: Traits, document_id: str, channel: Channel) -> Sequence[Event]:
        return [
            PersonChanged(person_id=self.person_id, **traits.model_dump()),
            DetailsKept(document_id=document_id, replaces=self.document_id, channel=channel),
        ]

    def apply(self, event: Event) -> None:
        match event:
            case PersonRegistered() | PersonChanged():
                self.registered = True
                self.traits = Traits(areas=event.areas, language=event.language, age_band=event.age_band)
            case DetailsKept():
                self.document_id = event.document_id
            case ConsentGiven():
                self.consents = (*self.consents, event.purpose)
            case ConsentWithdrawn():
                self.consents = tuple(purpose for purpose in self.consents if purpose != event.purpose)
            case PersonErased():
                self.erased = True
                self.traits, self.document_id, self.consents = Traits(), None, ()
