"""An activity: what a group invites to, who has a place, who waits, and who was there. Pure: no clock and no I/O.

Its decisions are in modules by idea: ``places`` (signing up and waiting), ``attending`` (attendance, certificates), and
here its own life: announced, changed, cancelled, and everybody told.
"""

from datetime import datetime

from services.booking.activities.change_refusals import (
    ActivityHasBegun,
    CapacityBelowSignUps,
    GroupFixed,
    TooLateToCancel,
    TooManyChanges,
)
from services.booking.activities.refusals import ActivityAlreadyOver
from services.booking.domain.activities.announcement import Announcement, check_deadline, check_form
from services.booking.domain.activities.attending import Attending
from services.booking.domain.activities.events import SomeTold
from services.booking.domain.activities.hosting import NO_OTHERS, Hosting, Others
from services.booking.domain.activities.participation import Participation
from services.booking.domain.activities.places import Places
from services.booking.domain.activities.record import STANDS, Known
from services.booking.domain.activities.timetable import LIST_CLOSES_AFTER, begun
from shared.contracts.booking_activities import (
    ActivityAnnounced,
    ActivityCancelled,
    ActivityChanged,
    ParticipationAffected,
)
from shared.contracts.booking_values import CancelReason
from shared.events import Event

CHANGES_MAX = 20
"""Changes of one activity: each may be told to everybody, so this bounds the stream."""
TOLD_AT_ONCE = 100
"""Events after which one commit of telling ends; the next one goes on."""


class Activity(Places, Attending, Hosting):
    """The stream ``activity/<id>``."""

    def announce(self, wanted: Announcement, now: datetime, others: Others = NO_OTHERS) -> list[Event]:
        """Invite to something that is still to come, and ask the groups that are to hold it too."""
        check_form(wanted, now)
        check_deadline(wanted, now)
        announced = ActivityAnnounced(activity_id=self.stream_key, **wanted.fields())
        return [announced, *self._ask(announced, wanted.together_with, others)]

    def change(self, wanted: Announcement, now: datetime, others: Others = NO_OTHERS) -> list[Event]:
        """Let it be as it is wanted now, whole; nothing happens when it is. Places that come free are offered.

        Sessions that have begun stay as they are, and so does the certificate from then on: attendances rest on both.
        Groups that are to hold it too and were not asked are asked; who was asked, or has agreed, and is not named any
        more is let go. Where nothing is said of them they stay.
        """
        self.check_stands()
        about = self.about
        parted = self._parted(wanted.together_with)
        held_by = tuple(id for id in about.together_with if id not in parted)
        changed = ActivityChanged(activity_id=about.activity_id, together_with=held_by, **wanted.fields())
        asked = self._ask(changed, wanted.together_with, others) if wanted.group_id == about.group_id else []
        same = ActivityAnnounced.model_validate(changed.model_dump()) == about
        if same and not asked and not parted:
            return []
        if wanted.group_id != about.group_id:
            raise GroupFixed
        if about.ends_at <= now:
            raise ActivityAlreadyOver
        check_form(wanted, now)
        check_deadline(wanted, now, about)
        self._check_begun(changed, now)
        if self.changes >= CHANGES_MAX:
            raise TooManyChanges(changes_max=CHANGES_MAX)
        then = [*self._over_for("taken-back", parted, others), *asked]
        if same:
            return then
        return [changed, *self._room_made(changed, now), *self._others_hear(changed, parted, others), *then]

    def cancel(self, reason: CancelReason, now: datetime, others: Others = NO_OTHERS) -> list[Event]:
        """Call it off; nothing happens when it was. Everybody is told, and attendances are taken back, afterwards."""
        if self.cancelled:
            return []
        if now > self.about.ends_at + LIST_CLOSES_AFTER:
            raise TooLateToCancel(days_max=LIST_CLOSES_AFTER.days)
        concerned = [id for id, standing in self.hosts.items() if standing in STANDS]
        cancelled = ActivityCancelled(**self.about.model_dump(), reason=reason)
        return [cancelled, *self._over_for("cancelled", concerned, others)]

    def tell_next(self) -> list[Event]:
        """Tell the next of those who were not told yet, and say whether more are left; nothing when nobody is.

        Each hears once what has changed since they last heard, however many changes that were. A cancellation also
        takes back what was recorded of them, and ends their waiting.
        """
        events: list[Event] = []
        told = 0
        for person_id, known in self.untold.items():
            if len(events) >= TOLD_AT_ONCE:
                break
            events += self._affected(person_id, known)
            told += 1
        if left := len(self.untold) - told:
            events.append(SomeTold(activity_id=self.about.activity_id, left=left))
        return events

    # -- within

    def _bring(self, person_id: str, known: Participation, guests: int, now: datetime) -> list[Event]:
        """Whoever is still to be told of a change is told now: giving a place back would take them off that list."""
        anew = super()._bring(person_id, known, guests, now)
        untold = self.untold.get(person_id)
        return [*self._affected(person_id, untold), *anew] if untold else anew

    def _check_begun(self, changed: ActivityChanged, now: datetime) -> None:
        before = begun(self.about, now)
        if not before:
            return
        after = begun(changed, now)
        same = [(each.session, each.starts_at, each.ends_at) for each in before]
        if same != [(each.session, each.starts_at, each.ends_at) for each in after]:
            raise ActivityHasBegun
        if changed.certificate != self.about.certificate:
            raise ActivityHasBegun

    def _room_made(self, changed: ActivityChanged, now: datetime) -> list[Event]:
        """Who is offered a place. Raises ``CapacityBelowSignUps``, so a full role that somebody waits for stays."""
        after = Activity(stream_name=self.stream_name, announced=changed, taken=self.taken, offers=self.offers)
        after.waiting = self.waiting
        roles = {*self.taken, *(offer.role for offer in self.offers.values())}
        used = {role: self.taken.get(role, 0) + self.held(role) for role in roles}
        for role, people in used.items():
            if after.capacity_of(role) < people:
                raise CapacityBelowSignUps(role=role, people=people)
        events: list[Event] = []
        for role in dict.fromkeys(waiter.role for waiter in self.waiting):
            events += after._offer(role, after.free(role), now)
        return events

    def _affected(self, person_id: str, known: Known) -> list[Event]:
        standing = self.standing_of(person_id)
        if standing is None:  # whoever leaves is told no more, so there is nobody like this
            raise LookupError(f"{self.stream_name} has somebody to tell who is not concerned")
        about, now = self.about, Known.of(self.about)
        told = ParticipationAffected(
            activity_id=about.activity_id,
            group_id=about.group_id,
            person_id=person_id,
            role=standing[1],
            standing=standing[0],
            changed=("cancelled",) if self.cancelled else known.differs(now),
            reason=self.reason if self.cancelled else None,
            place=now.place,
            starts_at=now.starts_at,
            ends_at=now.ends_at,
            was_place=known.place,
            was_starts_at=known.starts_at,
            was_ends_at=known.ends_at,
            together_with=now.together_with,
            was_together_with=known.together_with,
        )
        if not self.cancelled:
            return [told]
        if standing[0] != "signed-up":
            return [told, self._passed(person_id, standing[1], "cancelled")]
        part = self.participations[person_id]
        taken_back: list[Event] = [self._corrected(person_id, part, number) for number in part.attended]
        if part.certificate and part.certificate.valid:
            taken_back.append(self._revoked(person_id, part))
        return [*taken_back, told]
