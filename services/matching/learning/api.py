"""The routes of supporters in training: terms, rotation, beside whom each learns, goals, and cases to learn by."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints, model_validator

from services.matching.bodies import AreaId, Body, Id, Message
from services.matching.domain.learning.events import CaseSort, GoalSaid, GoalSet, SupporterPaired
from services.matching.domain.learning.pairing import Beside
from services.matching.domain.learning.support_terms import SupportTerms
from services.matching.learning.cases import LearntCase
from services.matching.learning.rows import PairingRow, TrainingRow, WelcomeRow
from services.matching.learning.trainings import PlannedRotation, SeenGoal
from services.matching.service import Matching
from shared.web import CallerDep, CauseDep, TokyoInstant, View, answer


class RotationBody(Body):
    """Whether everybody rotates, or whose term is over; ``plan``: the number of the plan that was looked at."""

    everybody: bool = False
    plan: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")] | None = None


class GoalBody(Body):
    """A code of the list, or words of one's own: one of the two."""

    code: AreaId | None = None
    words: Message | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.code is None) == (self.words is None):
            raise ValueError("either code or words")
        return self


class SaidBody(Body):
    """Whether one side says that a goal is met."""

    met: bool = True


class WelcomeBody(Body):
    """Whether a supporter in training may learn by this case."""

    welcome: bool


class BesideView(View):
    """A coordinator as weighed for a supporter: chosen or not, why not, the points by feature."""

    coordinator_id: str
    chosen: bool
    out: str | None
    points: dict[str, float]

    @classmethod
    def of(cls, each: Beside, chosen: str | None, terms: SupportTerms) -> "BesideView":
        """The view of one of those considered; features that cost nothing are left out."""
        points = {code: cost for code, cost in each.costs(terms.training).items() if cost} if each.out is None else {}
        return cls(coordinator_id=each.id, chosen=each.id == chosen, out=each.out, points=points)


class PairingView(View):
    """Beside whom somebody learned since when, until when, and why this one."""

    coordinator_id: str
    number: int
    since: TokyoInstant
    until: TokyoInstant
    at_desk: bool
    why: dict[str, str]
    considered: tuple[BesideView, ...]

    @classmethod
    def of(cls, row: PairingRow, terms: SupportTerms) -> "PairingView":
        """The view of a row."""
        chosen = None if row.at_desk else row.coordinator_id
        weighed = tuple(BesideView.of(Beside.of_text(line), chosen, terms) for line in row.considered)
        fields = row.model_dump(include={"coordinator_id", "number", "since", "until", "at_desk"})
        return cls(why=_words(row.why, terms.pairing_reasons[row.why]), considered=weighed, **fields)


class TrainingView(View):
    """A supporter and beside whom they learn."""

    supporter_id: str
    coordinator_id: str | None
    number: int
    since: TokyoInstant | None
    until: TokyoInstant | None
    at_desk: bool

    @classmethod
    def of(cls, row: TrainingRow) -> "TrainingView":
        """The view of a row."""
        fields = row.model_dump(include={"number", "since", "until", "at_desk"})
        return cls(supporter_id=row.id, coordinator_id=row.coordinator_id or None, **fields)


class LearntCaseView(View):
    """A case by which a supporter may learn: how it stands, not who it is about."""

    sort: CaseSort
    case_id: str
    coordinator_id: str
    status: str
    due_at: TokyoInstant | None
    group_id: str | None
    meeting_at: TokyoInstant | None

    @classmethod
    def of(cls, case: LearntCase) -> "LearntCaseView":
        """The view of a case."""
        return cls(**{name: getattr(case, name) for name in cls.model_fields})


class GoalTold(View):
    """A goal after a command."""

    goal_id: str
    met: bool


class WelcomeTold(View):
    """Whether a supporter may learn by a case."""

    case_id: str
    sort: CaseSort
    welcome: bool


class RotatedView(View):
    """Who learns beside whom from now on."""

    moved: tuple[dict[str, str], ...]


def training_routes(uses: Matching) -> APIRouter:
    """Supporters in training."""
    router = APIRouter(tags=["training"])
    _rotation(router, uses)
    _reading(router, uses)
    _goals(router, uses)
    for sort in ("introduction", "consultation"):
        _welcoming(router, uses, sort)
    return router


def _words(code: str, word: Any) -> dict[str, str]:
    return {"code": code, "ja": word.ja, "en": word.en, "plain": word.plain}


