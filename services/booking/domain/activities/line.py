"""The line of an activity: who is in it, who is next for what comes free, and what each is told. Pure.

A place goes to the first for whom it is enough. Who waits for two with a friend is passed over by a single one, keeps
their place in the line, and has the first two that are free at once.
"""

from datetime import datetime

from services.booking.activities.refusals import TooManySignUps
from services.booking.domain.activities.record import ActivityRecord
from services.booking.domain.activities.roles import NEEDS_CHECK
from services.booking.domain.activities.waiting import (
    WAITS_EVER_MAX,
    WAITS_PER_PERSON_MAX,
    Waiter,
    closes_at,
    held_until,
    next_in_line,
)
from shared.contracts.booking_activities import WaitingJoined, WaitingOffered, WaitingPassed
from shared.contracts.booking_values import PassedReason
from shared.events import Event


class Line(ActivityRecord):
    """Who waits, and what becomes of them."""

    def position_of(self, person_id: str) -> int | None:
        """A person's place in the order of those who wait for the same role, from 1; ``None``: they do not wait."""
        standing = self.standing_of(person_id)
        if standing is None or standing[0] != "waiting":
            return None
        of_role = [waiter.person_id for waiter in self.waiting if waiter.role == standing[1]]
        return of_role.index(person_id) + 1

    # -- within

    def _joined(self, person_id: str, role: str, guests: int) -> WaitingJoined:
        if self.waits.get(person_id, 0) >= WAITS_PER_PERSON_MAX or self.waits_ever >= WAITS_EVER_MAX:
            raise TooManySignUps
        return WaitingJoined.model_validate(
            {**self._of_waiting(person_id, role), "guests": guests, "deadline": closes_at(self.about)}
        )

    def _offer(self, role: str, places: int, now: datetime) -> list[Event]:
        """Hold places for the next in order for whom they are enough; none once the list has closed.

        None either of a role that needs a check, for who waited before it did: they could not take it themselves.
        """
        closes = closes_at(self.about)
        if now >= closes or places <= 0 or role in NEEDS_CHECK:
            return []
        return [self._offered(each, held_until(now, closes)) for each in next_in_line(self.waiting, role, places)]

    def _offered(self, waiter: Waiter, until: datetime) -> WaitingOffered:
        told = {**self._of_waiting(waiter.person_id, waiter.role), "guests": waiter.guests, "deadline": until}
        return WaitingOffered.model_validate(told)

    def _passed(self, person_id: str, role: str, reason: PassedReason) -> WaitingPassed:
        wanted = self.offers.get(person_id) or self.waiter(person_id)
        told = {**self._of_waiting(person_id, role), "guests": wanted.guests if wanted else 0, "reason": reason}
        return WaitingPassed.model_validate(told)

    def _of_waiting(self, person_id: str, role: str) -> dict[str, str]:
        about = self.about
        return {
            "activity_id": about.activity_id, "group_id": about.group_id, "person_id": person_id, "role": role
        }  # fmt: skip
