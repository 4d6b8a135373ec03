"""The demo's own small issuer: anyone on this machine may be anyone in the sample town. Refused everywhere else.

It speaks as much of OIDC as the services ask for (discovery and keys), plus a list of people to choose from.
"""

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from itertools import dropwhile, islice
from pathlib import Path
from typing import Annotated, Any, ClassVar, Protocol
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from jwt.algorithms import ECAlgorithm
from pydantic import BaseModel, ConfigDict, Field

from shared.errors import Refusal
from shared.journal.journal import BadCursor
from shared.loopback import is_loopback
from shared.metrics import Metrics
from shared.settings import Settings
from shared.version import VERSION
from shared.web import Identity, NotFound, StaticKeys, problems
from shared.web.edge import Edge
from shared.web.identity import demo_issuer_url

LIFETIME_SECONDS = 8 * 3_600
PEOPLE_PAGE_MAX = 200
BODY_BYTES_MAX = 4_096
KEY_FILE = "issuer.key"


class NotOnThisMachine(Refusal):
    """The demo's issuer was asked from elsewhere, or under a name that is not this machine's."""

    status = 403
    code = "demo-issuer-is-local"
    ja = "お試し用のログインは、このコンピューターの中でだけ使えます。"
    en = "The demo's sign-in serves this machine only."
    next_ja = "同じコンピューターで http://127.0.0.1 のアドレスを開いてください。"
    next_en = "Open the address with http://127.0.0.1 on the same machine."


class Somebody(Protocol):
    """A person as the issuer knows them: an id, city roles, and the groups they act for (shown, not in tokens)."""

    @property
    def person_id(self) -> str: ...
    @property
    def roles(self) -> tuple[str, ...]: ...
    @property
    def groups(self) -> tuple[str, ...]: ...


class Directory(Protocol):
    """Who lives in the sample town. Ids only: names are in the vault of people."""

    @property
    def entries(self) -> Mapping[str, Somebody]:
        """Everyone, by id, in the order of the list."""
        ...


class Issuer:
    """Signs tokens with a key of its own. ``url`` is its name in tokens; it serves this machine only."""

    algorithm: ClassVar[str] = "ES256"

    def __init__(
        self,
        key: EllipticCurvePrivateKey,
        *,
        url: str,
        host: str,
        audience: str = "kyoso",
        directory: Directory | None = None,
    ) -> None:
        """``host`` is where the town listens. Raises ``ValueError`` when other machines can reach it."""
        if not is_loopback(host):
            raise ValueError(f"the demo's issuer is refused on {host}: it serves this machine only")
        self._key = key
        self.url = url.rstrip("/")
        self.audience = audience
        numbers: dict[str, Any] = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self._kid = hashlib.sha256(f"{numbers['x']}.{numbers['y']}".encode()).hexdigest()[:16]
        self._jwk = {**numbers, "kid": self._kid, "use": "sig", "alg": self.algorithm}
        self.app = _app(self, directory) if directory else None

    @classmethod
    def of(cls, settings: Settings, directory: Directory) -> "Issuer":
        """The issuer of a deployment; its key lies in the data folder. Behind a proxy it has its address."""
        key = load_key(settings.data / KEY_FILE)
        return cls(
            key,
            url=settings.issuer or demo_issuer_url(settings),
            host=settings.host,
            audience=settings.audience,
            directory=directory,
        )

    def jwks(self) -> dict[str, Any]:
        """The public key, as services ask for it."""
        return {"keys": [self._jwk]}

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
        return Identity(StaticKeys(self.jwks()), issuer=self.url, audience=self.audience)


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
    """Let nobody in from elsewhere.

    The ``Host`` is checked so that no web page can get in by a name of its own, the ``Origin`` so that none can send
    what it need not read, and what a proxy says of its caller, because to us the proxy is this machine.
    """
    client = request.client.host if request.client else ""
    named = request.url.hostname or ""
    origin = request.headers.get("origin")
    told = [*request.headers.getlist("x-forwarded-for"), *request.headers.getlist("x-real-ip")]
    came_from = [each.strip() for line in told for each in line.split(",")]
    here = all(is_loopback(each) for each in (client, named, *came_from)) and "forwarded" not in request.headers
    if not here or not (origin is None or _is_here(origin)):
        raise NotOnThisMachine


def _is_here(origin: str) -> bool:
    try:
        return is_loopback(urlsplit(origin).hostname or "")
    except ValueError:
        return False


def _app(issuer: Issuer, directory: Directory) -> FastAPI:
    """The issuer as an application, to be mounted at ``/identity``."""
    app = FastAPI(title="kyoso identity", version=VERSION, docs_url=None, redoc_url=None, redirect_slashes=False)
    problems.install(app)
    app.add_middleware(Edge, service="identity", metrics=Metrics("identity"), body_bytes_max=BODY_BYTES_MAX)
    app.include_router(routes(issuer, directory))
    return app


def routes(issuer: Issuer, directory: Directory) -> APIRouter:
    """The issuer's routes, for callers of this machine."""
    router = APIRouter(tags=["identity"], dependencies=[Depends(only_this_machine)])

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
        return issuer.jwks()

    @router.get("/people")
    async def people(
        after: Annotated[str | None, Query(max_length=128)] = None,
        role: Annotated[str | None, Query(max_length=50)] = None,
        group: Annotated[str | None, Query(max_length=128)] = None,
        limit: Annotated[int, Query(ge=1, le=PEOPLE_PAGE_MAX)] = 50,
    ) -> dict[str, Any]:
        found = list(islice(_fitting(directory, after, role, group), limit + 1))
        items = [
            {"person_id": each.person_id, "roles": list(each.roles), "groups": list(each.groups)}
            for each in found[:limit]
        ]
        return {"items": items, "next": found[limit - 1].person_id if len(found) > limit else None}

    @router.post("/token")
    async def token(request: TokenRequest) -> dict[str, Any]:
        somebody = directory.entries.get(request.person_id)
        if somebody is None:
            raise NotFound(what="person")
        access_token = issuer.issue(somebody.person_id, somebody.roles)
        return {"access_token": access_token, "token_type": "Bearer", "expires_in": LIFETIME_SECONDS}

    return router


def _fitting(directory: Directory, after: str | None, role: str | None, group: str | None) -> Iterator[Somebody]:
    """Everyone behind ``after`` with the role and the group, in the directory's order. Raises ``BadCursor``."""
    if after is not None and after not in directory.entries:
        raise BadCursor
    everyone = iter(directory.entries.values())
    if after is not None:
        everyone = islice(dropwhile(lambda each: each.person_id != after, everyone), 1, None)
    for each in everyone:
        if (role is None or role in each.roles) and (group is None or group in each.groups):
            yield each
