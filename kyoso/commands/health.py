"""``kyoso health``: whether a process is ready, in words and as an exit code. For containers and scripts."""

import json
import urllib.error
import urllib.request
from typing import Any

import click

from kyoso.commands.common import settings_of, stop

SECONDS_MAX = 4.0
"""Longer than a probe of the store may take (2 s), shorter than a container's own limit for the check (5 s)."""
ANSWER_BYTES_MAX = 64 * 1024


@click.command("health")
@click.argument("url", required=False)
def command(url: str | None) -> None:
    """動いているプロセスが準備できているかを調べます。 / Ask a running process whether it is ready.

    URL を省くと、この設定のポートの /readyz に尋ねます。準備できていれば終了コード 0、そうでなければ 1 です。
    / Without URL it asks /readyz on the port of these settings. Exits with 0 when ready, with 1 otherwise.
    """
    asked = url or f"http://127.0.0.1:{settings_of().port}/readyz"
    if not asked.startswith(("http://", "https://")):
        raise click.BadParameter(f"{asked}: http://… / https://…", param_hint="URL")
    status, answer = _ask(asked)
    lines = _lines(answer)
    if status != 200:
        stop("\n".join((f"準備できていません / not ready: {status} {asked}", *lines)))
    click.echo("\n".join(("準備できています / ready", *lines)))


def _ask(url: str) -> tuple[int, Any]:
    """The status and the JSON that came (``None``: something else). Ends the command when nobody answers."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this process itself, never through a proxy
    try:
        try:
            with direct.open(url, timeout=SECONDS_MAX) as answer:
                return answer.status, _json(answer.read(ANSWER_BYTES_MAX))
        except urllib.error.HTTPError as refused:
            return refused.code, _json(refused.read(ANSWER_BYTES_MAX))
    except OSError as error:
        stop(f"応答がありません / nobody answers: {url} ({getattr(error, 'reason', error)})")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _lines(answer: Any) -> list[str]:
    """One line a service: its status, and what ails its parts."""
    if not isinstance(answer, dict):
        return []
    found = answer.get("services") or [answer]
    return [_line(each) for each in found if isinstance(each, dict) and "service" in each]


def _line(found: dict[str, Any]) -> str:
    ailing = [f"{part}: {state}" for part, state in (found.get("parts") or {}).items() if state != "ok"]
    return f"{found['service']}: {found.get('status')}" + (f" ({', '.join(ailing)})" if ailing else "")
