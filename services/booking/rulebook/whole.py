"""What a file must be besides well formed: nothing named that is not there, nothing twice, nothing missing."""

from collections.abc import Iterator

from services.booking.rulebook.bands import Slots
from services.booking.rulebook.layers import Layers, applies
from services.booking.rulebook.opening import Opening
from services.booking.rulebook.places import Places
from services.booking.rulebook.prices import STANDARD, Prices
from services.booking.rulebook.reading import Finding, Located
from services.booking.rulebook.refunds import Refund
from services.booking.rulebook.rule import OneOfMany, Rule
from services.booking.rulebook.saying import SHOWN_MAX, instead
from services.booking.rulebook.schema import RuleFile
from services.booking.rulebook.windows import Closes, Opens

NEEDED: tuple[type[Rule], ...] = (Opening, Slots, Prices, Opens, Closes)
"""Without these nobody could be answered."""


def faults(file: RuleFile, places: Places, layers: Layers, located: Located) -> Iterator[Finding]:
    """Everything for which the file is not loaded."""
    for rule in file.rules():
        yield from _unknown(rule, places, located)
    yield from _ids(file, located)
    for one, other in layers.overlapping():
        yield located.finding(
            other,
            f"同じところで同じ日に「{one.id}」も有効です。from と until が重ならないようにしてください",
            f"{one.id} is in force there on the same days: let from and until not overlap",
            "from",
        )
    for name in places.rooms:
        for kind in NEEDED:
            if not any(applies(rule, places.place((name,))) for rule in layers.all(kind)):
                yield Finding(
                    1,
                    f"{kind.SECTION}",
                    f"室 {name} の規則がありません",
                    f"no rule of this section holds for room {name}",
                )
    for prices in file.prices:
        yield from _rows(prices, places, layers, located)


def _unknown(rule: Rule, places: Places, located: Located) -> Iterator[Finding]:
    known = {
        "kinds": places.kinds,
        "except_kinds": places.kinds,
        "facilities": set(places.facilities),
        "rooms": set(places.rooms),
    }
    for field, there in known.items():
        for name in sorted(set(getattr(rule, field)) - there):
            ja, en = instead(name, there)
            yield located.finding(rule, f"{name} がありません。{ja}", f"there is no {name}; {en}", field)
    if isinstance(rule, Refund):
        types = {room.type for room in places.rooms.values()}
        for number, row in enumerate(rule.rows):
            for name in sorted(set(row.types) - types):
                ja, en = instead(name, types)
                yield located.finding(
                    rule, f"type が {name} の室がありません。{ja}", f"no room has the type {name}; {en}", "rows", number
                )


def _ids(file: RuleFile, located: Located) -> Iterator[Finding]:
    seen: dict[str, Rule] = {}
    for rule in file.rules():
        other = seen.setdefault(rule.id, rule)
        if (type(other), other.key, other.level, other.scope) != (type(rule), rule.key, rule.level, rule.scope):
            ja = "同じ id の別の規則があります。版を分けるときだけ、同じ id にします"
            yield located.finding(rule, ja, "another rule has this id: only versions of one rule share it", "id")
    for rule in file.rules():
        if isinstance(rule, OneOfMany) and rule.replaces is not None:
            wider = seen.get(rule.replaces)
            if wider is None or type(wider) is not type(rule) or wider.level >= rule.level:
                ja = f"もっと広い層に、規則 {rule.replaces} がありません"
                yield located.finding(rule, ja, f"no rule {rule.replaces} stands in a wider layer", "replaces")


def _rows(prices: Prices, places: Places, layers: Layers, located: Located) -> Iterator[Finding]:
    """Rows about rooms and bands that are not there."""
    within = [name for name in places.rooms if applies(prices, places.place((name,)))]
    bands = {
        band.id
        for slots in layers.all(Slots)
        if any(applies(slots, places.place((name,))) for name in within)
        for band in slots.bands
    }
    unlisted: dict[str, list[int]] = {}
    for number, row in enumerate(prices.rows):
        for name in row.rooms:
            if name not in within:
                ja, en = instead(name, within)
                ja, en = f"室 {name} は、この表の室ではありません。{ja}", f"{name} is no room of this table; {en}"
                yield located.finding(prices, ja, en, "rows", number)
        if len({house.id for name in row.rooms if (house := places.facility_of(name))}) > 1:
            ja = "室が一つの施設のものではありません"
            yield located.finding(prices, ja, "the rooms are not of one facility", "rows", number)
        for name in row.bands:
            if name not in bands:
                ja, en = instead(name, bands)
                yield located.finding(
                    prices, f"区分 {name} がありません。{ja}", f"there is no band {name}; {en}", "rows", number
                )
        for name in row.column if row.column != (STANDARD,) else ():
            if name not in prices.columns:
                unlisted.setdefault(name, []).append(number)
    for name, numbers in unlisted.items():
        ja, en = instead(name, prices.columns)
        where = ", ".join(str(number + 1) for number in numbers[:SHOWN_MAX]) + (" …" if numbers[SHOWN_MAX:] else "")
        yield located.finding(
            prices,
            f"列 {name} が columns にありません（rows の {where} 番目）。{ja}",
            f"{name} is not in columns (rows {where}); {en}",
            "rows",
            numbers[0],
        )
