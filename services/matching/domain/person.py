"""A person as matching knows them: all that the people service tells, what they said, and what of theirs is open.

One stream, so that an event heard of them leaves one commit, and an erasure knows everything; its parts have own files.
"""

from datetime import date

from pydantic import BaseModel

from services.matching.consulting.refusals import ReopenedTooOften, TooManyConsultations
from services.matching.domain.carried import RecordCarried, take_over
from services.matching.domain.consulting.events import (
    ConsultationAsked,
    ConsultationEnded,
    ConsultationNoted,
    ConsultationTakenUp,
    Consulting,
    Terms,
    Turn,
)
from services.matching.domain.events import (
    Asking,
    Interests,
    InterestsDeclared,
    IntroductionAsked,
    IntroductionClosed,
    MatchingConsentChanged,
    MembershipNoted,
    MembershipOver,
    MembershipRefused,
    PersonForgotten,
    PersonHeard,
)
from services.matching.domain.introducing.introduced_person import OPEN_INTRODUCTIONS_MAX
from services.matching.domain.inviting.invited_person import InvitedPerson
from services.matching.domain.outreach.appointed import AppointedPerson
from services.matching.domain.recommending.familiar import FamiliarPerson
from services.matching.domain.sealed_events import HomeKept, NeedsKept
from services.matching.domain.visiting.visiting import VisitingPerson
from services.matching.guarding.refusals import IntroductionNeedsGuardian
from services.matching.refusals import AlreadyAsked, AlreadyMember, ConsentMissing, PersonGone, TooManyAsked
from shared.contracts.base import Areas
from shared.contracts.people import AgeBand
from shared.errors import NotYet
from shared.events import Event

OPEN_CONSULTATIONS_MAX = 5
ENDED_CONSULTATIONS_MAX = 20
"""Ended ones that may still be taken up again; of more, the oldest may no longer."""
REOPENED_MAX = 10
"""So often one consultation is taken up again."""


class OwnConsultation(BaseModel):
    """A consultation whose words are kept, and whether it counts as open.

    ``turn``: the last that is known of it here: by which it ended, or the one with which it is taken up. What is heard
    of an earlier turn comes late and changes nothing.
    """

    document_id: str
    is_open: bool = True
    turn: int = -1


