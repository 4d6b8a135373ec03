"""A contact of two groups: one suggests something to do together, the other answers, and somebody named sees to it.

There is one stream for each pair, whoever asks, so that two groups that ask each other at once have one contact.
"""

from datetime import datetime, timedelta
from typing import Literal

from services.matching.domain.groups.group_contact_events import (
    Contact,
    ContactAsked,
    ContactEnd,
    ContactEnded,
    ContactLate,
    ContactLeft,
    ContactOwnerNamed,
    ContactTaken,
)
from services.matching.domain.team.roster import Roster
from services.matching.groups.refusals_groups import ContactOver, ContactUnderWay, NotAsked
from shared.contracts.matching_standing import SuggestionWithdrawn
from shared.contracts.matching_suggestions import (
    SuggestionAnswered,
    SuggestionLapsed,
    SuggestionLate,
    SuggestionMade,
)
from shared.events import Event
from shared.journal import State, Stream

Status = Literal["none", "asked", "accepted", "declined", "lapsed", "withdrawn"]


class GroupContact(State):
    """What two groups have suggested to each other, and how often they took it up."""

    kind = "group-contact"
    fold_version = 2

    status: Status = "none"
    contact: Contact | None = None
    coordinator_id: str = ""
    due_at: datetime | None = None
    late: bool = False
    told: tuple[str, ...] = ()
    left: bool = False
    """Who saw to it serves no longer; the officers have been asked already."""
    together: int = 0
    """How often a suggestion was taken up."""

    @classmethod
    def between(cls, one: str, other: str) -> "Stream[GroupContact]":
        """The one stream of two groups."""
        return cls.stream(pair_of(one, other))

    # -- decisions

    def ask(self, from_group: str, to_group: str, theme: str, *, by: str, told: tuple[str, ...] = ()) -> list[Event]:
        """Suggest a theme; ``told``: the officers who are asked. Raises ``ContactUnderWay``."""
        if self.status == "asked" and self.contact is not None:
            raise ContactUnderWay(contact_id=self.stream_key, from_group=self.contact.from_group)
        number = self.contact.round + 1 if self.contact else 1
        contact = Contact(
            contact_id=self.stream_key, from_group=from_group, to_group=to_group, theme=theme, round=number
        )
        return [ContactAsked(contact=contact, by=by, told=told)]

    def take(self, named: ContactOwnerNamed, at: datetime) -> list[Event]:
        """Step of a saga: the roster said who sees to it. What comes late changes nothing."""
        if self.status != "asked" or named.contact != self.contact or named.late != self.late or self.due_at:
            return []
        due_at = (at + timedelta(days=named.answer_days)).replace(microsecond=0)
        owner, public = named.coordinator_id, SuggestionLate if named.late else SuggestionMade
        return [
            ContactTaken(
                contact_id=self.stream_key,
                round=named.contact.round,
                late=named.late,
                coordinator_id=owner,
                due_at=due_at,
            ),
            public(
                **_said(named.contact), coordinator_id=owner, due_at=due_at, officer_ids=() if self.left else self.told
            ),
        ]

    def pass_deadline(self, now: datetime, told: tuple[str, ...] = ()) -> list[Event]:
        """The clock: to the desk owner once, and then it ends, and the officers ``told`` hear of it; else no events."""
        if self.status != "asked" or self.contact is None or self.due_at is None or now < self.due_at:
            return []
        if self.late:
            over = SuggestionLapsed(**_said(self.contact), coordinator_id=self.coordinator_id, officer_ids=told)
            return [self._ended("lapsed", "clock", "clock"), over]
        return [ContactLate(contact=self.contact, before=self.coordinator_id)]

    def hand_on(self, person_id: str) -> list[Event]:
        """Who sees to it serves no longer: somebody else does, at once, with a new day."""
        if self.contact is None or self.due_at is None or self.coordinator_id != person_id:
            return []
        return [ContactLeft(contact=self.contact, late=self.late, before=person_id)]

    def answer(self, *, accepted: bool, by: str, relation: str, told: tuple[str, ...] = ()) -> list[Event]:
        """The other group's word; ``told``: officers of the group that asked. Raises ``NotAsked``, ``ContactOver``."""
        if self.contact is None:
            raise NotAsked
        if self.status != "asked":
            raise ContactOver(status=self.status)
        word = SuggestionAnswered(
            **_said(self.contact), coordinator_id=self.coordinator_id, officer_ids=told, accepted=accepted
        )
        return [self._ended("accepted" if accepted else "declined", by, relation), word]

    def withdraw(self, round: int, told: tuple[str, ...]) -> list[Event]:
        """Step of a saga: one of the two pauses or has ended. What was suggested anew since then is another round."""
        if self.status != "asked" or self.contact is None or self.contact.round != round:
            return []
        over = SuggestionWithdrawn(**_said(self.contact), coordinator_id=self.coordinator_id, officer_ids=told)
        return [self._ended("withdrawn", "clock", "clock"), over]

    def _ended(self, how: ContactEnd, by: str, relation: str) -> ContactEnded:
        number = self.contact.round if self.contact else 0
        return ContactEnded(contact_id=self.stream_key, round=number, how=how, by=by, relation=relation)

    # -- fold

    def apply(self, event: Event) -> None:
        match event:
            case ContactAsked():
                self.status, self.contact, self.late, self.due_at = "asked", event.contact, False, None
                self.coordinator_id, self.told, self.left = "", event.told, False
            case ContactTaken():
                self.coordinator_id, self.due_at, self.left = event.coordinator_id, event.due_at, False
            case ContactLeft():
                self.due_at, self.left = None, True
            case ContactLate():
                self.late, self.due_at = True, None
            case ContactEnded():
                self.status, self.due_at = event.how, None
                self.together += event.how == "accepted"


def _said(contact: Contact) -> dict[str, str]:
    """What the others are told of a contact."""
    return {
        "suggestion_id": contact.contact_id,
        "group_id": contact.from_group,
        "to_group_id": contact.to_group,
        "theme": contact.theme,
    }


def pair_of(one: str, other: str) -> str:
    """The id of what is between two groups, the same whoever asks."""
    return "~".join(sorted((one, other)))


def named_by(roster: Roster, asked: ContactAsked | ContactLate | ContactLeft) -> list[Event]:
    """Step of a saga: the freest coordinator sees to it, after a lapse the desk owner; with neither, who asked."""
    late = isinstance(asked, ContactLate) or (isinstance(asked, ContactLeft) and asked.late)
    freest = None if late else roster.heir("")
    fallback = asked.by if isinstance(asked, ContactAsked) else asked.before
    owner = freest or roster.desk_owner or fallback
    return [
        ContactOwnerNamed(contact=asked.contact, late=late, coordinator_id=owner, answer_days=2 * roster.answer_days)
    ]
