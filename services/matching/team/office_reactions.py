"""The saga of an office that somebody left, as a table: each thing that they had goes to its next owner."""

from services.matching.domain.groups.group_contact import GroupContact
from services.matching.domain.introducing.follow_up import FollowUp
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.team.roster_events import OfficeHandedOn
from shared.journal import Step, on


def _introductions(e: OfficeHandedOn) -> list[Step]:
    return [(Introduction.stream(id), lambda found: found.leave_desk(e.person_id)) for id in e.introduction_ids]


def _follow_ups(e: OfficeHandedOn) -> list[Step]:
    return [(FollowUp.stream(id), lambda found: found.hand_on(e.person_id)) for id in e.follow_up_ids]


def _contacts(e: OfficeHandedOn) -> list[Step]:
    return [(GroupContact.stream(id), lambda found: found.hand_on(e.person_id)) for id in e.contact_ids]


REACTIONS = (
    on(OfficeHandedOn, "hand-desk-introductions-on", _introductions),
    on(OfficeHandedOn, "hand-follow-ups-on", _follow_ups),
    on(OfficeHandedOn, "hand-contacts-on", _contacts),
)
