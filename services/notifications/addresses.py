"""Where a person's mail goes: asked of people at the moment of sending, for a published purpose, and kept nowhere."""

import asyncio
import logging
from typing import Protocol

import httpx

from shared.errors import Transient
from shared.service import Site
from shared.web.refusals import PersonErasedHere
from shared.web.service_tokens import ServiceTokens

log = logging.getLogger(__name__)

PURPOSE = "message-delivery"
PEOPLE = "people"
ASK_SECONDS_MAX = 5.0


class PeopleAway(Transient):
    """People does not answer; mails wait."""


class Addresses(Protocol):
    """Tells where to write to somebody."""

    async def of(self, person_id: str) -> str | None:
        """The e-mail address, ``None`` without one. Raises ``PersonErasedHere``, ``PeopleAway``."""
        ...

    async def close(self) -> None: ...


class AskedPeople:
    """Asks the people of this deployment: in the same process without a socket, elsewhere at ``town_url``."""

    def __init__(self, client: httpx.AsyncClient, tokens: ServiceTokens, service: str) -> None:
        self._client = client
        self._tokens = tokens
        self._service = service

    @classmethod
    def of_site(cls, site: Site, service: str) -> "AskedPeople":
        """Those that ``service`` reaches from here."""
        settings = site.settings
        client = httpx.AsyncClient(
            transport=site.transport,
            base_url=settings.town_url or settings.own_url,
            timeout=ASK_SECONDS_MAX,
            trust_env=False,
        )
        return cls(client, ServiceTokens.of(site), service)

    async def of(self, person_id: str) -> str | None:
        # a task of its own: in one process the other service's edge would put its name on what we log afterwards
        answer = await asyncio.create_task(self._ask(person_id))
        match answer.status_code:
            case httpx.codes.OK:
                email = answer.json()["contact"]["email"]
                return str(email) if email else None
            case httpx.codes.NOT_FOUND:
                return None
            case httpx.codes.GONE:
                raise PersonErasedHere
            case status:
                raise PeopleAway(f"answered {status}")

    async def _ask(self, person_id: str) -> httpx.Response:
        token = self._tokens.issue(self._service, to=PEOPLE)
        try:
            return await self._client.get(
                f"/people/people/{person_id}/contact",
                params={"purpose": PURPOSE},
                headers={"authorization": f"Bearer {token}"},
            )
        except httpx.HTTPError as error:
            raise PeopleAway(type(error).__name__) from error

    async def close(self) -> None:
        await self._client.aclose()
