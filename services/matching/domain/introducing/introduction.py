"""An introduction: somebody always has it, until both sides have said yes and the resident has joined, or one said no.

Between the yes and joining they meet: a day, whether it happened, and the resident's wish. Steps that reach it late
(after an erasure, beside a decision) end in an event too, never in an exception.
"""

from datetime import datetime, timedelta

from services.matching.domain.events import (
    Asking,
    AssignmentMade,
    DeadlinePassed,
    IntroductionForgone,
    IntroductionTaken,
)
from services.matching.domain.introducing.away import AwayIntroduction
from services.matching.domain.introducing.meeting_events import (
    IntroductionHolderGone,
    IntroductionReasonsDropped,
    JoiningWished,
    Meeting,
    MeetingArranged,
    MeetingNoted,
)
from services.matching.domain.introducing.record import SAID_YES, TRIED_MAX
from services.matching.domain.introducing.telling import whole
from services.matching.introducing.refusals import (
    AlreadyMet,
    AnotherSaidYes,
    MeetingTimeUnfit,
    MeetingToCome,
    NoMeeting,
    NotAcceptedYet,
    NotMetYet,
    TooManyMeetings,
)
from services.matching.refusals import AlreadyAccepted
from shared.clock import TOKYO, tokyo_date
from shared.contracts.matching import (
    IntroductionCompleted,
    IntroductionDeclined,
    IntroductionLapsed,
    IntroductionProposed,
)
from shared.contracts.matching_introductions import (
    IntroductionArranged,
    IntroductionMet,
    IntroductionNotMet,
    IntroductionWished,
)
from shared.events import Event

AHEAD_MAX = timedelta(days=90)
"""So far ahead a first meeting may lie: who waits longer loses heart."""
NOTE_WITHIN = timedelta(days=3)
MEETINGS_MAX = 20


