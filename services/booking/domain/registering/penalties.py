"""What penalty points do to a registration: recorded, objected to, waived; and suspensions that follow from them."""

from datetime import date, datetime
from typing import Any

from services.booking.domain.registering.events import (
    AppealReason,
    AppealRejected,
    FaultAppealed,
    FaultNoted,
    FaultWaived,
    SuspensionNoted,
)
from services.booking.domain.registering.penalty_course import ONE_DAY, course
from services.booking.domain.registering.record import Penalty, RegistrationRecord
from services.booking.registering.refusals import AppealTooLate, PenaltyOver
from shared.clock import day_begins
from shared.contracts.booking_registrations import (
    FaultKind,
    PenaltyRecorded,
    PenaltyWaived,
    RegistrationResumed,
    RegistrationSuspended,
    WaivedFor,
)
from shared.events import Event
from shared.web.refusals import NotFound


def after(day: date) -> datetime:
    """The instant at which a day is over in Tokyo: what events say for a last day."""
    return day_begins(day + ONE_DAY)


class Penalised(RegistrationRecord):
    """Decisions about points. What a fault costs was worked out by the rule of its day before."""

    def record(self, fault: FaultNoted, today: date) -> list[Event]:
        """Note the points of a fault, once; where they reach the threshold, suspend in the same breath.

        Of a misuse once for its booking, whoever else records it, unless it was waived.
        """
        if fault.penalty_id in self.penalties or (fault.fault == "misuse" and self.misuse_of(fault.booking_id)):
            return []
        standing = [each.noted for each in self.penalties.values() if each.status != "waived"]
        follows = course([*standing, fault])
        told = PenaltyRecorded(**self._told_of_fault(fault, balance=self._balance([*standing, fault], fault)))
        return [fault, told, *self._suspend(follows.standing(today), today)]

    def appeal(self, penalty_id: str, reason: AppealReason, today: date) -> list[Event]:
        """Object to points, in time. Raises ``NotFound``, ``PenaltyOver``, ``AppealTooLate``."""
        known = self._known(penalty_id)
        if known.status == "appealed":
            return []
        if known.status != "standing":
            raise PenaltyOver(penalty_status=known.status)
        if today > known.noted.appeal_until:
            raise AppealTooLate(until=known.noted.appeal_until)
        return [FaultAppealed(penalty_id=penalty_id, reason=reason)]

    def reject_appeal(self, penalty_id: str) -> list[Event]:
        """The points stay. Raises ``NotFound``, ``PenaltyOver`` where nobody objects."""
        known = self._known(penalty_id)
        if known.status == "upheld":
            return []
        if known.status != "appealed":
            raise PenaltyOver(penalty_status=known.status)
        return [AppealRejected(penalty_id=penalty_id)]

    def waive(self, penalty_id: str, reason: WaivedFor, today: date) -> list[Event]:
        """Take points back; a suspension that does not follow without them is lifted in the same breath."""
        known = self._known(penalty_id)
        if known.status == "waived":
            return []
        left = [each.noted for id, each in self.penalties.items() if each.status != "waived" and id != penalty_id]
        told = PenaltyWaived(**self._told_of_fault(known.noted, balance=course(left).points_on(today)), reason=reason)
        events: list[Event] = [FaultWaived(penalty_id=penalty_id, reason=reason), told]
        standing = course(left).standing(today)
        if self.by_points is not None and standing is None:
            events.append(SuspensionNoted(by="points"))
            events.extend(self._resumed(city=self.by_city is not None))
        elif self.by_points is not None and standing is not None and standing.last != self.by_points.until:
            events.append(SuspensionNoted(by="points", until=standing.last, reason="points"))
        return events

    def misuse_of(self, booking_id: str | None) -> str | None:
        """The id of the misuse that stands for a booking, if one does."""
        found = self._of_booking(booking_id, "misuse")
        return next((id for id in found if self.penalties[id].status != "waived"), None)

    def waive_for(self, booking_id: str, kind: FaultKind, reason: WaivedFor, today: date) -> list[Event]:
        """A saga's step: the points of a fault with a booking that is none any more; nothing where there were none."""
        found = self._of_booking(booking_id, kind)
        return [event for id in found for event in self.waive(id, reason, today)]

    # -- within

    def _of_booking(self, booking_id: str | None, kind: FaultKind) -> list[str]:
        wanted = (kind, booking_id)
        return [id for id, each in self.penalties.items() if (each.noted.fault, each.noted.booking_id) == wanted]

    def _suspend(self, standing: Any, today: date) -> list[Event]:
        """The suspension that a new fault brought, unless it is told already or over."""
        until = standing.last if standing else None
        if until is None or (self.by_points and self.by_points.until and self.by_points.until >= until):
            return []
        told = RegistrationSuspended(**self.told_of(), kind=self.holder_kind, until=after(until), reason="points")
        return [SuspensionNoted(by="points", until=until, reason="points"), told]

    def _resumed(self, *, city: bool) -> list[Event]:
        """That nothing keeps the holder from booking any more, unless the city still does."""
        if city:
            return []
        until = after(self.term.until) if self.term and self.status == "registered" else None
        return [RegistrationResumed(**self.told_of(), kind=self.holder_kind, until=until)]

    def _balance(self, faults: list[FaultNoted], fault: FaultNoted) -> int:
        """The points that the holder has with a fault; where it reached the threshold, those that did."""
        follows = course(faults)
        reached = next((each for each in follows.suspensions if each.by.penalty_id == fault.penalty_id), None)
        return reached.points if reached else follows.points_on(fault.on)

    def _told_of_fault(self, fault: FaultNoted, *, balance: int) -> dict[str, Any]:
        return {
            **self.told_of(),
            "kind": fault.fault,
            "until": after(fault.lives_until),
            "booking_id": fault.booking_id,
            "amount": fault.points,
            "balance": balance,
            "limit": fault.threshold,
            "deadline": after(fault.appeal_until),
        }

    def _known(self, penalty_id: str) -> Penalty:
        known = self.penalties.get(penalty_id)
        if known is None:
            raise NotFound(what="penalty", penalty_id=penalty_id)
        return known
