"""The private events of coming once (一度だけ来てみる): said, greeted, over, and one tap afterwards. Ids only."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.events import Event

VisitAnswer = Literal["again", "not-for-me", "withdrawn"]
VisitEnd = Literal["again", "not-for-me", "withdrawn", "silent", "cancelled", "gone", "guardian", "group-away"]
"""How it ended: the person's tap, nothing said for days, an activity or a person that is no more, a guardian's no."""
VisitPart = Literal["said", "along"]


class Visiting(BaseModel):
    """One visit, as every step carries it. ``officer_ids``: who acts for the group as it is said."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    visit_id: str
    person_id: str
    group_id: str
    activity_id: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    said_at: AwareDatetime
    language: str = "ja"
    officer_ids: tuple[str, ...] = ()
    guests: int = 0
    """A friend whom they bring, who has no account: nothing is kept of them."""


class VisitSaid(Event):
    """The person's own record: they come to one activity of a group, once, and join nothing."""

    type = "visit-said.v1"

    visiting: Visiting


class VisitOpened(Event):
    """Somebody comes."""

    type = "visit-opened.v1"

    visiting: Visiting


class GreeterNamed(Event):
    """Who greets. ``before`` was to."""

    type = "greeter-named.v1"

    visit_id: str
    companion_id: str
    before: str = ""
    by: str
    relation: str


class GreeterGone(Event):
    """Who was to greet is gone: somebody else is to be named."""

    type = "greeter-gone.v1"

    visit_id: str
    companion_id: str


class VisitAlone(Event):
    """Nobody was named in time: the desk owner sees to it."""

    type = "visit-alone.v1"

    visit_id: str
    owner_id: str


class VisitRetimed(Event):
    """The activity is at another time now."""

    type = "visit-retimed.v1"

    visit_id: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class VisitPassed(Event):
    """The activity is over."""

    type = "visit-passed.v1"

    visit_id: str


class VisitNoted(Event):
    """Whether they came, by the word of the group; a no says nothing about why."""

    type = "visit-noted.v1"

    visit_id: str
    came: bool
    by: str
    relation: str


class VisitAnswered(Event):
    """The person's own record: again, not for me, or they do not come after all."""

    type = "visit-answered.v1"

    visit_id: str
    person_id: str
    answer: VisitAnswer


class VisitClosed(Event):
    """Nothing more follows."""

    type = "visit-closed.v1"

    visit_id: str
    person_id: str
    companion_id: str = ""
    how: VisitEnd


class GreetingNoted(Event):
    """The person's own record: they greet somebody."""

    type = "greeting-noted.v1"

    visit_id: str


class GreetingUnwelcome(Event):
    """Who was to greet had gone before."""

    type = "greeting-unwelcome.v1"

    visit_id: str
    person_id: str


class VisitReleased(Event):
    """The person's own record: the visit has ended for them, as what they were in it."""

    type = "visit-released.v1"

    visit_id: str
    part: VisitPart


class VisitsLeft(Event):
    """The person was erased or takes back the consent: visits, and greetings, that must go on without them."""

    type = "visits-left.v1"

    person_id: str
    visit_ids: tuple[str, ...] = ()
    greeting_ids: tuple[str, ...] = ()


EVENTS: tuple[type[Event], ...] = (
    VisitSaid, VisitOpened, GreeterNamed, GreeterGone, VisitAlone, VisitRetimed, VisitPassed, VisitNoted,
    VisitAnswered, VisitClosed, GreetingNoted, GreetingUnwelcome, VisitReleased, VisitsLeft,
)  # fmt: skip
