"""Accompaniment (伴走支援): an intermediary body beside a project of a group, from agreed goals to an ending by both.

One stream a group, so that two who propose at once have one accompaniment. While it is not over, ``owner_id`` has it:
the intermediary, and where that is silent or gone a coordinator by name, and in the end the desk owner.
"""

from datetime import date, datetime, time, timedelta
from typing import get_args

from services.matching.accompanying.refusals import (
    AccompanimentUnderWay,
    SaidAlready,
    UnknownProjectGoal,
    UnknownVisit,
    VisitDay,
)
from services.matching.domain.accompanying.events import (
    AccompanimentAgreed,
    AccompanimentEnded,
    AccompanimentOwnerNamed,
    AccompanimentProposed,
    AccompanimentReminded,
    AccompanimentTaken,
    AccompanimentTerms,
    AccompanimentTurned,
    AccompanimentUnused,
    AccompanimentWordsGone,
    EndingSaid,
    GroupGoneNoted,
    How,
    Outcome,
    ProjectGoalSaid,
    Side,
    TurnStep,
    TurnWhy,
    VisitNoted,
)
from services.matching.domain.accompanying.goals import GoalsChanging
from shared.clock import TOKYO, tokyo_date
from shared.contracts.matching_accompaniments import AccompanimentVisitDue, VisitReason
from shared.events import Event

PLANNED_MAX, VISITS_MAX, AHEAD_MAX = 10, 200, timedelta(days=365)
SIDES: tuple[Side, ...] = get_args(Side)


