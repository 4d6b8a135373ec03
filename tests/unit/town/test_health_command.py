"""``kyoso health``: what a container asks of itself; an exit code and words."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kyoso.cli import main

READY = {"service": "booking", "status": "ready", "parts": {"store": "ok"}}
DEGRADED = {"service": "points", "status": "degraded", "parts": {"store": "ok", "bus": "away"}}
NOT_READY = {"service": "points", "status": "not-ready", "parts": {"store": "away"}}


class Process:
    """Something that serves ``/readyz`` as it is told."""

    def __init__(self) -> None:
        self.status, self.body = 200, b"{}"
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(outer.status if self.path == "/readyz" else 404)
                self.end_headers()
                self.wfile.write(outer.body)

            def log_message(self, *_: Any) -> None:
                """Tests are quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Answering)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answers(self, status: int, body: Any) -> None:
        self.status, self.body = status, json.dumps(body).encode()


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    process = Process()
    monkeypatch.setenv("KYOSO_PORT", str(process.server.server_port))
    yield process
    process.server.shutdown()
    process.server.server_close()


def health(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["health", *arguments])


def test_a_ready_process_is_0(process: Process) -> None:
    """Found by the port of the settings."""
    process.answers(200, {"status": "ready", "services": [READY]})

    found = health()

    assert 0 == found.exit_code, found.output
    assert "booking: ready" in found.output


def test_a_degraded_process_is_0_and_says_what_is_away(process: Process) -> None:
    """A broker that is away must not make an orchestrator kill what still takes commands."""
    process.answers(200, {"status": "ready", "services": [READY, DEGRADED]})

    found = health()

    assert 0 == found.exit_code
    assert "points: degraded (bus: away)" in found.output


def test_a_process_that_is_not_ready_is_1(process: Process) -> None:
    """With the part that ails."""
    process.answers(503, NOT_READY)

    found = health()

    assert 1 == found.exit_code
    assert "points: not-ready (store: away)" in found.output


def test_a_page_that_is_not_there_is_1(process: Process) -> None:
    """Whoever answers on that port, it is not a service of kyoso."""
    process.answers(200, READY)

    assert 1 == health(f"http://127.0.0.1:{process.server.server_port}/elsewhere").exit_code


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"services": [3]}', b"\xff"])
def test_an_odd_answer_is_judged_by_its_status(process: Process, body: bytes) -> None:
    """No traceback in a health check."""
    process.body = body

    assert 0 == health().exit_code


def test_it_asks_the_process_itself_and_no_proxy(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    """A city's machine often has one in its environment."""
    process.answers(200, READY)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    assert 0 == health().exit_code


def test_nobody_there_is_1() -> None:
    """In words, with the address that was asked."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/readyz"

        found = health(url)

    assert 1 == found.exit_code
    assert url in found.output


def test_a_url_of_another_kind_is_a_wrong_call() -> None:
    """``file:///etc/passwd`` is not a process."""
    assert 2 == health("file:///etc/passwd").exit_code
