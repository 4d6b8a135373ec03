"""The saga of a group that pauses, ends or is back, as a table."""

from collections.abc import Callable

from services.matching.domain.accompanying.accompaniment import Accompaniment
from services.matching.domain.groups.group_contact import GroupContact
from services.matching.domain.groups.standing_events import ContactGone, StandingSeenTo
from services.matching.domain.introducing.introduction import Introduction
from shared.contracts.matching_standing import GroupEnded
from shared.events import Event
from shared.journal import Following, Step, on, on_commit


def _introductions(e: StandingSeenTo, following: Following) -> list[Step]:
    def stands(found: Introduction) -> list[Event]:
        return found.group_stands(e.standing, e.number, following.at)

    return [(Introduction.stream(id), stands) for id in e.introduction_ids]


def _contacts(e: StandingSeenTo) -> list[Step]:
    def withdrawn(gone: ContactGone) -> Callable[[GroupContact], list[Event]]:
        return lambda contact: contact.withdraw(gone.round, gone.told)

    return [(GroupContact.stream(gone.contact_id), withdrawn(gone)) for gone in e.contacts]


def _accompaniment(e: GroupEnded) -> Step:
    return Accompaniment.stream(e.group_id), lambda found: found.group_gone()


REACTIONS = (
    on_commit(StandingSeenTo, "tell-introductions-of-standing", _introductions),
    on(StandingSeenTo, "withdraw-suggestions", _contacts),
    on(GroupEnded, "see-to-accompaniment-of-ended-group", _accompaniment),
)
