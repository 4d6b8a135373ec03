"""A deadline passes while two replicas run over one store: nobody asks anything, and it is escalated once."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

from services.matching.app import MODEL
from services.matching.consulting.opening import Opening
from services.matching.consulting.rows import ConsultationRow
from services.matching.domain.team.choosing import Coordinator
from services.matching.domain.team.roster import Roster
from services.matching.knowledge import PACKAGED, Knowledge
from services.matching.service import Matching
from services.matching.words_kept import Worry
from shared import timers as timers_module
from shared.clock import MovableClock
from shared.contracts.matching import ConsultationAssigned, ConsultationEscalated
from shared.journal import Causes, Journal
from shared.timers import Timer, Timers
from tests import kit
from tests.contract.journal.adapters import Proxy
from tests.integration.matching.matching_kit import DESK, HANA, NOON, STAFF
from tests.shared_store import SharedStore


class Replica:
    """One process of the service: its own journal, cache and clock task, on the store that both have."""

    def __init__(self, store, vault, clock, knowledge, *, first):
        self.journal = Journal(MODEL, Proxy(store, owner=first), clock, Causes(b"k" * 32))
        self.uses = Matching.over(self.journal, vault, knowledge)
        timer = Timer(ConsultationRow, "consultation-deadline", self.uses.consultations.pass_deadline)
        self.timers = Timers(self.journal, [timer])

    def cause(self, name):
        return self.journal.causes.operator("test", b"", name)


@asynccontextmanager
async def two_replicas(tmp_path):
    """Both open, a desk owner and a coordinator entered, and one consultation that the second one brought."""
    clock, knowledge = MovableClock(start=NOON), Knowledge.read(PACKAGED)
    store, vault = SharedStore(tmp_path / "store", MODEL), kit.make_site(tmp_path, start=NOON).vault("matching")
    one, two = (Replica(store, vault, clock, knowledge, first=first) for first in (True, False))
    for journal in (one.journal, two.journal):
        await journal.open()
    await vault.open()
    try:
        await one.uses.coordinators.set_desk(DESK, 7, by=STAFF, cause=one.cause("desk"))
        entry = Coordinator(capacity=3)
        await one.uses.coordinators.put("coordinator-sato", entry, by=STAFF, cause=one.cause("sato"))
        chain = await two.uses.consultations.open(Opening(Worry("近所の音")), by=HANA, cause=two.cause("worry"))
        yield clock, (one, two), chain.first(ConsultationAssigned).consultation_id
    finally:
        for each in (two, one):
            await each.timers.stop()
            await each.journal.close()
        await vault.close()


async def escalated(journal):
    """Every escalation that was ever told."""
    commits = await journal.store.after(0, 500)
    return [record for commit in commits for record in commit.records if record.type == ConsultationEscalated.type]


async def test_moving_the_clock_past_the_deadline_escalates_once_with_two_replicas_running(tmp_path, monkeypatch):
    """Both poll by themselves; a year later there is still that one escalation, one holder, and one place free."""
    monkeypatch.setattr(timers_module, "SHARED_SECONDS", 0.02)
    async with two_replicas(tmp_path) as (clock, replicas, id):
        for each in replicas:
            each.timers.start()
        await asyncio.sleep(0.1)
        assert [] == await escalated(replicas[0].journal)

        clock.advance(timedelta(days=4))
        async with asyncio.timeout(5):
            while not await escalated(replicas[0].journal):
                await asyncio.sleep(0.01)
        for _ in range(3):
            clock.advance(timedelta(days=120))
            await asyncio.sleep(0.1)

        assert 1 == len(await escalated(replicas[0].journal))
        for each in replicas:
            row = await each.journal.get(ConsultationRow, id)
            assert (DESK, True) == (row.coordinator_id, row.escalated)
        assert {} == {id: load for id, load in (await fresh(replicas[1].journal)).items() if load}


async def fresh(journal):
    """The roster's loads, read anew: a replica reads from the store before it decides, not before it is asked."""
    journal.writer.forget_cache()
    return await journal.ask(Roster.main(), lambda roster: dict(roster.loads))


async def test_a_replica_that_read_before_the_other_wrote_escalates_nothing_more(tmp_path):
    """Both saw the row as due; the second one's clock comes late, under a cause of its own."""
    async with two_replicas(tmp_path) as (clock, (one, two), id):
        clock.advance(timedelta(days=4))
        seen = await two.journal.get(ConsultationRow, id)
        placed = await two.journal.store.placed(ConsultationRow, id)
        same = two.journal.causes.timer("consultation-deadline", id, placed.version)

        await asyncio.gather(one.timers.run_due(), two.timers.run_due())
        await two.uses.consultations.pass_deadline(seen, same)
        await two.uses.consultations.pass_deadline(seen, two.cause("late"))

        assert 1 == len(await escalated(one.journal))
