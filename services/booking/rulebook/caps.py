"""Caps: how much one person or group may have in a day, a week, a month or a fiscal year, over rooms and channels."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from services.booking.domain.counting import Counts
from services.booking.rulebook.asking import Asked, Channel, Party, Request, Use, Who
from services.booking.rulebook.bands import Slots
from services.booking.rulebook.moments import Days, Period, period_of
from services.booking.rulebook.rule import Decides, OneOfMany, Wrong
from services.booking.rulebook.words import Refusal, refuse


class Cap(OneOfMany):
    """One cap. A refusal's value is what it would be with this request; its limit, what is allowed; until when."""

    SECTION: ClassVar[str] = "caps"
    DECIDES: ClassVar[Decides] = "use"

    counts: Counts
    """``rooms`` are different ones. ``slots`` (steps of the grid) and ``bands`` (コマ) are those of the place that is
    asked for; of a band that is used in part the whole counts."""
    per: Period
    """The period that the day of use lies in; a week begins on Monday, a fiscal year in April."""
    party: Party
    """Whose: a person's as a person, or a group's."""
    over: Literal["room", "rule", "facility", "kind", "all"]
    """Over which rooms it counts: this one, those the rule names, all of this facility, of its kind, of the town."""
    channel: Channel | Literal["all"] = "all"
    """Which bookings count, and which are held against it."""
    limit: Annotated[int, Field(ge=1, le=100_000)]
    who: Who = Who()
    """Of whom it is."""
    last_days: Days | None = None
    """From so many days before the use it does not bind: what is left then is anybody's."""

    @model_validator(mode="after")
    def _names_rooms(self) -> Self:
        if self.over == "rule" and not self.rooms:
            raise Wrong('over = "rule" には rooms が要ります', 'over = "rule": needs rooms, which it counts')
        return self

    def binds(self, asked: Asked) -> bool:
        """Whether the request is held to it."""
        facts, request = asked.facts, asked.request
        if self.party != facts.party or self.channel not in {"all", request.channel} or not self.who.covers(facts):
            return False
        return self.last_days is None or (request.day - asked.today).days > self.last_days


def check_caps(asked: Asked) -> Iterator[Refusal]:
    """Every cap that the request would go above."""
    request, facts = asked.request, asked.facts
    for rule in asked.rules(Cap):
        if not rule.binds(asked):
            continue
        first, last = period_of(rule.per, request.day)
        if request.preempts is not None:
            total = own_amount(rule, asked)  # what they have had already holds no funeral up
        elif rule.id in facts.counts:
            total = facts.counts[rule.id] + own_amount(rule, asked)
        else:
            uses = [use for use in facts.history if first <= use.day <= last and _counts(rule, asked, use)]
            total = _total(rule, asked, uses)
        if total > rule.limit:
            yield refuse(rule, asked, value=total, limit=rule.limit, until=last)


def _counts(rule: Cap, asked: Asked, use: Use) -> bool:
    if use.by != rule.party or rule.channel not in {"all", use.channel}:
        return False
    match rule.over:
        case "room":
            return use.room in asked.place.touched
        case "rule":
            return use.room in rule.rooms
        case "facility":
            return (there := asked.places.facility_of(use.room)) is not None and there.id == asked.place.facility.id
        case "kind":
            return (there := asked.places.facility_of(use.room)) is not None and there.kind == asked.place.facility.kind
        case _:
            return True


def own_amount(rule: Cap, asked: Asked) -> int:
    """What the request alone counts."""
    match rule.counts:
        case "bookings":
            return 1
        case "rooms":
            return len(asked.place.rooms)
        case "minutes":
            return asked.request.minutes
        case "bands":
            return _bands(asked, asked.request)
        case _:
            return asked.request.minutes // _slot_minutes(asked)


def _total(rule: Cap, asked: Asked, uses: list[Use]) -> int:
    match rule.counts:
        case "bookings":
            return len(uses) + 1
        case "rooms":
            return len({use.room for use in uses} | asked.place.ids)
        case "minutes":
            return sum((use.end - use.start) * 15 for use in uses) + asked.request.minutes
        case "bands":
            return sum(_bands(asked, use) for use in uses) + _bands(asked, asked.request)
        case _:
            minutes = _slot_minutes(asked)
            return sum((use.end - use.start) * 15 // minutes for use in uses) + asked.request.minutes // minutes


def _bands(asked: Asked, of: Use | Request) -> int:
    slots = asked.rule(Slots)
    return len(slots.covered(of.start, of.end)) if slots else 0


def _slot_minutes(asked: Asked) -> int:
    slots = asked.rule(Slots)
    return slots.minutes if slots else 15
