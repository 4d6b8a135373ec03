"""Days on which a rule is missing, and windows through which nobody, or not everybody, can ask."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product

from services.booking.domain.grid import midnight
from services.booking.rulebook.asking import Asked, Channel, Facts, Party
from services.booking.rulebook.book import Book
from services.booking.rulebook.eligibility import ACCREDITED, NOT_ACCREDITED, PARTIES
from services.booking.rulebook.layers import applies
from services.booking.rulebook.lint_places import ONE_DAY, START, ask
from services.booking.rulebook.places import Place, Unanswerable
from services.booking.rulebook.reading import Finding
from services.booking.rulebook.rule import Rule
from services.booking.rulebook.whole import NEEDED
from services.booking.rulebook.windows import Closes, Opens, closing_of, opening_of, too_late
from services.booking.rulebook.words import told

Window = Opens | Closes
CHANNELS: tuple[Channel, ...] = ("direct", "draw")
WHO: tuple[tuple[Party, bool], ...] = tuple(product(("person", "group"), (False, True)))
"""Everybody, as far as a rule may tell them apart but for their categories."""
EVERY_OTHER_WEEK = [START + timedelta(days) for days in range(0, 365, 13)]
"""Days of use that windows are tried on: all parts of months, and every weekday."""


def time_findings(book: Book) -> Iterator[Finding]:
    """What is missing on some day, or for somebody."""
    yield from _holes(book)
    yield from _late_beginnings(book)
    yield from _gaps_between_versions(book)
    yield from _windows(book)


def _holes(book: Book) -> Iterator[Finding]:
    """Days from which on rooms have no rule of a section that everybody needs."""
    found: dict[tuple[int, date], tuple[Rule, list[str]]] = {}
    for name in book.places.rooms:
        place = book.places.place((name,))
        for kind in NEEDED:
            for rule in (rule for rule in book.layers.all(kind) if applies(rule, place)):
                for after in _days_after(rule):
                    if not book.layers.of(kind, place, after):
                        found.setdefault((id(rule), after), (rule, []))[1].append(name)
    for (_, after), (rule, names) in found.items():
        ja = f"{after} から、室 {'、'.join(names)} にこの規則がありません"
        en = f"from {after} on room {', '.join(names)} has no such rule"
        yield book.located.finding(rule, ja, en, "season" if rule.season else "until")


def _days_after(rule: Rule) -> Iterator[date]:
    """The days after which a rule is no more in force, for ever or until its next season."""
    if rule.until is not None:
        yield rule.until + ONE_DAY
    if rule.season is not None:
        first = max(rule.since or START, START)
        days = (first + ahead * ONE_DAY for ahead in range(366))
        yield from [day + ONE_DAY for day in days if rule.holds_on(day) and not rule.holds_on(day + ONE_DAY)][:1]


def _late_beginnings(book: Book) -> Iterator[Finding]:
    """Rules that everybody needs and that begin when the room has others already."""
    found: dict[int, tuple[Rule, list[str]]] = {}
    for name in book.places.rooms:
        place = book.places.place((name,))
        firsts = [_first(book, kind, place) for kind in NEEDED]
        begin = min(rule.since or date.min for rule in firsts)
        for rule in firsts:
            if rule.since is not None and rule.since > max(begin, START):
                found.setdefault(id(rule), (rule, []))[1].append(name)
    for rule, names in found.values():
        assert rule.since is not None
        last = rule.since - ONE_DAY
        ja = f"{last} まで、室 {'、'.join(names)} にこの規則がありません"
        yield book.located.finding(rule, ja, f"until {last} room {', '.join(names)} has no such rule", "from")


def _first(book: Book, kind: type[Rule], place: Place) -> Rule:
    return min((r for r in book.layers.all(kind) if applies(r, place)), key=lambda rule: rule.since or date.min)


def _gaps_between_versions(book: Book) -> Iterator[Finding]:
    """Days between two versions of a rule on which nothing holds in its stead."""
    versions: dict[str, list[Rule]] = {}
    for rule in book.file.rules():
        if type(rule) not in NEEDED and rule.season is None:
            versions.setdefault(rule.id, []).append(rule)
    for rules in versions.values():
        for one, other in pairwise(sorted(rules, key=lambda rule: rule.since or date.min)):
            if one.until is None or other.since is None or one.until + ONE_DAY >= other.since:
                continue
            first, last, key = one.until + ONE_DAY, other.since - ONE_DAY, book.layers.key_of(one)
            places = [book.places.place((name,)) for name in book.places.rooms]
            for place in (place for place in places if applies(one, place)):
                if all(book.layers.key_of(rule) != key for rule in book.layers.of(type(one), place, first)):
                    ja = f"{first} から {last} まで、この規則は効きません。until と from をつないでください"
                    en = f"from {first} to {last} it is not in force: let the versions follow each other"
                    yield book.located.finding(other, ja, en, "from")
                    break


def _windows(book: Book) -> Iterator[Finding]:
    """Each kind of room once: those with the same windows and the same closed days."""
    seen: set[tuple[int, ...]] = set()
    for facility in book.places.facilities.values():
        for room in facility.rooms:
            place = book.places.place((room.id,))
            every: list[Window] = [*book.layers.all(Opens), *book.layers.all(Closes)]
            rules = [rule for rule in every if applies(rule, place)]
            key = (id(facility), *map(id, rules))
            if key not in seen:
                seen.add(key)
                yield from _left_out(book, room.id, rules)
                yield from _shut(book, room.id, rules)


def _left_out(book: Book, room: str, rules: list[Window]) -> Iterator[Finding]:
    """Somebody for whom no rule speaks of a channel that others can ask by."""
    days = sorted({max(rule.since or START, START) for rule in rules})
    for channel, day in product(CHANNELS, days):
        asked = ask(book, (room,), day)
        asked = replace(asked, request=asked.request.model_copy(update={"channel": channel}))
        for kind in (Opens, Closes):
            spoken = [rule for rule in rules if rule.channel == channel]
            held = [rule for rule in asked.rules(kind) if rule.channel == channel]
            if not spoken or (not held and any(isinstance(rule, kind) for rule in spoken)):
                continue  # nobody asks so; or not yet, which is found elsewhere
            for party, accredited in WHO:
                facts = Facts(party=party, accredited=accredited)
                if not any(rule.who.covers(facts) for rule in held):
                    yield _nobody(book, next((r for r in spoken if isinstance(r, kind)), spoken[0]), kind, facts)
                    break


def _nobody(book: Book, rule: Window, kind: type[Opens | Closes], facts: Facts) -> Finding:
    names = (PARTIES[facts.party], ACCREDITED if facts.accredited else NOT_ACCREDITED)
    ja = (
        f"{'・'.join(name.ja for name in names)} のための {kind.SECTION}（{rule.channel}）がありません。"
        "who のない規則を足してください。断るなら、eligibility に channel を付けて書きます"
    )
    en = (
        f"no {kind.SECTION} ({rule.channel}) for {', '.join(name.en for name in names)}: add one without who; "
        "to refuse them, write an eligibility with that channel"
    )
    return book.located.finding(rule, ja, en, "who")


def _shut(book: Book, room: str, windows: list[Window]) -> Iterator[Finding]:
    """Uses for which it has closed already when it opens."""
    found: set[tuple[int, int]] = set()
    for channel, facts, day in product({rule.channel for rule in windows}, _people(windows), EVERY_OTHER_WEEK):
        asked = ask(book, (room,), day)
        asked = replace(asked, facts=facts, request=asked.request.model_copy(update={"channel": channel}))
        try:
            asked = _when_it_opens(asked)
            (opens, first), (closes, last) = opening_of(asked), closing_of(asked)
        except Unanswerable:
            continue
        if too_late(closes, opens.at) and (id(first), id(last)) not in found:
            found.add((id(first), id(last)))
            ja = (
                f"受付が始まる前に終わります（{first.id}）。{day} の使用は、{told(opens.at, 'ja')} から "
                f"{told(closes.told, 'ja')} まで"
            )
            en = (
                f"it closes before it opens ({first.id}): for {day} from {told(opens.at, 'en')} "
                f"until {told(closes.told, 'en')}"
            )
            yield book.located.finding(last, ja, en, "when")


def _people(windows: list[Window]) -> Iterable[Facts]:
    """Somebody of each kind that the windows tell apart."""
    words = sorted({name for rule in windows for name in rule.who.categories})
    kinds: dict[tuple[bool, ...], Facts] = {}
    for (party, accredited), count in product(WHO, range(len(words) + 1)):
        facts = Facts(party=party, accredited=accredited, categories=frozenset(words[count : count + 1]))
        kinds.setdefault(tuple(rule.who.covers(facts) for rule in windows), facts)
    return kinds.values()


def _when_it_opens(asked: Asked) -> Asked:
    """The question at the moment of the opening, by the rules that are in force then."""
    return replace(asked, now=opening_of(replace(asked, now=midnight(asked.request.day)))[0].at)
