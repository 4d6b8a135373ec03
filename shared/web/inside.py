"""What is for the city's own machines: read from each process directly, never through the proxy in front of it.

Figures for Prometheus count every request and every event by its kind, one by one, a worry like all the rest. Whoever
could read them would see each come, whatever other pages hold back.
"""

from fastapi import Request

from shared.errors import Refusal
from shared.loopback import is_inside

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What a proxy says of its caller or of itself. One that is told to say nothing must refuse the path itself."""


class OnlyInside(Refusal):
    """Figures were asked for through the proxy, or from the internet."""

    status = 403
    code = "only-inside"
    ja = "この情報は、市のネットワークの内側からだけ読めます。"
    en = "This is only for machines inside the city's own network."
    next_ja = "監視システムには、プロキシを通さず、各プロセスのアドレスへ直接読みに行かせてください。"
    next_en = "Let the monitoring ask each process at its own address, not through the proxy."


async def only_inside(request: Request) -> None:
    """Let in who asks directly, from this machine or a network that is not the internet. Raises ``OnlyInside``."""
    client = request.client.host if request.client else ""
    if not is_inside(client) or any(name in request.headers for name in FORWARDED):
        raise OnlyInside
