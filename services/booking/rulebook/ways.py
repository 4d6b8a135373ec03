"""The ways to change a request that was refused, the nearest first, by the kind of rule that refused it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from services.booking.rulebook.asking import Asked
from services.booking.rulebook.bands import Lengths, Slots
from services.booking.rulebook.caps import Cap
from services.booking.rulebook.changes import Change
from services.booking.rulebook.eligibility import Eligibility, enough, smallest_share
from services.booking.rulebook.equipment import Equipment
from services.booking.rulebook.moments import add_months
from services.booking.rulebook.opening import Opening, open_mask
from services.booking.rulebook.rule import Name, hours_text
from services.booking.rulebook.windows import check_opens
from services.booking.rulebook.words import Refusal

ONE_DAY = timedelta(days=1)
DAYS_MAX = 62
"""How far another day is looked for, in each direction."""
RULES_CHANGE_MAX = 3
"""How often other rules may be in force when the opening comes that the rules of today name."""

Ways = Iterator[Change]


@dataclass(frozen=True, slots=True)
class Why:
    """A question, and one refusal of it."""

    asked: Asked
    refusal: Refusal

    @property
    def limit(self) -> int:
        """The number that the condition wants, of a rule about who may ask."""
        return (self.refusal.rule.limit or 0) if isinstance(self.refusal.rule, Eligibility) else 0

    def asks(self, kind: str, to: Any, **update: Any) -> Change:
        """The request, changed."""
        return Change(kind, to, self.asked.request.model_copy(update=update), self.asked.facts, self.asked.now)

    def has(self, kind: str, to: Any, **update: Any) -> Change:
        """What is known of them, changed."""
        return Change(kind, to, self.asked.request, self.asked.facts.model_copy(update=update), self.asked.now)


def ways(why: Why) -> Ways:
    """Changes that could satisfy the rule of a refusal, the nearest first. Whether one does is for the rules to say."""
    rule = why.refusal.rule
    found = (ELIGIBILITY[rule.test],) if isinstance(rule, Eligibility) else BY_SECTION.get(rule.SECTION, ())
    for way in found:
        yield from way(why)


def _other_time(why: Why) -> Ways:
    """Other spans of the day within opening hours, those of the same length first, then the most alike.

    For want of a price, whole bands.
    """
    request, slots = why.asked.request, why.asked.rule(Slots)
    if slots is None:
        return
    step = slots.minutes // 15
    in_a_break = slots.in_a_break(request.start, request.end)
    by_band = slots.whole or in_a_break or (slots.bands and why.refusal.section == "prices")
    starts = {band.span[0] for band in slots.bands} if by_band else set(range(0, 96, step))
    ends = {band.span[1] for band in slots.bands} if by_band else set(range(step, 97, step))
    mask = open_mask(why.asked, request.day) or _hours_alone(why)
    spans = [
        (start, end)
        for start in starts
        for end in ends
        if start < end
        and ((1 << (end - start)) - 1) << start & ~mask == 0
        and (start, end) != (request.start, request.end)
    ]
    length = request.end - request.start
    spans.sort(
        key=lambda span: (
            span[1] - span[0] != length, abs(span[0] - request.start) + abs(span[1] - request.end), span,
        )
    )  # fmt: skip
    for start, end in spans[:60]:
        yield why.asks("time", hours_text(start, end), start=start, end=end)


def _hours_alone(why: Why) -> int:
    """Of a day that is closed: the hours that it would have, where it is these that refuse."""
    rule = why.refusal.rule
    return rule.mask(why.asked.request.day) if isinstance(rule, Opening) else 0


def _shorter(why: Why) -> Ways:
    """The same beginning, and an earlier end (of the one that is too short: a later one)."""
    request, slots, rule = why.asked.request, why.asked.rule(Slots), why.refusal.rule
    step = slots.minutes // 15 if slots else 1
    ends = list(range(request.end - step, request.start, -step))
    if isinstance(rule, Lengths) and request.minutes < rule.minutes_min:
        ends = list(range(request.end + step, 97, step))
    for end in ends:
        yield why.asks("time", hours_text(request.start, end), end=end)


def _other_day(why: Why) -> Ways:
    """Days around the one that was asked for that are not over, the nearest first, the later before the earlier."""
    day = why.asked.request.day
    for distance in range(1, DAYS_MAX + 1):
        for other in (day + distance * ONE_DAY, day - distance * ONE_DAY):
            if other >= why.asked.today and open_mask(why.asked, other):
                yield why.asks("day", other, day=other)


def _left_over(why: Why) -> Ways:
    """To ask again when what is left is anybody's."""
    rule, asked = why.refusal.rule, why.asked
    if isinstance(rule, Cap) and rule.last_days is not None:
        free = asked.request.day - rule.last_days * ONE_DAY
        yield Change("wait", free, asked.request, asked.facts, asked.now + (free - asked.today))


def _next_period(why: Why) -> Ways:
    """The first open days after the period of a cap."""
    if why.refusal.until is None:
        return
    day = why.refusal.until
    for _ in range(DAYS_MAX):
        day += ONE_DAY
        if open_mask(why.asked, day):
            yield why.asks("day", day, day=day)


