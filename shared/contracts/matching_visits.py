"""What matching tells of coming once (一度だけ来てみる). ``person_id`` is who is told; nobody else's id is in it.

The group's officers learn that somebody new comes, not who: they are met at the door.
"""

from typing import Literal

from shared.contracts.base import VISITS, Instant, PublicEvent

VisitRole = Literal["said", "officer", "along", "owner"]
"""What the person who is told is in it: comes, acts for the group, greets, sees to it that somebody greets."""


class VisitComing(PublicEvent):
    """Somebody comes once to an activity. Told to each officer of the group, so that somebody greets them."""

    type = "visit-coming.v1"
    topic = VISITS.name

    request_id: str
    person_id: str
    group_id: str
    activity_id: str
    role: VisitRole
    starts_at: Instant
    guests: int = 0
    """Friends whom who comes brings: people without an account, nobody's name."""


class VisitGreeted(VisitComing):
    """Somebody is named who greets. Told to who comes, and to who greets."""

    type = "visit-greeted.v1"
    topic = VISITS.name


class VisitUngreeted(VisitComing):
    """Nobody is named yet. Told to officers when who greets had to go, and to who sees to it the day before."""

    type = "visit-ungreeted.v1"
    topic = VISITS.name


class VisitMoved(VisitComing):
    """The activity is at another time now. Told to who comes, and to who greets."""

    type = "visit-moved.v1"
    topic = VISITS.name


class VisitOver(VisitComing):
    """The activity is over: who came is asked for one tap, who greeted for another."""

    type = "visit-over.v1"
    topic = VISITS.name


class VisitThanked(VisitComing):
    """Who greeted somebody is thanked, by another's word than their own; once a visit. Nothing of who came."""

    type = "visit-thanked.v1"
    topic = VISITS.name


class VisitEnded(VisitComing):
    """It does not come about. Told to those who waited for it, and to who was to come: their place is free again."""

    type = "visit-ended.v1"
    topic = VISITS.name

    reason: Literal["withdrawn", "cancelled"]
    standing: Literal["suspended", "ended"] | None = None
    """How its group stands, where that is why."""


class VisitForgone(VisitComing):
    """Who was to come is gone from matching before it began. Told to nobody: a place taken for it is free again."""

    type = "visit-forgone.v1"
    topic = VISITS.name


EVENTS = (VisitComing, VisitGreeted, VisitUngreeted, VisitMoved, VisitOver, VisitThanked, VisitEnded, VisitForgone)
