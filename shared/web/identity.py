"""Who asks: a bearer token, checked against the issuer's keys with the machine's time, never the injected clock.

A token that was found good is remembered by its hash for a few minutes (and never past its end), because checking a
signature anew for each request would cost a tenth of a booking.
"""

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Annotated, Any, get_args

import jwt
from fastapi import Depends, Request

from shared.loopback import is_loopback
from shared.settings import Settings
from shared.web.keys import ALGORITHMS, IssuerKeys, Keys
from shared.web.refusals import PERSON_ID, Role, TokenExpired, TokenInvalid, TokenMissing
from shared.web.service_tokens import ALGORITHM, KEY_ID, SUBJECT, ServiceTokens

TOKEN_CHARS_MAX = 8_192
SKEW_SECONDS = 2
REMEMBERED_TOKENS_MAX = 20_000
REMEMBERED_SECONDS_MAX = 300.0
"""How long a token outlives the withdrawal of its key at most."""

ROLES = frozenset(get_args(Role))


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the person's id and city roles. Relations (officer of a group) are no roles: events tell them."""

    person_id: str
    roles: frozenset[str] = frozenset()

    def has(self, *roles: str) -> bool:
        """Whether the caller has one of ``roles``."""
        return not self.roles.isdisjoint(roles)


class Identity:
    """Tells callers by their tokens. ``issuer`` and ``audience`` must be in the token as they are here."""

    def __init__(
        self,
        keys: Keys,
        *,
        issuer: str,
        audience: str,
        services: ServiceTokens | None = None,
        service: str = "",
    ) -> None:
        """``services``: the tokens that other services show to ``service``, beside those of the issuer."""
        self._keys = keys
        self._services = services
        self._service = service
        self._issuer = issuer
        self._audience = audience
        self._remembered: OrderedDict[bytes, tuple[Caller, float]] = OrderedDict()

    @classmethod
    def of(cls, settings: Settings) -> "Identity":
        """The identity that the settings name. Without an issuer it is the demo's, on this machine only."""
        issuer = settings.issuer or demo_issuer_url(settings)
        return cls(IssuerKeys(issuer), issuer=issuer, audience=settings.audience)

    def within(self, services: ServiceTokens, service: str) -> "Identity":
        """The same, for one service that its neighbours ask too."""
        return Identity(self._keys, issuer=self._issuer, audience=self._audience, services=services, service=service)

    async def caller(self, authorization: str | None) -> Caller:
        """The caller that an ``Authorization`` header names.

        Raises ``TokenMissing``, ``TokenExpired``, ``TokenInvalid``, ``IssuerUnavailable``.
        """
        scheme, _, token = (authorization or "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise TokenMissing
        if len(token) > TOKEN_CHARS_MAX:
            raise TokenInvalid
        name = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        found = self._remembered.get(name)
        if found is not None and time.time() < found[1]:
            return found[0]
        caller, until = await self._checked(token)
        self._remembered[name] = (caller, until)
        self._remembered.move_to_end(name)
        if len(self._remembered) > REMEMBERED_TOKENS_MAX:
            self._remembered.popitem(last=False)
        return caller

    async def _checked(self, token: str) -> tuple[Caller, float]:
        """The caller of a token that is not remembered, and until when to remember it."""
        try:
            header = jwt.get_unverified_header(token)
            kid, algorithm = header.get("kid"), header.get("alg")
            if self._services and (kid, algorithm) == (KEY_ID, ALGORITHM):
                role, until = self._services.read(token, to=self._service, leeway_seconds=SKEW_SECONDS)
                return Caller(role, frozenset({role})), min(until, time.time() + REMEMBERED_SECONDS_MAX)
            if algorithm not in ALGORITHMS or not isinstance(kid, str):
                raise TokenInvalid
            key = await self._keys.key(kid)
            if key is None or key.algorithm_name != algorithm:
                raise TokenInvalid
            claims = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                issuer=self._issuer,
                audience=self._audience,
                leeway=SKEW_SECONDS,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError, OverflowError):
            raise TokenInvalid from None
        return _caller(claims), min(float(claims["exp"]), time.time() + REMEMBERED_SECONDS_MAX)


def _caller(claims: dict[str, Any]) -> Caller:
    person_id = claims["sub"]
    if not isinstance(person_id, str) or not PERSON_ID.fullmatch(person_id) or person_id.startswith(SUBJECT):
        raise TokenInvalid
    roles = claims.get("roles", [])
    return Caller(person_id, frozenset(roles) & ROLES if _is_words(roles) else frozenset())


def _is_words(roles: object) -> bool:
    return isinstance(roles, list) and all(isinstance(role, str) for role in roles)


def demo_issuer_url(settings: Settings) -> str:
    """Where the demo's issuer is. Raises ``ValueError`` when the service can be reached from elsewhere."""
    if not is_loopback(settings.host):
        raise ValueError("outside this machine KYOSO_ISSUER must name an OIDC issuer: the demo's own is refused")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/identity"


async def caller(request: Request) -> Caller:
    """The caller of a request; it must have a good token."""
    identity: Identity = request.app.state.identity
    return await identity.caller(request.headers.get("authorization"))


async def optional_caller(request: Request) -> Caller | None:
    """The caller of a request, ``None`` without a token. A token that is there must be good."""
    if "authorization" not in request.headers:
        return None
    return await caller(request)


CallerDep = Annotated[Caller, Depends(caller)]
OptionalCallerDep = Annotated[Caller | None, Depends(optional_caller)]
