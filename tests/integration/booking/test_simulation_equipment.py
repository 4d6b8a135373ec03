"""What is lent with rooms in the simulator's control: who was refused for it still is, and nobody else."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from kyoso.simulating import told
from services.booking.domain.events import DemandRecorded
from services.booking.rules_file import rules_text
from services.booking.simulator.running import simulate
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.integration.booking.test_simulation import the_past
from tests.integration.booking.ways_kit import a_hall, in_hall
from tests.kit import clock_of

PROJECTOR = "centre.projector"
STOCK = 'name = { ja = "プロジェクター", en = "projector" }\nstock = '
ROOMS = ("east", "west", "tea", ["east", "tea"])


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


async def live(city, seed, wishes):
    """Some hours: people ask for rooms with and without projectors, give back, and ask for fewer or more."""
    chance, standing, answers = random.Random(seed), [], []
    for n in range(wishes):
        clock_of(city.site).advance(timedelta(minutes=7))
        if standing and chance.random() < 0.4:
            who, id = standing[chance.randrange(len(standing))]
            fewer = chance.random() < 0.5
            wanted = {"equipment": {PROJECTOR: chance.randint(1, 2)}} if fewer else {}
            answers.append(await who.post(f"/bookings/{id}/{'change' if fewer else 'cancel'}", json=wanted))
            if not fewer:
                standing.remove((who, id))
        who, start = city.client(f"p{n % 30}"), chance.randrange(9, 14)
        things = {PROJECTOR: count} if (count := chance.choice([0, 1, 1, 2, 3])) else {}
        span = on(chance.choice([2, 3]), f"{start:02}:00", f"{start + chance.randint(1, 3):02}:00")
        wanted = in_hall(chance.choice(ROOMS), people=4, equipment=things, **span)
        answers.append(await who.post("/bookings", json=wanted))
        if answers[-1].status_code == 201:
            standing.append((who, answers[-1].json()["booking_id"]))
    return answers


def control(past):
    return simulate(past, rules_text(None), rules_text(None), lambda *_: None)


async def test_refusals_for_equipment_are_replayed_and_come_out_as_they_were(city):
    """Two projectors for a hall's rooms, more asked for, given back, made fewer: nothing differs, all is told."""
    answers = await live(city, seed=5, wishes=110)

    past = await the_past(city)
    found = control(past)

    told_why = [answer.json().get("code") for answer in answers]
    reasons = [asking.reason for asking in past.asked]
    assert told_why.count("equipment-taken") >= reasons.count("equipment-taken") > 5
    assert reasons.count(PROJECTOR) > 3
    assert sum(asking.given and bool(asking.equipment) for asking in past.asked) > 10
    assert ([], 0) == (list(found.differing), past.unknown)


async def test_more_projectors_fulfil_wishes_that_were_refused_for_them(city):
    """The proposed stock is what decides, and what is paid for it counts."""
    wish = {"people": 4, "equipment": {PROJECTOR: 2}}
    assert 201 == (await city.client().post("/bookings", json=in_hall("east", **wish))).status_code
    assert 409 == (await city.client("resident-ken").post("/bookings", json=in_hall("west", **wish))).status_code
    assert f"{STOCK}2" in rules_text(None)

    found = simulate(
        await the_past(city), rules_text(None), rules_text(None).replace(f"{STOCK}2", f"{STOCK}4"), lambda *_: None
    )

    everybody = found.lines[0]
    assert (2, 1, 2) == (everybody.wishes, everybody.before, everybody.after)
    assert 2 * everybody.yen_before == everybody.yen_after
    assert 900 == everybody.yen_before  # the room 300, two projectors 300 each


async def test_what_a_use_had_has_come_back_when_it_has_ended(city):
    """Whether it left early or not, as the house counts it."""
    hana, made = city.client(), []
    for start, end in (("10:00", "11:00"), ("11:00", "12:00")):
        wanted = in_hall("east", people=4, equipment={PROJECTOR: 2}, **on(2, start, end))
        made.append((await hana.post("/bookings", json=wanted)).json())
    clock_of(city.site).advance(timedelta(days=1, minutes=55))  # 10:02
    for booking, minutes in zip(made, (48, 72), strict=True):  # 10:50, 12:02
        started = await hana.post(f"/bookings/{booking['booking_id']}/start", json={"code": booking["start_code"]})
        clock_of(city.site).advance(timedelta(minutes=minutes))
        ended = await hana.post(f"/bookings/{booking['booking_id']}/complete", json={"heads": 2})
        assert (200, 200) == (started.status_code, ended.status_code), (booking, started.text, ended.text)

    past = await the_past(city)

    assert [(44, True), (48, True)] == [(asking.ended.first, asking.ended.returned) for asking in past.asked]


async def test_a_refusal_whose_things_were_not_kept_is_left_out_and_said(city):
    """As older services wrote it: it is no difference, and no rule is blamed."""
    wish = {"people": 4, "equipment": {PROJECTOR: 2}}
    await city.client().post("/bookings", json=in_hall("east", **wish))
    await city.client("resident-ken").post("/bookings", json=in_hall("west", **wish))

    def older(type, body):
        event = city.service.journal.decode(type, body)
        return event.model_copy(update={"equipment": {}}) if isinstance(event, DemandRecorded) else event

    past = await the_past(city, older)

    found = control(past)

    assert (1, []) == (past.unknown, list(found.differing))
    assert "left out" in told(found, None)
    assert "rule that changed" not in told(found, None)


async def test_what_a_mark_refused_is_refused_again(tmp_path):
    """The marks are kept: without them the rules would say yes."""
    school = 'kinds = ["school"]\nforbidden = ["cooking", "event"]'
    rules = rules_text(None).replace(school, 'kinds = ["community-centre"]\nforbidden = ["commercial"]')
    (tmp_path / "rules.toml").write_text(rules, "utf-8")
    async with a_city(tmp_path, rules_file=tmp_path / "rules.toml") as city:
        marked = body(marks=["commercial"], **on(4, "10:00", "11:00"))
        refused = await city.client().post("/bookings", json=marked)

        past = await the_past(city)

    assert (422, "school.purposes") == (refused.status_code, refused.json().get("rule_id"))
    differing = simulate(past, rules, rules, lambda *_: None).differing
    assert (0, 1, []) == (past.unknown, len(past.asked), list(differing))


async def test_a_difference_under_the_same_rules_blames_no_rule(city):
    """The past says given, the replay refuses: the rules of both are the same, so they are not what changed."""
    await city.client().post("/bookings", json=body(**on(9, "10:00", "11:00")))
    past = await the_past(city)
    wrong = past.asked[0].facts.model_copy(update={"party": "group"})  # facts of who is alike are one object

    text = told(control(replace(past, asked=[replace(past.asked[0], facts=wrong), *past.asked[1:]])), None)

    assert "the rules have not changed" in text
    assert "rule that changed" not in text
