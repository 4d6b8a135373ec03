"""Equipment that goes with a room: how many there are, and what each costs for a use, a band or an hour."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from services.booking.domain.grid import span
from services.booking.rulebook.asking import Asked
from services.booking.rulebook.bands import bands_of
from services.booking.rulebook.opening import Spans, mask_of
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.prices import Entry
from services.booking.rulebook.rule import Decides, Name, OneOfMany, Yen, hours_text
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
    hours: Spans = ()
    """Only in these hours, such as lights after dark: by band and by hour no others are paid for."""
    fictional: bool = False
    """The source gives no amount: this one is made up."""


def wanted(asked: Asked) -> Iterator[tuple[Equipment, int]]:
    """The equipment of a request, and how many. Raises ``Unanswerable`` for what is not there."""
    held = {rule.id: rule for rule in asked.rules(Equipment)}
    for name, count in asked.request.equipment.items():
        if name not in held:
            raise Unanswerable(f"この室に備品 {name} はありません", f"there is no equipment {name} with this room")
        yield held[name], count


def _within(rule: Equipment, asked: Asked) -> int:
    """The quarters of the use in which there is any."""
    use = span(asked.request.start, asked.request.end)
    return mask_of(rule.hours) & use if rule.hours else use


def _times(rule: Equipment, asked: Asked) -> int:
    """How often its price is paid for one of them."""
    if rule.per == "use":
        return 1
    quarters = _within(rule, asked)
    if rule.per == "hour":
        return -(-quarters.bit_count() // 4)
    bands = bands_of(asked, asked.request)
    return sum(bool(span(*band.span) & quarters) for band in bands) if bands else 1


def check_equipment(asked: Asked) -> Iterator[Refusal]:
    """More than is left, or at hours at which there is none."""
    request = asked.request
    for rule, count in wanted(asked):
        if rule.hours and not _within(rule, asked):
            value = hours_text(request.start, request.end)
            yield refuse(rule, asked, value=value, limit=rule.hours, until=request.day)
            continue
        left = max(0, rule.stock - asked.facts.equipment_taken.get(rule.id, 0))
        if count > left:
            yield refuse(rule, asked, value=count, limit=left, until=asked.request.day)


def equipment_entries(asked: Asked) -> Iterator[Entry]:
    """A line for each kind that costs something."""
    for rule, count in wanted(asked):
        if rule.yen and (times := _times(rule, asked)):
            yield Entry(rule.id, rule.article, rule.name, rule.yen, count * times, rule.fictional)
