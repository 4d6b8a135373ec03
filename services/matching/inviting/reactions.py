"""The saga of an invitation as a table: the group's place, the person is asked, and the place is free again."""

from services.matching.domain.inviting.events import InvitationEnded, InvitationPlaceTaken, InvitationUnmade
from services.matching.domain.inviting.places import InvitationPlaces
from services.matching.domain.person import Person
from shared.journal import Step, on


def _ask(e: InvitationPlaceTaken) -> Step:
    return Person.stream(e.person_id), lambda person: person.take_place(e)


def _free(e: InvitationEnded | InvitationUnmade) -> list[Step]:
    if not e.place_id:
        return []
    return [(InvitationPlaces.stream(e.group_id), lambda places: places.free(e.person_id, e.place_id))]


REACTIONS = (
    on(InvitationPlaceTaken, "ask-invitee", _ask),
    on(InvitationEnded, "free-place", _free),
    on(InvitationUnmade, "free-unused-place", _free),
)
