"""How one service shows another who it is: a token of a minute, for that one service, under the deployment's own key.

It is no city token: the city's issuer does not have the key and cannot make one, and nothing that it signs carries a
service's role, since those are no city roles.
"""

import time

import jwt

from shared.service import Site

ALGORITHM = "HS256"
KEY_ID = "kyoso-service"
ISSUER = "urn:kyoso:services"
LIFETIME_SECONDS = 60
SUBJECT = "service:"
"""Begins the ids and roles of services. No person's token may carry such an id."""


class ServiceTokens:
    """Makes and reads the tokens between the services of one deployment. Replicas have the same master key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, site: Site) -> "ServiceTokens":
        """Those of a deployment."""
        return cls(site.derived_key("service-tokens"))

    def issue(self, service: str, *, to: str, lifetime_seconds: int = LIFETIME_SECONDS) -> str:
        """A token that says to the service ``to`` that ``service`` asks."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": role_of(service),
            "aud": _audience(to),
            "iat": now,
            "exp": now + lifetime_seconds,
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": KEY_ID})

    def read(self, token: str, *, to: str, leeway_seconds: int) -> tuple[str, float]:
        """Which service a token names (its role), and until when. Raises ``jwt.PyJWTError``."""
        claims = jwt.decode(
            token,
            self._key,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            audience=_audience(to),
            leeway=leeway_seconds,
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
        return str(claims["sub"]), float(claims["exp"])


def role_of(service: str) -> str:
    """The id and the one role that a service has at its neighbours."""
    return f"{SUBJECT}{service}"


def _audience(service: str) -> str:
    return f"{ISSUER}:{service}"
