"""What a person's own stream knows of invitations: whether groups may find them, who asks, and whom they said no to.

Nobody is found who did not say so, nobody under 18, and nobody who has taken back the consent to ``matching`` or
``introductions``.
"""

from datetime import date, datetime, timedelta

from pydantic import BaseModel

from services.matching.domain.events import PersonForgotten
from services.matching.domain.guarding.guarded import GuardedPerson
from services.matching.domain.helping.terms import age_of
from services.matching.domain.inviting.events import (
    InvitationEnd,
    InvitationEnded,
    InvitationNoted,
    InvitationPlaceTaken,
    InvitationsOpened,
    InvitationUnmade,
)
from services.matching.domain.inviting.invitee_terms import Bounds
from services.matching.inviting.refusals import AdultsOnly, NotInvited
from services.matching.refusals import ConsentMissing, PersonGone
from shared.clock import tokyo_date
from shared.contracts.matching_invitations import InvitationClosed, InvitationLapsed, InvitationMade
from shared.contracts.matching_standing import Away
from shared.contracts.people import AgeBand
from shared.events import Event

WEEK = timedelta(days=7)
ADULT = "adult"
"""The check that somebody of unknown age is 18 or older."""
ENDED_MAX = 100
"""Of so many groups it is remembered that they asked; of more, the latest."""


class OpenInvitation(BaseModel):
    """Until when the person may answer, and which officer asked."""

    due_at: datetime
    by: str
    place_id: str = ""


