"""The routes of introductions."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from services.matching.bodies import Decline, FollowUpBody, Id, MeetingBody, MetBody, NewIntroduction
from services.matching.introducing.views import (
    FollowUpDone,
    FollowUpTold,
    FollowUpView,
    FollowUpWithWords,
    IntroductionShown,
    IntroductionWithWords,
    KindWordsView,
    MeetingTold,
)
from services.matching.refusals import IntroductionOver
from services.matching.service import Matching
from services.matching.views import IntroductionTold
from shared.contracts.matching import IntroductionAccepted, IntroductionDeclined, IntroductionProposed
from shared.contracts.matching_introductions import IntroductionMet, IntroductionNotMet, IntroductionWished
from shared.web import CallerDep, CauseDep, PagingDep, View, answer, listed


def introduction_routes(uses: Matching) -> APIRouter:
    """Asking to meet a group, answering, meeting, and how it goes a month later."""
    router = APIRouter(tags=["introductions"])
    _reading_routes(router, uses)
    _deciding_routes(router, uses)
    _meeting_routes(router, uses)
    _follow_up_routes(router, uses)
    return router


def _reading_routes(router: APIRouter, uses: Matching) -> None:
    @router.get("/introductions")
    async def introductions(
        caller: CallerDep,
        paging: PagingDep,
        group_id: Annotated[Id | None, Query(description="those of a group (officers, coordinators, staff)")] = None,
        assigned: Annotated[Literal["me"] | None, Query(description="those that I have as coordinator")] = None,
    ) -> dict[str, Any]:
        """Introductions of a group, those assigned to me, or else those that I asked for; newest first."""
        found = uses.introductions
        if group_id is not None:
            page = await found.of_group(group_id, by=caller, cursor=paging.cursor, limit=paging.limit)
        elif assigned:
            page = await found.assigned_to(caller.person_id, cursor=paging.cursor, limit=paging.limit)
        else:
            page = await found.of_person(caller.person_id, cursor=paging.cursor, limit=paging.limit)
        led, now = await found.led(page.items), found.journal.now()
        return listed(page, lambda row: IntroductionShown.shown(row, uses.recommendations, now, led))

    @router.get("/introductions/kind-words")
    async def kind_words() -> dict[str, Any]:
        """The words in which a side says no: chosen, never written (open)."""
        return {"items": [KindWordsView.of(each) for each in uses.knowledge.kind_words.all.values()], "next": None}

    @router.get("/introductions/{introduction_id}")
    async def introduction(introduction_id: Id, caller: CallerDep) -> IntroductionWithWords:
        """One introduction; the resident's words for its two sides and who has it."""
        seen = await uses.introductions.get(introduction_id, by=caller)
        led = await uses.introductions.led([seen.row])
        return IntroductionWithWords.seen(seen, uses.recommendations, uses.introductions.journal.now(), led)


def _deciding_routes(router: APIRouter, uses: Matching) -> None:
    @router.post("/introductions", status_code=201, response_model=IntroductionTold)
    async def ask(body: NewIntroduction, caller: CallerDep, cause: CauseDep) -> Response:
        """Ask to meet a group. This is the resident's yes; a named coordinator has it until ``due_at``."""
        chain = await uses.introductions.ask(caller.person_id, body.group_id, body.message, cause=cause)
        return answer(chain, _told(IntroductionTold.of(chain, IntroductionProposed, "proposed")))

    @router.post("/introductions/{introduction_id}/accept", response_model=IntroductionTold)
    async def accept(introduction_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """The group's yes (officers; coordinators for them, recorded)."""
        commit = await uses.introductions.accept(introduction_id, by=caller, cause=cause)
        return answer(commit, _told(IntroductionTold.of(commit, IntroductionAccepted, "accepted")), 200)

    @router.post("/introductions/{introduction_id}/decline", response_model=IntroductionTold)
    async def decline(introduction_id: Id, caller: CallerDep, cause: CauseDep, body: Decline | None = None) -> Response:
        """One side's no, in prepared words (the resident, officers; coordinators for either, recorded)."""
        said = (body or Decline()).model_dump()
        chain = await uses.introductions.decline(introduction_id, by=caller, cause=cause, **said)
        return answer(chain, _told(IntroductionTold.of(chain, IntroductionDeclined, "declined")), 200)


def _meeting_routes(router: APIRouter, uses: Matching) -> None:
    meetings = uses.first_meetings

    @router.post("/introductions/{introduction_id}/meeting", response_model=MeetingTold)
    async def meet(introduction_id: Id, body: MeetingBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Arrange the first meeting, or change it (officers, coordinators)."""
        commit = await meetings.arrange(introduction_id, by=caller, cause=cause, **body.model_dump())
        return answer(commit, MeetingTold.arranged(commit), 200)

    @router.post("/introductions/{introduction_id}/met", response_model=IntroductionTold)
    async def met(introduction_id: Id, caller: CallerDep, cause: CauseDep, body: MetBody | None = None) -> Response:
        """Note that they have met, or that it did not happen (both sides, coordinators)."""
        happened = body.met if body else True
        commit = await meetings.note(introduction_id, met=happened, by=caller, cause=cause)
        kind, status = (IntroductionMet, "met") if happened else (IntroductionNotMet, "accepted")
        return answer(commit, _told(IntroductionTold.of(commit, kind, status)), 200)

    @router.post("/introductions/{introduction_id}/wish", response_model=IntroductionTold)
    async def wish(introduction_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """The resident has met the group and wants to join (the resident; who has it, recorded)."""
        commit = await meetings.wish(introduction_id, by=caller, cause=cause)
        return answer(commit, _told(IntroductionTold.of(commit, IntroductionWished, "met")), 200)


def _follow_up_routes(router: APIRouter, uses: Matching) -> None:
    follow_ups = uses.follow_ups

    @router.get("/follow-ups")
    async def listing(
        caller: CallerDep,
        paging: PagingDep,
        assigned: Annotated[Literal["me"] | None, Query(description="those that I have as coordinator")] = None,
    ) -> dict[str, Any]:
        """How it goes a month after joining: what I am asked, or what is told to me."""
        ask = follow_ups.assigned_to if assigned else follow_ups.of_person
        return listed(await ask(caller.person_id, cursor=paging.cursor, limit=paging.limit), FollowUpView.of)

    @router.get("/introductions/{introduction_id}/follow-up")
    async def follow_up(introduction_id: Id, caller: CallerDep) -> FollowUpWithWords:
        """How it goes (the person, who has it)."""
        return FollowUpWithWords.seen(await follow_ups.get(introduction_id, by=caller))

    @router.post("/introductions/{introduction_id}/follow-up", response_model=FollowUpTold)
    async def say(introduction_id: Id, body: FollowUpBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Say how it goes: good, hard or stopped (the person; who has it, recorded)."""
        chain = await follow_ups.answer(introduction_id, body.answer, words=body.words, by=caller, cause=cause)
        view = FollowUpTold.of(chain)
        if view is None:
            raise IntroductionOver(status="forgone")
        return answer(chain, view, 200)

    @router.post("/introductions/{introduction_id}/follow-up/done", response_model=FollowUpDone)
    async def done(introduction_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Who has it has seen to it; its words go."""
        chain = await follow_ups.finish(introduction_id, by=caller, cause=cause)
        return answer(chain, FollowUpDone(introduction_id=introduction_id), 200)


def _told(view: IntroductionTold | None) -> View:
    """The view; a request that came to nothing on the way (an erasure) has none."""
    if view is None:
        raise IntroductionOver(status="forgone")
    return view
