"""A person as a guardian's consent knows them: as the young person it is about, and as the guardian who gives it.

A part of the person's one record. A consent that ends names what rested on it, so that it ends elsewhere too.
"""

from datetime import date, datetime, timedelta

from services.matching.domain.events import MatchingConsentChanged, PersonForgotten
from services.matching.domain.guarding.events import (
    ConsentEnd,
    GuardianAsked,
    GuardianConsentEnded,
    GuardianConsentRefused,
    GuardianConsentSaid,
    GuardianGone,
    GuardianNoted,
    GuardianUnwelcome,
    WardLeft,
    WardsLeft,
    WardTaken,
)
from services.matching.domain.helping.events import Check, CheckRecorded
from services.matching.domain.helping.helper import HelpingPerson
from services.matching.domain.introducing.introduced_person import IntroducedPerson
from services.matching.guarding.refusals import (
    GuardianCodeOver,
    GuardianIsYou,
    GuardianNotAdult,
    GuardianNotNeeded,
    GuardianSaidNo,
    TooManyWards,
)
from shared.clock import tokyo_date
from shared.errors import Refusal
from shared.events import Event

GUARDIAN = "guardian"
CODE_DAYS = 14
"""So long a code on paper opens something."""
WARDS_MAX = 20


class GuardedPerson(IntroducedPerson, HelpingPerson):
    """Whose guardian agrees, and to whom one is a guardian. Bound by ``WARDS_MAX``."""

    code: str = ""
    """The consent that an open code is for."""
    guardian: str = ""
    """The consent that a guardian with an account gave, while it stands."""
    guardian_no: bool = False
    """A guardian took their consent back, and none has agreed since."""
    wards: dict[str, str] = {}
    """Consents that they gave, each with whom it is about."""

    def of_age(self, today: date) -> bool:
        """Whether they are 18 or older, as far as that is known: their band says so, or it was checked."""
        return self.age == "adult" or "adult" in self.valid_checks(today)

    # -- decisions: the young person

    def ask_guardian(self, consent_id: str, lookup: str, now: datetime, *, by: str, relation: str) -> list[Event]:
        """Make a code for a guardian; the one of before opens nothing any more.

        Raises ``PersonGone``, ``HelpConsentMissing``, ``GuardianNotNeeded``.
        """
        self._require_helping()
        if self.of_age(tokyo_date(now)):
            raise GuardianNotNeeded
        return [
            GuardianAsked(
                consent_id=consent_id,
                person_id=self.stream_key,
                lookup=lookup,
                expires_at=now.replace(microsecond=0) + timedelta(days=CODE_DAYS),
                by=by,
                relation=relation,
                replaces=self.code,
            )
        ]

    def is_child(self, today: date) -> bool:
        """Whether they are known to be a child: their band says so, and no check says that they are 18 or older."""
        return self.age == "minor" and not self.of_age(today)

    def lacks_guardian(self, today: date) -> bool:
        """Whether they may not meet people: a child for whom nobody agrees, or not of age after a guardian's no."""
        if self.guardian_no:
            return not self.of_age(today)
        return self.is_child(today) and GUARDIAN not in self.valid_checks(today)

    def require_guardian(self, now: datetime, missing: type[Refusal]) -> None:
        """Raises ``GuardianSaidNo`` after a guardian took their consent back, ``missing`` where none has agreed yet."""
        if self.lacks_guardian(tokyo_date(now)):
            raise GuardianSaidNo if self.guardian_no else missing

    def revoke_check(self, kind: str, by: str, *, today: date | None = None, consent_id: str = "") -> list[Event]:
        """A check holds no longer; no events when there is none. Of a guardian's consent all that rested on it ends.

        ``consent_id``: what the end of a consent is known by that no guardian gave by themself.
        """
        revoked = super().revoke_check(kind, by)
        if kind != GUARDIAN or not revoked or today is None:
            return revoked
        return [*revoked, self._gone(self.guardian or consent_id, "revoked", today)]

    # -- decisions: the guardian

    def take_ward(self, consent_id: str, ward_id: str, on: date, valid_until: date) -> list[Event]:
        """Agree for a young person, with the code they handed over.

        Raises ``PersonGone``, ``HelpConsentMissing``, ``GuardianIsYou``, ``GuardianNotAdult``, ``GuardianCodeOver``,
        ``TooManyWards``.
        """
        self._require_helping()
        if ward_id == self.stream_key:
            raise GuardianIsYou
        if not self.of_age(on):
            raise GuardianNotAdult
        if consent_id in self.wards:
            raise GuardianCodeOver
        if len(self.wards) >= WARDS_MAX:
            raise TooManyWards(wards_max=WARDS_MAX)
        return [
            WardTaken(
                consent_id=consent_id,
                ward_id=ward_id,
                guardian_id=self.stream_key,
                said_on=on,
                valid_until=valid_until,
            )
        ]

    # -- steps of sagas

    def take_guardian(self, said: GuardianConsentSaid) -> list[Event]:
        """Step of a saga: a guardian agreed. Counts as the check that a coordinator would have recorded."""
        if not self.takes:
            return [GuardianUnwelcome(consent_id=said.consent_id, person_id=self.stream_key)]
        if self.guardian == said.consent_id:
            return []
        check = Check(checked_on=said.said_on, valid_until=said.valid_until, by=said.guardian_id)
        return [
            CheckRecorded(person_id=self.stream_key, kind=GUARDIAN, check=check),
            GuardianNoted(
                consent_id=said.consent_id,
                person_id=self.stream_key,
                guardian_id=said.guardian_id,
                replaces=self.guardian,
            ),
        ]

    def lose_guardian(self, ended: GuardianConsentEnded, today: date) -> list[Event]:
        """Step of a saga: a consent has ended. What is heard of an earlier one changes nothing."""
        if self.guardian != ended.consent_id:
            return []
        revoked = super().revoke_check(GUARDIAN, ended.guardian_id)
        return [*revoked, self._gone(ended.consent_id, ended.how, today)]

    def leave_ward(self, ended: GuardianConsentEnded | GuardianConsentRefused) -> list[Event]:
        """Step of a saga: a consent of theirs has ended, or did not come about."""
        left = ended.consent_id in self.wards
        return [WardLeft(consent_id=ended.consent_id, person_id=self.stream_key)] if left else []

    def end_help(self, *, erased: bool) -> list[Event]:
        """The person is erased or takes back the consent: what they agreed to for others, and others for them, ends."""
        own = [id for id in (self.guardian, self.code) if id]
        gone = [GuardianGone(consent_id=id, person_id=self.stream_key, how="gone") for id in own]
        left = [WardsLeft(person_id=self.stream_key, consent_ids=tuple(self.wards))] if self.wards else []
        return [*gone, *left, *super().end_help(erased=erased)]

    def _gone(self, consent_id: str, how: ConsentEnd, today: date) -> GuardianGone:
        """What rests on a guardian's consent, of who is not of age. Who goes along, or asks for help, needs none."""
        gone = GuardianGone(consent_id=consent_id, person_id=self.stream_key, how=how)
        if self.of_age(today):
            return gone
        helping = {**dict.fromkeys(self.asked, 0), **self.said}
        ids = tuple(one.introduction_id for one in self.introductions.values()) if how == "revoked" else ()
        return gone.model_copy(update={"help": helping, "introduction_ids": ids})

    # -- fold

    def apply_to_help(self, event: Event) -> None:
        """Take what is about helping, and about guardians."""
        super().apply_to_help(event)
        match event:
            case GuardianAsked():
                self.code = event.consent_id
            case GuardianNoted():
                self.guardian = event.consent_id
                self.code = "" if self.code == event.consent_id else self.code
            case GuardianGone():
                self.guardian = "" if self.guardian == event.consent_id else self.guardian
                self.code = "" if self.code == event.consent_id else self.code
                self.guardian_no = self.guardian_no or event.how == "revoked"
            case CheckRecorded(kind="guardian" | "adult"):
                self.guardian_no = False
            case WardTaken():
                self.wards[event.consent_id] = event.ward_id
            case WardLeft():
                self.wards.pop(event.consent_id, None)
            case MatchingConsentChanged(given=False):
                self.code, self.guardian, self.wards = "", "", {}
            case PersonForgotten():
                self.code, self.guardian, self.wards, self.guardian_no = "", "", {}, False
