"""What small help takes over HTTP."""

from typing import Annotated

from pydantic import Field

from services.matching.bodies import AreaId, AreasIn, Body, Day, Id, Message, Terms
from services.matching.domain.helping.events import HelpKind
from services.matching.domain.helping.terms import PEOPLE_MAX
from services.matching.helping.opening import NewHelp
from shared.contracts.matching import ConsultationChannel

PLACES_MAX = 50


class NewHelpBody(Body):
    """A request or an offer; ``text`` is kept in the vault, for those it concerns.

    With ``channel`` ``phone`` or ``counter`` ``person_id`` says whose it is.
    """

    kind: HelpKind = "request"
    category: AreaId
    until: Day
    areas: AreasIn = {}
    times: Terms = ()
    minutes: Annotated[int, Field(ge=5, le=1440, strict=True)] | None = None
    places: Annotated[int, Field(ge=1, le=PLACES_MAX, strict=True)] = 1
    group_id: Id | None = None
    text: Message | None = None
    channel: ConsultationChannel = "web"
    person_id: Id | None = None

    def new(self) -> NewHelp:
        """The same in the domain's words."""
        return NewHelp(**self.model_dump(exclude={"text"}), words=self.text)


class Coming(Body):
    """With how many somebody comes, themselves included."""

    people: Annotated[int, Field(ge=1, le=PEOPLE_MAX, strict=True)] = 1


class Yes(Body):
    """The asking side's yes, with who goes along."""

    companion_id: Id | None = None


class Prolonged(Body):
    """Another day."""

    until: Day


class CheckBody(Body):
    """What was checked, when, and until when it is good. Never the papers."""

    kind: AreaId
    checked_on: Day
    valid_until: Day
