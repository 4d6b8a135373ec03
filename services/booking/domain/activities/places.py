"""Who gets a place of an activity: signing up, withdrawing, and the waiting list with its offers. Pure.

A place that comes free while somebody waits for its role is held for the next in order by the same decision: nobody
overtakes who wants as many, no place is idle that is enough for somebody who waits, and there are never more people and
held places than the role has.
"""

from datetime import datetime

from services.booking.activities.check_refusals import RoleNeedsCheck
from services.booking.activities.guest_refusals import GuestOnlyTakesPart, NoPlaceForGuest
from services.booking.activities.refusals import (
    ActivityFull,
    NotSignedUp,
    SignUpClosed,
    TooManySignUps,
    WithdrawalClosed,
)
from services.booking.activities.waiting_refusals import (
    AlreadySignedUp,
    AnotherRole,
    NoOffer,
    NotWaiting,
    OfferOver,
    PlaceIsFree,
    RoleNotOffered,
    WaitingClosed,
    WaitingFull,
)
from services.booking.domain.activities.events import PlaceForVisit
from services.booking.domain.activities.line import Line
from services.booking.domain.activities.participation import Participation, Word
from services.booking.domain.activities.roles import NEEDS_CHECK, PARTICIPANT
from services.booking.domain.activities.waiting import (
    LAPSED_AT_ONCE,
    WAITING_MAX,
    closes_at,
    held_until,
)
from shared.contracts.booking_activities import (
    ActivitySignedUp,
    ActivityWithdrawn,
    WaitingAccepted,
)
from shared.contracts.booking_values import PassedReason
from shared.events import Event

SIGN_UPS_EVER_MAX = 2_000
"""Sign-ups to one activity, withdrawn ones included: bounds the stream."""
SIGN_UPS_PER_PERSON_MAX = 5
"""Nobody uses the above up by signing up and withdrawing, or fills the stream by naming visits, again and again."""


