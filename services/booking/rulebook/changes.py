"""What could be different about a request: the ways to change it, the nearest first, and how each is said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from services.booking.rulebook.asking import Asked, Facts, Request
from services.booking.rulebook.bands import Lengths, Slots
from services.booking.rulebook.eligibility import Eligibility, enough
from services.booking.rulebook.equipment import Equipment
from services.booking.rulebook.moments import add_months
from services.booking.rulebook.opening import open_mask
from services.booking.rulebook.rule import LANGUAGES, Language, Name, Rule, hours_text
from services.booking.rulebook.windows import check_opens
from services.booking.rulebook.words import Refusal, plain_value, told

ONE_DAY = timedelta(days=1)
DAYS_MAX = 62
"""How far another day is looked for, in each direction."""
RULES_CHANGE_MAX = 3
"""How often other rules may be in force when the opening comes that the rules of today name."""

TEXTS: dict[str, dict[Language, str]] = {
    "time": {
        "ja": "同じ日の {to} なら、この規則に合います。",
        "plain": "同じ日の {to} なら、できます。",
        "en": "On the same day, {to} would satisfy this rule.",
    },
    "day": {
        "ja": "{to} なら、この規則に合います。",
        "plain": "{to} なら、できます。",
        "en": "On {to} it would satisfy this rule.",
    },
    "wait": {
        "ja": "{to} から、申し込めます。",
        "plain": "{to} から、申し込むことができます。",
        "en": "It can be asked for from {to}.",
    },
    "room": {
        "ja": "室を「{to}」に変えれば、この規則に合います。",
        "plain": "「{to}」の部屋なら、できます。",
        "en": "With the room {to} it would satisfy this rule.",
    },
    "people": {
        "ja": "利用人数が{to}人なら、この規則に合います。",
        "plain": "使う人が{to}人なら、できます。",
        "en": "With {to} people it would satisfy this rule.",
    },
    "members": {
        "ja": "会員が{to}人になれば、この規則に合います。",
        "plain": "会員が{to}人になると、できます。",
        "en": "With {to} members it would satisfy this rule.",
    },
    "eligible": {
        "ja": "会員のうち{to}人が対象の方であれば、この規則に合います。",
        "plain": "会員の{to}人が町の人なら、できます。",
        "en": "With {to} eligible members it would satisfy this rule.",
    },
    "accredited": {
        "ja": "団体の認定を受ければ、この規則に合います。",
        "plain": "団体の認定（にんてい）があると、できます。",
        "en": "Once the group is accredited it would satisfy this rule.",
    },
    "party": {
        "ja": "申込者が{to}であれば、この規則に合います。",
        "plain": "{to}が申し込むと、できます。",
        "en": "Asked for by {to}, it would satisfy this rule.",
    },
    "person": {
        "ja": "在住・在勤・在学の方が申し込めば、この規則に合います。",
        "plain": "町に住んでいる人、町で働く人、町で学ぶ人なら、できます。",
        "en": "Asked for by somebody who lives, works or studies here, it would satisfy this rule.",
    },
    "age": {
        "ja": "{to}歳以上の方が申し込めば、この規則に合います。",
        "plain": "{to}歳より上の人が申し込むと、できます。",
        "en": "Asked for by somebody aged {to} or older, it would satisfy this rule.",
    },
    "adult": {
        "ja": "大人の責任者を決めれば、この規則に合います。",
        "plain": "責任者（せきにんしゃ）の大人がいると、できます。",
        "en": "With a responsible adult it would satisfy this rule.",
    },
    "registration": {
        "ja": "利用登録をするか、更新すれば、この規則に合います。",
        "plain": "利用登録（りようとうろく）をすると、できます。",
        "en": "Once registered, or the registration renewed, it would satisfy this rule.",
    },
    "equipment": {
        "ja": "備品の数を{to}にすれば、この規則に合います。",
        "plain": "道具（どうぐ）を{to}個（こ）にすると、できます。",
        "en": "With {to} of the equipment it would satisfy this rule.",
    },
    "direct": {
        "ja": "仮予約ではなく、すぐに予約すれば、この規則に合います。",
        "plain": "仮予約（かりよやく）をしないで、すぐに予約すると、できます。",
        "en": "Booked at once instead of held, it would satisfy this rule.",
    },
    "nothing": {
        "ja": "この規則に合うように変えられるところは、見つかりません。",
        "plain": "この決まりでは、できません。",
        "en": "Nothing that could be changed would satisfy this rule.",
    },
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing made different: what kind of thing, to what, and the question as it would then be."""

    kind: str
    to: Any
    request: Request
    facts: Facts
    now: datetime

    def words(self, language: Language) -> str:
        """Said to people."""
        return TEXTS[self.kind][language].format(to="" if self.to is None else told(self.to, language))

    def data(self) -> dict[str, Any]:
        """As JSON says it."""
        return {"kind": self.kind, "to": plain_value(self.to), **{lang: self.words(lang) for lang in LANGUAGES}}


