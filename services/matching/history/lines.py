"""A past of the city as lines without names: people as known on a day, groups, activities, and who did what.

Whoever is in it agrees to ``matching`` now, was known on the day, and is known to be 18 or older. Ids are made with a
key of this one export, which is kept nowhere, and everybody stands in the order of those ids. Of a person there are
areas that at least five people of the file share (never a home's cell), an age band with the consent to ``statistics``
where five share that too, the codes of what they said, and days. No name, contact, free text, access need or skill is.
"""

import hashlib
import hmac
import json
import secrets
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.matching.domain.areas import AreaMap
from services.matching.domain.events import Interests, MatchingConsentChanged
from services.matching.domain.groups.group import Group
from services.matching.domain.ladder.ladder import Deed
from services.matching.domain.person import Person
from services.matching.domain.words import Words
from services.matching.rows import ActivityRow, GroupRow, PersonRow
from shared.clock import TOKYO, tokyo_date
from shared.contracts.base import Areas
from shared.journal import Commit, Journal
from shared.journal.journal import PAGE_LIMIT_MAX
from shared.small_counts import COUNT_SHOWN_MIN

ID_LENGTH = 20
BREATH = 200
"""After so many people an empty line is sent, so that nobody takes the silence of reading for an end."""
SPOOL_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class PastPerson:
    """Somebody as they were known on the day of the split, and what they did before and after it."""

    areas: Areas
    age_band: str | None
    language: str
    said: Interests
    deeds: Sequence[Deed]


