"""What matching tells of small help (頼みごと・手伝えること): who is to be told what. Never of what kind it is.

The kind of help would say what somebody needs (listening, shopping), so that no event carries it. ``person_id`` is
whom an event concerns; nobody who was helped is named in what is told of who helped.
"""

from typing import Literal

from shared.contracts.base import HELP, Instant, PublicEvent

HelpRole = Literal["asked", "said", "along"]
"""What the person is in it: opened it, has a place in it, goes along the first time."""
AnswerEnding = Literal["declined", "withdrawn", "lapsed", "closed", "forgone"]


class HelpAnswered(PublicEvent):
    """Somebody says that they will do it (of an offer: would like it). Told to who opened it.

    ``part``: ``companion`` when somebody has to go along this time, and is to be named with the yes.
    """

    type = "help-answered.v1"
    topic = HELP.name

    request_id: str
    person_id: str
    group_id: str | None = None
    part: Literal["companion"] | None = None


class HelpAccepted(PublicEvent):
    """The asking side's yes, for a help until ``due_at``. Told to who has the place, and to who goes along."""

    type = "help-accepted.v1"
    topic = HELP.name

    request_id: str
    person_id: str
    group_id: str | None = None
    role: HelpRole
    due_at: Instant


class HelpReminded(PublicEvent):
    """Tomorrow is its last day, and it is not done. Told once to each, for each day that it stands until."""

    type = "help-reminded.v1"
    topic = HELP.name

    request_id: str
    person_id: str
    group_id: str | None = None
    role: HelpRole
    due_at: Instant


class HelpDone(PublicEvent):
    """Somebody helped, or went along, by the word of whoever was helped: they are thanked."""

    type = "help-done.v1"
    topic = HELP.name

    request_id: str
    person_id: str
    group_id: str | None = None
    role: Literal["said", "along"]
    minutes: int
    people: int = 1
    """How many helped with them, themselves included."""


class HelpAnswerEnded(PublicEvent):
    """A place was given back, or not given. ``role``: what the person who is told is in it."""

    type = "help-answer-ended.v1"
    topic = HELP.name

    request_id: str
    person_id: str
    group_id: str | None = None
    role: HelpRole
    reason: AnswerEnding


class HelpOverdue(PublicEvent):
    """Its day has passed: ``coordinator_id`` sees to it until ``due_at``. Told to them and to who opened it."""

    type = "help-overdue.v1"
    topic = HELP.name

    request_id: str
    person_id: str
    group_id: str | None = None
    coordinator_id: str | None = None
    due_at: Instant


EVENTS = (HelpAnswered, HelpAccepted, HelpReminded, HelpDone, HelpAnswerEnded, HelpOverdue)
