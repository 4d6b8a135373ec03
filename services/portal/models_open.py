"""What the pages about matching need of what it answers to everybody. Unknown fields are ignored."""

from datetime import date
from typing import Any

from pydantic import AwareDatetime, Field, RootModel, model_validator

from services.portal.adding_up import shown, shown_in_sum
from services.portal.models import Read


class Words(Read):
    """Words in three ways; ``plain`` is empty where plain Japanese says the same."""

    ja: str
    en: str
    plain: str = ""


class Named(Words):
    """A code with its words."""

    code: str


class Taps(Read):
    """Areas of life, each with its tastes."""

    class LifeArea(Named):
        """The first tap."""

        tastes: tuple[Named, ...]

    items: tuple[LifeArea, ...]

    def taste(self, code: str) -> Named | None:
        """The taste or the area of life of a code."""
        every = [each for area in self.items for each in (area, *area.tastes)]
        return next((each for each in every if each.code == code), None)


class Places(Read):
    """Areas and towns."""

    class Place(Read):
        """An area, or a town without a layer."""

        area_id: str = ""
        town_id: str = ""
        layer: str = ""
        name: Words
        towns: tuple[str, ...] = ()

    items: tuple[Place, ...]
    towns: tuple[Place, ...] = ()


class Group(Read):
    """A group as everybody may see it."""

    group_id: str
    name: str
    times: tuple[str, ...] = ()
    meets_at: str = ""
    standing: str = "active"


class ToCome(Read):
    """An activity to come."""

    activity_id: str
    title: str
    place: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    deadline: AwareDatetime
    fee: int = 0


class Suggested(Read):
    """A group or an activity with its reasons."""

    group: Group | None = None
    activity: ToCome | None = None
    reasons: tuple[Words, ...]
    turn: Words | None = None
    notice: Words | None = None
    walk_minutes: int | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.group.name if self.group else self.activity.title if self.activity else ""

    @property
    def key(self) -> tuple[str, str]:
        """How it is asked for: the name of a parameter, and its id."""
        if self.group:
            return "group_id", self.group.group_id
        return "activity_id", self.activity.activity_id if self.activity else ""

    @model_validator(mode="after")
    def _is_one(self) -> "Suggested":
        if (self.group is None) == (self.activity is None):
            raise ValueError("neither a group nor an activity")
        return self


class Suggestions(RootModel[tuple[Suggested, ...]]):
    """A list of them, the best first."""


class Wanted(Read):
    """Help that is wanted or offered."""

    kind: str
    category: Named
    group: Group | None = None
    areas: tuple[Named, ...] = ()
    times: tuple[Named, ...] = ()
    minutes: int
    free: int
    until: date
    companion: bool = False
    checks: tuple[Named, ...] = ()
    minors: str = "consent"
    walk_minutes: int | None = None
    reasons: tuple[Named, ...] = ()


class WantedList(Read):
    """Open help."""

    items: tuple[Wanted, ...]


class Part(Words):
    """A part of an account: what for (``code``, where it is told), and how many points."""

    points: float
    code: str = ""

    @property
    def is_of_tastes(self) -> bool:
        """Whether it is about what somebody likes, or tapped."""
        return self.code in ("shared-tag", "kindred-tag")


class Account(Suggested):
    """All that speaks for one."""

    score: float
    contributions: tuple[Part, ...]
    reasons: Any = ()
    place: int | None = None
    hidden: Words | None = None

    @property
    def rows(self) -> list[tuple[Part, str]]:
        """The parts and their points as they are shown: they add up to the score as it is shown."""
        return list(zip(self.contributions, shown_in_sum(part.points for part in self.contributions), strict=True))

    @property
    def shown(self) -> str:
        """The score as it is shown."""
        return shown(self.score)


class Why(Read):
    """Why this and not that."""

    this: Account
    instead_of: Account | None = None
    lacking: tuple[Part, ...]
    tap_factor: float = 1
    """How many times as much tastes count here because one was tapped."""


class Number(Read):
    """A phone number."""

    id: str
    number: str
    name: Words
    fictional: bool = False


class Numbers(Read):
    """All numbers for when it is urgent."""

    items: tuple[Number, ...]


class Menu(Read):
    """Worries in two taps, and the desks that take them."""

    class Category(Read):
        """The second tap."""

        category: str
        name: Words
        desk: str

    class LifeArea(Read):
        """The first tap."""

        id: str
        name: Words
        categories: "tuple[Menu.Category, ...]"

    class Desk(Read):
        """A desk, and until when it answers what is brought now."""

        desk: str
        name: Words
        due_at: AwareDatetime | None = None

    areas: tuple[LifeArea, ...]
    desks: tuple[Desk, ...]

    def desk(self, id: str) -> "Menu.Desk | None":
        """A desk by its id."""
        return next((each for each in self.desks if each.desk == id), None)

    def category(self, id: str) -> "Menu.Category | None":
        """A category by its id."""
        return next((each for area in self.areas for each in area.categories if each.category == id), None)


class Urgent(Read):
    """What to do at once."""

    words: Words
    numbers: tuple[Number, ...]


class Led(Read):
    """Where words may lead."""

    category: str | None = None
    name: Words
    desk: str
    desk_name: Words


class Triage(Read):
    """Where words lead, and what of them decided it."""

    urgent: tuple[Urgent, ...]
    matched: str | None = None
    suggestion: Led
    others: tuple[Led, ...] = ()
    similar: tuple[Led, ...] = ()


class StepsLine(Read):
    """An area, or several put together."""

    ja: str
    en: str
    people: int = Field(gt=0)
    active: int
    interested: int
    uninterested: int
    error: int


class Steps(Read):
    """The published estimate."""

    published_on: date
    population_source: str
    population_as_of: date
    survey_source: str
    survey_as_of: date
    withheld: bool
    lines: tuple[StepsLine, ...]
