"""Equipment that goes with a room: how many there are, and what each costs for a use, a band or an hour."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from services.booking.rulebook.asking import Asked
from services.booking.rulebook.bands import bands_of
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.prices import Entry
from services.booking.rulebook.rule import Decides, Name, OneOfMany, Yen
from services.booking.rulebook.words import Refusal, refuse


class Equipment(OneOfMany):
    """One kind of thing. A refusal's value is how many were asked for; its limit, how many are left."""

    SECTION: ClassVar[str] = "equipment"
    DECIDES: ClassVar[Decides] = "use"

    name: Name
    stock: Annotated[int, Field(ge=1, le=10_000)]
    yen: Yen = 0
    per: Literal["use", "band", "hour"] = "use"
    """What the price is for; a band, or an hour, that has begun counts whole."""
    fictional: bool = False
    """The source gives no amount: this one is made up."""


def wanted(asked: Asked) -> Iterator[tuple[Equipment, int]]:
    """The equipment of a request, and how many. Raises ``Unanswerable`` for what is not there."""
    held = {rule.id: rule for rule in asked.rules(Equipment)}
    for name, count in asked.request.equipment.items():
        if name not in held:
            raise Unanswerable(f"この室に備品 {name} はありません", f"there is no equipment {name} with this room")
        yield held[name], count


def check_equipment(asked: Asked) -> Iterator[Refusal]:
    """More than is left."""
    for rule, count in wanted(asked):
        left = max(0, rule.stock - asked.facts.equipment_taken.get(rule.id, 0))
        if count > left:
            yield refuse(rule, asked, value=count, limit=left, until=asked.request.day)


def equipment_entries(asked: Asked) -> Iterator[Entry]:
    """A line for each kind that costs something."""
    request = asked.request
    for rule, count in wanted(asked):
        if rule.yen:
            times = {"use": 1, "band": len(bands_of(asked, request)) or 1, "hour": -(-request.minutes // 60)}[rule.per]
            yield Entry(rule.id, rule.article, rule.name, rule.yen, count * times, rule.fictional)
