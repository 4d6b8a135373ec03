"""One attempt to hand one event to a webhook: signed after the Standard Webhooks specification, and bounded."""

import asyncio
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from standardwebhooks.webhooks import Webhook

from services.feeds.addresses import Addresses, NotAllowed, NotResolved
from services.feeds.domain.subscription import GONE
from services.feeds.telling import Told
from shared.version import VERSION

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
ANSWER_BYTES_MAX = 16 * 1024
"""More of an answer is not read; nothing of it is kept."""
LATER = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: ``code`` is empty when the event was taken."""

    code: str = ""
    status: int = 0
    retry_after: timedelta | None = None


class Sender:
    """Sends to one webhook over a connection of its own, so that no two neighbours ever share one."""

    def __init__(self, addresses: Addresses, tls: ssl.SSLContext, timeout_seconds: float) -> None:
        self._addresses = addresses
        self._timeout_seconds = timeout_seconds
        self._client = httpx.AsyncClient(
            verify=tls,
            follow_redirects=False,  # a redirect would lead past the checks
            trust_env=False,  # a proxy of the environment would resolve the name again
            timeout=timeout_seconds,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
        )

    async def close(self) -> None:
        """Close the connection."""
        await self._client.aclose()

    async def send(self, url: str, told: Told, secrets: Sequence[str]) -> Outcome:
        """Send once. ``secrets``: the present one, and an older one while it is being replaced."""
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await self._send(url, told, secrets)
        except (TimeoutError, httpx.TimeoutException):
            return Outcome("timeout")
        except NotAllowed as refused:
            return Outcome(f"address-{refused}")
        except NotResolved:
            return Outcome("dns")
        except httpx.ConnectError as error:
            return Outcome("tls" if _is_tls(error) else "connection")
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return Outcome("connection")

    async def _send(self, url: str, told: Told, secrets: Sequence[str]) -> Outcome:
        target, host, name = await self._addresses.target(url)
        headers = {"host": host, "content-type": CONTENT_TYPE, "user-agent": f"kyoso/{VERSION}", "accept": "*/*"}
        headers |= signed(told, secrets)
        request = self._client.build_request(
            "POST", target, content=told.text.encode(), headers=headers, extensions={"sni_hostname": name}
        )
        answer = await self._client.send(request, stream=True)
        try:
            read = 0
            async for piece in answer.aiter_raw():
                read += len(piece)
                if read > ANSWER_BYTES_MAX:
                    break
        finally:
            await answer.aclose()
        return outcome_of(answer.status_code, answer.headers.get("retry-after"))


def signed(told: Told, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers. The instant is the machine's: receivers compare it with theirs."""
    id, at = f"msg_{told.id.replace('.', '_')}", datetime.fromtimestamp(int(time.time()), UTC)
    signatures = [Webhook(secret).sign(id, at, told.text) for secret in secrets]
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def outcome_of(status: int, retry_after: str | None) -> Outcome:
    """What a status means: 2xx taken, 410 never again, everything else (redirects too) not taken."""
    if 200 <= status < 300:
        return Outcome(status=status)
    if status == 410:
        return Outcome(GONE, status)
    if 300 <= status < 400:
        return Outcome("redirect", status)
    later = _retry_after(retry_after) if status in LATER else None
    return Outcome(f"http-{status}", status, later)


def _retry_after(value: str | None) -> timedelta | None:
    """Seconds, or an HTTP date against the machine's clock; ``None`` for anything else."""
    if value is None:
        return None
    if value.isascii() and value.isdigit() and len(value) < 9:
        return timedelta(seconds=int(value))
    try:
        wait = parsedate_to_datetime(value) - datetime.now(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(wait, timedelta(0))


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
