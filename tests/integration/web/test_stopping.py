"""A server that stops while a request still waits."""

import asyncio

from fastapi import FastAPI

from kyoso import serving
from shared.metrics import Metrics
from shared.web import problems
from shared.web.edge import Edge
from tests.end_to_end.door import Line, free_port


async def test_a_request_that_outlives_the_grace_is_told_later(monkeypatch):
    """Not 500: it may have been done or not, and the same key asks for it at another replica."""
    monkeypatch.setattr(serving, "GRACE_SECONDS", 0.2)
    app = FastAPI()
    problems.install(app)
    app.add_middleware(Edge, service="town", metrics=Metrics("town"), body_bytes_max=1_000)
    waiting = asyncio.Event()

    @app.get("/slow")
    async def slow() -> None:
        waiting.set()
        await asyncio.sleep(60)

    line = Line(free_port())
    async with serving.serving(app, serving.listen("127.0.0.1", line.port)):
        asked = asyncio.create_task(line.ask("GET", "/slow"))
        await waiting.wait()
    answer = await asked

    assert (503, "try-again-later") == (answer.status, answer.code)
    assert int(answer.headers["retry-after"]) > 0
    line.close()