class InvitedPerson(GuardedPerson):
    """Invitations of one person. Bound by the terms and by ``ENDED_MAX``."""

    groups: dict[str, bool] = {}
    """Ids of groups the person belongs to (a dict for its order)."""
    invitee_secret: str = ""
    """Nothing for somebody who is not to be found."""
    invitations: dict[str, OpenInvitation] = {}
    """Open ones by group."""
    invited_before: dict[str, datetime] = {}
    """When the last one of a group ended without a yes."""
    invited_at: tuple[datetime, ...] = ()
    """When they were invited within the week before the last one."""

    # -- decisions

    def open_to_invitations(self, secret: str, today: date) -> list[Event]:
        """Groups that look for somebody may find them.

        Raises ``PersonGone``, ``ConsentMissing``, ``IntroductionConsentMissing``, ``AdultsOnly``.
        """
        if self.forgotten:
            raise PersonGone
        if not self.consent:
            raise ConsentMissing
        self.require_consent_to_introductions()
        if not self.is_adult(today):
            raise AdultsOnly
        if self.invitee_secret:
            return []
        return [InvitationsOpened(person_id=self.stream_key, open=True, secret=secret)]

    def close_to_invitations(self) -> list[Event]:
        """Nobody finds them any more, what is open ends, and what was is forgotten."""
        if not self.invitee_secret:
            return []
        ended = [each for group_id in self.invitations for each in self._ended(group_id, "withdrawn")]
        return [*ended, InvitationsOpened(person_id=self.stream_key, open=False)]

    def hear_introduction_consent(self, *, given: bool) -> list[Event]:
        """Without consent to introductions nobody is found either."""
        heard = super().hear_introduction_consent(given=given)
        return heard if given or not heard else [*heard, *self.close_to_invitations()]

    def hear_age(self, age_band: AgeBand | None) -> list[Event]:
        """Whoever turns out not to be of age is not to be found."""
        grown = age_of(age_band) == ADULT or (age_of(age_band) != "minor" and ADULT in self.checks)
        return [] if grown else self.close_to_invitations()

    def revoke_check(self, kind: str, by: str, *, today: date | None = None, consent_id: str = "") -> list[Event]:
        """A check holds no longer; whoever was of age by it is not to be found."""
        revoked = super().revoke_check(kind, by, today=today, consent_id=consent_id)
        return [*revoked, *self.close_to_invitations()] if revoked and kind == ADULT and self.age != ADULT else revoked

    def is_adult(self, today: date) -> bool:
        """Whether they are of age, by their band, or by a check where the band does not say."""
        return self.age == ADULT or (self.age != "minor" and ADULT in self.valid_checks(today))

    def may_be_invited(self, group_id: str, now: datetime, today: date, terms: Bounds) -> bool:
        """Whether a group may ask them now: once at a time, not soon again, and nobody is overrun."""
        before = self.invited_before.get(group_id)
        return (
            bool(self.invitee_secret)
            and self.is_adult(today)
            and not (group_id in self.invitations or group_id in self.introductions or group_id in self.groups)
            and not (before is not None and now < before + timedelta(days=terms.again_days))
            and len(self.invitations) < terms.open_of_person
            and sum(now < at + WEEK for at in self.invited_at) < terms.a_week
        )

    def take_place(self, taken: InvitationPlaceTaken) -> list[Event]:
        """Step of a saga: a group that has room for it asks; or does not, because it waits already, or whyever else."""
        told = {"person_id": self.stream_key, "group_id": taken.group_id}
        if taken.group_id in self.invitations and self.invitee_secret:
            return [InvitationUnmade(**told, place_id=taken.place_id, invited=True)]
        if not self.may_be_invited(taken.group_id, taken.at, tokyo_date(taken.at), taken.bounds):
            return [InvitationUnmade(**told, place_id=taken.place_id)]
        at = taken.at.replace(microsecond=0)
        due_at = at + timedelta(days=taken.bounds.waits_days)
        noted = InvitationNoted(**told, by=taken.by, at=at, due_at=due_at, place_id=taken.place_id)
        return [noted, InvitationMade(**told, due_at=due_at)]

    def require_invitation(self, group_id: str) -> None:
        """Raises ``NotInvited``."""
        if group_id not in self.invitations:
            raise NotInvited

    def decline_invitation(self, group_id: str, now: datetime) -> list[Event]:
        """Their no; the group is not told by whom. Raises ``NotInvited``."""
        self.require_invitation(group_id)
        return self._ended(group_id, "declined", now)

    def lapse_invitation(self, group_id: str, now: datetime) -> list[Event]:
        """The clock: silence is no yes; no events when it is not due (any more)."""
        invitation = self.invitations.get(group_id)
        if invitation is None or now < invitation.due_at:
            return []
        lapsed = InvitationLapsed(person_id=self.stream_key, group_id=group_id)
        return [*self._ended(group_id, "lapsed", now), lapsed]

    def group_away(self, group_id: str, standing: Away) -> list[Event]:
        """The clock: the group pauses or has ended, and the person is told kindly; it may ask again when it is back."""
        if group_id not in self.invitations:
            return []
        return [
            InvitationEnded(
                person_id=self.stream_key,
                group_id=group_id,
                how="group-away",
                place_id=self.invitations[group_id].place_id,
            ),
            InvitationLapsed(person_id=self.stream_key, group_id=group_id, standing=standing),
        ]

    def take_invitation(self, group_id: str) -> list[Event]:
        """They ask to meet a group that asked them: that is the yes."""
        return self._ended(group_id, "accepted") if group_id in self.invitations else []

    def invited_by(self, group_id: str) -> str:
        """Which officer's invitation of a group is open; nothing for none."""
        invitation = self.invitations.get(group_id)
        return invitation.by if invitation else ""

    def _ended(self, group_id: str, how: InvitationEnd, at: datetime | None = None) -> list[Event]:
        at = at.replace(microsecond=0) if at else None
        invitation, accepted = self.invitations[group_id], how == "accepted"
        officer_id, place_id = invitation.by, invitation.place_id
        return [
            InvitationEnded(person_id=self.stream_key, group_id=group_id, how=how, at=at, place_id=place_id),
            InvitationClosed(group_id=group_id, officer_id=officer_id, accepted=accepted),
        ]

    # -- fold

    def apply_to_invitations(self, event: Event) -> None:
        """Take what is about invitations."""
        match event:
            case InvitationsOpened():
                self.invitee_secret = event.secret if event.open else ""
                if not event.open:
                    self._forget_invitations()
            case InvitationNoted():
                opened = OpenInvitation(due_at=event.due_at, by=event.by, place_id=event.place_id)
                self.invitations[event.group_id] = opened
                self.invited_at = (*(at for at in self.invited_at if event.at < at + WEEK), event.at)
            case InvitationEnded():
                self.invitations.pop(event.group_id, None)
                if event.at is not None:
                    self.invited_before.pop(event.group_id, None)
                    self.invited_before[event.group_id] = event.at
                    while len(self.invited_before) > ENDED_MAX:
                        del self.invited_before[next(iter(self.invited_before))]
            case PersonForgotten():
                self.invitee_secret = ""
                self._forget_invitations()

    def _forget_invitations(self) -> None:
        self.invitations, self.invited_before, self.invited_at = {}, {}, ()
