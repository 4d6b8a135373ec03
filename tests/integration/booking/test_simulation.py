"""A change of rules asked of a town's own past: read out of its journal, beside the service."""

import asyncio
import random
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from kyoso.cli import main
from services.booking.rules_file import rules_text
from services.booking.simulator import deciding
from services.booking.simulator.reading import Reader
from services.booking.simulator.running import simulate
from shared.clock import TOKYO
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.integration.booking.ledger_kit import TWO, told
from tests.kit import clock_of, run_reactions, run_timers

PERIOD = (date(2026, 12, 1), date(2026, 12, 31))
PEOPLE = ("resident-hana", "resident-ken", "person-a", "person-b")
FIVE, FIFTY = 'test = "members-min"\nlimit = 5', 'test = "members-min"\nlimit = 50'


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def live(city, seed, wishes=90):
    """Some hours: people and a group ask, are given and refused, give back, start and leave early."""
    chance, standing = random.Random(seed), []
    for _ in range(wishes):
        clock_of(city.site).advance(timedelta(minutes=7))
        if standing and chance.random() < 0.25:
            who, id = standing.pop(chance.randrange(len(standing)))
            await who.post(f"/bookings/{id}/cancel", json={})
        group = chance.random() < 0.5
        who = city.yui if group else city.client(chance.choice(PEOPLE))
        start = chance.randrange(9, 19)
        wanted = on(chance.choice([2, 3, 4]), f"{start:02}:00", f"{start + 1:02}:30")
        wanted |= {"room_id": chance.choice(["big", "small"]), "people": chance.randint(1, 12)}
        answer = await who.post("/bookings", json=body(**wanted, **({"group_id": "osawa-garden"} if group else {})))
        if answer.status_code == 201:
            standing.append((who, answer.json()["booking_id"]))
    await leave_early(city)


async def leave_early(city):
    """Somebody uses the house that is always open for a moment; somebody else has the rest of their time."""
    for person in ("resident-hana", "resident-ken"):
        now = city.service.journal.now().astimezone(TOKYO)
        begins = now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
        wanted = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=1)).isoformat()}
        who = city.client(person)
        booked = await who.post("/bookings", json=body(facility_id="always-open", room_id="r1", **wanted))
        assert 201 == booked.status_code
        told = booked.json()
        await who.post(f"/bookings/{told['booking_id']}/start", json={"code": told["start_code"]})
        await who.post(f"/bookings/{told['booking_id']}/complete", json={"heads": 1})
        clock_of(city.site).advance(timedelta(minutes=3))


async def the_past(city, decode=None):
    """What the reader finds; ``decode`` in the place of the journal's own."""
    copy = city.service.journal.store.copying()
    await copy.open()
    try:
        return await Reader(copy, decode or city.service.journal.decode, city.site.derived_key("booking/wishers")).past(
            *PERIOD
        )
    finally:
        await copy.close()


async def test_the_rules_in_force_reproduce_what_happened(city):
    """Every request that was given, refused, cancelled or left early: the control of every simulation."""
    await live(city, seed=3)

    past = await the_past(city)
    found = simulate(past, rules_text(None), rules_text(None), lambda *_: None)

    assert [] == list(found.differing)
    everybody = found.lines[0]
    assert everybody.wishes > 60
    assert everybody.before == everybody.after < everybody.wishes
    assert 0 == everybody.winners == everybody.losers == past.unknown
    assert {"person", "10-29"} <= {line.value for line in found.lines}


async def test_holds_changes_and_closures_are_replayed_as_they_were(city):
    """A hold that lapsed, a booking that was made shorter, a room that was closed: each lets others in, or not."""
    hana, ken = city.client(), city.client("resident-ken")
    await hana.post("/bookings", json=body(hold=True, **on(9, "10:00", "12:00")))
    booked = (await hana.post("/bookings", json=body(**on(10, "10:00", "12:00")))).json()
    assert 409 == (await ken.post("/bookings", json=body(**on(10, "11:00", "12:00")))).status_code
    await hana.post(f"/bookings/{booked['booking_id']}/change", json=on(10, "10:00", "11:00"))
    assert 201 == (await ken.post("/bookings", json=body(**on(10, "11:00", "12:00")))).status_code
    shut = {"from": "2026-12-11T09:00:00+09:00", "until": "2026-12-11T12:00:00+09:00", "room_ids": ["big"]}
    await city.staff.post("/facilities/cc/closures", json={**shut, "reason": "works"})
    await run_reactions(city.service)
    assert 409 == (await ken.post("/bookings", json=body(**on(11, "10:00", "11:00")))).status_code
    clock_of(city.site).advance(timedelta(days=7, hours=3))
    await run_timers(city.service)
    after = await ken.post("/bookings", json=body(**on(9, "10:00", "12:00")))
    place = {**body(**on(10, "09:00", "21:00")), "person_id": "p-75", "channel": "counter"}
    funeral = {**place, "purpose": "other", "marks": ["funeral"], "rule_id": "komorebi.funerals", "reason": "funeral"}
    for room in ("big", "small"):  # twelve hours in each, which no cap holds against them
        taken = await city.staff.post("/pre-emptions", json={**funeral, "room_id": room})
        assert 201 == taken.status_code, taken.text
    await run_reactions(city.service)
    await run_timers(city.service)

    past = await the_past(city)
    found = simulate(past, rules_text(None), rules_text(None), lambda *_: None)

    assert 201 == after.status_code, after.text
    assert [] == list(found.differing)
    assert {"cc"} == {one.facility_id for one in past.blocked}


