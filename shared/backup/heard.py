"""What services have heard of each other, against what the others have: facts whose owner no longer knows them.

After one service was restored from an older copy, its newest commits are gone, and whoever heard of them acted on
them. A consumer's causes name the event (``fact/<event id>/<handler>/<stream>``), and its actor names the topic.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field

from shared.backup.scratch import Scratch
from shared.clock import utc_text
from shared.journal.commits import Commit
from shared.journal.copying import JournalCopy
from shared.service import Service

STREAMS_PER_PAGE = 100
EXAMPLES_MAX = 20

Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class LostFact:
    """One thing that was heard: of which event, by whom, and in which stream it had which effect."""

    event_id: str
    owner: str
    topic: str
    heard_by: str
    handler: str
    stream: str
    at: str


@dataclass
class HeardReport:
    """How many facts were compared, and those that their owners no longer have, by (owner, who heard)."""

    compared: int = 0
    lost: dict[tuple[str, str], int] = field(default_factory=dict)
    examples: list[LostFact] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The report in words."""
        if not self.lost:
            yield f"✔ {self.compared:,} 件の事実は、すべて出した側にもあります / facts heard, all known to their owners"
            return
        for (owner, hearer), count in sorted(self.lost.items()):
            yield (
                f"✘ {hearer} が聞いた {owner} のイベント {count} 件は、{owner} にもうありません"
                f" / {count} events were heard by {hearer} but {owner} no longer has them"
            )
        for lost in self.examples:
            yield f"    {lost.at}  {lost.topic}  {lost.event_id}  {lost.handler} → {lost.stream}"
        if (total := sum(self.lost.values())) > len(self.examples):
            yield f"    … {total - len(self.examples)}"


async def lost_facts(services: Mapping[str, Service], only: str | None, told: Told) -> HeardReport:
    """Compare every fact heard with its owner's journal; ``only``: of one owner. Raises ``StoreUnavailable``."""
    owner_of = {topic: name for name, service in services.items() for topic in service.journal.model.topics}
    report = HeardReport()
    with Scratch(
        "facts (commit_id TEXT, event_id TEXT, owner TEXT, topic TEXT, hearer TEXT, handler TEXT, stream TEXT, at TEXT,"
        " PRIMARY KEY (commit_id, event_id, hearer, handler, stream)) WITHOUT ROWID"
    ) as scratch:
        for name, service in services.items():
            async for page in _pages(service.journal.store.copying()):
                facts = [fact for commit in page if (fact := _fact(commit, name, owner_of)) is not None]
                chosen = [fact for fact in facts if only in {None, fact[2]}]
                report.compared += len(chosen) - scratch.add("facts", chosen)
                told(name, report.compared)
        for name, service in services.items():
            if only in {None, name}:
                async for page in _pages(service.journal.store.copying()):
                    known = [(commit.id, name) for commit in page]
                    scratch.change("DELETE FROM facts WHERE commit_id=? AND owner=?", known)
        for owner, hearer, count in scratch.find("SELECT owner, hearer, count(*) FROM facts GROUP BY owner, hearer"):
            report.lost[owner, hearer] = count
        shown = "SELECT event_id, owner, topic, hearer, handler, stream, at FROM facts ORDER BY at LIMIT ?"
        report.examples = [LostFact(*found) for found in scratch.find(shown, (EXAMPLES_MAX,))]
    return report


async def _pages(journal: JournalCopy) -> AsyncIterator[list[Commit]]:
    await journal.open()
    try:
        last = ""
        while names := await journal.streams(last, STREAMS_PER_PAGE):
            yield [copied.commit for copied in await journal.commits(names)]
            last = names[-1]
    finally:
        await journal.close()


def _fact(commit: Commit, hearer: str, owner_of: Mapping[str, str]) -> tuple[str, ...] | None:
    """What a commit says it was caused by, when that is an event of a topic that somebody here owns."""
    if not commit.cause.startswith("fact/"):
        return None
    _, event_id, handler, _ = commit.cause.split("/", 3)
    topic = commit.actor.removeprefix("fact:")
    if topic not in owner_of:
        return None
    commit_id = event_id.rpartition(".")[0]
    return (commit_id, event_id, owner_of[topic], topic, hearer, handler, commit.stream, utc_text(commit.at))
