"""What is answered about plans, choices and the team: ids, points, and words in three ways."""

from datetime import datetime
from typing import Any

from services.matching.domain.events import AssignmentMade
from services.matching.domain.team.handing_over import PlannedMove
from services.matching.domain.team.roster_events import AccompanimentMove, HandOverMade
from services.matching.domain.team.team import AssigningTable, PlainWord, Team, Weighed, explain
from services.matching.team.choices import Explained
from services.matching.team.coordinators import Outlook
from services.matching.team.hand_over_plan import Plan
from services.matching.team.roster_rows import ChoiceRow, RoomRow
from shared.clock import tokyo_date
from shared.journal import Commit
from shared.web import TokyoInstant, View

WITHIN_PERCENT = 1.0


class WordView(View):
    """Words."""

    ja: str
    en: str
    plain: str

    @classmethod
    def of(cls, word: PlainWord) -> "WordView":
        """The view of words."""
        return cls(ja=word.ja, en=word.en, plain=word.plain)


class CandidateView(View):
    """One who was considered: ``answer`` is a code of why, or why not; ``points`` by feature, fewer is better."""

    person_id: str
    answer: str
    words: WordView
    points: dict[str, float]
    total: float | None
    nearness: float
    load: int
    capacity: int

    @classmethod
    def of(cls, weighed: Weighed) -> "CandidateView":
        """The view of one candidate."""
        each = weighed.candidate
        return cls(
            person_id=each.id,
            answer=weighed.answer,
            words=WordView.of(weighed.word),
            points=dict(weighed.points),
            total=weighed.total,
            nearness=each.near,
            load=each.load,
            capacity=each.capacity,
        )


BY_BOTH = frozenset({"accompaniment-propose", "accompaniment-back"})
"""Why an intermediary has an accompaniment: both sides said so, and nobody was looked for."""


class ChoiceView(View):
    """Why somebody has a case. ``features``: what the points are for."""

    case_id: str
    number: int
    coordinator_id: str
    at_desk: bool
    why: str
    at: TokyoInstant | None
    answer: WordView
    interpreter_id: str | None
    supported_by: str | None
    candidates: list[CandidateView]
    features: dict[str, WordView]

    @classmethod
    def of(cls, explained: Explained, table: AssigningTable) -> "ChoiceView":
        """The view of a choice."""
        row = explained.row
        own = next((each for each in explained.weighed if each.candidate.id == row.coordinator_id), None)
        word = own.word if own and not row.at_desk else table.answers[_unweighed(explained)]
        return cls(
            case_id=row.case_id,
            number=row.number,
            coordinator_id=row.coordinator_id,
            at_desk=row.at_desk,
            why=row.why,
            at=row.changed_at,
            answer=WordView.of(word),
            interpreter_id=row.interpreter_id,
            supported_by=row.supported_by,
            candidates=[CandidateView.of(each) for each in explained.weighed],
            features={code: WordView.of(each) for code, each in table.features.items()},
        )


def _unweighed(explained: Explained) -> str:
    """The answer where whoever has the case was not among the weighed."""
    row = explained.row
    if row.why == "accompaniment-desk":
        return "waited"
    if row.at_desk and any(each.candidate.out is None for each in explained.weighed):
        return "planned" if row.planned else "raised"
    if row.considered or row.at_desk:
        return "desk-owner"
    return "intermediary" if row.why in BY_BOTH else "unrecorded"


class HeldView(View):
    """Who was to have a case since when, and for what it came to them."""

    coordinator_id: str
    at_desk: bool
    why: str
    at: TokyoInstant | None

    @classmethod
    def of(cls, row: ChoiceRow) -> "HeldView":
        """The view of one choice in the history of a case."""
        return cls(coordinator_id=row.coordinator_id, at_desk=row.at_desk, why=row.why, at=row.changed_at)


class MoveView(View):
    """A case and who is to have it; nobody where the desk owner is to."""

    introduction_id: str | None = None
    consultation_id: str | None = None
    to: str | None
    at_desk: bool

    @classmethod
    def of(cls, case_id: str, to: str | None, *, introduction: bool) -> "MoveView":
        """The view of one move."""
        ids = {"introduction_id" if introduction else "consultation_id": case_id}
        return cls(**ids, to=to, at_desk=to is None)