def _wait(why: Why) -> Ways:
    """To ask again when it opens, or when a suspension is over, if that is before the use."""
    if isinstance(why.refusal.until, datetime):
        opens = why.refusal.until
        for _ in range(RULES_CHANGE_MAX):
            if opens >= why.asked.request.starts_at:
                return
            yield Change("wait", opens, why.asked.request, why.asked.facts, opens)
            later = next(check_opens(replace(why.asked, now=opens)), None)
            if later is None or not isinstance(later.until, datetime):
                return
            opens = later.until
    elif why.refusal.until is not None:
        after = why.refusal.until + ONE_DAY
        if after > why.asked.request.day:
            return
        yield Change("wait", after, why.asked.request, why.asked.facts, why.asked.now + (after - why.asked.today))


def _other_room(why: Why) -> Ways:
    """One of several rooms; other rooms of the house; then of the town those of the same type, of alike houses first.

    The most alike in size come first.
    """
    here, size = why.asked.place.facility, why.asked.place.capacity
    if len(why.asked.place.rooms) > 1:
        for room in why.asked.place.rooms:
            yield why.asks("room", room.name, rooms=(room.id,))
    types = {room.type for room in why.asked.place.rooms}
    found = [
        ((facility.id != here.id) + (facility.kind != here.kind), abs(room.capacity - size), room)
        for facility in why.asked.places.facilities.values()
        for room in facility.rooms
        if room.id not in why.asked.place.touched and (facility.id == here.id or room.type in types)
    ]
    for is_elsewhere, _, room in sorted(found, key=lambda one: one[:2])[:60]:
        name = room.name
        if is_elsewhere and (house := why.asked.places.facility_of(room.id)):
            name = Name(ja=f"{house.name.ja} {name.ja}", en=f"{house.name.en}, {name.en}")
        yield why.asks("room", name, rooms=(room.id,))


def _fewer_things(why: Why) -> Ways:
    rule = why.refusal.rule
    if isinstance(rule, Equipment) and not isinstance(why.refusal.limit, int):
        others = {name: count for name, count in why.asked.request.equipment.items() if name != rule.id}
        yield why.asks("equipment", 0, equipment=others)
    elif isinstance(rule, Equipment) and why.refusal.limit:
        equipment = {**why.asked.request.equipment, rule.id: why.refusal.limit}
        yield why.asks("equipment", why.refusal.limit, equipment=equipment)


def _direct(why: Why) -> Ways:
    if why.asked.request.hold:
        yield why.asks("direct", None, hold=False)


Way = Callable[[Why], Ways]

BY_SECTION: dict[str, tuple[Way, ...]] = {
    "slots": (_other_time,),
    "opening": (_other_time, _other_day, _other_room),
    "closures": (_other_time, _other_day, _other_room),
    "lengths": (_shorter, _other_time),
    "opens": (_wait, _other_day),
    "closes": (_other_day, _other_room),
    "penalties": (_wait,),
    "purposes": (_other_room,),
    "passings": (_wait,),
    "caps": (_shorter, _left_over, _next_period),
    "equipment": (_fewer_things, _other_day),
    "holds": (_other_day, _direct),
    "hold_limits": (_direct,),
    "preemptions": (_other_day,),
    "prices": (_other_time, _other_room, _other_day),
}
"""Which ways are tried for a rule of a section, the most natural first."""


def _people(why: Why) -> Ways:
    if why.refusal.limit:
        yield why.asks("people", why.refusal.limit, people=why.refusal.limit)


def _room_or_people(why: Why) -> Ways:
    """A larger room of the house, then fewer people."""
    for change in _other_room(why):
        if why.asked.places.facility_of(change.request.rooms[0]) is why.asked.place.facility:
            yield change
    yield from _people(why)


def _members(why: Why) -> Ways:
    limit = why.limit
    yield why.has("members", limit, members=limit, eligible=min(why.asked.facts.eligible, limit), claimed=None)


def _eligible(why: Why) -> Ways:
    (members, known), rule = smallest_share(why.asked.facts), why.refusal.rule
    assert isinstance(rule, Eligibility)
    for eligible in range(known + 1, members + 1):
        if enough(rule, eligible, members):
            yield why.has("eligible", eligible, members=members, eligible=eligible, claimed=None)
            return


def _accreditation(why: Why) -> Ways:
    yield why.has("accredited", None, accredited=True)


def _other_party(why: Why) -> Ways:
    rule = why.refusal.rule
    assert isinstance(rule, Eligibility)
    for party, name in zip(rule.parties, why.refusal.limit, strict=True):
        yield why.has("party", name, party=party)


def _eligible_person(why: Why) -> Ways:
    yield why.has("person", None, eligible=1)


def _age(why: Why) -> Ways:
    if why.asked.facts.age is None:
        yield why.has("tell-age", why.limit, age=why.limit)
        return
    yield why.has("age", why.limit, age=why.limit)


def _adult(why: Why) -> Ways:
    if why.asked.facts.age is None:
        yield why.has("tell-age", why.limit, age=why.limit)
    yield why.asks("adult", None, adult=True)


def _registration(why: Why) -> Ways:
    yield why.has("registration", None, registered_until=add_months(why.asked.today, 12))


ELIGIBILITY: dict[str, Way] = {
    "party": _other_party,
    "eligible-person": _eligible_person,
    "members-min": _members,
    "members-max": _members,
    "eligible-percent-min": _eligible,
    "accredited": _accreditation,
    "age-min": _age,
    "adult-below": _adult,
    "registered": _registration,
    "people-min": _people,
    "people-max": _people,
    "capacity-percent": _room_or_people,
}