class Person(InvitedPerson, FamiliarPerson, VisitingPerson, AppointedPerson):
    """One person. Size is bound by the number of groups, by what may be open and by the deeds that are kept."""

    kind = "person"
    fold_version = 11

    language: str = "ja"
    interests: Interests | None = None
    needs_id: str | None = None
    """The document of the vault with their access needs and age band."""
    home: bool = False
    """Whether the vault has the cell they live in."""
    consultations: dict[str, OwnConsultation] = {}
    """Consultations by id whose words are kept, the oldest first."""

    @property
    def consults_enough(self) -> bool:
        """Whether so many consultations are open that no other can be."""
        return sum(own.is_open for own in self.consultations.values()) >= OPEN_CONSULTATIONS_MAX

    def hear(self, *, areas: Areas, language: str, age_band: AgeBand | None) -> list[Event]:
        """Take what the people service tells; the first time is noted, whatever it says."""
        known = (self.areas, self.language, self.age_band)
        if self.forgotten or (self.heard and known == (areas, language, age_band)):
            return []
        heard = PersonHeard(person_id=self.stream_key, areas=areas, language=language, age_band=age_band)
        return [heard, *self.hear_age(age_band)]

    def hear_consent(self, *, given: bool) -> list[Event]:
        """Without consent to matching, interests and deeds are dropped, help ends, and nothing new is taken."""
        if self.forgotten or given == self.consent:
            return []
        changed = MatchingConsentChanged(person_id=self.stream_key, given=given)
        if given:
            return [changed]
        ended = (*self.end_help(erased=False), *self.end_appointments(erased=False))
        return [changed, *self._sealed_gone(), *self.close_to_invitations(), *self.withdraw_reasons(), *ended]

    def carry(self, carried: RecordCarried) -> list[Event]:
        """Take over what older versions kept in streams beside this one, for who is there and agrees."""
        return [carried] if self.takes else []

    def keep_home(self, *, kept: bool) -> list[Event]:
        """Note that the vault has the cell they live in, or no more. Raises ``PersonGone``, ``ConsentMissing``."""
        self._require_present()
        if kept and not self.consent:
            raise ConsentMissing
        return [HomeKept(person_id=self.stream_key, kept=kept)]

    def _needs_gone(self) -> list[Event]:
        return [NeedsKept(person_id=self.stream_key, document_id=self.needs_id, kept=False)] if self.needs_id else []

    def _sealed_gone(self) -> list[Event]:
        home = [HomeKept(person_id=self.stream_key, kept=False)] if self.home else []
        return [*home, *self._needs_gone()]

    def declare(self, interests: Interests, on: date, needs_id: str | None = None) -> list[Event]:
        """Replace the interests; the first that are said are noted with their day.

        ``needs_id``: the document of the vault that has their needs and age. Raises ``PersonGone``, ``ConsentMissing``.
        """
        self._require_present()
        if not self.consent:
            raise ConsentMissing
        kept = [NeedsKept(person_id=self.stream_key, document_id=needs_id, kept=True)] if needs_id else []
        return [
            InterestsDeclared(person_id=self.stream_key, interests=interests.told),
            *(self._needs_gone() if needs_id != self.needs_id else ()),
            *kept,
            *(self.note_interest(on) if interests.tags else ()),
        ]

    def ask(self, asking: Asking, *, invited: bool = False) -> list[Event]:
        """Ask for an introduction; of a group whose invitation is open this is the yes to it.

        Raises ``PersonGone``, ``GuardianSaidNo``, ``IntroductionNeedsGuardian``, ``AlreadyMember``, ``AlreadyAsked``,
        ``TooManyAsked``; ``invited``: ``NotInvited``.
        """
        self._require_present()
        self.require_consent_to_introductions()
        self.require_guardian(asking.asked_at, IntroductionNeedsGuardian)
        if asking.group_id in self.groups:
            raise AlreadyMember(group_id=asking.group_id)
        if open_one := self.introductions.get(asking.group_id):
            raise AlreadyAsked(introduction_id=open_one.introduction_id)
        if invited:
            self.require_invitation(asking.group_id)
        if len(self.introductions) >= OPEN_INTRODUCTIONS_MAX:
            raise TooManyAsked(open_max=OPEN_INTRODUCTIONS_MAX)
        asking = asking.model_copy(update={"invited_by": self.invited_by(asking.group_id)})
        return [IntroductionAsked(asking=asking), *self.take_invitation(asking.group_id)]

    def close(self, introduction_id: str) -> list[Event]:
        """Step of a saga: the introduction has ended."""
        return [
            IntroductionClosed(group_id=group_id, **open_one.model_dump())
            for group_id, open_one in self.introductions.items()
            if open_one.introduction_id == introduction_id
        ]

    def ask_consultation(self, asking: Consulting, turn: Turn) -> list[Event]:
        """Bring a worry. Raises ``PersonGone``, ``TooManyConsultations``."""
        self._require_present()
        self._require_room()
        ended = [(id, own) for id, own in self.consultations.items() if not own.is_open]
        superfluous = ended[: max(0, len(ended) - ENDED_CONSULTATIONS_MAX + 1)]
        return [
            ConsultationAsked(asking=asking, turn=turn),
            *(ConsultationEnded(consultation_id=id, document_id=own.document_id) for id, own in superfluous),
        ]

    def take_up(self, taken: ConsultationTakenUp, terms: Terms) -> list[Event]:
        """Count a consultation as open again, before it is: whoever comes next finds the room taken.

        Raises ``PersonGone``, ``ReopenedTooOften``, ``TooManyConsultations``, ``NotYet``.
        """
        self._require_present()
        own = self.consultations.get(taken.consultation_id)
        if own is None:  # it is closing: its time is over, or there are so many newer ones
            raise ReopenedTooOften(days=terms.reopen_days, times=REOPENED_MAX)
        if not own.is_open:
            if not taken.over or taken.number < own.turn:  # it was seen before its last end
                raise NotYet("consultation-resolved")
            self._require_room()
        return [taken]

    def note_done(self, consultation_id: str, number: int) -> list[Event]:
        """Step of a saga: a consultation was solved at a turn."""
        own = self.consultations.get(consultation_id)
        if own is None or not own.is_open or number < own.turn:
            return []
        return [ConsultationNoted(consultation_id=consultation_id, is_open=False, number=number)]

    def note_reopened(self, consultation_id: str, number: int) -> list[Event]:
        """Step of a saga: a consultation is taken up again by a turn. It is known here, but for records of before."""
        own = self.consultations.get(consultation_id)
        if own is None or own.is_open or number <= own.turn:
            return []
        return [ConsultationNoted(consultation_id=consultation_id, is_open=True, number=number)]

    def end_consultation(self, consultation_id: str) -> list[Event]:
        """Step of a saga: a consultation is over for good."""
        own = self.consultations.get(consultation_id)
        return [ConsultationEnded(consultation_id=consultation_id, document_id=own.document_id)] if own else []

    def note_membership(self, group_id: str, on: date) -> list[Event]:
        """Step of a saga: the person has joined a group; an erased person must not be a member."""
        if self.forgotten:
            return [MembershipRefused(person_id=self.stream_key, group_id=group_id)]
        deed = self.climb("joined", group_id, on)
        open_one = self.introductions.get(group_id)
        if group_id in self.groups and open_one is None:
            return deed
        introduction_id = open_one.introduction_id if open_one else None
        return [
            MembershipNoted(person_id=self.stream_key, group_id=group_id, introduction_id=introduction_id),
            *deed,
        ]

    def note_departure(self, group_id: str, on: date) -> list[Event]:
        """Step of a saga: the person has left a group."""
        over = [MembershipOver(person_id=self.stream_key, group_id=group_id)] if group_id in self.groups else []
        return [*over, *self.climb("left", group_id, on)]

    def forget(self) -> list[Event]:
        """The person is erased: name what must end elsewhere."""
        if self.forgotten:
            return []
        return [
            *self._sealed_gone(),
            *self.close_to_invitations(),
            PersonForgotten(
                person_id=self.stream_key,
                introduction_ids=tuple(one.introduction_id for one in self.introductions.values()),
                message_ids=tuple(one.message_id for one in self.introductions.values()),
                group_ids=tuple(self.groups),
                consultation_ids=tuple(self.consultations),
                document_ids=tuple(own.document_id for own in self.consultations.values()),
                follow_up_ids=tuple(self.follow_ups),
            ),
            *self.end_help(erased=True),
            *self.end_appointments(erased=True),
        ]

    def _require_present(self) -> None:
        if self.forgotten:
            raise PersonGone

    def _require_room(self) -> None:
        if self.consults_enough:
            raise TooManyConsultations(open_max=OPEN_CONSULTATIONS_MAX)

    # -- fold

    def apply(self, event: Event) -> None:
        self._apply_to_parts(event)
        match event:
            case PersonHeard():
                self.heard, self.areas = True, event.areas
                self.language, self.age_band = event.language, event.age_band
            case RecordCarried():
                take_over(self, event)
            case MatchingConsentChanged():
                self.consent = event.given
                self.interests = self.interests if event.given else None
            case HomeKept():
                self.home = event.kept
            case NeedsKept():
                self.needs_id = event.document_id if event.kept else None
            case InterestsDeclared():
                self.interests = event.interests.told
            case MembershipNoted():
                self.groups[event.group_id] = True
            case MembershipOver():
                self.groups.pop(event.group_id, None)
            case PersonForgotten():
                self.areas, self.language, self.age_band = {}, "ja", None
                self.interests, self.home, self.needs_id = None, False, None
                self.groups, self.consultations = {}, {}

    def _apply_to_parts(self, event: Event) -> None:
        parts = (self.apply_to_introductions, self.apply_to_invitations, self.apply_to_ladder, self.apply_to_help)
        for apply in (self._apply_to_consultations, *parts, self.apply_to_appointments, self.apply_to_familiar):
            apply(event)

    def _apply_to_consultations(self, event: Event) -> None:
        match event:
            case ConsultationAsked():
                asked = event.asking
                self.consultations[asked.consultation_id] = OwnConsultation(document_id=asked.document_id)
            case ConsultationTakenUp():
                if event.over:
                    self._note(event.consultation_id, is_open=True, turn=event.number + 1)
            case ConsultationNoted():
                self._note(event.consultation_id, is_open=event.is_open, turn=event.number)
            case ConsultationEnded():
                self.consultations.pop(event.consultation_id, None)

    def _note(self, consultation_id: str, *, is_open: bool, turn: int | None) -> None:
        own = self.consultations.pop(consultation_id)
        turn = own.turn if turn is None else max(own.turn, turn)
        self.consultations[consultation_id] = own.model_copy(update={"is_open": is_open, "turn": turn})
