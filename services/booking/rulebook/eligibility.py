"""Who may use a place, and for what: share of residents, size, accreditation, age, registration; purposes."""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import BeforeValidator, model_validator

from services.booking.rulebook.asking import Asked, Channel, Facts, Party, Who
from services.booking.rulebook.rule import Decides, Ids, Limit, Name, OneOfMany, Wrong, several
from services.booking.rulebook.words import Refusal, refuse

PARTIES = {"person": Name(ja="個人", en="a person"), "group": Name(ja="団体", en="a group")}
OUTSIDE = Name(ja="対象外の方", en="not eligible")
ELIGIBLE = Name(ja="在住・在勤・在学の方", en="people who live, work or study here")
NOT_ACCREDITED = Name(ja="認定なし", en="not accredited")
ACCREDITED = Name(ja="認定団体", en="accredited groups")
NOT_REGISTERED = Name(ja="登録なし", en="not registered")
NO_AGE = Name(ja="？", en="?")
"""Stands where a text says an age."""
AGE_NOT_TOLD = Name(ja="年齢の申出なし", en="no age told")
NO_ADULT = Name(ja="責任者なし", en="no responsible adult")

Test = Literal[
    "party", "eligible-person", "members-min", "members-max", "eligible-percent-min", "accredited", "age-min",
    "adult-below", "registered", "people-min", "people-max", "capacity-percent",
]  # fmt: skip
NUMBERED = frozenset(Test.__args__) - {"party", "eligible-person", "accredited", "registered"}  # type: ignore[attr-defined]  # of a Literal


class Eligibility(OneOfMany):
    """One condition. A refusal's value is what they have; its limit, what the condition wants."""

    SECTION: ClassVar[str] = "eligibility"
    DECIDES: ClassVar[Decides] = "request"

    test: Test
    """``party``: only these ask. ``eligible-person``: a person who lives, works or studies here.
    ``members-min``, ``members-max``, ``eligible-percent-min``: of a group. ``accredited``. ``age-min``: of who asks.
    ``adult-below``: who is younger names a responsible adult. ``registered``: on the day of the request.
    ``people-min``, ``people-max``, ``capacity-percent``: of the people who come."""
    limit: Limit | None = None
    """The number that the test is about."""
    more_than: bool = False
    """With ``eligible-percent-min``: more than ``limit`` percent, as in "a majority"."""
    parties: Annotated[tuple[Party, ...], BeforeValidator(several)] = ()
    """With ``party``: who may ask."""
    who: Who = Who()
    """Of whom it is wanted."""
    channel: Channel | Literal["all"] = "all"
    """By which way of asking it is wanted: to ask at once, to apply for a draw."""

    @model_validator(mode="after")
    def _has_what_it_tests(self) -> Self:
        if (self.test in NUMBERED) != (self.limit is not None):
            if self.limit is None:
                raise Wrong(f"limit: {self.test} には数が要ります", f"limit: {self.test} needs a number")
            raise Wrong(f"limit: {self.test} に数はありません", f"limit: {self.test} is about no number")
        if (self.test == "party") != bool(self.parties):
            raise Wrong(
                'parties は test = "party" に、必ず付けます', 'parties: goes with test = "party", which needs it'
            )
        return self


class Fails(NamedTuple):
    """What a condition found, and what it wants."""

    value: Any
    limit: Any
    until: date | None = None


def _party(rule: Eligibility, asked: Asked) -> Fails | None:
    if asked.facts.party in rule.parties:
        return None
    return Fails(PARTIES[asked.facts.party], tuple(PARTIES[party] for party in rule.parties))


def _eligible_person(_rule: Eligibility, asked: Asked) -> Fails | None:
    return Fails(OUTSIDE, ELIGIBLE) if asked.facts.party == "person" and not asked.facts.eligible else None


def _members_min(rule: Eligibility, asked: Asked) -> Fails | None:
    members = min(members for members, _ in asked.facts.lists)
    few = asked.facts.party == "group" and members < (rule.limit or 0)
    return Fails(members, rule.limit) if few else None


def _members_max(rule: Eligibility, asked: Asked) -> Fails | None:
    members = max(members for members, _ in asked.facts.lists)
    many = asked.facts.party == "group" and members > (rule.limit or 0)
    return Fails(members, rule.limit) if many else None


