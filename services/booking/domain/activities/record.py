"""What one activity's stream folds into: the announcement, everybody's part, the waiting list, who is still to be told.

One stream an activity holds it all, so that its capacity is exact under any race. The limits bound the stream: at most
``SIGN_UPS_EVER_MAX`` sign-ups and as many withdrawals, ``WAITS_EVER_MAX`` joinings of the waiting list, a few events
more for each of those people and session, and ``CHANGES_MAX`` changes that are told to everybody; in practice two or
three events a place.
"""

from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel

from services.booking.activities.change_refusals import ActivityIsCancelled
from services.booking.domain.activities.events import AttendanceCodeRefused, CertificateNumbered, PlaceForVisit
from services.booking.domain.activities.participation import Earned, Participation
from services.booking.domain.activities.roles import PARTICIPANT
from services.booking.domain.activities.waiting import Offer, Waiter, closes_at
from shared.clock import tokyo_date
from shared.contracts.booking_activities import (
    ActivityAnnounced,
    ActivityAttended,
    ActivityCancelled,
    ActivityChanged,
    ActivitySignedUp,
    ActivityWithdrawn,
    AttendanceCorrected,
    CertificateGranted,
    CertificateRevoked,
    ParticipationAffected,
    WaitingJoined,
    WaitingOffered,
    WaitingPassed,
)
from shared.contracts.booking_co_hosts import CoHostAffected, CoHostAnswered, CoHostAsked, CoHostEnded, CoHostingEnd
from shared.contracts.booking_values import CancelReason, Changed, Standing
from shared.events import Event
from shared.journal import State

CORRECTED_UNTIL = timedelta(days=365)
"""An activity is not archived before; afterwards its attendances stand."""


HostStanding = Literal["asked", "agreed", "declined", CoHostingEnd]
"""How a group stands to holding an activity of another's."""
STANDS: frozenset[str | None] = frozenset({"asked", "agreed"})
"""As long as there is something to answer, or to leave."""


