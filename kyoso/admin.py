"""What an operator does to a deployment: one list of operations, for the command line and for the admin API.

``run`` asks the running instance when there is one, and opens the data folder when there is none. Every operation that
changes something is written to the audit log of the data folder first.
"""

import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import httpx

from kyoso import books, care, reporting
from kyoso.compose import compose
from kyoso.folder import DataFolder
from kyoso.taking_in import IMPORTS
from kyoso.wiring import site_of
from shared.clock import utc_text
from shared.errors import KyosoError, Refusal
from shared.journal.port import DeadLetter
from shared.journal.rebuild import rebuild
from shared.messaging.bus import Bus
from shared.messaging.dead_letters import DeadLetters, NoSuchLetter
from shared.messaging.embedded import EmbeddedBus
from shared.messaging.running import RunningService, close_stores, open_stores
from shared.service import Service, Site
from shared.settings import Settings

if TYPE_CHECKING:
    from kyoso.runner import Town

TIMEOUT_SECONDS = 600.0
LETTER_CHARS_MIN = 6


class NoSuchOperation(Refusal):
    """The admin API has no operation of that name, or its arguments do not fit."""

    status = 422
    code = "no-such-operation"
    ja = "管理操作「{operation}」はないか、引数が合いません: {problem}"
    en = "There is no operation {operation}, or its arguments do not fit: {problem}"
    next_ja = "`kyoso --help` で使い方を確かめてください。"
    next_en = "See `kyoso --help`."


class NoSuchService(Refusal):
    """There is no service of that name here."""

    status = 422
    code = "no-such-service"
    ja = "「{service}」というサービスはありません。"
    en = "There is no service called {service}."
    next_ja = "次の中から選んでください: {services}"
    next_en = "Choose one of: {services}"


class SeveralLetters(Refusal):
    """More than one letter is meant; each service keeps, replays and discards its own."""

    status = 409
    code = "several-letters"
    ja = "あてはまる配送不能イベントがいくつもあります: {found}"
    en = "Several dead letters are meant: {found}"
    next_ja = "--service でサービスを選ぶか、番号をもっと長く指定してください。"
    next_en = "Choose one with --service, or give more of its id."


class OperationFailed(KyosoError):
    """The running instance refused an operation; carries its problem document."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail", problem)))
        self.problem = problem


@dataclass(frozen=True)
class Scope:
    """What operations work on: composed services with open stores, and their dead letters."""

    site: Site
    services: Mapping[str, Service]
    dead_letters: Mapping[str, DeadLetters]
    bus: Bus | None = None
    """The bus of a running town; ``None`` when only the stores are open."""

    def service(self, name: str) -> Service:
        """One service. Raises ``NoSuchService``."""
        if name not in self.services:
            raise NoSuchService(service=name, services=", ".join(self.services))
        return self.services[name]


Operation = Callable[[Scope, dict[str, Any]], Awaitable[dict[str, Any]]]


async def run(operation: str, arguments: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Do one operation on the deployment that ``settings`` name, running or not.

    Raises ``Refusal``, ``Transient``, ``OperationFailed``, ``kyoso.folder.FolderInUse``.
    """
    folder = DataFolder(settings.data)
    base_url = None if settings.store == "mongo" else folder.running()
    if base_url is None:
        async with offline(settings, folder) as scope:
            return await perform(operation, arguments, scope)
    site = site_of(settings)
    headers = {"Authorization": f"Bearer {token(site)}"}
    async with httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT_SECONDS, trust_env=False) as client:
        answer = await client.post(f"/admin/{operation}", json=arguments, headers=headers)
    if answer.is_success:
        done: dict[str, Any] = answer.json()
        return done
    raise OperationFailed(answer.json())


def token(site: Site) -> str:
    """The secret that only this deployment's own command line can know."""
    return site.derived_key("admin").hex()


def online(town: "Town") -> Scope:
    """The scope of a running town."""
    letters = {name: running.dead_letters for name, running in town.running.items()}
    return Scope(town.site, town.services, letters, town.bus)


@asynccontextmanager
async def offline(settings: Settings, folder: DataFolder) -> AsyncIterator[Scope]:
    """Open stores without a bus: what is committed is published by the replicas, or by the next start.

    A data folder must be one that nobody works in; a store for several processes takes this one beside the others.
    """
    if settings.store == "sqlite":
        folder.lock()
    else:
        folder.make()  # for what is audited here
    try:
        site = site_of(settings)
        services = compose(site)
        bus = EmbeddedBus({})
        running = {name: RunningService(service, bus, settings.municipality) for name, service in services.items()}
        try:
            for service in services.values():
                await open_stores(service)
            for each in running.values():
                await each.dispatch.reload()
            yield Scope(site, services, {name: each.dead_letters for name, each in running.items()})
        finally:
            async with AsyncExitStack() as stack:  # each is closed even if another fails
                for service in services.values():
                    stack.push_async_callback(close_stores, service)
    finally:
        folder.unlock()


