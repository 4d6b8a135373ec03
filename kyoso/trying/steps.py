"""The steps as a table: who acts, what the page shows, what pressing its button does, which events must follow."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kyoso.trying import doing, meeting
from kyoso.trying.play import Play
from kyoso.trying.visit import Form, Role, Visit


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the way. ``expected``: types that are waited for before the next page shows what followed."""

    name: str
    role: Role
    show: Callable[[Visit], Awaitable[Mapping[str, Any]]]
    act: Callable[[Visit, Form], Awaitable[Play]]
    expected: tuple[str, ...]
    needs: tuple[str, ...] = ()
    """What of the play must be known."""


STEPS: tuple[Step, ...] = (
    Step("interests", "resident", meeting.show_interests, meeting.declare_interests, (), ("resident",)),
    Step(
        "group", "resident", meeting.show_groups, meeting.ask_for_introduction,
        ("introduction-proposed.v1", "message-sent.v1", "message-sent.v1"), ("resident",),
    ),
    Step(
        "introduction", "coordinator", meeting.show_introduction, meeting.answer_introduction,
        ("message-sent.v1",), ("introduction", "coordinator", "group"),
    ),
    Step(
        "member", "officer", meeting.show_group, meeting.become_member,
        ("group-joined.v1", "message-sent.v1", "message-sent.v1"), ("introduction", "officer", "group"),
    ),
    Step(
        "room", "officer", doing.show_house, doing.book,
        ("booking-confirmed.v1", "slots-taken.v1", "message-sent.v1"), ("officer", "group"),
    ),
    Step(
        "start", "officer", doing.show_booking, doing.start,
        ("booking-started.v1", "message-sent.v1"), ("officer", "booking"),
    ),
    Step(
        "announce", "officer", meeting.show_group, doing.announce,
        ("activity-announced.v1",), ("officer", "booking", "group"),
    ),
    Step(
        "sign-up", "resident", doing.show_activity, doing.sign_up,
        ("activity-signed-up.v1", "message-sent.v1"), ("resident", "activity"),
    ),
    Step(
        "attend", "resident", doing.show_code, doing.attend,
        ("activity-attended.v1", "points-earned.v1", "message-sent.v1", "message-sent.v1"),
        ("resident", "officer", "activity"),
    ),
    Step(
        "complete", "officer", doing.show_outcome, doing.complete,
        ("booking-completed.v1",), ("resident", "officer", "booking"),
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Step] = {step.name: step for step in STEPS}
END = "end"


def number_of(step: Step) -> int:
    """Its place in the way, from 1."""
    return STEPS.index(step) + 1


def following(step: Step, play: Play) -> str:
    """What comes next: the next step; after a no, another group; after the last, the end."""
    if step.name == "introduction" and not play.introduction:
        return "group"
    return STEPS[number_of(step)].name if number_of(step) < len(STEPS) else END


def is_ready(step: Step, play: Play) -> bool:
    """Whether the play has come far enough for a step."""
    return all(getattr(play, name) for name in step.needs)
