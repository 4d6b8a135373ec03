"""Who would have won and lost: the wishes of a past period under two sets of rules, by group size, age, area and time.

A wish is one party's for the same rooms and time, however often it was asked for; it was fulfilled when one of these
requests got the room.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.booking.rulebook.rule import Name
from services.booking.simulator.past import Asking, House
from services.booking.simulator.replay import Outcome

SHOWN_MIN = 5
"""Fewer parties than this are not told in what is published; other numbers are told in whole fives, downwards."""

SIZES = ((4, "1-4"), (9, "5-9"), (29, "10-29"), (99, "30-99"))
TIMES = (
    (9, "before-9", Name(ja="9時まで", en="before 9:00")),
    (12, "9-12", Name(ja="9時から12時", en="9:00 to 12:00")),
    (17, "12-17", Name(ja="12時から17時", en="12:00 to 17:00")),
)
EVENING = ("17-24", Name(ja="17時から", en="from 17:00"))
NOT_KNOWN = ("not-known", Name(ja="分からない", en="not known"))
EVERYBODY = Name(ja="全体", en="Everybody")

Value = tuple[str, Name]


def people_words(band: str) -> str:
    """How many people a band of sizes is, in Japanese: ``100人以上``."""
    return f"{band.removesuffix('+')}人以上" if band.endswith("+") else f"{band.replace('-', '〜')}人"


def _size(asking: Asking, _: House | None) -> Value:
    members = asking.facts.members
    if asking.facts.party == "person":
        return "person", Name(ja="個人", en="A person alone")
    band = next((text for most, text in SIZES if members <= most), "100+")
    return band, Name(ja=f"会員{people_words(band)}の団体", en=f"Groups of {band}")


def _age(asking: Asking, _: House | None) -> Value:
    band = asking.age_band
    return (band, Name(ja=f"{band}歳", en=f"Aged {band}")) if band else NOT_KNOWN


def _area(_: Asking, house: House | None) -> Value:
    return (house.area, Name(ja=house.area, en=house.area)) if house and house.area else NOT_KNOWN


def _time(asking: Asking, _: House | None) -> Value:
    hour = asking.start // 4
    return next(((id, name) for before, id, name in TIMES if hour < before), EVENING)


DIMENSIONS: tuple[tuple[str, Name, Callable[[Asking, House | None], Value]], ...] = (
    ("group-size", Name(ja="団体の大きさ", en="Size of the group"), _size),
    ("age-band", Name(ja="年代（個人）", en="Age band (persons)"), _age),
    ("area", Name(ja="地域", en="Area"), _area),
    ("time-of-day", Name(ja="時間帯", en="Time of day"), _time),
)


@dataclass(slots=True)
class Line:
    """The wishes of one kind: how many, and how many were fulfilled then and would be under the proposed rules."""

    dimension: str
    value: str
    name: Name
    wishes: int = 0
    before: int = 0
    after: int = 0
    winners: int = 0
    """Wishes that only the proposed rules fulfil."""
    losers: int = 0
    """Wishes that only the rules of the past fulfilled."""
    yen_before: int = 0
    yen_after: int = 0
    parties: set[str] = field(default_factory=set)

    def count(self, wish: "Wish") -> None:
        """One wish more."""
        self.wishes += 1
        self.before += wish.before
        self.after += wish.after
        self.winners += wish.after and not wish.before
        self.losers += wish.before and not wish.after
        self.yen_before += wish.yen_before
        self.yen_after += wish.yen_after
        self.parties.add(wish.asking.party)


@dataclass(slots=True)
class Wish:
    """One wish, by its first request, and whether it was fulfilled under either set of rules."""

    asking: Asking
    before: bool = False
    after: bool = False
    yen_before: int = 0
    yen_after: int = 0
    reason: str = ""
    """Why the proposed rules do not fulfil it: what its last request was refused for."""


def wishes(asked: Sequence[Asking], before: Sequence[Outcome], after: Sequence[Outcome]) -> list[Wish]:
    """The wishes behind requests, in the order in which they were first made."""
    found: dict[tuple[object, ...], Wish] = {}
    for asking, then, now in zip(asked, before, after, strict=True):
        wish = found.setdefault(asking.wish, Wish(asking))
        if not then.reason:
            wish.before, wish.yen_before = True, max(wish.yen_before, then.fee)
        wish.reason = now.reason
        if not now.reason:
            wish.after, wish.yen_after = True, max(wish.yen_after, now.fee)
    return list(found.values())


def lost_for(found: Iterable[Wish]) -> list[tuple[str, int]]:
    """Why wishes are lost that were fulfilled: the rule, or another reason, with how many; the most first."""
    counts = Counter(wish.reason for wish in found if wish.before and not wish.after)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def lines(found: Iterable[Wish], houses: Mapping[str, House]) -> list[Line]:
    """Everybody, then each dimension with its values in their order; of age bands only persons are told."""
    everybody = Line("all", "all", EVERYBODY)
    by_value: dict[tuple[str, str], Line] = {}
    for wish in found:
        everybody.count(wish)
        for dimension, _, value_of in DIMENSIONS:
            if dimension == "age-band" and wish.asking.facts.party == "group":
                continue
            value, name = value_of(wish.asking, houses.get(wish.asking.facility_id))
            by_value.setdefault((dimension, value), Line(dimension, value, name)).count(wish)
    order = [dimension for dimension, _, _ in DIMENSIONS]
    return [everybody, *sorted(by_value.values(), key=lambda line: (order.index(line.dimension), _rank(line.value)))]


def _rank(value: str) -> tuple[int, int, str]:
    """Numbers by their size, a person before groups, what is not known last."""
    if value == NOT_KNOWN[0]:
        return 2, 0, value
    digits = "".join(char for char in value.partition("-")[0] if char.isdigit())
    return (0, int(digits), value) if digits else (0 if value in {"person", "before-9"} else 1, -1, value)


def differences(asked: Sequence[Asking], replayed: Sequence[Outcome]) -> list[tuple[Asking, Outcome]]:
    """Where a replay under the rules that were in force ends otherwise: nowhere, or nothing is believed."""
    return [
        (asking, outcome)
        for asking, outcome in zip(asked, replayed, strict=True)
        if asking.given != (not outcome.reason) and not outcome.has_already
    ]
