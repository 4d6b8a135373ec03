"""The demo's own small issuer: anyone on this machine may be anyone in the sample town. Refused everywhere else.

It speaks as much of OIDC as the services ask for (discovery and keys), plus a list of people to choose from.
"""

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Protocol

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from fastapi import APIRouter, Depends, Query, Request
from jwt.algorithms import ECAlgorithm
from pydantic import BaseModel, ConfigDict, Field

from shared.errors import Refusal
from shared.web import Identity, NotFound, StaticKeys
from shared.web.keys import is_loopback

LIFETIME_SECONDS = 8 * 3_600
PEOPLE_PAGE_MAX = 200


class NotOnThisMachine(Refusal):
    """The demo's issuer was asked from elsewhere, or under a name that is not this machine's."""

    status = 403
    code = "demo-issuer-is-local"
    ja = "お試し用のログインは、このコンピューターの中でだけ使えます。"
    en = "The demo's sign-in serves this machine only."
    next_ja = "同じコンピューターで http://127.0.0.1 のアドレスを開いてください。"
    next_en = "Open the address with http://127.0.0.1 on the same machine."


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as the issuer knows them: an id, city roles, and the groups they act for (shown, not in tokens)."""

    person_id: str
    roles: tuple[str, ...] = ("resident",)
    groups: tuple[str, ...] = ()


class Directory(Protocol):
    """Who lives in the sample town. Ids only: names are in the vault of people."""

    async def find(self, person_id: str) -> Somebody | None:
        """One person, ``None`` when nobody has this id."""
        ...

    async def page(self, *, after: str, role: str | None, group: str | None, limit: int) -> list[Somebody]:
        """People by id, those behind ``after`` (empty: from the first), of a role and a group when given."""
        ...


class People:
    """A directory in memory."""

    def __init__(self, people: list[Somebody]) -> None:
        self._people = {somebody.person_id: somebody for somebody in sorted(people, key=lambda each: each.person_id)}

    async def find(self, person_id: str) -> Somebody | None:
        return self._people.get(person_id)

    async def page(self, *, after: str, role: str | None, group: str | None, limit: int) -> list[Somebody]:
        fitting = (
            somebody
            for somebody in self._people.values()
            if somebody.person_id > after
            and (role is None or role in somebody.roles)
            and (group is None or group in somebody.groups)
        )
        return [somebody for somebody, _ in zip(fitting, range(limit), strict=False)]


class Issuer:
    """Signs tokens with a key of its own. ``url`` is its name in tokens and must be this machine's."""

    algorithm: ClassVar[str] = "ES256"

    def __init__(self, key: EllipticCurvePrivateKey, *, url: str, host: str, audience: str = "kyoso") -> None:
        """Raises ``ValueError`` when ``host``, where the town listens, can be reached from other machines."""
        if not is_loopback(host):
            raise ValueError(f"the demo's issuer is refused on {host}: it serves this machine only")
        self._key = key
        self.url = url.rstrip("/")
        self.audience = audience
        numbers: dict[str, Any] = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self._kid = hashlib.sha256(f"{numbers['x']}.{numbers['y']}".encode()).hexdigest()[:16]
        self.jwks = {"keys": [{**numbers, "kid": self._kid, "use": "sig", "alg": self.algorithm}]}

    def issue(
        self, person_id: str, roles: tuple[str, ...] = ("resident",), *, lifetime_seconds: int = LIFETIME_SECONDS
    ) -> str:
        """A token for a person, by the machine's time."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": self.audience,
            "sub": person_id,
            "roles": list(roles),
            "iat": now,
            "exp": now + lifetime_seconds,
        }
        return jwt.encode(claims, self._key, algorithm=self.algorithm, headers={"kid": self._kid})

    def identity(self) -> Identity:
        """What a service in the same process checks tokens with; no request is made."""
        return Identity(StaticKeys(self.jwks), issuer=self.url, audience=self.audience)


def load_key(path: Path) -> EllipticCurvePrivateKey:
    """The signing key in ``path`` (PEM), made at the first start with mode 0600."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(found, EllipticCurvePrivateKey) or not isinstance(found.curve, SECP256R1):
            raise ValueError(f"{path.name} must hold a P-256 key; delete it for a new one") from None  # noqa: TRY004 - a bad file
        return found
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return load_key(path)
    key = generate_private_key(SECP256R1())
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        file.flush()
        os.fsync(file.fileno())
    return key


class TokenRequest(BaseModel):
    """Whom to be."""

    model_config = ConfigDict(extra="forbid")

    person_id: str = Field(min_length=1, max_length=128)


async def only_this_machine(request: Request) -> None:
    """Let nobody in from elsewhere; the ``Host`` is checked so that no web page can get in by a name of its own."""
    client = request.client.host if request.client else ""
    named = request.url.hostname or ""
    if not is_loopback(client) or not is_loopback(named):
        raise NotOnThisMachine


def routes(issuer: Issuer, directory: Directory) -> APIRouter:
    """The issuer's routes, to be included in the town's root application."""
    router = APIRouter(prefix="/identity", tags=["identity"], dependencies=[Depends(only_this_machine)])

    @router.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, Any]:
        return {
            "issuer": issuer.url,
            "jwks_uri": f"{issuer.url}/jwks",
            "token_endpoint": f"{issuer.url}/token",
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [issuer.algorithm],
        }

    @router.get("/jwks")
    async def jwks() -> dict[str, Any]:
        return issuer.jwks

    @router.get("/people")
    async def people(
        after: Annotated[str, Query(max_length=128)] = "",
        role: Annotated[str | None, Query(max_length=50)] = None,
        group: Annotated[str | None, Query(max_length=128)] = None,
        limit: Annotated[int, Query(ge=1, le=PEOPLE_PAGE_MAX)] = 50,
    ) -> dict[str, Any]:
        found = await directory.page(after=after, role=role, group=group, limit=limit + 1)
        items = [
            {"person_id": each.person_id, "roles": list(each.roles), "groups": list(each.groups)}
            for each in found[:limit]
        ]
        return {"items": items, "next": found[limit - 1].person_id if len(found) > limit else None}

    @router.post("/token")
    async def token(request: TokenRequest) -> dict[str, Any]:
        somebody = await directory.find(request.person_id)
        if somebody is None:
            raise NotFound(what="person")
        access_token = issuer.issue(somebody.person_id, somebody.roles)
        return {"access_token": access_token, "token_type": "Bearer", "expires_in": LIFETIME_SECONDS}

    return router
