"""A running city's own past as a file for ``kyoso matching evaluate --export``: fetched, read again, and then in place.

Every line is checked as the evaluation reads it before it is written, and the whole once more before the file has its
name; an answer that broke off, or a fault, leaves what was there as it was.
"""

import os
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from kyoso.judging.history import AnyLine, DeedLine, HeaderLine, History, Holds
from kyoso.judging.history_file import WrongHistory, read_history, read_line
from kyoso.story.client import Actor, Client, StepFailed
from shared.small_counts import COUNT_SHOWN_MIN

LEFT_OUT = ("no-consent", "erased", "under-18-or-age-unknown", "not-known-before-the-split")
NEVER = ("names", "contacts", "free-text", "access-needs", "home-addresses", "skills", "ids-of-the-city")
END = '{"kind":"end"'


@dataclass(frozen=True, slots=True)
class Exported:
    """What a file holds; deeds ``before`` its split are known, those ``after`` it are to be predicted."""

    header: HeaderLine
    holds: Holds
    before: int
    after: int


class NothingToExport(StepFailed):
    """Nobody was known on the day, or nothing was done after it: a file that could measure nothing is not written."""


async def export(client: Client, actor: Actor, split: date | None, file: Path) -> Exported:
    """Note that staff take the past, fetch it, and put it in place of ``file``. Without ``split``: of half a year ago.

    Raises ``Refused``, ``StepFailed``, ``NothingToExport``, ``WrongHistory``, ``OSError``.
    """
    noted = await client.command(
        "POST", "/matching/history-exports", actor, {"split": split.isoformat() if split else None}
    )
    unfinished, body = file.with_name(file.name + ".part"), file.with_name(file.name + ".body.part")
    try:
        count = await _fetch(client.lines(f"/matching/history-exports/{noted['export_id']}/lines", actor), body)
        days = {"split": noted["split"], "made_on": noted["noted_at"][:10]}
        header = HeaderLine.model_validate({**days, "holds": _holds(count)})
        with _new(unfinished) as out, body.open("rb") as lines:
            out.write(header.model_dump_json().encode() + b"\n")
            while piece := lines.read(1 << 20):
                out.write(piece)
        found = _told(read_history(unfinished), header, _holds(count))
        unfinished.replace(file)
    finally:
        body.unlink(missing_ok=True)
        unfinished.unlink(missing_ok=True)
    return found


async def _fetch(lines: AsyncIterator[str], body: Path) -> Counter[str]:
    """Write the lines, each read as the evaluation will; how many of each kind. Raises ``StepFailed``: not whole."""
    count: Counter[str] = Counter()
    said: str | None = None
    with _new(body) as out:
        async for line in lines:
            if not line:
                continue
            if line.startswith(END):
                said = line
                continue
            found = read_line(count.total() + 2, line.encode())
            if isinstance(found, str):
                raise WrongHistory([found])
            out.write(line.encode() + b"\n")
            count[_kind(found)] += 1
    if said != f'{END},"lines":{count.total()}}}':
        raise StepFailed(
            "途中で切れました。何も書いていません。もう一度お試しください / the answer broke off, and nothing was "
            "written: try again"
        )
    return count


def _kind(line: AnyLine) -> str:
    return "deed" if isinstance(line, DeedLine) else line.kind


def _holds(count: Counter[str]) -> Holds:
    return Holds(
        people=count["person"],
        groups=count["group"],
        activities=count["activity"],
        deeds=count["deed"],
        left_out=LEFT_OUT,
        never=NEVER,
        people_an_area_min=COUNT_SHOWN_MIN,
    )


def _told(history: History, header: HeaderLine, holds: Holds) -> Exported:
    after = sum(deed.on >= header.split for deed in history.deeds)
    if not history.people or not after:
        raise NothingToExport(
            f"{header.split} に知られていた人がいないか、その後に参加がないため、測れません。何も書いていません。"
            "--split を変えてください / nobody was known on that day, or nobody did anything after it: nothing was "
            "written; choose another day with --split"
        )
    return Exported(header, holds, len(history.deeds) - after, after)


def _new(path: Path) -> BinaryIO:
    """A file that only its owner reads."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
