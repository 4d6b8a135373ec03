"""Where one person stands in one activity: their place, and each session they attended. Pure."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from services.booking.domain.activities.roles import PARTICIPANT
from services.booking.domain.activities.timetable import ALL_OF_IT
from shared.contracts.booking_activities import Evidence

Status = Literal["signed-up", "withdrawn", "attended", "corrected"]
Verdict = Literal["right", "wrong", "expired"]
Word = Literal["officer", "staff"]
"""Whose word it is that somebody was there, or that the check was seen which their role needs."""


class Attendance(BaseModel):
    """One session as one person has it, and how often they tried what. ``times`` counts recordings."""

    standing: Literal["none", "attended", "corrected"] = "none"
    minutes: int = 0
    evidence: Evidence | None = None
    times: int = 0
    wrong_codes: int = 0


class Earned(BaseModel):
    """A certificate. It keeps its number when it is taken back and granted again."""

    number: str
    granted_at: datetime
    valid: bool = True


class Participation(BaseModel):
    """Everything that is known of one person in one activity."""

    placed: bool = False
    role: str = PARTICIPANT
    sign_ups: int = 0
    guests: int = 0
    """Whom they bring: each takes a place as well."""
    visit_id: str = ""
    """The visit of matching for which they have their place."""
    visits_named: int = 0
    word: Evidence | None = None
    """On whose word they have a role that needs a check."""
    sessions: dict[int, Attendance] = {}
    certificate: Earned | None = None

    @property
    def has_place(self) -> bool:
        """Whether one of the places is this person's."""
        return self.placed

    @property
    def places(self) -> int:
        """How many of the places are taken by this person and whom they bring."""
        return (1 + self.guests) * self.placed

    @property
    def attended(self) -> tuple[int, ...]:
        """The sessions that count as attended now."""
        return tuple(sorted(number for number, each in self.sessions.items() if each.standing == "attended"))

    @property
    def status(self) -> Status:
        """Attended as soon as one session is; corrected when none is any more."""
        if not self.placed:
            return "withdrawn"
        if self.attended:
            return "attended"
        return "corrected" if any(each.standing == "corrected" for each in self.sessions.values()) else "signed-up"

    @property
    def minutes(self) -> int:
        """What was attended, in sum; where all of it was corrected, what that was."""
        return sum(each.minutes for each in self._counted())

    @property
    def minutes_attended(self) -> int:
        """What counts as attended now, in sum."""
        return sum(each.minutes for each in self.sessions.values() if each.standing == "attended")

    @property
    def evidence(self) -> Evidence | None:
        """Of the latest session among those; while there is none, on whose word they have their role."""
        counted = self._counted()
        return counted[-1].evidence if counted else self.word

    @property
    def wrong_codes(self) -> int:
        """The most that were given for one session."""
        return max((each.wrong_codes for each in self.sessions.values()), default=0)

    def at(self, number: int) -> Attendance:
        """How one session stands. Not to be changed: the fold has ``of``."""
        return self.sessions.get(number) or Attendance()

    def of(self, number: int | None) -> Attendance:
        """One session for the fold, which changes it."""
        return self.sessions.setdefault(ALL_OF_IT if number is None else number, Attendance())

    def _counted(self) -> list[Attendance]:
        in_order = [each for _, each in sorted(self.sessions.items())]
        attended = [each for each in in_order if each.standing == "attended"]
        return attended or [each for each in in_order if each.standing == "corrected"]
