"""What use cases of activities answer with: an activity as a commit left it, and where a person stands in one."""

from dataclasses import dataclass

from services.booking.domain.activities.participation import Status
from shared.contracts.booking_activities import ActivityAnnounced, Evidence
from shared.contracts.booking_co_hosts import CoHostAsked
from shared.journal import Commit


@dataclass(frozen=True)
class Announced:
    """An activity as a commit announced, changed or cancelled it."""

    commit: Commit
    about: ActivityAnnounced

    @property
    def asked(self) -> tuple[str, ...]:
        """The groups that this commit asks to hold it too."""
        return tuple(event.to_group_id for event in self.commit.events if type(event) is CoHostAsked)


@dataclass(frozen=True)
class Participant:
    """Where a person stands in an activity, and the commit that put or found them there."""

    commit: Commit
    activity_id: str
    person_id: str
    status: Status
    role: str
    minutes: int = 0
    evidence: Evidence | None = None
    session: int | None = None
    guests: int = 0