class BesideView(View):
    """An accompaniment and who is to see to it; nobody where the desk owner is to."""

    accompaniment_id: str
    group_id: str
    to: str | None
    at_desk: bool

    @classmethod
    def of(cls, move: AccompanimentMove) -> "BesideView":
        """The view of one move."""
        fields = move.model_dump(include={"accompaniment_id", "group_id", "to"})
        return cls(at_desk=move.to is None, **fields)


class ExplainedMoveView(MoveView):
    """A move of a plan with everybody who was considered."""

    candidates: list[CandidateView]


class PlanView(View):
    """What would be done. ``plan``: by this number it is carried out; ``gap_percent``: at most so far from the best."""

    plan: str
    person_id: str
    why: str
    gap_percent: float | None
    proved: bool
    points: float
    moves: list[ExplainedMoveView]
    accompaniments: list[BesideView]

    @classmethod
    def of(cls, plan: Plan, table: AssigningTable, now: datetime) -> "PlanView":
        """The view of a plan."""
        gap = None if plan.gap is None else round(plan.gap * 100, 4)
        return cls(
            plan=plan.digest,
            person_id=plan.request.person_id,
            why=plan.request.why,
            gap_percent=gap,
            proved=_proved(gap),
            points=round(plan.points, 4),
            moves=[_explained(move, table, now) for move in plan.moves],
            accompaniments=[BesideView.of(move) for move in plan.accompaniments],
        )


class HandedOverView(View):
    """What was handed over, to whom. ``proved``: within one in a hundred of the best, by proof."""

    person_id: str
    gap_percent: float | None
    proved: bool
    moves: list[MoveView]
    accompaniments: list[BesideView]

    @classmethod
    def of_commit(cls, commit: Commit, person_id: str) -> "HandedOverView":
        """The view of what was carried out; nothing when there was nothing to move."""
        made = next((event for event in commit.events if isinstance(event, HandOverMade)), None)
        gap = made.gap_percent if made else 0.0
        introductions = [
            MoveView.of(
                event.asking.introduction_id, None if event.at_desk else event.coordinator_id, introduction=True
            )
            for event in commit.events
            if isinstance(event, AssignmentMade)
        ]
        consultations = made.moves if made else ()
        return cls(
            person_id=person_id,
            gap_percent=gap,
            proved=_proved(gap),
            moves=[
                *introductions,
                *(MoveView.of(move.consultation_id, move.to, introduction=False) for move in consultations),
            ],
            accompaniments=[BesideView.of(move) for move in made.accompaniments] if made else [],
        )


class OutlookView(View):
    """Free places today."""

    introductions: int
    desks: dict[str, int]
    languages: dict[str, int]
    free: int
    capacity: int

    @classmethod
    def of(cls, outlook: Outlook) -> "OutlookView":
        """The view of an outlook."""
        return cls(
            introductions=outlook.introductions,
            desks=outlook.desks,
            languages=outlook.languages,
            free=outlook.free,
            capacity=outlook.capacity,
        )


class FullView(View):
    """Nobody has a place for what comes to a desk, since when; and when somebody is back.

    ``null``: introductions; ``accompaniments``: those.
    """

    desk: str | None
    since: TokyoInstant
    until: TokyoInstant | None

    @classmethod
    def of(cls, row: RoomRow) -> "FullView":
        """The view of a row."""
        return cls(desk=row.desk, since=row.since, until=row.due_at)


def team_view(team: Team) -> dict[str, Any]:
    """Kinds with what each may take, and the line to the social-welfare coordinator."""
    line = team.line
    return {
        "kinds": [
            {"kind": id, "words": WordView.of(kind.word), "takes": kind.takes} for id, kind in team.kinds.items()
        ],
        "line": {
            "kind": line.kind,
            "desk": line.desk,
            "theirs": {"categories": line.theirs, "words": WordView.of(line.words["theirs"])},
            "ours": {"categories": line.ours, "words": WordView.of(line.words["ours"])},
        },
    }


def _explained(move: PlannedMove, table: AssigningTable, now: datetime) -> ExplainedMoveView:
    weighed = explain(move.considered, move.to or "", table, tokyo_date(now), planned="planned")
    view = MoveView.of(move.case_id, move.to, introduction=move.asking is not None)
    return ExplainedMoveView(**view.model_dump(), candidates=[CandidateView.of(each) for each in weighed])


def _proved(gap_percent: float | None) -> bool:
    return gap_percent is not None and gap_percent <= WITHIN_PERCENT
