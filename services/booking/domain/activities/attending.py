"""Who was there: attendance by code and by hand, corrections, and the certificates that rest on them. Pure."""

from datetime import datetime

from services.booking.activities.change_refusals import SessionNeeded
from services.booking.activities.refusals import (
    CodeTriesExhausted,
    NotAttended,
    NotSignedUp,
    OnlyByHand,
    TooManyCorrections,
)
from services.booking.domain.activities.events import AttendanceCodeRefused, CertificateNumbered
from services.booking.domain.activities.participation import Attendance, Participation, Verdict, Word
from services.booking.domain.activities.record import ActivityRecord
from services.booking.domain.activities.timetable import (
    CODE_CLOSES_AFTER,
    LIST_CLOSES_AFTER,
    check_open,
    minutes_of,
    session_for_code,
    session_for_list,
)
from shared.contracts.booking_activities import (
    ActivityAttended,
    AttendanceCorrected,
    CertificateGranted,
    CertificateRevoked,
    Evidence,
)
from shared.contracts.booking_values import Session
from shared.events import Event

CODE_TRIES_MAX = 10
"""Codes of a person that may be wrong at one session. Two of 10⁶ codes count at a time: a guesser wins 1 in 50,000."""
ATTENDANCES_PER_PERSON_MAX = 3
"""Times that one person's attendance of a session may be recorded, corrections between them."""


class Attending(ActivityRecord):
    """The decisions about attendance. ``number``: of the certificate, should this attendance earn one."""

    def attend_by_code(
        self, person_id: str, verdict: Verdict, now: datetime, session: int | None = None, number: str = ""
    ) -> list[Event]:
        """Record that a person was there, or that their code did not count; nothing when it is recorded already.

        A code that does not count is an event, not an exception: the next decision sees it, so nobody can try more
        than ``CODE_TRIES_MAX`` codes however many requests run at once.
        """
        self.check_stands()
        known = self._place_of(person_id)
        at = session_for_code(self.about, session, now)
        before = known.at(at.session)
        if before.standing == "attended":
            return []
        check_open(at, now, CODE_CLOSES_AFTER)
        if before.times:
            raise OnlyByHand
        if before.wrong_codes >= CODE_TRIES_MAX:
            raise CodeTriesExhausted(tries_max=CODE_TRIES_MAX)
        if verdict != "right":
            left = CODE_TRIES_MAX - before.wrong_codes - 1
            return [
                AttendanceCodeRefused(
                    activity_id=self.about.activity_id,
                    person_id=person_id,
                    verdict=verdict,
                    tries_left=left,
                    session=at.session or None,
                ),
            ]
        return self._attended(person_id, known, at, "code", now, number)

    def attend_by_hand(
        self,
        person_id: str,
        evidence: Word,
        now: datetime,
        session: int | None = None,
        number: str = "",
    ) -> list[Event]:
        """Record that an officer or staff saw a person there; nothing when it is recorded already."""
        self.check_stands()
        known = self._place_of(person_id)
        at = session_for_list(self.about, session, now)
        before = known.at(at.session)
        if before.standing == "attended":
            return []
        check_open(at, now, LIST_CLOSES_AFTER)
        if before.times >= ATTENDANCES_PER_PERSON_MAX:
            raise TooManyCorrections(attendances_max=ATTENDANCES_PER_PERSON_MAX)
        return self._attended(person_id, known, at, evidence, now, number)

    def correct(self, person_id: str, session: int | None = None) -> list[Event]:
        """Take an attendance back that was recorded in error; nothing when that was done before.

        A certificate that no longer has the sessions it rests on goes with it. Raises ``SessionNeeded`` where it is
        not clear which session is meant.
        """
        known = self.participations.get(person_id)
        if known is None or not known.placed:
            raise NotAttended
        number = self._meant(known, session)
        standing = known.at(number).standing
        if standing == "corrected":
            return []
        if standing != "attended":
            raise NotAttended
        events: list[Event] = [self._corrected(person_id, known, number)]
        terms = self.about.certificate
        if known.certificate and known.certificate.valid and terms and len(known.attended) - 1 < terms.sessions_min:
            events.append(self._revoked(person_id, known))
        return events

    def codes_close_at(self, now: datetime) -> datetime:
        """Until when codes count. Raises ``AttendanceNotOpen`` when they do not count now."""
        self.check_stands()
        return check_open(session_for_code(self.about, None, now), now, CODE_CLOSES_AFTER)

    # -- within

    def _attended(
        self, person_id: str, known: Participation, at: Session, evidence: Evidence, now: datetime, number: str
    ) -> list[Event]:
        common = self._common(person_id, known)
        session = at.session or None
        events: list[Event] = [ActivityAttended(**common, minutes=minutes_of(at), evidence=evidence, session=session)]
        terms, held = self.about.certificate, known.certificate
        if terms and not (held and held.valid) and len(known.attended) + 1 >= terms.sessions_min:
            numbered = CertificateNumbered(
                activity_id=self.about.activity_id,
                person_id=person_id,
                number=held.number if held else number,
                granted_at=now.replace(microsecond=0),
            )
            events += [numbered, CertificateGranted(**common, minutes=known.minutes_attended + minutes_of(at))]
        return events

    def _corrected(self, person_id: str, known: Participation, number: int) -> AttendanceCorrected:
        each: Attendance = known.at(number)
        return AttendanceCorrected(
            **self._common(person_id, known), minutes=each.minutes, evidence=each.evidence, session=number or None
        )

    def _revoked(self, person_id: str, known: Participation) -> CertificateRevoked:
        return CertificateRevoked(**self._common(person_id, known))

    def _meant(self, known: Participation, session: int | None) -> int:
        if session is not None:
            return session
        if not self.about.sessions:
            return 0
        if not known.attended:
            raise NotAttended
        if len(known.attended) > 1:
            raise SessionNeeded(sessions=", ".join(str(number) for number in known.attended))
        return known.attended[0]

    def _place_of(self, person_id: str) -> Participation:
        known = self.participations.get(person_id)
        if known is None or not known.placed:
            raise NotSignedUp
        return known

    def _common(self, person_id: str, known: Participation) -> dict[str, str]:
        about = self.about
        return {
            "activity_id": about.activity_id, "group_id": about.group_id, "person_id": person_id, "role": known.role
        }  # fmt: skip