async def perform(operation: str, arguments: dict[str, Any], scope: Scope) -> dict[str, Any]:
    """Do one operation; what changes something is audited first. Raises ``NoSuchOperation`` and its refusals."""
    if operation not in OPERATIONS:
        raise NoSuchOperation(operation=operation, problem=", ".join(sorted(OPERATIONS)))
    if operation not in READ_ONLY and not arguments.get("after"):  # what goes on part by part is written down once
        _audit(operation, arguments, scope)
    try:
        return await OPERATIONS[operation](scope, arguments)
    except KeyError as missing:
        raise NoSuchOperation(operation=operation, problem=f"{missing} is missing") from missing


def _audit(operation: str, arguments: Mapping[str, Any], scope: Scope) -> None:
    """Append who did what to the audit log, durably, before it is done. Contents of files are not kept."""
    kept = {name: value for name, value in arguments.items() if name != "content"}
    line = {"at": utc_text(scope.site.clock.now()), "operation": operation, "arguments": kept, "user": os.getuid()}
    with (scope.site.settings.data / "audit.jsonl").open("a") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


# -- the operations


async def _rebuild(scope: Scope, arguments: dict[str, Any]) -> dict[str, Any]:
    service = scope.service(arguments["service"])
    streams = await rebuild(service.journal.model, service.journal.store)
    service.journal.writer.forget_cache()
    return {"service": service.name, "streams": streams}


async def _erase(scope: Scope, arguments: dict[str, Any]) -> dict[str, Any]:
    people = scope.service("people")
    person_id = str(arguments["person_id"])
    cause = people.journal.causes.operator("erase", person_id.encode(), person_id)
    await people.use_cases.erase(person_id, cause=cause)
    return {"person_id": person_id, "erased": True}


async def _letters(scope: Scope, arguments: dict[str, Any]) -> dict[str, Any]:
    chosen = [arguments["service"]] if arguments.get("service") else list(scope.services)
    items: list[dict[str, Any]] = []
    for name in chosen:
        scope.service(name)
        letters = await scope.dead_letters[name].list(closed=bool(arguments.get("closed")))
        items.extend({"service": name, **_summary(letter)} for letter in letters)
    return {"items": items}


async def _letter(scope: Scope, arguments: dict[str, Any]) -> dict[str, Any]:
    name, letter = await _find_letter(scope, arguments)
    payload = letter.payload.decode(errors="replace")
    headers = {key: value.decode(errors="replace") for key, value in letter.headers}
    return {"service": name, **_summary(letter), "payload": payload, "headers": headers}


async def _replay(scope: Scope, arguments: dict[str, Any]) -> dict[str, Any]:
    name, letter = await _find_letter(scope, arguments)
    outcome = await scope.dead_letters[name].replay(letter.id, by=str(arguments.get("by", "operator")))
    return {"service": name, **asdict(outcome)}


async def _discard(scope: Scope, arguments: dict[str, Any]) -> dict[str, Any]:
    name, letter = await _find_letter(scope, arguments)
    outcome = await scope.dead_letters[name].discard(letter.id, by=str(arguments.get("by", "operator")))
    return {"service": name, **asdict(outcome)}


async def _find_letter(scope: Scope, arguments: Mapping[str, Any]) -> tuple[str, DeadLetter]:
    """The one letter whose id begins with ``id``, with its service; an open one before those that were dealt with.

    One event that several services could not handle has one id in all of them: then ``service`` tells which is meant.
    Raises ``NoSuchLetter``, ``SeveralLetters``.
    """
    id, only = str(arguments["id"]), arguments.get("service")
    chosen = {only: scope.dead_letters[scope.service(only).name]} if only else scope.dead_letters
    for closed in (False, True):
        found = [
            (name, letter)
            for name, letters in chosen.items()
            for letter in await letters.list(closed=closed)
            if letter.id.startswith(id) and len(id) >= LETTER_CHARS_MIN
        ]
        if len(found) > 1:
            raise SeveralLetters(found=", ".join(f"{letter.id[:12]} ({name})" for name, letter in found[:10]))
        if found:
            return found[0]
    raise NoSuchLetter(id=id)


def _summary(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "status": letter.status,
        "origin": letter.origin,
        "topic": letter.topic,
        "subject": letter.subject,
        "sequence": letter.sequence,
        "type": letter.type,
        "handler": letter.handler,
        "reason": letter.reason,
        "at": utc_text(letter.at),
        "closed_by": letter.closed_by,
    }


OPERATIONS: dict[str, Operation] = {
    "rebuild": _rebuild,
    "erase": _erase,
    **books.CHECKS,
    **IMPORTS,
    "dead-letters-list": _letters,
    "dead-letters-show": _letter,
    "dead-letters-replay": _replay,
    "dead-letters-discard": _discard,
    "republish": care.republish,
    "republish-count": care.count,
    "archive-close": care.archive_close,
    "erased": care.erased,
    "erase-again": care.erase_again,
    **(care.MAIL | reporting.REPORTS),
}
READ_ONLY = care.READ_ONLY | reporting.REPORTS.keys() | books.CHECKS.keys() | {"dead-letters-list", "dead-letters-show"}
