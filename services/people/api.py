"""The routes of people: parse, one use case, answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from services.people.domain.details import PHONE_CHARS_MAX
from services.people.domain.events import Channel
from services.people.domain.purposes import CONSENT_WORDS, CONSENTS, CONTACT_PURPOSES
from services.people.permissions import require
from services.people.refusals import ChannelNotYours, ConsentUnknown
from services.people.requests import BirthDateSeen, Profile, Registration
from services.people.service import People
from services.people.views import (
    AccessView,
    AccountView,
    ConsentView,
    ContactView,
    ErasedView,
    FoundView,
    PurposeView,
    TraitsView,
)
from shared.contracts.people import Purpose
from shared.web import Caller, CallerDep, CauseDep, NotFound, PagingDep, answer
from shared.web.refusals import PERSON_ID

NO_STORE = {"Cache-Control": "no-store"}
"""Details are for the eyes of the caller, not for any cache on the way."""


class ConsentWish(BaseModel):
    """Whether the person agrees."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    given: StrictBool


class TelephoneAsked(BaseModel):
    """A telephone, in the body: an address is written down in many places."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phone: Annotated[str, Field(max_length=PHONE_CHARS_MAX)]


def routes(uses: People) -> APIRouter:
    """The service's router. ``me`` in a path is the caller."""
    router = APIRouter(tags=["people"])
    _registering(router, uses)
    _consenting(router, uses)
    _looking(router, uses)
    return router


def _registering(router: APIRouter, uses: People) -> None:
    @router.post("/people", status_code=201)
    async def register(body: Registration, caller: CallerDep, cause: CauseDep) -> Response:
        """Register oneself (channel web), or somebody at the counter or on the phone (staff)."""
        registration = _for_whom(body, caller)
        commit = await uses.register(registration, cause=cause)
        return answer(commit, TraitsView.of(commit))

    @router.put("/people/{person_id}")
    async def change(person_id: str, body: Profile, caller: CallerDep, cause: CauseDep) -> Response:
        """Take a whole new profile."""
        whom = _whom(person_id, caller)
        require("change-profile", caller, whom)
        channel: Channel = "web" if whom == caller.person_id else "counter"
        commit = await uses.change(whom, body, channel, cause=cause)
        return answer(commit, TraitsView.of(commit), 200)

    @router.put("/people/{person_id}/birth-date")
    async def correct(person_id: str, body: BirthDateSeen, caller: CallerDep, cause: CauseDep) -> Response:
        """Correct somebody's birth date by a document they brought (staff, never one's own)."""
        whom = _whom(person_id, caller)
        require("correct-birth-date", caller, whom)
        commit = await uses.correct_birth_date(whom, body, caller, cause=cause)
        return answer(commit, TraitsView.of(commit), 200)

    @router.delete("/people/{person_id}")
    async def erase(person_id: str, caller: CallerDep, cause: CauseDep) -> Response:
        """Forget a person for good, everywhere. It cannot be undone."""
        whom = _whom(person_id, caller)
        require("erase", caller, whom)
        commit = await uses.erase(whom, cause=cause)
        return answer(commit, ErasedView.of(commit), 200)


def _consenting(router: APIRouter, uses: People) -> None:
    @router.get("/people/{person_id}/consents")
    async def consents(person_id: str, caller: CallerDep) -> dict[str, Any]:
        """What a person agrees to, purpose by purpose."""
        whom = _whom(person_id, caller)
        require("see-consents", caller, whom)
        given = await uses.consents(whom)
        return {"items": [ConsentView.of(purpose, given=purpose in given) for purpose in CONSENTS], "next": None}

    @router.put("/people/{person_id}/consents/{purpose}")
    async def consent(person_id: str, purpose: str, body: ConsentWish, caller: CallerDep, cause: CauseDep) -> Response:
        """Agree to a purpose, or take it back."""
        whom, known = _whom(person_id, caller), _purpose(purpose)
        require("change-consent", caller, whom)
        commit = await uses.consent(whom, known, given=body.given, cause=cause)
        return answer(commit, ConsentView.of(known, given=body.given), 200)


def _looking(router: APIRouter, uses: People) -> None:
    @router.get("/people/purposes")
    async def purposes() -> dict[str, Any]:
        """The published lists: what contacts may be looked up for, and what one can consent to."""
        return {
            "contact": [
                PurposeView(code=p.code, ja=p.ja, en=p.en, consent=p.consent) for p in CONTACT_PURPOSES.values()
            ],
            "consent": [PurposeView(code=code, ja=ja, en=en) for code, (ja, en) in CONSENT_WORDS.items()],
        }

    @router.get("/people/me")
    async def me(caller: CallerDep, response: Response) -> AccountView:
        """The caller's own account."""
        require("see-profile", caller, caller.person_id)
        response.headers.update(NO_STORE)
        return AccountView.of(caller.person_id, await uses.profile(caller.person_id))

    @router.post("/people/lookups")
    async def lookups(asked: TelephoneAsked, caller: CallerDep, response: Response) -> dict[str, Any]:
        """Who has a telephone, at the counter or on the phone (staff). The person can see who looked."""
        require("find-somebody", caller, "")
        response.headers.update(NO_STORE)
        found = await uses.of_telephone(asked.phone, caller)
        return {"items": [FoundView(person_id=person_id, name=name) for person_id, name in found], "next": None}

    @router.get("/people/{person_id}/contact")
    async def contact(
        person_id: str,
        purpose: Annotated[str, Query(max_length=100)],
        caller: CallerDep,
        response: Response,
    ) -> ContactView:
        """Name and contact of somebody, for a published purpose. The person can see who looked."""
        whom = _whom(person_id, caller)
        require("see-contact", caller, whom)
        response.headers.update(NO_STORE)
        return ContactView.of(whom, purpose, await uses.contact(whom, purpose, caller))

    @router.get("/people/{person_id}/accesses")
    async def accesses(person_id: str, caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """Who else looked at a person's details, when and what for, newest first."""
        whom = _whom(person_id, caller)
        require("see-accesses", caller, whom)
        looks, following = await uses.accesses(whom, paging.cursor, paging.limit)
        return {"items": [AccessView.of(look) for look in looks], "next": following}


def _whom(person_id: str, caller: Caller) -> str:
    """The person that a path names. Raises ``NotFound`` for what cannot be anybody's id."""
    if person_id == "me":
        return caller.person_id
    if not PERSON_ID.fullmatch(person_id):
        raise NotFound(what="person")
    return person_id


def _purpose(purpose: str) -> Purpose:
    for known in CONSENTS:
        if known == purpose:
            return known
    raise ConsentUnknown(purposes=list(CONSENTS))


def _for_whom(body: Registration, caller: Caller) -> Registration:
    """The registration with its person's id, where that is the caller's. Raises ``Forbidden``, ``ChannelNotYours``."""
    if body.channel == "web":
        if body.person_id not in (None, caller.person_id):
            raise ChannelNotYours
        require("register-self", caller, caller.person_id)
        return body.model_copy(update={"person_id": caller.person_id})
    require("register-somebody", caller, "")
    if body.person_id == caller.person_id:
        raise ChannelNotYours
    return body