@dataclass(slots=True)
class Naming:
    """Ids of one export. The key is made here and goes with it."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def of(self, kind: str, id: str) -> str:
        """What something is called in this export."""
        return hmac.new(self.key, f"{kind}/{id}".encode(), hashlib.sha256).hexdigest()[:ID_LENGTH]


def past_person(name: str, commits: Iterable[Commit], split: datetime, today: date) -> PastPerson | None:
    """Somebody of whose stream these are all commits; ``None`` for who is not to be in a file."""
    person = Person(stream_name=name)
    then: PastPerson | None = None
    for commit in commits:
        if then is None and commit.at >= split:
            then = _as_known(person)
        for event in commit.events:
            person.apply(event)
            if then is not None and isinstance(event, MatchingConsentChanged) and not event.given:
                then = PastPerson(then.areas, None, then.language, Interests(), ())
    then = then or _as_known(person)
    if not person.takes or not then.language or not person.of_age(today):
        return None
    band = person.age_band if person.may_be_counted else None
    return PastPerson(then.areas, band, then.language, then.said, person.deeds)


def past_group(name: str, commits: Iterable[Commit], split: datetime) -> Group | None:
    """A group as it was on the day of the split; ``None`` where it was not yet, or no more."""
    group = Group(stream_name=name)
    for commit in commits:
        if commit.at >= split:
            break
        for event in commit.events:
            group.apply(event)
    return group if group.profile is not None and group.standing != "ended" else None


class HistoryLines:
    """Reads streams and rows one after the other; for staff, who ask seldom."""

    def __init__(self, journal: Journal, areas: AreaMap, words: Words) -> None:
        self.journal = journal
        self.areas = areas
        self.words = words

    async def lines(self, split: date) -> AsyncIterator[bytes]:
        """Every line, the last of which says how many there were before it."""
        naming, count = Naming(), 0
        at = datetime.combine(split, datetime.min.time(), TOKYO)
        for area, (latitude, longitude) in self.areas.centres.items():
            place = {"layer": area.layer, "id": area.id, "latitude": latitude, "longitude": longitude}
            yield _line("area", **place)
            count += 1
        groups: set[str] = set()
        async for id, line in self._groups(at, naming):
            groups.add(id)
            yield line
            count += 1
        activities: set[str] = set()
        async for id, line in self._activities(groups, naming):
            activities.add(id)
            yield line
            count += 1
        async for line in self._people(at, groups, activities, naming):
            yield line
            count += line != b"\n"
        yield _line("end", lines=count)

    async def _groups(self, split: datetime, naming: Naming) -> AsyncIterator[tuple[str, bytes]]:
        for id in sorted(await self._ids(GroupRow), key=lambda each: naming.of("group", each)):
            name = Group.stream(id).name
            group = past_group(name, await self.journal.store.of_stream(name), split)
            if group is not None and (profile := group.profile) is not None:
                said = profile.model_dump(mode="json", include={"tags", "times", "languages", "size_band"})
                needs = dict.fromkeys((*profile.needs, *group.sought))
                areas = self._known(profile.areas)
                yield id, _line("group", id=naming.of("group", id), areas=areas, needs=[*needs], **said)

    async def _activities(self, groups: set[str], naming: Naming) -> AsyncIterator[tuple[str, bytes]]:
        cursor: str | None = None
        while True:
            page = await self.journal.page(ActivityRow, cursor=cursor, limit=PAGE_LIMIT_MAX, with_closed=False)
            for row in page.items:
                if row.group_id in groups:
                    id, group = naming.of("activity", row.id), naming.of("group", row.group_id)
                    tags, _ = self.words.codes("tags", row.tags)  # booking takes any words: a name may be among them
                    told = {"areas": self._known(row.areas), "tags": tags, "starts_at": row.starts_at.isoformat()}
                    yield row.id, _line("activity", id=id, group=group, **told)
            if (cursor := page.next) is None:
                return

    async def _people(
        self, split: datetime, groups: set[str], activities: set[str], naming: Naming
    ) -> AsyncIterator[bytes]:
        """Twice over what was found: how many share an area is known only at the end. It waits in a nameless file."""
        today = tokyo_date(self.journal.now())
        shared: Counter[tuple[str, str]] = Counter()
        bands: Counter[tuple[object, str]] = Counter()
        names = sorted(((naming.of("person", id), id) for id in await self._ids(PersonRow)), key=lambda pair: pair[0])
        with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
            for n, (named, id) in enumerate(names, start=1):
                name = Person.stream(id).name
                past = past_person(name, await self.journal.store.of_stream(name), split, today)
                if past is not None:
                    shared.update(self._known(past.areas).items())
                    deeds = [*_deeds(named, past.deeds, groups, activities, naming)]
                    told = {"id": named, "areas": self._known(past.areas), "age_band": past.age_band, **_said(past)}
                    spool.write(json.dumps([told, deeds]).encode() + b"\n")
                if n % BREATH == 0:
                    yield b"\n"
            few = {area for area, people in shared.items() if people < COUNT_SHOWN_MIN}
            for told, _ in _read(spool):
                bands[_places(told, few), str(told["age_band"])] += 1
            for told, deeds in _read(spool):
                places = _places(told, few)
                if bands[places, str(told["age_band"])] < COUNT_SHOWN_MIN:
                    told["age_band"] = None
                yield _line("person", **{**told, "areas": dict(places)})
                for deed in deeds:
                    yield _line(**deed)

    async def _ids(self, kind: type[GroupRow] | type[PersonRow]) -> list[str]:
        ids: list[str] = []
        cursor: str | None = None
        while True:
            page = await self.journal.page(kind, cursor=cursor, limit=PAGE_LIMIT_MAX, with_closed=False)
            ids.extend(row.id for row in page.items)
            if (cursor := page.next) is None:
                return ids

    def _known(self, areas: Areas) -> dict[str, str]:
        """Areas that the file has a point of."""
        known = {(area.layer, area.id) for area in self.areas.centres}
        return {layer: id for layer, id in areas.items() if (layer, id) in known}


def _as_known(person: Person) -> PastPerson:
    """What is known of somebody now; without a language: nothing was heard of them."""
    if not person.heard:
        return PastPerson({}, None, "", Interests(), ())
    return PastPerson(dict(person.areas), None, person.language, person.interests or Interests(), ())


def _said(past: PastPerson) -> dict[str, Any]:
    said = past.said.model_dump(mode="json", include={"tags", "role_wishes", "availability"})
    return {**said, "languages": list(past.said.languages or (past.language,))}


def _deeds(
    named: str, deeds: Iterable[Deed], groups: set[str], activities: set[str], naming: Naming
) -> Iterator[dict[str, str]]:
    """What somebody did, by the names of this file; of a session its activity. What the file does not name is left."""
    for deed in deeds:
        activity = deed.key.partition("#")[0]
        if deed.kind == "joined" and deed.group_id in groups:
            what = naming.of("group", deed.group_id)
        elif deed.kind == "attended" and activity in activities:
            what = naming.of("activity", activity)
        else:
            continue
        yield {"kind": deed.kind, "person": named, "what": what, "on": deed.on.isoformat()}


def _places(told: Mapping[str, Any], few: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((layer, id) for layer, id in told["areas"].items() if (layer, id) not in few)


def _read(spool: Any) -> Iterator[tuple[dict[str, Any], list[dict[str, str]]]]:
    spool.seek(0)
    for raw in spool:
        told, deeds = json.loads(raw)
        yield told, deeds


def _line(kind: str, **fields: Any) -> bytes:
    return json.dumps({"kind": kind, **fields}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
