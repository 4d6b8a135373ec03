"""What the services stand on, as it shows itself: the indexes of the store, the topics of the broker, certificates."""

import socket
import ssl
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from kyoso.compose import compose
from kyoso.doctor.facts import Certificate
from shared.clock import SystemClock
from shared.errors import Transient
from shared.messaging.connection import Connection
from shared.messaging.provisioning import Provisioning
from shared.service import Site
from shared.settings import Settings

CONNECT_SECONDS_MAX = 5.0
NO_KEY = bytes(32)
"""Indexes are looked at without the master key: the doctor makes none where one is missing."""


async def store(settings: Settings) -> tuple[Mapping[str, Sequence[str]] | None, str]:
    """The indexes that each service's databases lack, or why they do not tell. ``None``: nothing to look at."""
    if settings.store != "mongo":
        return None, ""
    lacking: dict[str, Sequence[str]] = {}
    try:
        for service in compose(Site(settings, SystemClock(), NO_KEY)).values():
            stores: list[Any] = [service.journal.store, *([service.vault] if service.vault else [])]
            lacking[service.name] = [index for each in stores for index in await each.missing()]
    except Transient as fault:
        return None, f"{type(fault).__name__}: {fault}"[:200]
    return lacking, ""


def topics(settings: Settings) -> tuple[Sequence[str] | None, str]:
    """How the broker's topics differ from the list, or why it does not tell. ``None``: nothing to look at."""
    if settings.bus != "kafka":
        return None, ""
    try:
        plan = Provisioning(Connection.of(settings), settings).plan()
    except (Transient, ValueError) as fault:
        return None, f"{type(fault).__name__}: {fault}"[:200]
    return [f"{each.topic}: {each.kind} {each.name} {each.have} → {each.want}" for each in plan], ""


def brokers_with_tls(settings: Settings) -> list[str]:
    """The brokers that show a certificate, as ``https`` addresses."""
    if settings.bus != "kafka" or not settings.kafka_protocol.endswith("SSL"):
        return []
    return [f"https://{address.strip()}" for address in settings.kafka_bootstrap.split(",")]


def certificates(urls: Iterable[str]) -> list[Certificate]:
    """The certificate of every ``https`` address, once a place."""
    places = dict.fromkeys(
        (url.hostname or "", url.port or 443) for url in map(urlsplit, urls) if url.scheme == "https"
    )
    return [_certificate(host, port) for host, port in places]


def _certificate(host: str, port: int) -> Certificate:
    place = f"{host}:{port}"
    try:
        with (
            socket.create_connection((host, port), timeout=CONNECT_SECONDS_MAX) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as tls,
        ):
            ends = str((tls.getpeercert() or {}).get("notAfter", ""))
        return Certificate(place, datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC))
    except ssl.SSLCertVerificationError as error:
        return Certificate(place, refused=error.verify_message)
    except (OSError, ValueError) as error:
        return Certificate(place, fault=type(error).__name__)
