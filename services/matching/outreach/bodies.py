"""What outreach days take over HTTP."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.matching.bodies import PLAIN, AreaId, AreasIn, Body, Id, Message, Name
from services.matching.outreach.appointments import NewAppointment
from services.matching.outreach.days import LeadingOn
from services.matching.outreach.planning import NewOutreachDay
from services.matching.words_kept import Visit, Worry
from shared.contracts.matching import ConsultationChannel
from shared.web import TokyoInstant

Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 ()-]{5,24}$")]


class Break(Body):
    """A time at which nobody can be booked."""

    starts_at: TokyoInstant
    ends_at: TokyoInstant


class OutreachDayBody(Body):
    """A day to announce. ``place`` is public; ``staff`` are there by name; the first (or ``owner_id``) has it."""

    kinds: Annotated[tuple[AreaId, ...], Field(min_length=1, max_length=10)]
    place: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=PLAIN)]
    facility_id: Id | None = None
    areas: AreasIn = {}
    latitude: Annotated[float, Field(ge=20, le=46)] | None = None
    longitude: Annotated[float, Field(ge=122, le=154)] | None = None
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    slot_minutes: Annotated[int, Field(ge=5, le=240, strict=True)] = 30
    helpers: Annotated[int, Field(ge=1, le=50, strict=True)] = 1
    breaks: Annotated[tuple[Break, ...], Field(max_length=5)] = ()
    staff: Annotated[tuple[Id, ...], Field(min_length=1, max_length=20)]
    owner_id: Id | None = None

    def new(self) -> NewOutreachDay:
        """The same in the domain's words."""
        fields = self.model_dump(exclude={"breaks"})
        return NewOutreachDay(**fields, breaks=tuple((each.starts_at, each.ends_at) for each in self.breaks))


class AppointmentBody(Body):
    """A slot, by its start; or ``wait``. ``text`` and ``category`` (of ``GET /consultations/menu``) go to the vault.

    ``channel`` ``phone`` or ``counter``: taken down for somebody else, ``person_id``, or, without an account, for
    whoever ``name`` and ``phone`` call; both go to the vault.
    """

    kind: AreaId
    starts_at: TokyoInstant | None = None
    wait: Annotated[bool, Field(strict=True)] = False
    text: Message | None = None
    category: AreaId | None = None
    channel: ConsultationChannel = "web"
    person_id: Id | None = None
    name: Name | None = None
    phone: Phone | None = None

    def new(self) -> NewAppointment:
        """The same in the domain's words."""
        visit = Visit(text=self.text, category=self.category, name=self.name, phone=self.phone)
        return NewAppointment(
            kind=self.kind,
            slot=self.starts_at,
            wait=self.wait,
            visit=None if visit == Visit() else visit,
            channel=self.channel,
            person_id=self.person_id,
        )


class MoveBody(Body):
    """Another slot, of the same day or of another."""

    starts_at: TokyoInstant
    outreach_day_id: Id | None = None


class CameBody(Body):
    """Whether they came. ``false`` has no consequences."""

    came: Annotated[bool, Field(strict=True)] = True


class WalkInBody(Body):
    """Who came by: into a free slot, or, without one, seen between."""

    kind: AreaId
    starts_at: TokyoInstant | None = None


class CallOffBody(Body):
    """Why, as a code of ``GET /outreach-kinds``."""

    reason: AreaId


class ReplaceBody(Body):
    """Who is there instead."""

    by: Id


class LeadOnBody(Body):
    """The consultation that follows; ``yes``: whoever came agrees."""

    text: Message
    category: AreaId | None = None
    yes: Annotated[bool, Field(strict=True)] = False

    def leading(self) -> LeadingOn:
        """The same in the domain's words."""
        return LeadingOn(Worry(self.text, self.category), self.yes)
