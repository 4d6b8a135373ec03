"""Rows and states are derived: thrown away and made again they are the same."""

from datetime import date, timedelta

from services.matching.app import MODEL
from services.matching.domain.team.roster import Roster
from services.matching.rows import ROWS
from shared.contracts.people import PersonErased
from shared.journal.rebuild import rebuild
from tests import kit
from tests.integration.matching.help_kit import helped, known, opened
from tests.integration.matching.matching_kit import HANA, KEN, STAFF, YUI


async def test_rows_and_states_are_equal_to_a_rebuild(city):
    """After joining, declining, lapsing, worries that are solved and that are late, retiring and erasing."""
    await city.person("resident-hana", interests={"tags": ("gardening",)})
    joined = await city.ask()
    await city.uses.introductions.accept(joined, by=YUI, cause=city.cause())
    await city.uses.groups.add_member(
        "osawa-garden", "resident-hana", by=YUI, cause=city.cause(), introduction_id=joined
    )
    await city.uses.introductions.decline(await city.ask("p1"), by=YUI, cause=city.cause())
    await city.ask("p2")
    city.advance(timedelta(days=7))
    await city.timers()
    await city.ask("p3")
    solved, _ = await city.consult(), await city.consult(KEN, category="care")
    await city.resolve(solved, HANA)
    await city.consult(STAFF, channel="phone")
    city.advance(timedelta(days=7))
    await city.timers()
    await city.uses.coordinators.retire("coordinator-sato", by=STAFF, cause=city.cause())
    await city.settle()
    await kit.deliver(city.service, PersonErased(person_id="resident-hana"), PersonErased(person_id="p3"))
    await known(city, "helper", "resident-ken")
    await helped(city, "helper", by=KEN, until=date(2026, 12, 20))
    await opened(city, by=KEN, words="重い箱", until=date(2026, 12, 20))
    before = await everything(city)

    await rebuild(MODEL, city.journal.store)
    city.journal.writer.forget_cache()

    assert before == await everything(city)


async def everything(city):
    rows = {kind.kind: await city.journal.all(kind) for kind in ROWS}
    roster = await city.journal.ask(Roster.main(), lambda state: state.model_dump())
    return rows, roster
