"""Points as something that happens: a booking given back late, a misuse, the suspension, the appeal, the waiver."""

from datetime import date, datetime

import pytest

from services.booking.registering.penalty_points import Party
from services.booking.registering.rows import PenaltyRow
from services.booking.rulebook.asking import Facts
from services.booking.rules_file import rules_text
from shared.clock import TOKYO
from shared.contracts.booking import BookingCancelled
from shared.contracts.booking_registrations import (
    PenaltyRecorded,
    PenaltyWaived,
    RegistrationResumed,
    RegistrationSuspended,
)
from shared.errors import StoreUnavailable
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.integration.booking.registrations_kit import GARDEN, HANA, MEMBERS, come_to, refused, registered, sent
from tests.kit import published, run_reactions, run_timers

EXCEPTED = 'article = "こもれび市 公共施設の利用規則 第15条（架空）"\nexcept_kinds = ["always-open"]\n'
TODAY = on(1, "15:00", "16:00")


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def given_back(city, client, **changes):
    """A booking that was made and given back at once; what follows is taken by the relay."""
    booked = await sent(client, "POST", "/bookings", body(**changes), expected=201)
    await sent(client, "POST", f"/bookings/{booked['booking_id']}/cancel")
    await run_reactions(city.service)
    return booked["booking_id"]


async def points(city, client, registration_id):
    return (await sent(client, "GET", f"/registrations/{registration_id}"))["penalty_points"]


async def test_a_booking_given_back_on_the_day_costs_points(city):
    """By the rulebook: one on the day of the use, none the day before; of a group the group has them."""
    await given_back(city, city.client())
    assert (404, "not-found") == await refused(city.client(), "GET", f"/registrations/{HANA}")

    booking_id = await given_back(city, city.client(), **TODAY)
    await given_back(city, city.yui, group_id="osawa-garden", **TODAY)

    assert 1 == await points(city, city.client(), HANA)
    assert 1 == await points(city, city.yui, GARDEN)
    (penalty,) = (await sent(city.client(), "GET", f"/registrations/{HANA}/penalties"))["items"]
    assert ("late-cancellation", booking_id, 1, "komorebi.penalties", "2027-11-30", "2026-12-15") == (
        penalty["kind"], penalty["booking_id"], penalty["points"], penalty["rule_id"], penalty["lives_until"],
        penalty["appeal_until"],
    )  # fmt: skip
    assert (403, "forbidden") == await refused(city.client("resident-ken"), "GET", f"/registrations/{HANA}/penalties")


async def test_the_step_is_taken_once_however_often(city):
    """By the request, by the relay, by another replica's relay."""
    await given_back(city, city.client(), **TODAY)
    city.service.journal._taken.clear()
    await run_reactions(city.service)

    assert 1 == len(await published(city.service, PenaltyRecorded))


async def test_where_no_rule_gives_points_there_are_none(city):
    """The house that is always open."""
    house = {"facility_id": "always-open", "room_id": "r1"}
    booked = await sent(city.client(), "POST", "/bookings", body(**house, **TODAY), expected=201)
    await sent(city.client(), "POST", f"/bookings/{booked['booking_id']}/cancel")

    assert (422, "no-penalty-rule") == await refused(
        city.staff, "POST", "/penalties", {"booking_id": booked["booking_id"]}
    )
    assert [] == await published(city.service, PenaltyRecorded)


async def test_two_clerks_who_record_one_misuse_are_told_of_the_same_points(city):
    """The second hears what stands; nothing is added to it."""
    booked = await sent(city.yui, "POST", "/bookings", body(group_id="osawa-garden"), expected=201)
    wanted = {"booking_id": booked["booking_id"]}

    first = await sent(city.staff, "POST", "/penalties", wanted, expected=201)
    second = await sent(city.client("staff-abe", ("staff",)), "POST", "/penalties", wanted)

    assert first == second
    assert 1 == len(await published(city.service, PenaltyRecorded))


