"""The saga of contacts between groups as a table: who sees to a suggestion."""

from services.matching.domain.groups.group_contact import GroupContact, named_by
from services.matching.domain.groups.group_contact_events import (
    ContactAsked,
    ContactLate,
    ContactLeft,
    ContactOwnerNamed,
)
from services.matching.domain.team.roster import Roster
from shared.journal import Following, Step, on, on_commit


def _name(e: ContactAsked | ContactLate | ContactLeft) -> Step:
    return Roster.main(), lambda roster: named_by(roster, e)


def _take(e: ContactOwnerNamed, following: Following) -> Step:
    return GroupContact.stream(e.contact.contact_id), lambda contact: contact.take(e, following.at)


REACTIONS = (
    on(ContactAsked, "name-contact-owner", _name),
    on(ContactLate, "name-late-contact-owner", _name),
    on(ContactLeft, "name-next-contact-owner", _name),
    on_commit(ContactOwnerNamed, "take-contact", _take),
)
