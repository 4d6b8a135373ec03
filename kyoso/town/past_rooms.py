"""Which rooms the sample town booked, used and gave back on the days before today. Pure, as ``past`` is."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

from kyoso.town.activities import CENTRES_CLOSED_WEEKDAY, MEETING_KINDS, SUNDAY, is_open
from kyoso.town.chance import chance
from kyoso.town.groups import GroupSeed
from kyoso.town.model import ActivitySeed, FacilitySeed, RoomSeed, Town
from kyoso.town.past_model import Booked, Cancelled, Completed, Started
from services.booking.domain.purposes import Purpose
from shared.clock import TOKYO

ONE_DAY = timedelta(days=1)
BOOKINGS, QUIET_BOOKINGS = (7, 10), (3, 5)
BOOKED_DAYS_AHEAD = 12
BOOKINGS_OF_RESIDENTS = 2
GROUP_HOURS, RESIDENT_HOURS = 2, 1
HOURS = {"morning": (9, 10, 10, 11), "afternoon": (13, 13, 14, 15), "evening": (18, 19, 19)}
"""When groups begin that meet then; in most houses the evening has two hours left at seven."""
BOARD = "weekday-evening"
"""When those meet who run a group, whenever the group itself does."""
SALON_HOURS = (10, 11, 13, 14, 15)
USED, CANCELS = 0.8, 0.4
"""Of bookings, how many are used; of days, on how many somebody gives a room back."""
PURPOSES: tuple[Purpose, ...] = ("meeting", "study", "culture", "exchange", "volunteering", "elderly", "children")


def is_quiet(day: date) -> bool:
    """On Mondays, when the centres are closed, little happens."""
    return day.weekday() == CENTRES_CLOSED_WEEKDAY


class Rooms:
    """The bookings of the days from ``first`` on. ``held``: the activities of a day, which have rooms of their own."""

    def __init__(
        self, town: Town, first: date, residents: list[str], held: Callable[[date], tuple[ActivitySeed, ...]]
    ) -> None:
        self._town = town
        self._first = first
        self._residents = residents
        self._held = held
        self._officers = town.officers()
        self.booked = cache(self._booked_on)
        self._cancelled = cache(self._cancelled_on)

    def cancelled(self, day: date) -> Iterator[Cancelled]:
        """What was booked the day before and is given back."""
        if found := self._cancelled(day - ONE_DAY):
            yield Cancelled(f"cancelled-{found.row}", found.row, found.person_id)

    def started(self, day: date, at: time) -> Iterator[Started]:
        """Who shows the code at a moment of a day."""
        yield from (Started(f"started-{row}", row, who) for row, who, _ in self._used(day, at))

    def completed(self, day: date, begun_at: time) -> Iterator[Completed]:
        """What was begun at a moment of a day is over at the next one."""
        random = self._chance("completed", day, str(begun_at))
        for row, who, people in self._used(day, begun_at):
            yield Completed(f"completed-{row}", row, who, random.randint(max(1, people // 2), people))

    # -- within

    def _booked_on(self, day: date) -> list[Booked]:
        """The rooms that are booked on a day: for groups when they use to meet, and some salons for residents."""
        if day < self._first:
            return []
        random = self._chance("booked", day)
        count = random.randint(*(QUIET_BOOKINGS if is_quiet(day) else BOOKINGS))
        made: list[Booked] = []
        taken = {(each.room_id, each.starts_at.date()) for each in self._booked_before(day)}
        for number, group in enumerate(random.sample(self._town.groups, count)):
            if found := self._room_for(random, group, day, taken):
                house, room, starts_at = found
                taken.add((room.id, starts_at.date()))
                made.append(
                    Booked(
                        row=f"booked-{day}-{number}",
                        person_id=self._officers[group.id],
                        group_id=group.id,
                        facility_id=house.id,
                        room_id=room.id,
                        starts_at=starts_at,
                        ends_at=starts_at + timedelta(hours=GROUP_HOURS),
                        people=min(room.capacity, max(5, group.members // 2)),
                        purpose=random.choice(PURPOSES),
                    )
                )
        return made + self._salons(random, day, taken)

    def _booked_before(self, day: date) -> Iterator[Booked]:
        """What was booked on the days before, as far as it may be used on this day or later."""
        for number in range(1, BOOKED_DAYS_AHEAD + 1):
            yield from self.booked(day - number * ONE_DAY)

    def _room_for(
        self, random: Random, group: GroupSeed, day: date, taken: set[tuple[str, date]]
    ) -> tuple[FacilitySeed, RoomSeed, datetime] | None:
        """A free room in the group's neighbourhood, on one of the coming days on which it meets."""
        kind, _, part = random.choice((*group.times, BOARD)).partition("-")
        coming = [day + number * ONE_DAY for number in range(1, BOOKED_DAYS_AHEAD + 1)]
        of_use = random.choice([each for each in coming if (each.weekday() >= 5) == (kind == "weekend")])
        at = time(random.choice(HOURS[part]))
        busy = {each.room_id for each in self._held(of_use)}
        free = [
            (house, room)
            for house in self._town.facilities
            if house.kind in MEETING_KINDS and house.areas["neighbourhood"] == group.area
            if is_open(house, of_use.weekday(), at)
            for room in house.rooms
            if (room.id, of_use) not in taken and room.id not in busy
        ]
        return (*random.choice(free), datetime.combine(of_use, at, TOKYO)) if free else None

    def _salons(self, random: Random, day: date, taken: set[tuple[str, date]]) -> list[Booked]:
        salons = [each for each in self._town.facilities if each.kind == "salon"]
        coming = [day + number * ONE_DAY for number in range(1, BOOKED_DAYS_AHEAD + 1)]
        open_days = [each for each in coming if each.weekday() != SUNDAY]
        made: list[Booked] = []
        for number, house in enumerate(random.sample(salons, BOOKINGS_OF_RESIDENTS)):
            free = [(room, of_use) for room in house.rooms for of_use in open_days if (room.id, of_use) not in taken]
            room, of_use = random.choice(free)
            starts_at = datetime.combine(of_use, time(random.choice(SALON_HOURS)), TOKYO)
            turn = day.toordinal() * BOOKINGS_OF_RESIDENTS + number
            made.append(
                Booked(
                    row=f"booked-{day}-salon-{number}",
                    person_id=self._residents[-1 - turn % len(self._residents)],
                    group_id=None,
                    facility_id=house.id,
                    room_id=room.id,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=RESIDENT_HOURS),
                    people=random.randint(2, 6),
                    purpose="exchange",
                )
            )
        return made

    def _cancelled_on(self, day: date) -> Booked | None:
        """What was booked on this day and is given back on the next one."""
        random = self._chance("cancelled", day)
        later = [each for each in self.booked(day) if each.starts_at.date() > day + ONE_DAY]
        return random.choice(later) if later and random.random() < CANCELS else None

    def _used(self, day: date, at: time) -> list[tuple[str, str, int]]:
        """What is used at a moment of a day: the booking's row, who books it, for how many."""
        now = datetime.combine(day, at, TOKYO)
        given_back = {self._cancelled(day - number * ONE_DAY) for number in range(1, BOOKED_DAYS_AHEAD + 1)}
        running = [
            (each.row, each.person_id, each.people)
            for each in self._booked_before(day)
            if each.starts_at <= now < each.ends_at and each not in given_back
        ]
        held = [
            (f"booking-{each.id}", each.officer_id, each.people)
            for each in self._held(day)
            if day > self._first and each.starts_at <= now < each.ends_at
        ]
        random = self._chance("used", day, str(at))
        return [each for each in (*running, *held) if random.random() < USED]

    def _chance(self, purpose: str, day: date, *more: str) -> Random:
        return chance(self._town.seed, "past", purpose, day.isoformat(), *more)
