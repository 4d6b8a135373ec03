"""The steps as a table: who acts, what the page shows, what pressing its button does, which events must follow.

They come in chapters, so that the way does not feel long: whoever likes stops after any of them.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kyoso.trying import consulting, doing, joining, meeting, spending
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


@dataclass(frozen=True, slots=True)
class Chapter:
    """Steps that belong together. ``instead``: pages of which one may be taken in place of all of them."""

    name: str
    steps: tuple[Step, ...]
    instead: tuple[Step, ...] = ()


FINDING = (
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
)  # fmt: skip
MEETING = (
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
        "partner", "officer", joining.show_partners, joining.ask_partner,
        ("co-host-asked.v1", "message-sent.v1"), ("officer", "group", "activity"),
    ),
    Step(
        "together", "partner", joining.show_question, joining.answer_question,
        ("co-host-answered.v1", "message-sent.v1"), ("partner", "partner_group", "activity"),
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
THANKING = (
    Step(
        "reward", "resident", spending.show_rewards, spending.redeem,
        ("points-redeemed.v1", "message-sent.v1"), ("resident", "officer"),
    ),
    Step(
        "fetch", "staff", spending.show_redemption, spending.hand_over,
        ("reward-handed-over.v1", "message-sent.v1"), ("resident", "redemption", "staff"),
    ),
)  # fmt: skip
GIVING = (
    Step(
        "gift", "resident", spending.show_gift, spending.give,
        ("points-given.v1", "points-given.v1", "message-sent.v1", "message-sent.v1"), ("resident", "officer"),
    ),
)  # fmt: skip
CONSULTING = (
    Step(
        "worry", "resident", consulting.show_menu, consulting.ask,
        ("consultation-opened.v1", "consultation-assigned.v1", "message-sent.v1", "message-sent.v1"), ("resident",),
    ),
    Step(
        "answer", "desk", consulting.show_worry, consulting.answer,
        ("consultation-answered.v1", "message-sent.v1"), ("consultation", "desk", "officer"),
    ),
    Step(
        "solved", "resident", consulting.show_answer, consulting.say,
        ("message-sent.v1",), ("resident", "consultation"),
    ),
)  # fmt: skip
CHAPTERS = (
    Chapter("finding", FINDING),
    Chapter("meeting", MEETING),
    Chapter("thanking", THANKING, instead=GIVING),
    Chapter("consulting", CONSULTING),
)
STEPS: tuple[Step, ...] = tuple(step for chapter in CHAPTERS for step in chapter.steps)
"""The way, from the first to the last."""
BY_NAME: Mapping[str, Step] = {step.name: step for chapter in CHAPTERS for step in (*chapter.steps, *chapter.instead)}
END = "end"


def chapter_of(step: Step) -> Chapter:
    """The chapter that a step belongs to."""
    return next(chapter for chapter in CHAPTERS if step in chapter.steps or step in chapter.instead)


def number_of(step: Step) -> int:
    """Its place in its chapter, from 1."""
    steps = chapter_of(step).steps
    return steps.index(step) + 1 if step in steps else 1


def following(step: Step, play: Play) -> str:
    """What comes next: the next step; after a no, another group; while it is not solved, an answer; at last the end.

    Whoever asks no partner has nobody who answers.
    """
    if step.name == "introduction" and not play.introduction:
        return "group"
    if step.name == "partner" and not play.partner:
        return "sign-up"
    if step.name == "solved" and play.again:
        return "answer"
    last = step if step in STEPS else chapter_of(step).steps[-1]
    after = STEPS.index(last) + 1
    return STEPS[after].name if after < len(STEPS) else END


def is_ready(step: Step, play: Play) -> bool:
    """Whether the play has come far enough for a step."""
    return all(getattr(play, name) for name in step.needs)