class Known(BaseModel):
    """What somebody who has a place, or waits, last heard of the activity."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    sessions: tuple[tuple[datetime, datetime], ...]
    fee: int
    target: str
    together_with: tuple[str, ...] = ()

    @classmethod
    def of(cls, about: ActivityAnnounced) -> "Known":
        """What the announcement says of it."""
        told = about.model_dump(include={"title", "place", "starts_at", "ends_at", "fee", "target", "together_with"})
        return cls(sessions=tuple((each.starts_at, each.ends_at) for each in about.sessions), **told)

    def differs(self, now: "Known") -> tuple[Changed, ...]:
        """What has changed, as codes."""
        time = (self.starts_at, self.ends_at) != (now.starts_at, now.ends_at)
        found: tuple[tuple[Changed, bool], ...] = (
            ("title", self.title != now.title),
            ("place", self.place != now.place),
            ("time", time),
            ("days", self.sessions != now.sessions),
            ("fee", self.fee != now.fee),
            ("target", self.target != now.target),
        )
        return tuple(code for code, is_so in found if is_so)


class ActivityRecord(State):
    """The fold of the stream ``activity/<id>``."""

    kind = "activity"
    fold_version = 6

    announced: ActivityAnnounced | None = None
    participations: dict[str, Participation] = {}
    places_taken: int = 0
    taken: dict[str, int] = {}
    """Places that people have, those of their guests included, by role."""
    attended: int = 0
    sign_ups_ever: int = 0
    waiting: list[Waiter] = []
    offers: dict[str, Offer] = {}
    """Places that are held, by person; they are in no count of places taken."""
    waits: dict[str, int] = {}
    """How often each person joined the waiting list."""
    waits_ever: int = 0
    changes: int = 0
    reason: CancelReason | None = None
    """Why it was cancelled."""
    untold: dict[str, Known] = {}
    """Who is still to be told of changes or of the cancellation, and what they know. Drained a commit at a time."""
    hosts: dict[str, HostStanding] = {}
    """How each group stands that was ever asked to hold it too."""
    hosts_asked: int = 0

    @property
    def about(self) -> ActivityAnnounced:
        """The announcement as it is now. Use cases ask for the activity's row first, so that there is one."""
        if self.announced is None:
            raise LookupError(f"{self.stream_name} was never announced")
        return self.announced

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.reason is not None

    @property
    def waiting_closes_at(self) -> datetime | None:
        """When time does something to the waiting list next; ``None`` while nobody is on it."""
        if self.cancelled or not (self.waiting or self.offers):
            return None
        return min([closes_at(self.about), *(offer.until for offer in self.offers.values())])

    def archivable(self, before: date) -> bool:
        """It is over for so long that nobody corrects an attendance any more, and everybody has been told."""
        if self.announced is None or self.untold:
            return False
        return tokyo_date(self.announced.ends_at + CORRECTED_UNTIL) < before

    def capacity_of(self, role: str) -> int:
        """Places for a role; 0 for one that this activity does not have."""
        about = self.about
        return about.roles.get(role, 0) if about.roles else about.capacity * (role == PARTICIPANT)

    def held(self, role: str) -> int:
        """Places of a role that are held for people who waited."""
        return sum(offer.places for offer in self.offers.values() if offer.role == role)

    def free(self, role: str) -> int:
        """Places of a role that anybody may take now."""
        return self.capacity_of(role) - self.taken.get(role, 0) - self.held(role)

    def standing_of(self, person_id: str) -> tuple[Standing, str] | None:
        """How a person is concerned by what becomes of the activity, and in which role; ``None``: they are not."""
        known = self.participations.get(person_id)
        if known is not None and known.placed:
            return "signed-up", known.role
        if offer := self.offers.get(person_id):
            return "offered", offer.role
        waiter = self.waiter(person_id)
        return None if waiter is None else ("waiting", waiter.role)

    def waiter(self, person_id: str) -> Waiter | None:
        """A person on the waiting list for whom nothing is held."""
        return next((each for each in self.waiting if each.person_id == person_id), None)

    def check_stands(self) -> None:
        """Raises ``ActivityIsCancelled``."""
        if self.cancelled:
            raise ActivityIsCancelled

    # -- folding

    def apply(self, event: Event) -> None:
        """Take one event into the state. What extends the class of another comes before it."""
        match event:
            case ActivityAnnounced():
                self._announce(event)
            case CoHostAsked():
                self._host(event)
            case ParticipationAffected():
                self.untold.pop(event.person_id, None)
            case WaitingJoined():
                self._wait(event)
            case ActivityWithdrawn():
                self._leave(event)
            case ActivityAttended() | AttendanceCorrected() | AttendanceCodeRefused():
                self._record(event)
            case CertificateNumbered() | CertificateGranted() | CertificateRevoked():
                self._certify(event)
            case ActivitySignedUp():
                self._join(event)
            case PlaceForVisit():
                part = self.participations[event.person_id]
                part.visit_id, part.visits_named = event.visit_id, part.visits_named + 1

    def _record(self, event: ActivityAttended | AttendanceCorrected | AttendanceCodeRefused) -> None:
        part = self.participations[event.person_id]
        was_there = bool(part.attended)
        each = part.of(event.session)
        match event:
            case AttendanceCodeRefused():
                each.wrong_codes += 1
            case ActivityAttended():
                each.standing, each.minutes, each.evidence = "attended", event.minutes, event.evidence
                each.times += 1
            case AttendanceCorrected():
                each.standing = "corrected"
        self.attended += bool(part.attended) - was_there

    def _certify(self, event: CertificateNumbered | CertificateGranted | CertificateRevoked) -> None:
        part = self.participations[event.person_id]
        if isinstance(event, CertificateNumbered):
            part.certificate = Earned(number=event.number, granted_at=event.granted_at)
        elif part.certificate is not None:
            part.certificate.valid = isinstance(event, CertificateGranted)

    def _announce(self, event: ActivityAnnounced) -> None:
        now = ActivityAnnounced.model_validate(event.model_dump())
        before, self.announced = self.announced, now
        if before is None or not isinstance(event, ActivityChanged | ActivityCancelled):
            return
        self.changes += now.model_copy(update={"together_with": before.together_with}) != before
        self.reason = event.reason if isinstance(event, ActivityCancelled) else None
        known = Known.of(before)
        for person_id in self._concerned():
            self.untold.setdefault(person_id, known)
        if (
            not self.cancelled
        ):  # whoever knows it as it is now need not be told: only places changed, or it is as before
            current = Known.of(now)
            self.untold = {person_id: known for person_id, known in self.untold.items() if known != current}

    def _host(self, event: CoHostAsked) -> None:
        match event:
            case CoHostAnswered():
                self.hosts[event.to_group_id] = "agreed" if event.accepted else "declined"
            case CoHostAffected():
                pass
            case CoHostEnded():
                self.hosts[event.to_group_id] = event.reason
            case _:
                self.hosts[event.to_group_id] = "asked"
                self.hosts_asked += 1

    def _concerned(self) -> list[str]:
        placed = [person_id for person_id, part in self.participations.items() if part.placed]
        return [*placed, *self.offers, *(waiter.person_id for waiter in self.waiting)]

    def _join(self, event: ActivitySignedUp) -> None:
        part = self.participations.setdefault(event.person_id, Participation())
        part.placed, part.role, part.guests, part.word = True, event.role, event.guests, event.evidence
        part.sign_ups += 1
        self.places_taken += part.places
        self.taken[event.role] = self.taken.get(event.role, 0) + part.places
        self.sign_ups_ever += 1

    def _leave(self, event: ActivityWithdrawn) -> None:
        part = self.participations[event.person_id]
        self.places_taken -= part.places
        self.taken[part.role] -= part.places
        part.placed, part.guests, part.visit_id, part.word = False, 0, "", None
        self.untold.pop(event.person_id, None)

    def _wait(self, event: WaitingJoined) -> None:
        person_id = event.person_id
        was = self.waiter(person_id)
        if type(event) is WaitingJoined:
            self.waits_ever += 1
            self.waits[person_id] = self.waits.get(person_id, 0) + 1
            if was is not None:  # they say otherwise about a friend, and stay where they are
                self.waiting[self.waiting.index(was)] = was.model_copy(update={"guests": event.guests})
                return
            waiter = Waiter(person_id=person_id, role=event.role, number=self.waits_ever, guests=event.guests)
            self.waiting.append(waiter)
            return
        if was is not None:
            self.waiting.remove(was)
        self.offers.pop(person_id, None)
        if isinstance(event, WaitingOffered) and was is not None and event.deadline is not None:
            self.offers[person_id] = Offer(
                role=event.role, number=was.number, until=event.deadline, guests=event.guests
            )
        elif isinstance(event, WaitingPassed) and self.standing_of(person_id) is None:
            self.untold.pop(person_id, None)
