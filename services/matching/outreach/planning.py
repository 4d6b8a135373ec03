"""An outreach day on its way in: its slots from its hours and breaks, or what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.matching.domain.areas import areas_of
from services.matching.domain.outreach.events import OutreachPlan
from services.matching.knowledge import Knowledge
from services.matching.outreach.refusals import PlanRefused
from services.matching.refusals import UnknownWords
from services.matching.rows import FacilityRow
from shared.clock import TOKYO, tokyo_date
from shared.errors import Refusal
from shared.journal import Cause, Journal

STAFF_MAX = 20


@dataclass(frozen=True, slots=True)
class NewOutreachDay:
    """A day as it is planned. ``breaks``: from and until when nobody can be booked. ``owner_id``: else the first."""

    kinds: tuple[str, ...]
    place: str
    starts_at: datetime
    ends_at: datetime
    slot_minutes: int
    helpers: int
    staff: tuple[str, ...]
    owner_id: str | None = None
    facility_id: str | None = None
    areas: Mapping[str, str] = field(default_factory=dict)
    latitude: float | None = None
    longitude: float | None = None
    breaks: tuple[tuple[datetime, datetime], ...] = ()

    def slots(self) -> Iterator[datetime]:
        """The starts of whole slots: one that a break would cut begins behind that break."""
        step, at = timedelta(minutes=self.slot_minutes), self.starts_at.astimezone(TOKYO)
        while at + step <= self.ends_at:
            cut = next((until for begin, until in self.breaks if begin < at + step and until > at), None)
            if cut is None:
                yield at
            at = at + step if cut is None else cut.astimezone(TOKYO)


class OutreachPlanning:
    """Makes a plan, or refuses it."""

    def __init__(self, journal: Journal, knowledge: Knowledge) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.terms = knowledge.outreach

    async def plan(self, new: NewOutreachDay, cause: Cause, day_id: str | None = None) -> OutreachPlan:
        """The day as it is to stand. Raises ``PlanRefused``, ``UnknownWords``."""
        if problem := self._problem(new):
            raise self._refused(problem)
        unknown = [area.key for area in areas_of(new.areas) if area not in self.knowledge.areas.words]
        if unknown:
            raise UnknownWords(unknown=", ".join(unknown))
        facility = await self.journal.get(FacilityRow, new.facility_id) if new.facility_id else None
        staff = tuple(dict.fromkeys((*([new.owner_id] if new.owner_id else []), *new.staff)))
        return OutreachPlan(
            outreach_day_id=day_id or cause.new_id("outreach-day"),
            kinds=tuple(dict.fromkeys(new.kinds)),
            place=new.place,
            facility_id=new.facility_id,
            areas=dict(new.areas),
            latitude=facility.latitude if facility else new.latitude,
            longitude=facility.longitude if facility else new.longitude,
            slots=tuple(new.slots()),
            slot_minutes=new.slot_minutes,
            helpers=new.helpers,
            staff=staff,
            owner_id=staff[0],
            timing=self.terms.timing,
        )

    def out_of_time(self, plan: OutreachPlan) -> Refusal | None:
        """What is against its day. A repeat of what was taken once is not asked again."""
        now = self.journal.now()
        if plan.slots[0] <= now:
            return self._refused("past")
        if (tokyo_date(plan.slots[0]) - tokyo_date(now)).days > self.terms.days_ahead_max:
            return self._refused("too far ahead")
        return None

    def _refused(self, problem: str) -> Refusal:
        return PlanRefused(problem=problem, days_max=self.terms.days_ahead_max, slots_max=self.terms.slots_max)

    def _problem(self, new: NewOutreachDay) -> str | None:
        slots = list(new.slots()) if new.ends_at - new.starts_at <= timedelta(days=1) else []
        if not slots or tokyo_date(new.starts_at) != tokyo_date(new.ends_at):
            return "no slots within one day"
        if len(slots) > self.terms.slots_max:
            return "too many slots"
        if not 1 <= new.helpers <= self.terms.helpers_max:
            return "helpers"
        if any(kind not in self.terms.kinds for kind in new.kinds) or not new.kinds:
            return "kinds"
        if (new.latitude is None) != (new.longitude is None):
            return "latitude and longitude"
        return None if 1 <= len(new.staff) <= STAFF_MAX else "staff"
