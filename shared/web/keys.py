"""The public keys that tokens are checked with: given directly, or asked of the issuer and kept for a while."""

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWTError

from shared.errors import Transient
from shared.loopback import is_loopback

log = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "ES256")
"""Asymmetric only: with HS256 whoever can check a token could also make one, and ``none`` is no signature at all."""

RSA_BITS_MIN = 2_048
REFETCH_SECONDS_MIN = 10.0
"""An unknown key id makes us ask again, but no more often: anyone can send tokens with invented key ids."""
KEYS_SECONDS_MAX = 900.0
"""After so long the keys are asked for again, so that a withdrawn key stops to count."""
TIMEOUT_SECONDS = 3.0
JWKS_BYTES_MAX = 256 * 1024


class IssuerUnavailable(Transient):
    """The issuer does not give its keys; a token can be judged neither good nor bad."""

    retry_after_seconds = 5


class Keys(Protocol):
    """Where the public keys come from."""

    async def key(self, kid: str) -> PyJWK | None:
        """The key of that id, ``None`` when the issuer has none. Raises ``IssuerUnavailable``."""
        ...


class StaticKeys:
    """Keys that are given: the demo's issuer in the same process, tests."""

    def __init__(self, jwks: Mapping[str, Any]) -> None:
        self._keys = usable_keys(jwks)

    async def key(self, kid: str) -> PyJWK | None:
        return self._keys.get(kid)


class IssuerKeys:
    """Keys of an OIDC issuer, found by discovery or else at ``<issuer>/jwks``."""

    def __init__(self, issuer: str, client: httpx.AsyncClient | None = None) -> None:
        self._issuer = issuer.rstrip("/")
        self._client = client
        self._keys: dict[str, PyJWK] = {}
        self._fetched_at = float("-inf")
        self._asked_at = float("-inf")
        self._lock = asyncio.Lock()

    async def key(self, kid: str) -> PyJWK | None:
        now = time.monotonic()
        known = self._keys.get(kid)
        if known is not None and now - self._fetched_at < KEYS_SECONDS_MAX:
            return known
        async with self._lock:
            if time.monotonic() - self._asked_at >= REFETCH_SECONDS_MIN:
                await self._refetch()
        if self._fetched_at == float("-inf"):
            raise IssuerUnavailable("the issuer has not given its keys yet")
        return self._keys.get(kid)

    async def _refetch(self) -> None:
        """Ask for the keys; old ones stay in use while the issuer is away."""
        self._asked_at = time.monotonic()
        try:
            client = self._client or httpx.AsyncClient(timeout=TIMEOUT_SECONDS)
            try:
                self._keys = usable_keys(await self._jwks(client))
            finally:
                if self._client is None:
                    await client.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            log.warning("the issuer's keys could not be had", extra={"error": type(error).__name__})
            return
        self._fetched_at = time.monotonic()

    async def _jwks(self, client: httpx.AsyncClient) -> Mapping[str, Any]:
        found = await client.get(f"{self._issuer}/.well-known/openid-configuration")
        if found.status_code == httpx.codes.NOT_FOUND:
            return await _document(client, f"{self._issuer}/jwks")
        configuration = _json_object(found)
        if str(configuration.get("issuer", "")).rstrip("/") != self._issuer:
            raise ValueError("the configuration is of another issuer")
        return await _document(client, str(configuration.get("jwks_uri", "")))


async def _document(client: httpx.AsyncClient, url: str) -> Mapping[str, Any]:
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("keys are taken over https only, except from this machine")
    return _json_object(await client.get(url))


def _json_object(found: httpx.Response) -> Mapping[str, Any]:
    found.raise_for_status()
    if len(found.content) > JWKS_BYTES_MAX:
        raise ValueError("the issuer's answer is too large")
    document = found.json()
    if not isinstance(document, dict):
        raise ValueError("the issuer's answer is no JSON object")  # noqa: TRY004 - the caller's one kind of bad answer
    return document


def usable_keys(jwks: Mapping[str, Any]) -> dict[str, PyJWK]:
    """The signature keys of a JWKS by key id; weak, symmetric and unreadable ones are left out."""
    entries = jwks.get("keys")
    if not isinstance(entries, list):
        raise ValueError("a JWKS has a list of keys")  # noqa: TRY004 - the caller's one kind of bad answer
    usable = {}
    for entry in entries:
        if not isinstance(entry, dict) or entry.get("use", "sig") != "sig" or not isinstance(entry.get("kid"), str):
            continue
        try:
            key = PyJWK(entry)
        except (PyJWTError, ValueError):
            continue
        weak = isinstance(key.key, RSAPublicKey) and key.key.key_size < RSA_BITS_MIN
        if key.algorithm_name in ALGORITHMS and not weak:
            usable[entry["kid"]] = key
    return usable
