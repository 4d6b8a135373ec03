"""Journals of all services beside each other: each published event had its effect once wherever its type is heard."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from kyoso.compose import NAMES, builder
from shared.clock import SystemClock
from shared.contracts import EVENTS
from shared.service import Site
from shared.settings import Settings
from tests.faults.books import Books, KeptCommit

MAY_DO_NOTHING = frozenset({
    "notifications/hear-person-registered",  # who reads Japanese is not noted
    "notifications/hear-person-changed",
    "notifications/hear-group-changed",  # a group that has grown is still called the same
    "notifications/hear-facility-changed",
    "feeds/learn-facility-registered",  # a place that says nothing about its area
    "feeds/learn-facility-changed",
    "feeds/learn-group-registered",
    "feeds/learn-group-changed",
    "booking/give-back-place-of-visit",  # who was to come had no place, and others are told of it too
    "booking/end-co-hosting",  # a group that ends while it holds nothing with others
})  # fmt: skip
"""Handlers that write nothing when there is nothing new; that they heard is shown by delivering everything again."""
PUBLIC = frozenset(event.type for event in EVENTS)


@dataclass
class Comparison:
    """``invented``: effects of events that no journal has. ``missing``: by handler, events without an effect."""

    published: int = 0
    effects: int = 0
    invented: list[str] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Everything that is wrong, in words."""
        lost = [f"{handler} has not heard {events}" for handler, events in self.missing.items()]
        return [*self.invented, *lost, *self.twice, *self.gaps]


def hearers(site: Site) -> Mapping[str, Mapping[str, str]]:
    """By service, the pinned names of its handlers with the type of event each takes."""
    found = {}
    for service in NAMES:
        by_type = builder(service)(site).handlers.by_type
        found[service] = {handler.name: type for type, handlers in by_type.items() for handler in handlers}
    return found


def compare(books: Books, site: Site, known: Mapping[str, Container[str]] | None = None) -> Comparison:
    """Every journal read once, every event looked up at every service that hears its type.

    Events of commits that are ``known`` (by service) may be without effect: too old for a message.
    """
    found = Comparison()
    commits = {service: books.commits(service) for service in NAMES}
    published: dict[str, str] = {}
    by_type: dict[str, set[str]] = {}
    for service in NAMES:
        found.gaps += gaps(service, commits[service])
        for commit in commits[service]:
            for index, (kind, _) in enumerate(commit.events):
                if kind in PUBLIC:
                    event = f"{commit.id}.{index}"
                    published[event] = kind
                    if commit.id not in (known or {}).get(service, ()):
                        by_type.setdefault(kind, set()).add(event)
    found.published = len(published)
    for service, handlers in hearers(site).items():
        heard: dict[str, set[str]] = {}
        causes = Counter(commit.cause for commit in commits[service])
        found.twice += [f"{service}: {cause} {count} times" for cause, count in causes.items() if count > 1]
        for cause in causes:
            if not cause.startswith("fact/"):
                continue
            _, event, handler, _ = cause.split("/", 3)
            found.effects += 1
            heard.setdefault(handler, set()).add(event)
            if published.get(event) != handlers.get(handler):
                found.invented.append(f"{service}: {cause}: {published.get(event, 'no journal has this event')}")
        for handler, kind in handlers.items():
            name = f"{service}/{handler}"
            if (absent := sorted(by_type.get(kind, set()) - heard.get(handler, set()))) and name not in MAY_DO_NOTHING:
                found.missing[name] = absent
    return found


def gaps(service: str, commits: Iterable[KeptCommit]) -> list[str]:
    """Streams whose versions are not 1, 2, 3 …, each once."""
    versions: dict[str, list[int]] = {}
    for commit in commits:
        versions.setdefault(commit.stream, []).append(commit.version)
    return [
        f"{service}: {stream} has versions {sorted(seen)}"
        for stream, seen in versions.items()
        if sorted(seen) != list(range(1, len(seen) + 1))
    ]


def site_of(settings: Settings) -> Site:
    """A site to compose services with: nothing is opened."""
    return Site.of(settings, SystemClock())