def _eligible_percent(rule: Eligibility, asked: Asked) -> Fails | None:
    members, eligible = smallest_share(asked.facts)
    if asked.facts.party != "group" or enough(rule, eligible, members):
        return None
    return Fails(eligible * 100 // max(1, members), rule.limit or 0)


def smallest_share(facts: Facts) -> tuple[int, int]:
    """Members and eligible ones of the list with the smallest share of them."""
    return min(facts.lists, key=lambda one: Fraction(one[1], one[0] or 1))


def enough(rule: Eligibility, eligible: int, members: int) -> bool:
    """Whether so many of the members are the share that is wanted; counted in people, never in rounded percent."""
    share, wanted = eligible * 100, (rule.limit or 0) * members
    return bool(members) and (share > wanted if rule.more_than else share >= wanted)


def _accredited(_rule: Eligibility, asked: Asked) -> Fails | None:
    return None if asked.facts.accredited else Fails(NOT_ACCREDITED, ACCREDITED)


def _age(asked: Asked) -> int | Name | None:
    """The age of who asks. A person who does not tell it is asked for it; of a group nobody need tell one."""
    if asked.facts.age is None and asked.facts.party == "person":
        return NO_AGE
    return asked.facts.age


def _age_min(rule: Eligibility, asked: Asked) -> Fails | None:
    age = _age(asked)
    return Fails(age, rule.limit) if isinstance(age, Name) or (age is not None and age < (rule.limit or 0)) else None


def _adult_below(rule: Eligibility, asked: Asked) -> Fails | None:
    age = _age(asked)
    if asked.request.adult or age is None:
        return None
    if isinstance(age, Name):
        return Fails(AGE_NOT_TOLD, rule.limit)
    return Fails(NO_ADULT, rule.limit) if age < (rule.limit or 0) else None


def _registered(_rule: Eligibility, asked: Asked) -> Fails | None:
    until = asked.facts.registered_until
    if until is not None and asked.today <= until:
        return None
    return Fails(until or NOT_REGISTERED, asked.today, until)


def _people_min(rule: Eligibility, asked: Asked) -> Fails | None:
    return Fails(asked.request.people, rule.limit) if asked.request.people < (rule.limit or 0) else None


def _people_max(rule: Eligibility, asked: Asked) -> Fails | None:
    return Fails(asked.request.people, rule.limit) if asked.request.people > (rule.limit or 0) else None


def _capacity(rule: Eligibility, asked: Asked) -> Fails | None:
    limit = asked.place.capacity * (rule.limit or 0) // 100
    return Fails(asked.request.people, limit) if asked.request.people > limit else None


TESTS: dict[Test, Callable[[Eligibility, Asked], Fails | None]] = {
    "party": _party,
    "eligible-person": _eligible_person,
    "members-min": _members_min,
    "members-max": _members_max,
    "eligible-percent-min": _eligible_percent,
    "accredited": _accredited,
    "age-min": _age_min,
    "adult-below": _adult_below,
    "registered": _registered,
    "people-min": _people_min,
    "people-max": _people_max,
    "capacity-percent": _capacity,
}


class Purposes(OneOfMany):
    """Purposes and marks that are not allowed, or all that are. A refusal's limit is that list."""

    SECTION: ClassVar[str] = "purposes"
    DECIDES: ClassVar[Decides] = "use"

    forbidden: Ids = ()
    """Codes of purposes, and marks: ``commercial``, ``political``, ``religious``, ``entrance-fee``."""
    allowed: Ids = ()
    """Instead: the codes of all purposes that are allowed, as in a room for music. Marks do not matter to it."""
    who: Who = Who()

    @model_validator(mode="after")
    def _one_list(self) -> Self:
        if bool(self.forbidden) == bool(self.allowed):
            raise Wrong("forbidden か allowed のどちらか一つを書きます", "name what is forbidden, or what is allowed")
        return self


def check_eligibility(asked: Asked) -> Iterator[Refusal]:
    """Every condition that is not met."""
    for rule in asked.rules(Eligibility):
        if rule.channel not in {"all", asked.request.channel}:
            continue
        if rule.who.covers(asked.facts) and (fails := TESTS[rule.test](rule, asked)):
            yield refuse(rule, asked, value=fails.value, limit=fails.limit, until=fails.until)


def check_purposes(asked: Asked) -> Iterator[Refusal]:
    """Every purpose or mark that is not allowed."""
    wanted = (asked.request.purpose, *sorted(asked.request.marks))
    for rule in asked.rules(Purposes):
        found = tuple(what for what in wanted if what in rule.forbidden)
        if rule.allowed and asked.request.purpose not in rule.allowed:
            found = (asked.request.purpose,)
        if found and rule.who.covers(asked.facts):
            yield refuse(rule, asked, value=found, limit=rule.forbidden or rule.allowed)
