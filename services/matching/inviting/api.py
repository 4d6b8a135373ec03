"""The routes of invitations: who could help a group, asking them, and their answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints

from services.matching.bodies import Body, Id, Message
from services.matching.domain.inviting.invitee_terms import InviteeTerms
from services.matching.domain.inviting.invitees import NAME_LENGTH, Fit
from services.matching.domain.recommending.scoring import UNITS
from services.matching.inviting.invitations import Invitation
from services.matching.refusals import IntroductionOver
from services.matching.service import Matching
from services.matching.views import GroupView, IntroductionTold, ReasonView
from shared.contracts.matching import IntroductionAccepted
from shared.contracts.matching_invitations import InvitationMade
from shared.web import CallerDep, CauseDep, TokyoInstant, View, answer

LIMIT_MAX = 20
InviteeName = Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{NAME_LENGTH}}}$")]


class OpenBody(Body):
    """Whether groups that look for somebody may find me."""

    open: bool


class AcceptBody(Body):
    """My words to the group, as for any introduction."""

    message: Message


class OpenView(View):
    """Whether groups that look for somebody may find me."""

    open: bool


class ToldView(View):
    """What groups see of whoever lets them, and how often one is invited at most; to be read before saying yes."""

    a_week: int
    waits_days: int
    ja: str
    plain: str
    en: str

    @classmethod
    def of(cls, terms: InviteeTerms) -> "ToldView":
        """The view of the terms."""
        words = {name: text.replace("{a_week}", str(terms.a_week)) for name, text in terms.told.model_dump().items()}
        return cls(a_week=terms.a_week, waits_days=terms.waits_days, **words)


class InvitationView(View):
    """A group that would like to meet me, until when I may answer, and why me."""

    group: GroupView
    due_at: TokyoInstant
    reasons: list[ReasonView]

    @classmethod
    def of(cls, found: Invitation, uses: Matching) -> "InvitationView":
        """The view of an open invitation."""
        assert found.row.due_at is not None
        reasons = [ReasonView.of(part, uses.recommendations) for part in found.reasons]
        return cls(group=GroupView.of(found.group), due_at=found.row.due_at, reasons=reasons)


class MyInvitationsView(OpenView):
    """The same, with the terms, and with who asks me now."""

    terms: ToldView
    items: list[InvitationView]
    next: None = None


class InviteeView(View):
    """Somebody who agreed to be found: a name for today, points, and up to three reasons. Nothing else is told."""

    invitee_id: str
    score: float
    reasons: list[ReasonView]

    @classmethod
    def of(cls, fit: Fit, uses: Matching) -> "InviteeView":
        """The view of somebody who fits."""
        words, terms = uses.knowledge.words, uses.knowledge.invitees
        reasons = []
        for part in fit.reasons:
            said = terms.sentence(part, words)
            told = {"ja": said.ja, "plain": said.plain, "en": said.en}
            reasons.append(ReasonView(code=part.code, about=part.about, points=part.points, **told))
        return cls(invitee_id=fit.name, score=fit.units / UNITS, reasons=reasons)


class InvitedView(View):
    """An invitation that waits for an answer."""

    group_id: str
    invitee_id: str
    due_at: TokyoInstant | None


class DeclinedView(View):
    """An invitation that I declined."""

    group_id: str
    status: str = "declined"


def invitation_routes(uses: Matching) -> APIRouter:
    """Of the person and of the group."""
    router = APIRouter(tags=["invitations"])
    _own_routes(router, uses)
    _group_routes(router, uses)
    return router


def _own_routes(router: APIRouter, uses: Matching) -> None:
    invitations = uses.invitations

    @router.get("/people/me/invitations")
    async def mine(caller: CallerDep) -> MyInvitationsView:
        """Whether groups may find me, and which would like to meet me."""
        found = await invitations.of_person(caller.person_id)
        items = [InvitationView.of(each, uses) for each in found]
        is_open, terms = await invitations.is_open(caller.person_id), ToldView.of(invitations.terms)
        return MyInvitationsView(open=is_open, terms=terms, items=items)

    @router.put("/people/me/invitations", response_model=OpenView)
    async def set_open(body: OpenBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Let groups that look for somebody find me by what I like and can do, or no more. Nobody is told who I am."""
        commit = await invitations.set_open(caller.person_id, open=body.open, cause=cause)
        return answer(commit, OpenView(open=body.open), 200)

    @router.post("/people/me/invitations/{group_id}/accept", status_code=201, response_model=IntroductionTold)
    async def accept(group_id: Id, body: AcceptBody, caller: CallerDep, cause: CauseDep) -> Response:
        """I want to meet the group, which has said yes by asking: this is an introduction, which a coordinator has."""
        chain = await invitations.accept(caller.person_id, group_id, body.message, cause=cause)
        view = IntroductionTold.of(chain, IntroductionAccepted, "accepted")
        if view is None:
            raise IntroductionOver(status="forgone")
        return answer(chain, view)

    @router.post("/people/me/invitations/{group_id}/decline", response_model=DeclinedView)
    async def decline(group_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Not this time. The group is not told who I am, and does not ask again for long (``again_days``)."""
        commit = await invitations.decline(caller.person_id, group_id, cause=cause)
        return answer(commit, DeclinedView(group_id=group_id), 200)


def _group_routes(router: APIRouter, uses: Matching) -> None:
    invitations = uses.invitations

    @router.get("/groups/{group_id}/invitees")
    async def invitees(
        group_id: Id,
        caller: CallerDep,
        limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_MAX,
        sought: Annotated[str, Query(max_length=60, description="one role or skill that the group looks for")] = "",
    ) -> dict[str, Any]:
        """Who agreed to be found and could help with what the group looks for (its officers)."""
        found = await invitations.invitees(group_id, by=caller, limit=limit, sought=sought)
        return {"items": [InviteeView.of(each, uses) for each in found], "next": None}

    @router.post("/groups/{group_id}/invitees/{invitee_id}/invite", status_code=201, response_model=InvitedView)
    async def invite(group_id: Id, invitee_id: InviteeName, caller: CallerDep, cause: CauseDep) -> Response:
        """Ask one of them whether they would like to meet the group (its officers)."""
        chain = await invitations.invite(group_id, invitee_id, by=caller, cause=cause)
        due_at = chain.first(InvitationMade).due_at
        return answer(chain, InvitedView(group_id=group_id, invitee_id=invitee_id, due_at=due_at))

    @router.get("/groups/{group_id}/invitations")
    async def waiting(group_id: Id, caller: CallerDep) -> dict[str, Any]:
        """Invitations of the group that wait for an answer (its officers)."""
        found = await invitations.of_group(group_id, by=caller)
        items = [InvitedView(group_id=group_id, invitee_id=name, due_at=row.due_at) for name, row in found]
        return {"items": items, "next": None}
