"""Processes that send mails and are killed: one that has everything loaded, and forks a sender whenever it is asked.

A line of JSON on standard input for each sender; its process id, and later its end, on standard output.
"""

import asyncio
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from services.notifications.app import build
from shared.clock import MovableClock
from shared.messaging.running import open_stores
from shared.service import Site
from shared.settings import Settings
from tests.integration.notifications.mail_kit import Book, joined
from tests.kit import MASTER_KEY, deliver


def site_of(data: Path, port: int, at: datetime) -> Site:
    """A city that sends to the sink, at an instant that stands still."""
    settings = Settings(
        data=data, smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none", mail_from="kyoso@city.example",
        mail_rate_max=1_000.0,
    )  # fmt: skip
    return Site(settings, MovableClock(start=at), MASTER_KEY)


class Everybody(Book):
    """Everybody has an address that is made of their id."""

    async def of(self, person_id: str) -> str | None:
        return f"{person_id}@mail.example"


async def send(told: dict[str, Any]) -> None:
    """Hear of some more facts and send what is queued, until somebody ends it."""
    site = site_of(Path(told["data"]), told["port"], datetime.fromisoformat(told["at"]))
    service = build(site, Everybody())
    await open_stores(service)
    (postman,) = service.background
    postman.start()
    await deliver(service, *(joined(n, told["person_id"]) for n in told["facts"]))
    await asyncio.sleep(60)


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                asyncio.run(send(json.loads(line)))
            finally:
                os._exit(1)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
