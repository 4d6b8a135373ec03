"""Holding an activity together: which groups are asked, what they say, and how it ends. Pure.

The group that announced asks; each other group answers in its own time, once, and until its yes the activity is the
first group's alone. Every change of who holds it is an ``activity-changed`` of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.booking.activities.co_host_refusals import (
    CoHostAnsweredAlready,
    CoHostAskedEnough,
    CoHostAway,
    CoHostingOver,
    CoHostNotAgain,
    CoHostTwice,
    CoHostWithoutOfficer,
    NotCoHost,
    TooManyCoHosts,
)
from services.booking.domain.activities.record import STANDS, ActivityRecord, Known
from services.booking.domain.heard_events import Standing
from shared.contracts.booking_activities import ActivityAnnounced, ActivityChanged
from shared.contracts.booking_co_hosts import CoHostAffected, CoHostAnswered, CoHostAsked, CoHostEnded, CoHostingEnd
from shared.events import Event

CO_HOSTS_MAX = 2
"""Other groups of one activity."""
ASKED_MAX = 6
"""Groups that one activity ever asks: bounds the stream, and how often others are asked in vain."""

WAITING_MAX = 3
"""Questions from one group to another that wait for a word: its officers are not to be flooded."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group that may be asked, as it was heard of: who acts for it, how it stands, what it has not answered yet."""

    officers: tuple[str, ...]
    standing: Standing = "active"
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Others:
    """What a decision needs to know of the other groups: whom to ask, whom to tell by group, and who acts here."""

    candidates: Mapping[str, Candidate] = field(default_factory=dict)
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: str | None = None
    first: Standing = "active"
    """How the group stands that asks."""


NO_OTHERS = Others()


class Hosting(ActivityRecord):
    """The decisions about who holds it."""

    def answer_as_host(
        self, group_id: str, now: datetime, *, accepted: bool, told: Sequence[str] = (), by: str | None = None
    ) -> list[Event]:
        """Take a group's word; nothing for the same one again. ``told``: officers of the group that announced."""
        standing = self.hosts.get(group_id)
        if standing == ("agreed" if accepted else "declined"):
            return []
        self.check_stands()
        if standing != "asked":
            raise CoHostAnsweredAlready(standing=standing)
        self._check_not_over(now)
        answered = CoHostAnswered(**self._fields(group_id, told, by), accepted=accepted)
        return [answered, self._held_by((*self.about.together_with, group_id))] if accepted else [answered]

    def leave_as_host(
        self, group_id: str, now: datetime, *, told: Sequence[str] = (), by: str | None = None
    ) -> list[Event]:
        """A group that agreed holds it no more; nothing when it has left. The others go on."""
        if self.hosts.get(group_id) == "left":
            return []
        self.check_stands()
        if self.hosts.get(group_id) != "agreed":
            raise NotCoHost
        self._check_not_over(now)
        return self._ended("left", group_id, told, by)

    def host_is_over(self, group_id: str, now: datetime, *, told: Sequence[str] = ()) -> list[Event]:
        """A group has ended: it holds nothing that is still to come, and answers nothing. Never refuses."""
        if self.cancelled or self.announced is None or self.about.ends_at <= now:
            return []
        if self.hosts.get(group_id) not in STANDS:
            return []
        return self._ended("group-ended", group_id, told, None)

    # -- within

    def _parted(self, wanted: Sequence[str] | None) -> list[str]:
        """Who was asked or has agreed, and is not wanted any more; nobody where nothing is said of it."""
        if wanted is None:
            return []
        return [id for id, standing in self.hosts.items() if standing in STANDS and id not in wanted]

    def _ask(self, about: ActivityAnnounced, wanted: Sequence[str] | None, others: Others) -> list[Event]:
        """Ask the groups that are wanted and were not asked. Raises what is against any of them."""
        if wanted is None:
            return []
        if len(set(wanted)) < len(wanted) or about.group_id in wanted:
            raise CoHostTwice
        asked = [id for id in wanted if self.hosts.get(id) not in STANDS]
        if len(wanted) > CO_HOSTS_MAX or self.hosts_asked + len(asked) > ASKED_MAX:
            raise TooManyCoHosts(co_hosts_max=CO_HOSTS_MAX, asked_max=ASKED_MAX)
        if asked and others.first != "active":
            raise CoHostAway(group_id=about.group_id)
        for id in asked:
            if others.candidates[id].waiting >= WAITING_MAX:
                raise CoHostAskedEnough(waiting_max=WAITING_MAX, group_id=id)
            if self.hosts.get(id) in {"declined", "left"}:
                raise CoHostNotAgain(group_id=id)
            if others.candidates[id].standing != "active":
                raise CoHostAway(group_id=id)
            if not others.candidates[id].officers:
                raise CoHostWithoutOfficer(group_id=id)
        return [
            CoHostAsked(
                activity_id=about.activity_id,
                group_id=about.group_id,
                to_group_id=id,
                officer_id=others.by,
                officer_ids=others.candidates[id].officers,
                starts_at=about.starts_at,
            )
            for id in asked
        ]

    def _others_hear(self, changed: ActivityChanged, parted: Sequence[str], others: Others) -> list[Event]:
        """What has changed for the groups that hold it too, or are asked to."""
        what = Known.of(self.about).differs(Known.of(changed))
        now = {"changed": what, "place": changed.place, "starts_at": changed.starts_at, "ends_at": changed.ends_at}
        concerned = [id for id, standing in self.hosts.items() if what and standing in STANDS and id not in parted]
        return [CoHostAffected(**{**self._fields(id, others.told.get(id, ()), others.by), **now}) for id in concerned]

    def _over_for(self, reason: CoHostingEnd, groups: Iterable[str], others: Others) -> list[Event]:
        """It is over for each of these groups, as their officers are told."""
        return [CoHostEnded(**self._fields(id, others.told.get(id, ()), others.by), reason=reason) for id in groups]

    def _ended(self, reason: CoHostingEnd, group_id: str, told: Sequence[str], by: str | None) -> list[Event]:
        """It is over for a group, and where it had agreed it is not named any more."""
        ended = CoHostEnded(**self._fields(group_id, told, by), reason=reason)
        left = tuple(id for id in self.about.together_with if id != group_id)
        return [ended] if left == self.about.together_with else [ended, self._held_by(left)]

    def _held_by(self, together_with: tuple[str, ...]) -> ActivityChanged:
        return ActivityChanged(**{**self.about.model_dump(), "together_with": together_with})

    def _fields(self, group_id: str, told: Sequence[str], by: str | None) -> dict[str, Any]:
        about = self.about
        return {
            "activity_id": about.activity_id, "group_id": about.group_id, "to_group_id": group_id,
            "officer_id": by, "officer_ids": tuple(told), "starts_at": about.starts_at,
        }  # fmt: skip

    def _check_not_over(self, now: datetime) -> None:
        if self.about.ends_at <= now:
            raise CoHostingOver
