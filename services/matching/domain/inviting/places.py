"""How many invitations of a group wait for an answer: decided here, so that two officers at once never pass the limit.

A place is taken before the person is asked, and free again when their invitation has ended, or was not made at all.
Each has an id: what is heard of one that was free before changes nothing.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from pydantic import BaseModel

from services.matching.domain.inviting.events import InvitationPlaceFree, InvitationPlaceTaken
from services.matching.inviting.refusals import AlreadyInvited, TooManyInvitations
from shared.events import Event
from shared.journal import State

GRACE = timedelta(days=2)
"""So long after its last day a place is thought to be taken by an answer that is on its way."""


class Place(BaseModel):
    """A place that is taken, and until when at most."""

    place_id: str
    until: datetime


class InvitationPlaces(State):
    """``invitation-places/<group>``: places by person. Bound by ``open_of_group``."""

    kind = "invitation-places"

    taken: dict[str, Place] = {}

    def take(self, asked: InvitationPlaceTaken, waiting: Collection[str]) -> list[Event]:
        """Take a place for somebody. ``waiting``: whose answers are waited for since before places were kept.

        Raises ``AlreadyInvited``, ``TooManyInvitations``.
        """
        held = {who for who, place in self.taken.items() if asked.at < place.until + GRACE}
        if asked.person_id in held:
            raise AlreadyInvited
        if len({*held, *waiting} - {asked.person_id}) >= asked.bounds.open_of_group:
            raise TooManyInvitations(open_max=asked.bounds.open_of_group)
        return [asked]

    def free(self, person_id: str, place_id: str) -> list[Event]:
        """Step of a saga: the invitation has ended, or was not made. Of another one than this nothing."""
        place = self.taken.get(person_id)
        if place is None or place.place_id != place_id:
            return []
        return [InvitationPlaceFree(group_id=self.stream_key, person_id=person_id, place_id=place_id)]

    def apply(self, event: Event) -> None:
        match event:
            case InvitationPlaceTaken():
                until = event.at + timedelta(days=event.bounds.waits_days)
                self.taken[event.person_id] = Place(place_id=event.place_id, until=until)
            case InvitationPlaceFree():
                self.taken.pop(event.person_id, None)