def _rotation(router: APIRouter, uses: Matching) -> None:
    terms = uses.knowledge.support

    @router.get("/training/terms")
    async def training_terms() -> dict[str, Any]:
        """How long a pairing lasts, what a choice costs, and the goals of the city's list (open)."""
        return {
            **terms.training.model_dump(),
            "features": [_words(code, word) for code, word in terms.pairing_features.items()],
            "goals": [_words(code, word) for code, word in terms.learning_goals.items()],
        }

    @router.get("/training/rotation")
    async def look(caller: CallerDep, everybody: Annotated[bool, Query()] = False) -> dict[str, Any]:
        """Who would learn beside whom next, and why (staff). Nothing is changed."""
        return _plan(await uses.trainings.look(everybody=everybody, by=caller), terms)

    @router.post("/training/rotation", response_model=RotatedView)
    async def rotate(body: RotationBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Rotate whose term is over, or everybody (staff); by the number of a plan, as it was or not at all."""
        chain = await uses.trainings.rotate(everybody=body.everybody, by=caller, cause=cause, digest=body.plan)
        paired = [e for e in chain.commits[0].events if isinstance(e, SupporterPaired)]
        moved = tuple({"supporter_id": e.supporter_id, "coordinator_id": e.coordinator_id} for e in paired)
        return answer(chain, RotatedView(moved=moved), 200)


def _plan(found: PlannedRotation, terms: SupportTerms) -> dict[str, Any]:
    return {
        "plan": found.digest,
        "points": found.rotation.points,
        "items": [
            {
                "supporter_id": move.supporter_id,
                "from": found.now[move.supporter_id],
                "to": move.to,
                "considered": [
                    BesideView.of(each, move.to, terms).model_dump() for each in found.weighed[move.supporter_id]
                ],
            }
            for move in found.rotation.moves
        ],
        "next": None,
    }


def _reading(router: APIRouter, uses: Matching) -> None:
    @router.get("/training")
    async def supporters(caller: CallerDep) -> dict[str, Any]:
        """Every supporter and beside whom they learn (coordinators, staff)."""
        return {"items": [TrainingView.of(row) for row in await uses.trainings.all(by=caller)], "next": None}

    @router.get("/training/cases")
    async def cases(caller: CallerDep) -> dict[str, Any]:
        """The cases by which I may learn as a supporter: of whom I am paired with, where the person agreed."""
        found = await uses.training_cases.of(caller.person_id)
        return {"items": [LearntCaseView.of(case) for case in found], "next": None}

    @router.get("/training/{supporter_id}")
    async def supporter(supporter_id: Id, caller: CallerDep) -> TrainingView:
        """Beside whom a supporter learns (themselves, coordinators, staff)."""
        return TrainingView.of(await uses.trainings.of(supporter_id, by=caller))

    @router.get("/training/{supporter_id}/pairings")
    async def pairings(supporter_id: Id, caller: CallerDep) -> dict[str, Any]:
        """Beside whom they learned since when, why, and why not beside another (themselves, coordinators, staff)."""
        rows = await uses.trainings.history(supporter_id, by=caller)
        return {"items": [PairingView.of(row, uses.knowledge.support) for row in rows], "next": None}


def _goals(router: APIRouter, uses: Matching) -> None:
    @router.get("/training/{supporter_id}/goals")
    async def goals(supporter_id: Id, caller: CallerDep) -> dict[str, Any]:
        """What a supporter learns (the two who are paired; staff without free words)."""
        found = await uses.trainings.goals(supporter_id, by=caller)
        return {"items": [_goal(seen, uses.knowledge.support) for seen in found], "next": None}

    @router.post("/training/{supporter_id}/goals", status_code=201, response_model=GoalTold)
    async def set_goal(supporter_id: Id, body: GoalBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Set out to learn something (either of the two who are paired)."""
        chain = await uses.trainings.set_goal(
            supporter_id, code=body.code, words=body.words, by=caller, cause=cause
        )  # fmt: skip
        return answer(chain, GoalTold(goal_id=chain.first(GoalSet).goal_id, met=False))

    @router.put("/training/{supporter_id}/goals/{goal_id}/met", response_model=GoalTold)
    async def say(supporter_id: Id, goal_id: Id, body: SaidBody, caller: CallerDep, cause: CauseDep) -> Response:
        """One side's word that it is met, or not yet; it is met when both say so."""
        chain = await uses.trainings.say(supporter_id, goal_id, met=body.met, by=caller, cause=cause)
        said = next((e for e in chain.commits[0].events if isinstance(e, GoalSaid)), None)
        met = said.met if said else await uses.trainings.is_met(goal_id)
        return answer(chain, GoalTold(goal_id=goal_id, met=met), 200)

    @router.delete("/training/{supporter_id}/goals/{goal_id}", response_model=GoalTold)
    async def drop(supporter_id: Id, goal_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Give a goal up (either of the two); its words go."""
        chain = await uses.trainings.drop(supporter_id, goal_id, by=caller, cause=cause)
        return answer(chain, GoalTold(goal_id=goal_id, met=False), 200)


def _goal(seen: SeenGoal, terms: SupportTerms) -> dict[str, Any]:
    row = seen.row
    word = terms.learning_goals.get(row.code) if row.code else None
    return {
        "goal_id": row.id,
        "goal": _words(row.code, word) if row.code and word else None,
        "code": row.code,
        "words": seen.words,
        "said_by": list(row.said_by),
        "met": row.met,
    }


def _welcoming(router: APIRouter, uses: Matching, sort: Literal["introduction", "consultation"]) -> None:
    @router.put(f"/{sort}s/{{case_id}}/learner", response_model=WelcomeTold, name=f"{sort}_learner")
    async def welcome(case_id: Id, body: WelcomeBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Let a supporter in training learn by this case, or no longer (its person alone)."""
        chain = await uses.trainings.welcome(sort, case_id, welcome=body.welcome, by=caller, cause=cause)
        return answer(chain, WelcomeTold(case_id=case_id, sort=sort, welcome=body.welcome), 200)

    if sort == "introduction":

        @router.get("/people/me/learners")
        async def mine(caller: CallerDep) -> dict[str, Any]:
            """The cases by which I let a supporter learn."""
            rows: list[WelcomeRow] = await uses.trainings.welcomes(caller.person_id)
            items = [WelcomeTold(case_id=row.id, sort=row.sort, welcome=True) for row in rows]
            return {"items": items, "next": None}
