"""Which rules hold for a place on a day: the town's, replaced by its kind's, its facility's, its room's, in force then.

Where a narrower rule is not in force on a day, the wider one holds that day.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeVar

from services.booking.rulebook.places import Place
from services.booking.rulebook.rule import ROOM, TOWN, OneOfMany, Rule, within_year

R = TypeVar("R", bound=Rule)
LEAP_YEAR = date(2028, 1, 1)
A_YEAR = timedelta(days=365)
"""Seasons are compared on each day of a year."""


class Versions(NamedTuple):
    """Of the rules of one kind for one place: those that hold on every day, and all that may hold, by their keys."""

    always: tuple[Rule, ...] | None
    """Nothing where that depends on the day."""
    by_key: tuple[tuple[Rule, ...], ...]


class Layers:
    """The rules of a file, indexed by kind of rule; what a place has is worked out once."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = list(rules)
        self._of: dict[type[Rule], list[Rule]] = {}
        for rule in rules:
            self._of.setdefault(type(rule), []).append(rule)
        self._replaced = {rule.id: rule.replaces for rule in rules if isinstance(rule, OneOfMany) and rule.replaces}
        self._keys: dict[tuple[str, str], str] = {}
        self._known: dict[tuple[type[Rule], Place], Versions] = {}

    def of(self, kind: type[R], place: Place, day: date) -> Sequence[R]:
        """The rules of a kind that hold for ``place`` on ``day``, in the order of the file."""
        if kind not in self._of:
            return ()
        always, versions = self._versions(kind, place)
        if always is not None:
            return always  # type: ignore[return-value]  # indexed by the type of each rule
        return [rule for each in versions if (rule := _in_force(each, day)) is not None]  # type: ignore[misc]  # as above

    def of_house(self, kind: type[R], place: Place, day: date) -> list[R]:
        """As ``of``, with those rules left out that speak of single rooms."""
        _, versions = self._versions(kind, place)
        held = (next((r for r in each if r.level != ROOM and r.holds_on(day)), None) for each in versions)
        return [rule for rule in held if rule is not None]  # type: ignore[misc]  # as above

    def ever(self, kind: type[R], place: Place) -> list[R]:
        """The rules of a kind that hold for ``place`` on some day."""
        held: list[Rule] = []
        for versions in self._versions(kind, place)[1]:
            for rule in versions:
                held.append(rule)
                if rule.always:
                    break  # a wider one never has its turn
        return held  # type: ignore[return-value]  # indexed by the type of each rule

    def _versions(self, kind: type[Rule], place: Place) -> Versions:
        """For each key the rules that may hold, the narrowest layer first."""
        known = self._known.get((kind, place))
        if known is not None:
            return known
        by_key: dict[str, list[Rule]] = {}
        for rule in self._of.get(kind, ()):
            if applies(rule, place):
                by_key.setdefault(self.key_of(rule), []).append(rule)
        versions = tuple(tuple(sorted(each, key=lambda rule: -rule.level)) for each in by_key.values())
        firsts = tuple(each[0] for each in versions)
        found = Versions(firsts if all(rule.always for rule in firsts) else None, versions)
        if len(self._known) < 100_000:
            self._known[kind, place] = found
        return found

    def key_of(self, rule: Rule) -> str:
        """The key of a rule; of one that replaces a rule that replaces another, that of the first."""
        if rule.key not in self._replaced:
            return rule.key
        known = self._keys.get((rule.id, rule.key))
        if known is not None:
            return known
        key, seen = rule.key, {rule.id}
        while key in self._replaced and key not in seen:
            seen.add(key)
            key = self._replaced[key]
        self._keys[rule.id, rule.key] = key
        return key

    def all(self, kind: type[R]) -> list[R]:
        """Every rule of a kind, wherever and whenever it holds."""
        return list(self._of.get(kind, ()))  # type: ignore[arg-type]  # as above

    def overlapping(self) -> Iterator[tuple[Rule, Rule]]:
        """Pairs of which nobody could say which one holds: one key, one layer, a place and a day in common.

        Of each rule the first such pair with one before it.
        """
        for rules in self._of.values():
            by_key: dict[str, list[Rule]] = {}
            for other in rules:
                before = by_key.setdefault(self.key_of(other), [])
                met = (one for one in before if same_layer(one, other) and same_days(one, other))
                if (one := next(met, None)) is not None:
                    yield one, other
                before.append(other)


def _in_force(versions: Iterable[Rule], day: date) -> Rule | None:
    return next((rule for rule in versions if rule.holds_on(day)), None)


def applies(rule: Rule, place: Place) -> bool:
    """Whether the rule speaks of the place, on whatever day."""
    match rule.level:
        case 0:
            return place.facility.kind not in rule.except_kinds
        case 1:
            return place.facility.kind in rule.kinds
        case 2:
            return place.facility.id in rule.facilities
        case _:
            return not (place.touched if rule.TOUCHED else place.ids).isdisjoint(rule.rooms)


def same_layer(one: Rule, other: Rule) -> bool:
    """Whether two rules stand in one layer and share something there."""
    return one.level == other.level and (one.level == TOWN or not one.scope.isdisjoint(other.scope))


def same_days(one: Rule, other: Rule) -> bool:
    """Whether there is a day on which both are in force."""
    starts, ends = (one.since, other.since), (one.until, other.until)
    first = max((day for day in starts if day), default=date.min)
    last = min((day for day in ends if day), default=date.max)
    if first > last or (one.season is None and other.season is None):
        return first <= last
    begin = first if first != date.min else LEAP_YEAR if last == date.max else last - A_YEAR
    return _meet(frozenset(season for season in (one.season, other.season) if season), begin, min(last, begin + A_YEAR))


@lru_cache(maxsize=100_000)
def _meet(seasons: frozenset[tuple[str, str]], begin: date, last: date) -> bool:
    """Whether a day from ``begin`` to ``last`` lies in all of the seasons."""
    year = (begin + timedelta(ahead) for ahead in range((last - begin).days + 1))
    return any(all(within_year(season, day) for season in seasons) for day in year)