class Places(Line):
    """The decisions about places."""

    def sign_up(
        self,
        person_id: str,
        now: datetime,
        role: str | None = None,
        *,
        guests: int | None = None,
        visit_id: str | None = None,
        word: Word | None = None,
    ) -> list[Event]:
        """Give a person one of the places, and one to each whom they bring; nothing happens when they have them.

        A place held for them is theirs. ``guests`` and ``visit_id`` (for which visit it is) stay when not said.
        ``word``: who enters another person, and says by that, of a role that needs a check, that it was seen.
        """
        self.check_stands()
        known = self.participations.get(person_id)
        placed = known is not None and known.placed
        if known is not None and placed:
            if role not in (None, known.role):
                raise AnotherRole(role=known.role)
            events = [] if guests in (None, known.guests) else self._bring(person_id, known, guests or 0, now)
            visit_id = visit_id or (known.visit_id if events else None)
        else:
            events = self._take(person_id, now, role, guests, word)
        if visit_id and (events or known is None or known.visit_id != visit_id):
            if not events and known is not None and known.visits_named >= SIGN_UPS_PER_PERSON_MAX:
                raise TooManySignUps
            for_it = PlaceForVisit(activity_id=self.about.activity_id, person_id=person_id, visit_id=visit_id)
            return [*events, for_it]
        return events

    def _take(
        self, person_id: str, now: datetime, role: str | None, wanted: int | None, word: Word | None
    ) -> list[Event]:
        about, offer = self.about, self.offers.get(person_id)
        role, guests = role or (offer.role if offer else PARTICIPANT), wanted or 0
        self._check_guests(role, guests)
        if offer is not None and offer.role == role:
            return self.accept(person_id, now, wanted, word)
        if now > about.deadline:
            raise SignUpClosed(deadline=about.deadline)
        self._check_role(role, word)
        if self.free(role) <= 0:
            raise ActivityFull(capacity=self.capacity_of(role))
        if self.free(role) < 1 + guests:
            raise NoPlaceForGuest
        self._check_often(person_id)
        left = self._leave_list(person_id, "signed-up", now) if self.standing_of(person_id) else []
        return [self._signed_up(person_id, role, guests, word), *left]

    def _bring(self, person_id: str, known: Participation, guests: int, now: datetime) -> list[Event]:
        """Somebody who has a place says otherwise about whom they bring: given back and taken anew at once."""
        self._check_guests(known.role, guests)
        if known.status == "attended" or now >= self.about.starts_at:
            raise WithdrawalClosed
        more = guests - known.guests
        if more > 0 and now > self.about.deadline:
            raise SignUpClosed(deadline=self.about.deadline)
        if more > max(self.free(known.role), 0):
            raise NoPlaceForGuest
        self._check_often(person_id)
        anew: list[Event] = [self._withdrawn(person_id, known), self._signed_up(person_id, known.role, guests)]
        return [*anew, *self._offer(known.role, self.free(known.role) - more, now)] if more < 0 else anew

    def give_back(self, person_id: str, visit_id: str, now: datetime) -> list[Event]:
        """Step of a saga: the visit has ended for which somebody has their place; places of whom they bring go too."""
        known = self.participations.get(person_id)
        if self.cancelled or known is None or not known.placed or known.visit_id != visit_id:
            return []
        if known.status == "attended" or now >= self.about.starts_at:
            return []
        return self.withdraw(person_id, now)

    def has_place(self, person_id: str, guests: int = 0) -> bool:
        """Whether a person has one of the places, and so many guests have one."""
        known = self.participations.get(person_id)
        return known is not None and known.placed and guests <= known.guests

    def keeps_place(self, person_id: str, guests: int = 0) -> bool:
        """Whether it is theirs whatever becomes of the group: they have it, or it is held for them, or for both."""
        offer = self.offers.get(person_id)
        return self.has_place(person_id, guests) or (offer is not None and guests <= offer.guests)

    def withdraw(self, person_id: str, now: datetime) -> list[Event]:
        """Take a person's place back before the start; nothing happens when they gave it back before."""
        self.check_stands()
        known = self.participations.get(person_id)
        if known is None:
            raise NotSignedUp
        if not known.placed:
            return []
        if known.status == "attended" or now >= self.about.starts_at:
            raise WithdrawalClosed
        withdrawn = self._withdrawn(person_id, known)
        return [withdrawn, *self._offer(known.role, self.free(known.role) + known.places, now)]

    # -- waiting

    def wait(self, person_id: str, now: datetime, role: str | None = None, guests: int | None = None) -> list[Event]:
        """Put a person at the end of the list for a role that has not as many places as they want.

        Nothing happens when they are on it, unless they say otherwise about ``guests``: they stay where they are.
        """
        self.check_stands()
        closes, role = closes_at(self.about), role or PARTICIPANT
        standing = self.standing_of(person_id)
        if standing is not None and standing[0] == "signed-up":
            raise AlreadySignedUp
        if standing is not None:
            if standing[1] != role:
                raise AnotherRole(role=standing[1])
            return self._wait_otherwise(person_id, role, guests, now)
        self._check_guests(role, guests or 0)
        if now >= closes:
            raise WaitingClosed(closes_at=closes)
        self._check_role(role)
        if self.free(role) > (guests or 0):
            raise PlaceIsFree
        if len(self.waiting) >= WAITING_MAX:
            raise WaitingFull(waiting_max=WAITING_MAX)
        self._check_often(person_id)
        return [self._joined(person_id, role, guests or 0)]

    def _wait_otherwise(self, person_id: str, role: str, guests: int | None, now: datetime) -> list[Event]:
        """Who waits brings a friend, or none any more; a place that is enough for them now is held at once."""
        waiter = self.waiter(person_id)
        if waiter is None or guests in (None, waiter.guests):
            return []
        self._check_guests(role, guests or 0)
        if now >= closes_at(self.about):
            raise WaitingClosed(closes_at=closes_at(self.about))
        joined = self._joined(person_id, role, guests or 0)
        if guests or self.free(role) <= 0:
            return [joined]
        alone = waiter.model_copy(update={"guests": 0})
        return [joined, self._offered(alone, held_until(now, closes_at(self.about)))]

    def accept(self, person_id: str, now: datetime, guests: int | None = None, word: Word | None = None) -> list[Event]:
        """Take what is held for a person; nothing happens when they have a place.

        With more ``guests`` than it is held for these take free places; with fewer the next have what is left.
        """
        self.check_stands()
        known, offer = self.participations.get(person_id), self.offers.get(person_id)
        if known is not None and known.placed:
            return []
        if offer is None:
            raise NoOffer
        self._check_word(offer.role, word)
        until = min(offer.until, closes_at(self.about))
        if now >= until:
            raise OfferOver(until=until)
        coming = offer.guests if guests is None else guests
        more = coming - offer.guests
        if more > max(self.free(offer.role), 0):
            raise NoPlaceForGuest
        taken = {**self._of_waiting(person_id, offer.role), "guests": coming}
        accepted = WaitingAccepted.model_validate({**taken, "deadline": offer.until})
        left = self._offer(offer.role, self.free(offer.role) - more, now) if more < 0 else []
        return [accepted, self._signed_up(person_id, offer.role, coming, word), *left]

    def leave_list(self, person_id: str, now: datetime) -> list[Event]:
        """Take a person off the list, and let the next have the place that was held for them; once."""
        standing = self.standing_of(person_id)
        if standing is None or standing[0] == "signed-up":
            if self.waits.get(person_id, 0) == 0 or standing is not None:
                raise NotWaiting
            return []
        self.check_stands()
        return self._leave_list(person_id, "declined", now)

    def fall_due(self, now: datetime) -> list[Event]:
        """Time did something to the list: offers nobody took go to the next, and in the end the list closes."""
        if self.cancelled:
            return []
        if now >= closes_at(self.about):
            everybody = [*((person, offer.role) for person, offer in self.offers.items()),
                         *((waiter.person_id, waiter.role) for waiter in self.waiting)]  # fmt: skip
            return [self._passed(person, role, "closed") for person, role in everybody[:LAPSED_AT_ONCE]]
        expired = {person: offer for person, offer in self.offers.items() if offer.until <= now}
        events: list[Event] = [self._passed(person, offer.role, "offer-expired") for person, offer in expired.items()]
        for role in dict.fromkeys(offer.role for offer in expired.values()):
            places = self.free(role) + sum(offer.places for offer in expired.values() if offer.role == role)
            events += self._offer(role, places, now)
        return events

    # -- within

    def _leave_list(self, person_id: str, reason: PassedReason, now: datetime) -> list[Event]:
        offer = self.offers.get(person_id)
        role = offer.role if offer else next(each.role for each in self.waiting if each.person_id == person_id)
        freed = self._offer(role, self.free(role) + offer.places, now) if offer else []
        return [self._passed(person_id, role, reason), *freed]

    def _signed_up(self, person_id: str, role: str, guests: int = 0, word: Word | None = None) -> ActivitySignedUp:
        evidence = word if role in NEEDS_CHECK else None
        said = {**self._of_waiting(person_id, role), "guests": guests, "evidence": evidence}
        return ActivitySignedUp.model_validate(said)

    def _withdrawn(self, person_id: str, known: Participation) -> ActivityWithdrawn:
        return ActivityWithdrawn.model_validate({**self._of_waiting(person_id, known.role), "guests": known.guests})

    def _check_guests(self, role: str, guests: int) -> None:
        """A guest takes part, and no more: nobody has said who they are."""
        if guests and role != PARTICIPANT:
            raise GuestOnlyTakesPart(role=role)

    def _check_role(self, role: str, word: Word | None = None) -> None:
        if self.capacity_of(role) == 0:
            raise RoleNotOffered(role=role, roles=", ".join(self.about.roles or (PARTICIPANT,)))
        self._check_word(role, word)

    def _check_word(self, role: str, word: Word | None) -> None:
        """A role with children or in care is given on the word of somebody else, who has seen the check."""
        if role in NEEDS_CHECK and word is None:
            raise RoleNeedsCheck(role=role)

    def _check_often(self, person_id: str) -> None:
        """Whoever is on the list has a sign-up kept for them, so that an offer can always be taken."""
        known = self.participations.get(person_id)
        ever = self.sign_ups_ever + len(self.waiting) + len(self.offers)
        if (known is not None and known.sign_ups >= SIGN_UPS_PER_PERSON_MAX) or ever >= SIGN_UPS_EVER_MAX:
            raise TooManySignUps
