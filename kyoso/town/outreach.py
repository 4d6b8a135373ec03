"""Outreach days of the sample town: a salon for smartphones, a day for any worry, and one for procedures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kyoso.town.model import Town
from services.matching.outreach.planning import NewOutreachDay
from shared.clock import TOKYO

SLOT_MINUTES = 30
DAYS: tuple[tuple[int, int, str, tuple[str, ...], int], ...] = (
    (5, 10, "civic-hub", ("digital-help", "consultation"), 3),
    (9, 13, "kobushi-cc", ("consultation", "procedures"), 2),
    (16, 10, "takadai-cc", ("consultation", "volunteering", "professional"), 2),
)
"""How many days ahead, from which hour for three hours, in which house, for what, with how many helpers."""
HOURS = 3


@dataclass(frozen=True, slots=True)
class OutreachSeed:
    """A day as staff announce it."""

    id: str
    new: NewOutreachDay


def outreach_of(town: Town, today: date) -> Iterator[OutreachSeed]:
    """The three of a month. Who is there by name: coordinators with cases of their own, two a day."""
    staff = [each.person_id for each in town.coordinators if each.kind == "dedicated"]
    houses = {each.id: each for each in town.facilities}
    for number, (ahead, hour, house_id, kinds, helpers) in enumerate(DAYS):
        house = houses[house_id]
        starts_at = datetime.combine(today + timedelta(days=ahead), time(hour), TOKYO)
        new = NewOutreachDay(
            kinds=kinds,
            place=house.name,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=HOURS),
            slot_minutes=SLOT_MINUTES,
            helpers=helpers,
            staff=tuple(staff[(2 * number + each) % len(staff)] for each in range(2)),
            facility_id=house.id,
            areas=house.areas,
        )
        yield OutreachSeed(f"outreach-{today:%Y-%m}-{number}", new)