async def test_what_was_taken_over_from_a_ledger_keeps_its_rooms(city):
    """No rule decided it: it stands in every replay, and whoever was refused because of it still is."""
    await told(city, TWO, apply=True)
    refused = await city.client().post("/bookings", json=body(**on(15, "10:00", "11:00")))

    past = await the_past(city)
    found = simulate(past, rules_text(None), rules_text(None), lambda *_: None)

    assert "room-taken" == refused.json()["code"]
    assert [True, True, False] == [asking.fixed for asking in past.asked]
    assert [] == list(found.differing)
    assert (3, 2, 2) == (found.lines[0].wishes, found.lines[0].before, found.lines[0].after)


async def test_several_rooms_at_once_are_replayed_all_or_none(city):
    """Each is charged by its own entry; whoever asked for both and lost one had neither."""
    hana, ken, both = city.client(), city.client("resident-ken"), {"room_ids": ["big", "small"]}
    wanted = {name: value for name, value in body(**on(9, "10:00", "11:00")).items() if name != "room_id"}
    assert 201 == (await hana.post("/bookings", json={**wanted, **both})).status_code
    later = {name: value for name, value in body(**on(10, "10:00", "11:00")).items() if name != "room_id"}
    assert 201 == (await hana.post("/bookings", json={**later, "room_ids": ["small"]})).status_code
    assert 409 == (await ken.post("/bookings", json={**later, **both})).status_code
    assert 201 == (await city.client("person-a").post("/bookings", json={**later, "room_ids": ["big"]})).status_code

    past = await the_past(city)
    found = simulate(past, rules_text(None), rules_text(None), lambda *_: None)

    assert [] == list(found.differing)
    assert [2, 1, 2, 1] == [len(asking.room_ids) for asking in past.asked]
    assert 1_200 == found.lines[0].yen_before  # twice two rooms of 300 yen


async def test_a_proposed_rule_says_who_would_have_lost(city):
    """Groups of at least fifty: the group's wishes go to people who were refused."""
    await live(city, seed=3)
    proposed = rules_text(None).replace(FIVE, FIFTY)
    assert proposed != rules_text(None)

    found = simulate(await the_past(city), rules_text(None), proposed, lambda *_: None)

    by_value = {line.value: line for line in found.lines}
    assert by_value["10-29"].losers > 0
    assert by_value["person"].winners > by_value["person"].losers  # some lose to others who are first now


async def run_the_command(city, tmp_path, **environment):
    """``kyoso rules simulate`` with the rules in force as the proposed ones, in a process's worth of its own."""
    rules, key = tmp_path / "rules.toml", tmp_path / "key"
    rules.write_text(rules_text(None), "utf-8")
    key.write_text(city.site.master_key.hex())
    key.chmod(0o600)
    runner = CliRunner(env={"KYOSO_MASTER_KEY_FILE": str(key), **environment})
    arguments = ["rules", "simulate", str(rules), "--from", "2026-12-01", "--until", "2026-12-31"]
    arguments += ["--data", str(city.site.settings.data), "--out", str(tmp_path / "out")]
    return await asyncio.to_thread(runner.invoke, main, arguments)


async def test_the_command_reads_beside_the_service_and_writes_its_files(city, tmp_path):
    """Table, chart and open data; without a difference the command ends well."""
    await live(city, seed=4, wishes=20)

    ran = await run_the_command(city, tmp_path)

    assert 0 == ran.exit_code, ran.output
    assert "reproduce the past exactly" in ran.output
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"simulation.csv", "simulation.svg", "simulation.txt"} == written


async def test_a_past_that_the_rules_in_force_do_not_reproduce_is_said(city, tmp_path):
    """Somebody changed the file without its days: the requests that differ are named, and it ends with 1."""
    await live(city, seed=4, wishes=20)
    changed = tmp_path / "changed.toml"
    changed.write_text(rules_text(None).replace(FIVE, FIFTY), "utf-8")

    ran = await run_the_command(city, tmp_path, KYOSO_BOOKING_RULES_FILE=str(changed))

    assert 1 == ran.exit_code, ran.output
    assert "given → centre.members" in ran.output


async def test_two_sets_of_rules_are_asked_at_one_time(city, monkeypatch):
    """In a process beside: the same outcome as one after the other, and how far each is can be seen."""
    await live(city, seed=4)
    past, nobody = await the_past(city), rules_text(None).replace('daily = ["09:00-21:00"]', 'daily = ["09:00-09:30"]')
    one_after_the_other = simulate(past, rules_text(None), nobody, lambda *_: None)

    monkeypatch.setattr(deciding, "BESIDE_FROM", 1)
    monkeypatch.setattr(deciding.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(deciding, "TOLD_EVERY", 1)
    steps = []
    beside = simulate(past, rules_text(None), nobody, lambda *step: steps.append(step))

    assert one_after_the_other.lines == beside.lines
    assert one_after_the_other.lines[0].losers > 0
    of = 2 * len(past.asked)
    assert ("in-force", of, of) in steps
    assert {"proposed"} < {name for name, _, _ in steps}
