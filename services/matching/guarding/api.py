"""The routes of a guardian's own consent."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from services.matching.bodies import Body, Day, Id
from services.matching.domain.guarding.events import GuardianConsentEnded, GuardianConsentSaid
from services.matching.guarding.guardians import OnPaper, Terms
from services.matching.guarding.rows import GuardianConsentRow
from services.matching.service import Matching
from shared.web import CallerDep, CauseDep, TokyoInstant, View, answer

Code = Annotated[str, Path(max_length=20)]
SAID = {
    "ja": "保護者の方へ：ご自分のアカウントで、この番号を入れてください。{code}",
    "plain": "おうちの ひとへ：じぶんの アカウントで この ばんごうを いれて ください。{code}",
    "en": "To the guardian: enter this code from your own account. {code}",
}
AGREED_TO = {
    "ja": "お子さんが手伝いなどに参加することに同意します。いつでも取り消せます。取り消すと、始めたことも終わります。",
    "plain": "こどもが てつだいなどを しても いいです。いつでも やめられます。やめると、はじめた ことも おわります。",
    "en": "You agree that the young person helps others here. You may take it back: what rests on it ends then.",
}


class Agreement(Body):
    """The guardian's yes. ``valid_until``: twelve months where it is not said (``help.json``)."""

    valid_until: Day | None = None


class PaperView(View):
    """A code, as it is printed and handed over."""

    consent_id: str
    code: str
    expires_at: TokyoInstant
    said: dict[str, str]

    @classmethod
    def of(cls, paper: OnPaper) -> "PaperView":
        """The view of a code."""
        said = {language: text.format(code=paper.code) for language, text in SAID.items()}
        return cls(consent_id=paper.consent_id, code=paper.code, expires_at=paper.expires_at, said=said)


class TermsView(View):
    """What a guardian would agree to: for which kinds of help, until which day at most."""

    agreed_to: dict[str, str]
    categories: tuple[str, ...]
    expires_at: TokyoInstant
    valid_until_max: date

    @classmethod
    def of(cls, terms: Terms) -> "TermsView":
        """The view of the terms."""
        return cls(
            agreed_to=AGREED_TO,
            categories=terms.categories,
            expires_at=terms.expires_at,
            valid_until_max=terms.valid_until_max,
        )


class SaidView(View):
    """A consent that stands now."""

    consent_id: str
    ward_id: str
    valid_until: date


class EndedView(View):
    """A consent that holds no longer."""

    consent_id: str
    how: str


class ConsentView(View):
    """A consent, or a code that waits (``asked``), as one of the two sees it; ``until`` when."""

    consent_id: str
    status: str
    person_id: str | None
    until: TokyoInstant | None

    @classmethod
    def of(cls, row: GuardianConsentRow, person_id: str | None) -> "ConsentView":
        """The view of a row, with the other one of the two."""
        return cls(consent_id=row.id, status=row.status, person_id=person_id, until=row.due_at)


def guardian_routes(uses: Matching) -> APIRouter:
    """A code on paper, two steps, and taking it back."""
    router = APIRouter(tags=["guardians"])
    _ward_routes(router, uses)
    _guardian_routes(router, uses)
    return router


def _ward_routes(router: APIRouter, uses: Matching) -> None:
    guardians = uses.guardians

    @router.post("/people/me/guardian-code", status_code=201, response_model=PaperView)
    async def ask(caller: CallerDep, cause: CauseDep) -> Response:
        """Make a code that I hand to my guardian on paper; one of before opens nothing any more."""
        paper = await guardians.ask(caller.person_id, by=caller, cause=cause)
        return answer(paper.commit, PaperView.of(paper))

    @router.post("/people/{person_id}/guardian-code", status_code=201, response_model=PaperView)
    async def ask_for(person_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """The same for a young person at the counter (coordinators, staff)."""
        paper = await guardians.ask(person_id, by=caller, cause=cause)
        return answer(paper.commit, PaperView.of(paper))

    @router.get("/people/me/guardian")
    async def mine(caller: CallerDep) -> dict[str, Any]:
        """Whether a guardian with an account agrees, and whether a code waits (for me alone)."""
        rows = await guardians.about(caller.person_id)
        return {"items": [ConsentView.of(row, row.guardian_id or None) for row in rows], "next": None}


def _guardian_routes(router: APIRouter, uses: Matching) -> None:
    guardians = uses.guardians

    @router.get("/guardian-codes/{code}")
    async def look(code: Code, caller: CallerDep) -> TermsView:
        """The first step: what the code on the paper asks me to agree to."""
        return TermsView.of(await guardians.look(code, by=caller))

    @router.post("/guardian-codes/{code}/yes", status_code=201, response_model=SaidView)
    async def say(code: Code, caller: CallerDep, cause: CauseDep, body: Agreement | None = None) -> Response:
        """The second step: I agree, as an adult, from an account of my own."""
        chain = await guardians.say(code, body.valid_until if body else None, by=caller, cause=cause)
        said = chain.first(GuardianConsentSaid)
        return answer(chain, SaidView(consent_id=said.consent_id, ward_id=said.ward_id, valid_until=said.valid_until))

    @router.get("/people/me/wards")
    async def wards(caller: CallerDep) -> dict[str, Any]:
        """The consents that I gave as a guardian."""
        rows = await guardians.given_by(caller.person_id)
        return {"items": [ConsentView.of(row, row.ward_id) for row in rows], "next": None}

    @router.delete("/people/me/wards/{consent_id}", response_model=EndedView)
    async def revoke(consent_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """I take my consent back: help that rests on it, and introductions under way, end at once."""
        chain = await guardians.revoke(consent_id, by=caller, cause=cause)
        ended = chain.first(GuardianConsentEnded)
        return answer(chain, EndedView(consent_id=ended.consent_id, how=ended.how), 200)