class Accompaniment(GoalsChanging):
    """The accompaniment of one group."""

    fold_version = 3

    # -- agreeing

    def propose(
        self, goals: tuple[str, ...], intermediary_id: str | None, terms: AccompanimentTerms, at: datetime,
        *, by: str, relation: str, document_id: str | None = None,
    ) -> list[Event]:  # fmt: skip
        """Ask that a project is accompanied; an officer's is the group's yes. Raises ``AccompanimentUnderWay``."""
        if not self.over:
            raise AccompanimentUnderWay(accompaniment_id=self.accompaniment_id)
        proposed = AccompanimentProposed(
            group_id=self.stream_key, number=self.number + 1, goals=goals, by=by, relation=relation, terms=terms,
            document_id=document_id, asked_at=at,
        )  # fmt: skip
        turned = AccompanimentTurned(
            group_id=self.stream_key, number=self.number + 1, turn=self.turn + 1, why="asked", before=by,
            step="propose" if intermediary_id else "seek", to=intermediary_id, places=terms.places,
        )  # fmt: skip
        gone = self._words_gone(self.written)
        return [*gone, proposed, turned]

    def name_intermediary(self, intermediary_id: str) -> list[Event]:
        """Somebody is asked to accompany it. Raises ``AccompanimentNotSo``."""
        self._require(self.status == "seeking")
        return [self._turned("propose", "named", to=intermediary_id)]

    def agree(self, side: Side, by: str, at: datetime) -> list[Event]:
        """One side agrees to the goals; with both it is under way. Raises ``AccompanimentNotSo``, ``SaidAlready``."""
        self._require(self.status == "proposed" and self.pending is None)
        if side in self.agreed:
            raise SaidAlready
        begun = set(self.agreed) | {side} == set(SIDES)
        due_at = self._after(at, self._terms.quiet_days) if begun else None
        return [self._event(AccompanimentAgreed, side=side, by=by, begun=begun, due_at=due_at)]

    def decline(self, side: Side, at: datetime) -> list[Event]:
        """The intermediary's no: another is looked for. The group's: it ends unbegun. Raises ``AccompanimentNotSo``."""
        if side == "group":
            self._require(self.status in ("proposed", "seeking") and not self.begun)
            return self._ended("not-begun", at)
        self._require(self.status == "proposed")
        return [self._turned("seek", "declined")]

    # -- visits and goals

    def plan_visit(self, on: date, by: str, today: date) -> list[Event]:
        """Plan a visit. Raises ``AccompanimentNotSo``, ``VisitDay``."""
        self._require(self.status == "under-way")
        planned = sum(visit.status == "planned" for visit in self.visits.values())
        if not today <= on <= today + AHEAD_MAX or planned >= PLANNED_MAX or len(self.visits) >= VISITS_MAX:
            raise VisitDay(days_max=AHEAD_MAX.days, visits_max=PLANNED_MAX)
        number = max(self.visits, default=0) + 1
        return self._visited(number, on, "planned", by, today)

    def note_visit(
        self, number: int, by: str, today: date, *, made: bool, document_id: str | None = None
    ) -> list[Event]:
        """It was made, or is called off. Raises ``AccompanimentNotSo``, ``UnknownVisit``, ``VisitDay``."""
        self._require(self.status == "under-way")
        visit = self.visits.get(number)
        if visit is None or visit.status != "planned":
            raise UnknownVisit
        if made and today < visit.on:
            raise VisitDay(days_max=AHEAD_MAX.days, visits_max=PLANNED_MAX)
        return self._visited(number, visit.on, "made" if made else "called-off", by, today, document_id)

    def say_goal(self, goal: str, side: Side, by: str, *, met: bool) -> list[Event]:
        """One side says that a goal is met, or not yet. Raises ``AccompanimentNotSo``, ``UnknownProjectGoal``."""
        self._require(self.status in ("under-way", "ending"))
        if goal not in self.goals:
            raise UnknownProjectGoal(unknown=goal)
        if met == (side in self.goals[goal]):
            return []
        return [self._event(ProjectGoalSaid, goal=goal, side=side, by=by, said=met)]

    # -- the end

    def end(
        self, side: Side, how: How, at: datetime, *, by: str, relation: str, document_id: str | None = None
    ) -> list[Event]:
        """One side's word; with both it has ended. Raises ``AccompanimentNotSo``, ``SaidAlready``."""
        self._require(self.begun and not self.over)
        if side in self.said:
            raise SaidAlready
        both = len(self.said) + 1 == len(SIDES)
        due_at = None if both or self.pending else self._after(at, self._terms.answer_days)
        said = self._event(
            EndingSaid, side=side, how=how, by=by, relation=relation, document_id=document_id, due_at=due_at
        )
        if not both:
            return [said]
        alike = all(each.how == how for each in self.said.values())
        return [said, *self._ended(how if alike else "differs", at)]

    # -- steps of the saga

    def take(self, named: AccompanimentOwnerNamed, at: datetime) -> list[Event]:
        """Step of a saga: the roster said who has it. What was named for an earlier turn is given back."""
        if self.over or named.number != self.number or named.turn != self.turn or self.pending is None:
            return [AccompanimentUnused(group_id=self.stream_key, number=named.number, turn=named.turn)]
        terms = self._terms
        if self.status == "ending" or named.step == "propose":
            days = terms.answer_days
        elif named.step == "back":
            days = terms.quiet_days
        else:
            days = terms.seek_days
        due_at = self._after(at, days)
        if named.step == "back" and self.status != "ending":
            due_at = self._due_of([v.on for v in self.visits.values() if v.status == "planned"], tokyo_date(at))
        fields = named.model_dump(include={"turn", "step", "owner_id", "at_desk", "intermediary_id"})
        taken = self._event(AccompanimentTaken, due_at=due_at, **fields)
        newly = named.step in ("late", "desk") and named.intermediary_id is not None and named.owner_id not in self.told
        if self.overdue is None or not newly:
            return [taken]
        return [taken, self._visit_due(named.owner_id, self.overdue, due_at, taken_over=True)]

    def pass_deadline(self, number: int, now: datetime) -> list[Event]:
        """What the clock alone does: remind, hand on, end in silence, or let words go; nothing when it is not due."""
        if number != self.number or self.due_at is None or now < self.due_at:
            return []
        if self.status == "ended":
            return self._words_gone(self.written)
        if self.status == "proposed":
            return [self._turned("seek", "deadline")]
        if self.status == "under-way" and not self.late and not self.reminded:
            until = self._after(now, self._terms.remind_days)
            due = self._visit_due(self.owner_id, self.reason_of_visit, until)
            return [self._event(AccompanimentReminded, due_at=until), due]
        if self.status == "under-way" and not self.late:
            return [self._turned("late", "deadline", keep=True)]
        if self.status == "ending" and (self.late or self.owner_id != self.intermediary_id):
            hows = [said.how for said in self.said.values()]
            return self._ended(hows[0], now, silent=tuple(side for side in SIDES if side not in self.said))
        if self.status == "ending":
            return [self._turned("late", "deadline", keep=True)]
        if self.status == "seeking" and self.at_desk and not self.begun:
            return self._ended("not-begun", now)
        return [self._turned("desk", "deadline", keep=True)]

    def leave(self, person_id: str, turn: int) -> list[Event]:
        """Step of a saga: who serves no longer has it no more; somebody else does, by name. As of ``turn``."""
        if self.over or turn != self.turn:
            return []
        if self.pending is None and person_id not in (self.intermediary_id, self.owner_id):
            return []
        if self.pending is not None or person_id == self.intermediary_id or self.intermediary_id is None:
            return [self._turned("seek", "left")]
        return [self._turned("late", "left", keep=True)]

    def hand_over(self, person_id: str, turn: int, to: str | None) -> list[Event]:
        """Step of a saga: who sees to it hands it over, for leave, overload or on request. As of ``turn``."""
        theirs = self.owner_id == person_id != self.intermediary_id
        if self.over or turn != self.turn or self.pending is not None or not theirs:
            return []
        return [self._turned("late" if self.intermediary_id else "seek", "handed-over", to=to, keep=True)]

    def group_gone(self) -> list[Event]:
        """Step of a saga: nobody acts for the group. A coordinator sees to it, and may speak for it."""
        noted = GroupGoneNoted(group_id=self.stream_key)
        if self.over or self.status == "seeking" or self.late:
            return [noted]
        return [noted, self._turned("late" if self.begun else "seek", "group-gone", keep=self.begun)]

    def drop_words(self, person_id: str) -> list[Event]:
        """Step of a saga: who wrote them is erased, or takes the consent back."""
        return self._words_gone({id: by for id, by in self.written.items() if by == person_id}, person_id)

    # -- inside

    def _turned(self, step: TurnStep, why: TurnWhy, *, to: str | None = None, keep: bool = False) -> Event:
        return self._event(
            AccompanimentTurned, turn=self.turn + 1, step=step, why=why, before=self.owner_id, to=to,
            intermediary_id=self.intermediary_id if keep else None, places=self._terms.places,
        )  # fmt: skip

    def _visit_due(self, to: str, reason: VisitReason, until: datetime, *, taken_over: bool = False) -> Event:
        return AccompanimentVisitDue(
            group_id=self.stream_key, coordinator_id=to, reason=reason, due_at=until, taken_over=taken_over
        )

    def _visited(
        self, number: int, on: date, status: str, by: str, today: date, document_id: str | None = None
    ) -> list[Event]:
        visits = [(id, visit) for id, visit in self.visits.items() if id != number]
        days = [visit.on for _, visit in visits if visit.status == "planned"] + ([on] if status == "planned" else [])
        due_at = None if self.pending or self.late else self._due_of(days, today)
        noted = self._event(
            VisitNoted, visit=number, on=on, status=status, by=by, document_id=document_id, due_at=due_at
        )
        back = self.late and self.pending is None and status != "called-off"
        return [noted, self._turned("back", "visit", to=self.intermediary_id)] if back else [noted]

    def _due_of(self, days: list[date], today: date) -> datetime:
        """When somebody is reminded: some days after the first planned visit, or when none was planned for long."""
        terms = self._terms
        day = min(days) + timedelta(days=terms.grace_days + 1) if days else today + timedelta(days=terms.quiet_days)
        return datetime.combine(max(day, today + timedelta(days=1)), time(), TOKYO)

    def _ended(self, how: Outcome, at: datetime, *, silent: tuple[Side, ...] = ()) -> list[Event]:
        keep_until = self._after(at, self._terms.keep_days)
        return [self._event(AccompanimentEnded, how=how, silent=silent, keep_until=keep_until)]

    def _words_gone(self, written: dict[str, str], person_id: str | None = None) -> list[Event]:
        if not written:
            return []
        return [self._event(AccompanimentWordsGone, document_ids=tuple(written), person_id=person_id)]