async def test_a_misuse_suspends_and_the_rulebook_refuses(city):
    """In one commit; the facts that the rules are given say the same; waived, nothing is left of it."""
    booked = await sent(city.yui, "POST", "/bookings", body(group_id="osawa-garden"), expected=201)
    await registered(city, members=[*MEMBERS, {"name": "中村 二郎", "share": "lives"}])

    penalty = await sent(city.staff, "POST", "/penalties", {"booking_id": booked["booking_id"]}, expected=201)

    (suspended,) = await published(city.service, RegistrationSuspended)
    assert ("points", "osawa-garden", "officer-yui") == (suspended.reason, suspended.group_id, suspended.person_id)
    stands = await sent(city.yui, "GET", f"/registrations/{GARDEN}")
    assert ("2027-01-01", "points") == (stands["suspended_until"], stands["suspended_for"])
    facts = await city.uses.registrations.facts_of("osawa-garden", "officer-yui")
    known = facts.known_to(Facts(), kind="community-centre", facility_id="cc", today=date(2026, 12, 2))
    assert ["misuse"] == [fault.kind for fault in known.faults]
    come_to(city, datetime(2026, 12, 2, 9, 0, tzinfo=TOKYO))
    wish = body(group_id="osawa-garden", **on(3, "10:00", "11:00"))
    refusal = await sent(city.yui, "POST", "/bookings", wish, expected=422)
    assert ("komorebi.penalties", 5, 5, "2027-01-01") == tuple(
        refusal[name] for name in ("rule_id", "value", "limit", "until")
    )
    path = f"/registrations/{GARDEN}/penalties/{penalty['penalty_id']}"
    assert (403, "forbidden") == await refused(city.yui, "POST", f"{path}/waive", {"reason": "rain"})
    appealed = await sent(city.yui, "POST", f"{path}/appeal", {"reason": "operator"})
    assert ("appealed", "operator") == (appealed["status"], appealed["appealed_for"])

    waived = await sent(city.staff, "POST", f"{path}/waive", {"reason": "appeal"})

    assert ("waived", "appeal") == (waived["status"], waived["waived_for"])
    assert (1, 1) == (
        len(await published(city.service, PenaltyWaived)), len(await published(city.service, RegistrationResumed)),
    )  # fmt: skip
    await sent(city.yui, "POST", "/bookings", wish, expected=201)
    facts = await city.uses.registrations.facts_of("osawa-garden", "officer-yui")
    assert ((), None) == (facts.faults, (await sent(city.yui, "GET", f"/registrations/{GARDEN}"))["suspended_until"])


async def test_an_appeal_that_is_rejected_leaves_the_points(city):
    """Staff decide, once."""
    await given_back(city, city.client(), **TODAY)
    (penalty,) = (await sent(city.client(), "GET", f"/registrations/{HANA}/penalties"))["items"]
    path = f"/registrations/{HANA}/penalties/{penalty['penalty_id']}"
    await sent(city.client(), "POST", f"{path}/appeal", {"reason": "illness"})

    rejected = await sent(city.staff, "POST", f"{path}/reject-appeal")

    assert ("upheld", 1) == (rejected["status"], await points(city, city.client(), HANA))
    assert (409, "penalty-decided") == await refused(city.client(), "POST", f"{path}/appeal", {"reason": "rain"})


@pytest.mark.parametrize("reason", ["operator-fault", "rain", "illness", "disaster", "closure", "moved"])
async def test_what_the_house_does_or_the_rules_except_costs_no_points(city, reason):
    """Their own fault, what was shown to staff, a closure, a move that they ask for: all on the day of the use."""
    client, wish = city.client(), body(**TODAY)
    booked = await sent(client, "POST", "/bookings", wish, expected=201)
    path = f"/bookings/{booked['booking_id']}"
    if reason not in {"closure", "moved"}:
        await sent(city.staff, "POST", f"{path}/cancel", {"reason": reason})
    elif reason == "closure":
        shut = {"from": TODAY["starts_at"], "until": TODAY["ends_at"], "reason": "works"}
        await sent(city.staff, "POST", "/facilities/cc/closures", shut, expected=201)
    else:
        await sent(city.staff, "POST", f"{path}/change", {**on(2, "15:00", "16:00"), "reason": "operator-fault"})
    await run_reactions(city.service)

    assert [reason] == [event.reason for event in await published(city.service, BookingCancelled)]
    assert [] == await published(city.service, PenaltyRecorded)


async def test_whoever_moves_away_on_the_day_has_given_it_up_late(city):
    """To another day, and on the day where nothing of the old place is kept; told before, and with the answer."""
    changes = (
        (on(3, "10:00", "11:00"), 1),
        (on(1, "17:00", "18:00"), 1),
        ({"room_id": "small"}, 1),
        (on(1, "15:30", "16:30"), 0),
        ({"people": 4}, 0),
    )
    late = []
    for n, (changed, cost) in enumerate(changes):
        client = city.client(f"person-{n}")
        booked = await sent(client, "POST", "/bookings", body(**TODAY), expected=201)
        path = f"/bookings/{booked['booking_id']}"

        told = await sent(client, "POST", f"{path}/change/explain", changed)
        moved = await sent(client, "POST", f"{path}/change", changed)

        assert cost == told["points"]
        assert told == moved["costs"]
        late += [(booked["booking_id"], 1)] * cost
        await sent(city.staff, "POST", f"/bookings/{moved['booking_id']}/cancel", {"reason": "operator-fault"})
    await run_reactions(city.service)
    assert late == [(event.booking_id, event.amount) for event in await published(city.service, PenaltyRecorded)]


