"""What is asked (a request), what is known of who asks (facts), and both with the rules that hold for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AwareDatetime, BeforeValidator, Field, model_validator

from services.booking.domain.grid import instant, parse_clock
from services.booking.rulebook.layers import Layers
from services.booking.rulebook.places import Place, Places
from services.booking.rulebook.rule import Data, Day, Id, Ids, Rule, Wrong, clock
from shared.clock import tokyo_date

R = TypeVar("R", bound=Rule)
Channel = Literal["direct", "draw"]
Party = Literal["person", "group"]
Reason = Literal["rain", "illness", "disaster", "operator"]
"""Why somebody did not come, or cancelled, where a rule makes an exception for it."""
NEVER = frozenset[str]()
DAYS_BEFORE_MAX = 400
"""Whoever gives something back so many days before, or more, does so early by any rule."""


def _as_quarter(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse_clock(value)
    except ValueError as error:
        raise Wrong(f"{value!r} は時刻ではありません。09:00 の形で、15分きざみで書きます", str(error)) from error


Quarter = Annotated[int, BeforeValidator(_as_quarter), Field(ge=0, le=96)]
"""A quarter of the day (0 to 96), or ``HH:MM``."""


class Request(Data):
    """Rooms, a span of one day in Tokyo, and what for."""

    rooms: Annotated[Ids, Field(min_length=1, max_length=20)]
    day: Day
    start: Quarter
    end: Quarter
    people: Annotated[int, Field(ge=1, le=100_000)] = 1
    purpose: Id = "other"
    """A code of the published list of purposes."""
    marks: frozenset[Id] = NEVER
    """What the use is, where rules speak of it: ``commercial``, ``political``, ``religious``, ``entrance-fee``."""
    channel: Channel = "direct"
    hold: bool = False
    """Whether it is to be kept for them until they confirm, instead of being booked."""
    equipment: dict[Id, Annotated[int, Field(ge=1, le=1_000)]] = {}
    adult: bool = False
    """Whether a responsible adult is named."""
    preempts: Id | None = None
    """The rule of pre-emption by which others are to give way, where staff ask so."""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.start >= self.end:
            raise Wrong(
                f"終わり（{clock(self.end)}）が始まり（{clock(self.start)}）より後ではありません",
                f"it ends ({clock(self.end)}) before it starts ({clock(self.start)})",
            )
        return self

    @property
    def minutes(self) -> int:
        """How long it is."""
        return (self.end - self.start) * 15

    @property
    def starts_at(self) -> datetime:
        """The instant at which the use begins."""
        return instant(self.day, self.start)


class Use(Data):
    """A booking or application that they have already, as far as caps count it."""

    room: Id
    day: Day
    start: Quarter
    end: Quarter
    channel: Channel = "direct"
    by: Party = "group"


class Fault(Data):
    """Something that points are given for."""

    kind: Literal["late-cancellation", "no-show", "misuse"]
    on: Day
    days_before: Annotated[int, Field(ge=0, le=DAYS_BEFORE_MAX)] = 0
    """Of a late cancellation: how many days before the use."""
    reason: Reason | None = None


class Grant(Data):
    """A reduction that was granted to them for one fiscal year, or for the uses of one day."""

    reduction: Id
    fiscal_year: int | None = None
    day: Day | None = None
    """Of a reduction with ``term = "use"``: the day of the use."""
    filed_on: Day

    @model_validator(mode="after")
    def _for_one_term(self) -> Self:
        if (self.fiscal_year is None) == (self.day is None):
            raise Wrong(
                "fiscal_year か day のどちらか一つを書きます", "a grant is for a fiscal_year or for a day: name one"
            )
        return self


class GivenUp(Data):
    """What they ask for was given up by another party. When that party passed bookings on, and when they took some.

    Each is the moments at which something given up was booked: ``gave`` and ``took`` with anybody, ``gave_them`` and
    ``took_theirs`` between these two.
    """

    at: AwareDatetime
    gave: tuple[AwareDatetime, ...] = ()
    gave_them: tuple[AwareDatetime, ...] = ()
    took: tuple[AwareDatetime, ...] = ()
    took_theirs: tuple[AwareDatetime, ...] = ()


class Facts(Data):
    """What is known of who asks. Nothing here says who it is."""

    party: Party = "group"
    members: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    eligible: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """How many of the members live, work or study where the rule wants it; of a person, 1 when they do."""
    claimed: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] | None = None
    """Of a new list that the city has not seen: how many members, and how many eligible. Rules ask of both lists."""
    accredited: bool = False
    categories: frozenset[Id] = NEVER
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    """Of the person who asks, where it is known."""
    registered_until: Day | None = None
    history: tuple[Use, ...] = ()
    counts: dict[Id, Annotated[int, Field(ge=0)]] = {}
    """What a cap has counted already, by the cap's id, where that is known without the history."""
    faults: tuple[Fault, ...] = ()
    grants: tuple[Grant, ...] = ()
    equipment_taken: dict[Id, Annotated[int, Field(ge=0)]] = {}
    """Of each piece of equipment, how many others have at that time."""
    holds: Annotated[int, Field(ge=0)] = 0
    """How many holds of theirs stand at the moment."""
    given_up: GivenUp | None = None
    """Where others gave up what is asked for: what these parties have passed on before."""

    @property
    def lists(self) -> tuple[tuple[int, int], ...]:
        """Members and eligible ones of each list that a rule asks of: what was seen, and what is claimed."""
        seen = (self.members, self.eligible)
        return (seen,) if self.claimed is None else (seen, self.claimed)


class Who(Data):
    """Of whom a rule speaks. What is not said does not matter."""

    party: Party | None = None
    accredited: bool | None = None
    categories: Ids = ()
    """At least one of these."""

    def covers(self, facts: Facts) -> bool:
        """Whether it speaks of them."""
        return (
            (self.party is None or self.party == facts.party)
            and (self.accredited is None or self.accredited == facts.accredited)
            and (not self.categories or not facts.categories.isdisjoint(self.categories))
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the rules: a request, facts, the moment, and the layers that answer."""

    layers: Layers
    places: Places
    place: Place
    request: Request
    facts: Facts
    now: AwareDatetime
    today: date = field(init=False)
    """The day of the request, in Tokyo."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", tokyo_date(self.now))

    def rules(self, kind: type[R]) -> Sequence[R]:
        """The rules of a kind that hold, by the day that decides about such rules."""
        return self.layers.of(kind, self.place, self.request.day if kind.DECIDES == "use" else self.today)

    def rule(self, kind: type[R]) -> R | None:
        """The one rule of a kind that a place has, if it has one."""
        held = self.rules(kind)
        return held[0] if held else None