Ways = Iterator[Change]


def ways(asked: Asked, rule: Rule, refusal: Refusal) -> Ways:
    """Changes that could satisfy ``rule``, the nearest first. Whether one does is for the rules to say."""
    if isinstance(rule, Eligibility):
        yield from ELIGIBILITY[rule.test](asked, rule, refusal)
    else:
        for way in BY_SECTION.get(rule.SECTION, ()):
            yield from way(asked, rule, refusal)


def _asks(asked: Asked, kind: str, to: Any, **update: Any) -> Change:
    return Change(kind, to, asked.request.model_copy(update=update), asked.facts, asked.now)


def _is(asked: Asked, kind: str, to: Any, **update: Any) -> Change:
    return Change(kind, to, asked.request, asked.facts.model_copy(update=update), asked.now)


def _other_time(asked: Asked, rule: Rule, refusal: Refusal) -> Ways:
    """Other spans of the day within opening hours: those most like the one that was asked for first."""
    request, slots = asked.request, asked.rule(Slots)
    if slots is None:
        return
    step = slots.minutes // 15
    starts = {band.span[0] for band in slots.bands} if slots.whole else set(range(0, 96, step))
    ends = {band.span[1] for band in slots.bands} if slots.whole else set(range(step, 97, step))
    mask = open_mask(asked, request.day)
    spans = [
        (start, end)
        for start in starts
        for end in ends
        if start < end and ((1 << (end - start)) - 1) << start & ~mask == 0 and (start, end) != (request.start, request.end)
    ]
    spans.sort(key=lambda span: (abs(span[0] - request.start) + abs(span[1] - request.end), span))
    for start, end in spans[:60]:
        yield _asks(asked, "time", hours_text(start, end), start=start, end=end)


def _shorter(asked: Asked, rule: Rule, refusal: Refusal) -> Ways:
    """The same beginning, and an earlier end (of the one that is too short: a later one)."""
    request, slots = asked.request, asked.rule(Slots)
    step = slots.minutes // 15 if slots else 1
    ends = list(range(request.end - step, request.start, -step))
    if isinstance(rule, Lengths) and request.minutes < rule.minutes_min:
        ends = list(range(request.end + step, 97, step))
    for end in ends:
        yield _asks(asked, "time", hours_text(request.start, end), end=end)


def _other_day(asked: Asked, rule: Rule, refusal: Refusal) -> Ways:
    """Days around the one that was asked for, the nearest first, the later one before the earlier; none that is over."""
    day = asked.request.day
    for distance in range(1, DAYS_MAX + 1):
        for other in (day + distance * ONE_DAY, day - distance * ONE_DAY):
            if other >= asked.today and open_mask(asked, other):
                yield _asks(asked, "day", other, day=other)


def _next_period(asked: Asked, rule: Rule, refusal: Refusal) -> Ways:
    """The first open days after the period of a cap."""
    if refusal.until is None:
        return
    day = refusal.until
    for _ in range(DAYS_MAX):
        day += ONE_DAY
        if open_mask(asked, day):  # type: ignore[arg-type]  # a cap's period ends with a day
            yield _asks(asked, "day", day, day=day)


def _wait(asked: Asked, rule: Rule, refusal: Refusal) -> Ways:
    """To ask again when it opens, or when a suspension is over."""
    if isinstance(refusal.until, datetime):
        opens = refusal.until
        for _ in range(RULES_CHANGE_MAX):
            yield Change("wait", opens, asked.request, asked.facts, opens)
            later = next(check_opens(replace(asked, now=opens)), None)
            if later is None or not isinstance(later.until, datetime):
                return
            opens = later.until
    elif refusal.until is not None:
        after = refusal.until + ONE_DAY
        yield Change("wait", after, asked.request, asked.facts, asked.now + (after - asked.today))