async def test_a_move_counts_as_given_up_when_it_was_asked_for(city, monkeypatch):
    """The day before: in time, however long its steps take."""
    client = city.client()
    booked = await sent(client, "POST", "/bookings", body(**on(2, "10:00", "11:00")), expected=201)

    async def dies(commit):
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(city.service.journal, "settle", dies)
        await client.post(f"/bookings/{booked['booking_id']}/change", json=on(9, "10:00", "11:00"))
    come_to(city, datetime(2026, 12, 2, 8, 0, tzinfo=TOKYO))
    await run_reactions(city.service)

    assert ["moved"] == [event.reason for event in await published(city.service, BookingCancelled)]
    assert [] == await published(city.service, PenaltyRecorded)


async def test_making_way_for_others_costs_no_points(tmp_path):
    """On the day of the use too, where the town's rule makes people go so late."""
    rules = tmp_path / "rules.toml"
    rules.write_text(rules_text(None).replace("notice_hours_min = 24", "notice_hours_min = 1"), "utf-8")
    async with a_city(tmp_path, rules_file=rules) as city:
        wish = body(**TODAY)
        await sent(city.client(), "POST", "/bookings", wish, expected=201)
        funeral = {"purpose": "other", "marks": ["funeral"], "rule_id": "komorebi.funerals", "reason": "funeral"}
        await sent(city.staff, "POST", "/pre-emptions", {**wish, **funeral, "person_id": "p-75"}, expected=201)
        await run_reactions(city.service)

        assert ["pre-empted"] == [event.reason for event in await published(city.service, BookingCancelled)]
        assert [] == await published(city.service, PenaltyRecorded)


async def test_a_no_show_costs_points_until_staff_take_it_back(tmp_path):
    """By the timer, once; withdrawn, the points are waived by the same deed, and a suspension would end with them."""
    rules = tmp_path / "rules.toml"
    rules.write_text(
        rules_text(None).replace(EXCEPTED, EXCEPTED.replace('except_kinds = ["always-open"]\n', "")), "utf-8"
    )
    house = {"facility_id": "always-open", "room_id": "r1"}
    async with a_city(tmp_path, rules_file=rules) as city:
        booked = await sent(city.client(), "POST", "/bookings", body(**house, **TODAY), expected=201)
        come_to(city, datetime(2026, 12, 1, 15, 30, tzinfo=TOKYO))
        for _ in range(2):
            await run_timers(city.service)
            await run_reactions(city.service)
        had = await points(city, city.client(), HANA)
        told = await published(city.service, PenaltyRecorded)

        await sent(city.staff, "POST", f"/bookings/{booked['booking_id']}/no-show/withdraw", {"reason": "was-there"})
        await run_reactions(city.service)

        assert (2, 0) == (had, await points(city, city.client(), HANA))
        assert [("no-show", booked["booking_id"])] == [(event.kind, event.booking_id) for event in told]
        assert ["appeal"] == [event.reason for event in await published(city.service, PenaltyWaived)]


async def test_a_no_show_costs_what_the_rule_says_on_the_day_of_the_use(city):
    """However late it is noticed; suspended by three, free again by the timer."""
    booked = [
        (await sent(city.client(), "POST", "/bookings", body(**on(day, "10:00", "11:00")), expected=201))["booking_id"]
        for day in (2, 3, 4)
    ]
    come_to(city, datetime(2026, 12, 5, 9, 0, tzinfo=TOKYO))
    uses = city.uses.registrations
    for booking_id in booked:
        cause = city.service.journal.causes.operator("no-show", b"", booking_id)
        await uses.record_penalty(Party(None, "resident-hana"), "no-show", booking_id, cause=cause)
        await uses.record_penalty(Party(None, "resident-hana"), "no-show", booking_id, cause=cause)

    rows = await city.service.journal.all(PenaltyRow)
    assert [("2026-12-02", 2), ("2026-12-03", 2), ("2026-12-04", 2)] == sorted(
        (row.on.isoformat(), row.points) for row in rows
    )
    assert "2027-01-04" == (await sent(city.client(), "GET", f"/registrations/{HANA}"))["suspended_until"]
    come_to(city, datetime(2027, 1, 5, 0, 1, tzinfo=TOKYO))
    await run_timers(city.service)
    await run_timers(city.service)

    assert 1 == len(await published(city.service, RegistrationResumed))
    assert None is (await sent(city.client(), "GET", f"/registrations/{HANA}"))["suspended_until"]
