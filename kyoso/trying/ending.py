"""What is told at the end: what the steps caused, in numbers and chapter by chapter, and what came to the resident."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kyoso.story.client import StepFailed
from kyoso.story.stage import Caused
from kyoso.trying.play import Done
from kyoso.trying.steps import BY_NAME, CHAPTERS, Chapter, Step, chapter_of
from kyoso.trying.visit import Visit

MESSAGES_SHOWN = 12
MESSAGE = "message-sent.v1"


@dataclass(frozen=True, slots=True)
class TakenChapter:
    """A chapter, the steps of it that were taken, and what each caused."""

    chapter: Chapter
    steps: tuple[tuple[Step, list[tuple[Caused, int]]], ...]
    events: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """What happened, counted. ``heard``: how many times services heard an event."""

    steps: int
    events: int
    heard: int
    messages: int


def by_chapter(taken: Sequence[tuple[Done, Sequence[Caused]]]) -> list[TakenChapter]:
    """What was taken, chapter by chapter, in the order in which it was taken."""
    found = [(BY_NAME[done.step], events) for done, events in taken]
    chapters = []
    for chapter in CHAPTERS:
        steps = [(step, events) for step, events in found if chapter_of(step) is chapter]
        if steps:
            told = tuple((step, together(events)) for step, events in steps)
            chapters.append(TakenChapter(chapter, told, sum(len(events) for _, events in steps)))
    return chapters


def numbers_of(taken: Sequence[tuple[Done, Sequence[Caused]]]) -> Numbers:
    """All of it in four numbers."""
    events = [event for _, each in taken for event in each]
    return Numbers(
        steps=len(taken),
        events=len(events),
        heard=sum(len(event.heard_by) for event in events),
        messages=sum(event.type == MESSAGE for event in events),
    )


def is_whole(taken: Sequence[tuple[Done, Sequence[Caused]]]) -> bool:
    """Whether every chapter was gone through to its end."""
    done = {done.step for done, _ in taken}
    return all(any(step.name in done for step in (chapter.steps[-1], *chapter.instead)) for chapter in CHAPTERS)


def together(events: Sequence[Caused]) -> list[tuple[Caused, int]]:
    """Events of one type in one line with how many there are, in the order in which each type was first seen."""
    counts = Counter(event.type for event in events)
    first = {event.type: event for event in reversed(events)}
    return [(first[type_name], count) for type_name, count in counts.items()]


async def came_of_it(visit: Visit) -> dict[str, Any]:
    """The resident's points and messages, and how many mails the demo's own server took; ``None`` what is away."""
    account = await _if_there(visit, "/points/accounts/me")
    inbox = await _if_there(visit, "/notifications/inbox", limit=MESSAGES_SHOWN)
    mails = await _if_there(visit, "/demo/mails")
    return {
        "balance": account["balance"] if account else None,
        "messages": inbox["items"] if inbox else [],
        "mails": len(mails["items"]) if mails else None,
    }


async def _if_there(visit: Visit, path: str, **params: Any) -> Any:
    try:
        return await visit.get(path, "resident", **params)
    except StepFailed:
        return None
