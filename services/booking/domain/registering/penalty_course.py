"""What a row of faults comes to: which points are alive, and when nobody might book. As the rulebook counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.booking.domain.registering.events import FaultNoted

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Suspended:
    """The days of one suspension by points, both included, with the fault that reached the threshold."""

    first: date
    last: date
    points: int
    by: FaultNoted


@dataclass(frozen=True, slots=True)
class Course:
    """Faults whose points are not spent yet, and every suspension so far."""

    unspent: tuple[FaultNoted, ...]
    suspensions: tuple[Suspended, ...]

    def points_on(self, day: date) -> int:
        """The points that count on a day."""
        return sum(fault.points for fault in self.unspent if fault.on <= day <= fault.lives_until)

    def standing(self, day: date) -> Suspended | None:
        """The suspension that is not over on a day; the one that lasts longest."""
        left = [each for each in self.suspensions if day <= each.last]
        return max(left, key=lambda each: each.last, default=None)


def course(faults: Iterable[FaultNoted]) -> Course:
    """The course of faults that were not waived. Points that led to a suspension are spent."""
    alive: list[FaultNoted] = []
    suspensions: list[Suspended] = []
    for fault in sorted(faults, key=lambda fault: fault.on):
        alive = [other for other in alive if fault.on <= other.lives_until] + [fault]
        points = sum(other.points for other in alive)
        if points >= fault.threshold:
            suspensions.append(Suspended(fault.on + ONE_DAY, fault.suspended_until, points, fault))
            alive = []
    return Course(tuple(alive), tuple(suspensions))