def _other_room(asked: Asked, rule: Rule, refusal: Refusal) -> Ways:
    """Other rooms of the house, then of the town; the most alike in size first."""
    here, size = asked.place.facility, asked.place.capacity
    found = [
        (facility.id != here.id, abs(room.capacity - size), room)
        for facility in asked.places.facilities.values()
        for room in facility.rooms
        if room.id not in asked.place.touched
    ]
    for elsewhere, _, room in sorted(found, key=lambda one: one[:2])[:60]:
        name = room.name
        if elsewhere and (house := asked.places.facility_of(room.id)):
            name = Name(ja=f"{house.name.ja} {name.ja}", en=f"{house.name.en}, {name.en}")
        yield _asks(asked, "room", name, rooms=(room.id,))


def _fewer_things(asked: Asked, rule: Rule, refusal: Refusal) -> Ways:
    if isinstance(rule, Equipment) and refusal.limit:
        equipment = {**asked.request.equipment, rule.id: refusal.limit}
        yield _asks(asked, "equipment", refusal.limit, equipment=equipment)


def _direct(asked: Asked, rule: Rule, refusal: Refusal) -> Ways:
    yield _asks(asked, "direct", None, hold=False)


Way = Callable[[Asked, Any, Refusal], Ways]

BY_SECTION: dict[str, tuple[Way, ...]] = {
    "slots": (_other_time,),
    "opening": (_other_time, _other_day, _other_room),
    "closures": (_other_time, _other_day, _other_room),
    "lengths": (_shorter,),
    "opens": (_wait, _other_day),
    "closes": (_other_day, _other_room),
    "penalties": (_wait,),
    "purposes": (_other_room,),
    "caps": (_shorter, _next_period),
    "equipment": (_fewer_things, _other_day),
    "holds": (_other_day, _direct),
    "prices": (_other_time, _other_room, _other_day),
}
"""Which ways are tried for a rule of a section, the most natural first."""


def _people(asked: Asked, rule: Eligibility, refusal: Refusal) -> Ways:
    if refusal.limit:
        yield _asks(asked, "people", refusal.limit, people=refusal.limit)


def _room_or_people(asked: Asked, rule: Eligibility, refusal: Refusal) -> Ways:
    """A larger room of the house, then fewer people."""
    for change in _other_room(asked, rule, refusal):
        if asked.places.facility_of(change.request.rooms[0]) is asked.place.facility:
            yield change
    yield from _people(asked, rule, refusal)


def _members(asked: Asked, rule: Eligibility, refusal: Refusal) -> Ways:
    limit = rule.limit or 0
    yield _is(asked, "members", limit, members=limit, eligible=min(asked.facts.eligible, limit))


def _eligible(asked: Asked, rule: Eligibility, refusal: Refusal) -> Ways:
    members = asked.facts.members
    for eligible in range(asked.facts.eligible + 1, members + 1):
        if enough(rule, eligible, members):
            yield _is(asked, "eligible", eligible, eligible=eligible)
            return


def _accreditation(asked: Asked, rule: Eligibility, refusal: Refusal) -> Ways:
    yield _is(asked, "accredited", None, accredited=True)


def _other_party(asked: Asked, rule: Eligibility, refusal: Refusal) -> Ways:
    for party, name in zip(rule.parties, refusal.limit, strict=True):
        yield _is(asked, "party", name, party=party)


def _eligible_person(asked: Asked, rule: Eligibility, refusal: Refusal) -> Ways:
    yield _is(asked, "person", None, eligible=1)


def _age(asked: Asked, rule: Eligibility, refusal: Refusal) -> Ways:
    yield _is(asked, "age", rule.limit, age=rule.limit)


def _adult(asked: Asked, rule: Eligibility, refusal: Refusal) -> Ways:
    yield _asks(asked, "adult", None, adult=True)


def _registration(asked: Asked, rule: Eligibility, refusal: Refusal) -> Ways:
    yield _is(asked, "registration", None, registered_until=add_months(asked.today, 12))


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