class Introduction(AwayIntroduction):
    """The decisions about one introduction of one resident to one group."""

    # -- decisions

    def take(self, made: AssignmentMade) -> list[Event]:
        """Step of a saga: the roster chose an owner, the first or the next one."""
        if self.over:
            return [self._unused(made)]
        if self.asking is not None and made.turn <= self.turn:
            return [] if made.coordinator_id == self.coordinator_id else [self._unused(made)]
        kind = IntroductionProposed if self.asking is None else IntroductionLapsed
        due_at = max(made.due_at, self.due_at) if self.due_at else made.due_at
        before = (self.coordinator_id,) if made.turn else ()
        tried = (*self.tried, *before, made.coordinator_id)[-TRIED_MAX:]
        passed_over: list[Event] = []
        if made.coordinator_id in self.gone:
            passed_over = [self._left(made.asking, made.turn + 1, tried, at_desk=made.at_desk)]
        return [
            IntroductionTaken(
                asking=made.asking,
                turn=made.turn,
                coordinator_id=made.coordinator_id,
                at_desk=made.at_desk,
                answer_days=made.answer_days,
            ),
            self._told(kind, made.asking, made.coordinator_id, due_at, **_reason(kind, made)),
            *self._invited(made, due_at),
            *passed_over,
        ]

    def hand_on(self, person_id: str) -> list[Event]:
        """Step of a saga: somebody serves no longer. What is theirs goes on at once."""
        if self.over or person_id in self.gone:
            return []
        gone = IntroductionHolderGone(introduction_id=self.stream_key, person_id=person_id)
        if self.asking is None or not self._waits or self.coordinator_id != person_id:
            return [gone]
        tried = (*self.tried, person_id)[-TRIED_MAX:]
        return [gone, self._left(self.asking, self.turn + 1, tried, at_desk=self.at_desk)]

    def leave_desk(self, person_id: str) -> list[Event]:
        """The desk has another owner: what it had is theirs, with a new deadline. Nothing when it is elsewhere."""
        if self.asking is None or not self._waits or not self.at_desk or self.coordinator_id != person_id:
            return []
        tried = (*self.tried, person_id)[-TRIED_MAX:]
        return [self._left(self.asking, self.turn + 1, tried, at_desk=True)]

    def _left(self, asking: Asking, turn: int, tried: tuple[str, ...], *, at_desk: bool) -> DeadlinePassed:
        """Who had it is no longer there: the next one is looked for, and told so."""
        return DeadlinePassed(asking=asking, turn=turn, tried=tried, at_desk=at_desk, why="left")

    def pass_deadline(self, now: datetime) -> list[Event]:
        """Note that nobody answered in time; no events when it is not due (any more)."""
        if self.asking is None or not self._waits or self.due_at is None or now < self.due_at:
            return []
        tried = (*self.tried, self.coordinator_id)[-TRIED_MAX:]
        return [DeadlinePassed(asking=self.asking, turn=self.turn + 1, tried=tried, at_desk=self.at_desk)]

    def accept(self, now: datetime, *, by: str, relation: str) -> list[Event]:
        """The group's yes; asking was the resident's. Raises ``AlreadyAccepted``, ``IntroductionOver``.

        A new deadline begins: they are still to meet, and the resident to join. Raises ``AnotherDeclined`` too.
        """
        asking = self._require_going_on(tell=by)
        if self.status in SAID_YES:
            raise AlreadyAccepted(group_id=asking.group_id, accepted_by=self.accepted_by)
        return [self._decision(by, relation, "group", accepted=True), self._accepted(asking, now)]

    def decline(
        self, *, by: str, relation: str, side: str, words: str | None = None, even_so: bool = False
    ) -> list[Event]:
        """One side's no, in prepared words. An officer's no right behind another officer's yes is asked back first.

        Raises ``IntroductionOver``, ``AnotherDeclined``, ``AnotherSaidYes``.
        """
        asking = self._require_open(tell=by if side == "group" else None)
        others = relation == "officer" and self.status == "accepted" and self.accepted_by not in ("", by)
        if others and not even_so:
            raise AnotherSaidYes(accepted_by=self.accepted_by)
        due_at = self.due_at or asking.asked_at
        officer_id = (self.officer_id or None) if side == "resident" else None
        more = {"words": words, "officer_id": officer_id}
        return [
            self._decision(by, relation, side, accepted=False, words=words),
            *self._place_let_go(),
            self._told(IntroductionDeclined, asking, self.coordinator_id, due_at, **more),
        ]

    def complete(self, now: datetime, person_id: str) -> list[Event]:
        """Step of a saga: the resident joined the group; the officer's call was the group's yes if it came first.

        When nobody has the introduction yet (a crash cut its saga off), it ends unproposed.
        """
        if self.over:
            return []
        if self.asking is None:
            return self.forgo(person_id)
        accepted = [] if self.status in SAID_YES else [self._accepted(self.asking, now)]
        due_at = self.due_at or self.asking.asked_at
        return [
            *accepted,
            *self._place_let_go(),
            self._told(IntroductionCompleted, self.asking, self.coordinator_id, due_at),
        ]

    def forgo(self, person_id: str) -> list[Event]:
        """Step of a saga: there is no need any more. May come before the introduction was proposed."""
        if self.over:
            return []
        return [*self._place_let_go(), IntroductionForgone(introduction_id=self.stream_key, person_id=person_id)]

    def drop_reasons(self) -> list[Event]:
        """Step of a saga: interests may not be used any more, nor what they led to."""
        if self.over or self.reasons_dropped:
            return []
        return [IntroductionReasonsDropped(introduction_id=self.stream_key)]

    # -- decisions: the first meeting

    def arrange(self, now: datetime, meeting: Meeting, *, by: str, relation: str) -> list[Event]:
        """The first meeting is on a day, or on another one now. Somebody notes within ``NOTE_WITHIN`` whether it was.

        Raises ``IntroductionOver``, ``NotAcceptedYet``, ``MeetingTimeUnfit``, ``TooManyMeetings``.
        """
        asking = self._require_going_on()
        if self.status not in SAID_YES:
            raise NotAcceptedYet(introduction_id=asking.introduction_id)
        if not now < meeting.starts_at <= now + AHEAD_MAX:
            raise MeetingTimeUnfit(days_max=AHEAD_MAX.days)
        if self.meetings >= MEETINGS_MAX:
            raise TooManyMeetings(meetings_max=MEETINGS_MAX)
        due_at = whole(meeting.starts_at + NOTE_WITHIN)
        told = self._told(
            IntroductionArranged,
            asking,
            self.coordinator_id,
            due_at,
            starts_at=meeting.starts_at,
            facility_id=meeting.facility_id,
            officer_id=self.officer_id if self.officer_id not in ("", by) else None,
        )
        return [
            *self._place_let_go(),
            MeetingArranged(introduction_id=self.stream_key, meeting=meeting, by=by, relation=relation),
            told,
        ]

    def note_meeting(self, now: datetime, *, met: bool, by: str, relation: str) -> list[Event]:
        """They have met, or it did not happen; whose fault that was is nobody's question. A new deadline begins.

        Noted on the day itself or later.

        Raises ``IntroductionOver``, ``NotAcceptedYet``, ``NoMeeting``, ``MeetingToCome``, ``AlreadyMet``.
        """
        asking = self._require_going_on()
        if self.status not in SAID_YES:
            raise NotAcceptedYet(introduction_id=asking.introduction_id)
        if self.status == "met":
            raise AlreadyMet(introduction_id=asking.introduction_id)
        if self.meeting is None and not met:
            raise NoMeeting(introduction_id=asking.introduction_id)
        if self.meeting is not None and tokyo_date(now) < tokyo_date(self.meeting.starts_at):
            starts_at = self.meeting.starts_at.astimezone(TOKYO).isoformat(timespec="minutes")
            raise MeetingToCome(introduction_id=asking.introduction_id, starts_at=starts_at)
        kind = IntroductionMet if met else IntroductionNotMet
        return [
            MeetingNoted(introduction_id=self.stream_key, met=met, by=by, relation=relation),
            *self._place_let_go(),
            self._told(kind, asking, self.coordinator_id, self._answer_by(now)),
        ]

    def wish(self, now: datetime, *, by: str, relation: str) -> list[Event]:
        """The resident has met the group and wants to join: the officer's turn. Raises ``NotMetYet`` and as above."""
        asking = self._require_going_on()
        if self.status != "met":
            raise NotMetYet(introduction_id=asking.introduction_id)
        if self.wished:
            return []
        answer_by, officer_id = self._answer_by(now), self.officer_id or None
        return [
            JoiningWished(introduction_id=self.stream_key, by=by, relation=relation),
            self._told(IntroductionWished, asking, self.coordinator_id, answer_by, officer_id=officer_id),
        ]


def _reason(kind: type[IntroductionProposed], made: AssignmentMade) -> dict[str, str]:
    """Why somebody else has it, where that is not a deadline that passed."""
    if kind is not IntroductionLapsed or made.why is None:
        return {}
    return {"reason": "left" if made.why == "left" else "handed-over"}
