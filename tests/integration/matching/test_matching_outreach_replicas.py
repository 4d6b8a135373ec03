"""The clock of an outreach day while two replicas run over one store: nobody asks anything, and it rings once."""

import asyncio
from datetime import timedelta

from services.matching.app import MODEL
from services.matching.knowledge import PACKAGED, Knowledge
from services.matching.outreach.appointments import NewAppointment
from services.matching.outreach.planning import NewOutreachDay
from services.matching.outreach.rows import OutreachDayRow
from services.matching.outreach.views import AppointmentView
from shared import timers as timers_module
from shared.clock import MovableClock
from shared.contracts.matching_outreach import AppointmentOffered, AppointmentOfferLapsed
from shared.contracts.people import PersonRegistered
from shared.timers import Timer, Timers
from tests import kit
from tests.integration.matching.matching_kit import DESK, NOON, SATO, STAFF
from tests.integration.matching.outreach_kit import HALF, TEN, resident
from tests.integration.matching.test_matching_consultation_replicas import Replica
from tests.shared_store import SharedStore


class DayReplica(Replica):
    """One process that looks at the clock of outreach days."""

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        timer = Timer(OutreachDayRow, "outreach-day", self.uses.outreach_days.pass_clock)
        self.timers = Timers(self.journal, [timer])


async def a_line(one):
    """A day of one place: three people, the first has it, and gives it back. The two others wait."""
    await one.uses.coordinators.set_desk(DESK, 7, by=STAFF, cause=one.cause("desk"))
    new = NewOutreachDay(("consultation",), "大沢団地 集会所", TEN, TEN + HALF, 30, 1, ("coordinator-sato",))
    commit = await one.uses.outreach_days.announce(new, by=SATO, cause=one.cause("day"))
    day_id = commit.events[0].plan.outreach_day_id
    made = []
    for id in ("a", "b", "c"):
        event = PersonRegistered(person_id=id, areas={}, language="ja")
        await one.uses.people.hear(event, cause=one.cause(f"hear-{id}"))
        asked = NewAppointment("consultation", slot=None if made else TEN, wait=bool(made))
        chain = await one.uses.appointments.book(day_id, asked, by=resident(id), cause=one.cause(f"book-{id}"))
        made.append(AppointmentView.of(chain).appointment_id)
    await one.uses.appointments.cancel(made[0], by=resident("a"), cause=one.cause("cancel"))


async def lapsed_and_offered(journal):
    """How often each was told."""
    commits = await journal.store.after(0, 500)
    types = [record.type for commit in commits for record in commit.records]
    return types.count(AppointmentOfferLapsed.type), types.count(AppointmentOffered.type)


async def test_an_offer_lapses_once_with_two_replicas_running(tmp_path, monkeypatch):
    """Both poll by themselves; the next in line is offered it once."""
    monkeypatch.setattr(timers_module, "SHARED_SECONDS", 0.02)
    clock, knowledge = MovableClock(start=NOON), Knowledge.read(PACKAGED)
    store, vault = SharedStore(tmp_path / "store", MODEL), kit.make_site(tmp_path, start=NOON).vault("matching")
    one, two = (DayReplica(store, vault, clock, knowledge, first=first) for first in (True, False))
    for journal in (one.journal, two.journal):
        await journal.open()
    await vault.open()
    try:
        await a_line(one)
        for each in (one, two):
            each.timers.start()
        await asyncio.sleep(0.1)
        assert (0, 1) == await lapsed_and_offered(one.journal)

        clock.advance(timedelta(hours=25))
        async with asyncio.timeout(5):
            while not (await lapsed_and_offered(one.journal))[0]:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.15)

        assert (1, 2) == await lapsed_and_offered(one.journal)
    finally:
        for each in (two, one):
            await each.timers.stop()
            await each.journal.close()
        await vault.close()
