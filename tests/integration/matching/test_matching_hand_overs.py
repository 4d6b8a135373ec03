"""Handing cases over: for leave, overload or on request, planned together, never twice, with a history."""

import asyncio
from collections import Counter
from datetime import date, timedelta

import pytest

from services.matching.domain.team.choosing import Leave
from services.matching.domain.team.roster import Roster
from services.matching.domain.team.roster_events import HandOverMade
from services.matching.refusals import NoDeskOwner
from services.matching.team.hand_over_plan import Request
from services.matching.team.hand_over_refusals import NotOnLeave, NotOverloaded, PlanChanged
from shared.contracts.matching import ConsultationAssigned, IntroductionLapsed
from shared.contracts.people import PersonErased
from shared.web import Caller, Forbidden, NotFound
from tests import kit
from tests.integration.matching.consulting_kit import ITO
from tests.integration.matching.matching_kit import CENTRE, DESK, HANA, KEN, NORTH, SATO, SOUTH, STAFF

SATO_ID, ITO_ID = "coordinator-sato", "coordinator-ito"


async def hand_over(city, why="request", by=STAFF, person_id=SATO_ID, cause=None, digest=None, **ids):
    request = Request(person_id, why, **{name: tuple(each) for name, each in ids.items()})
    return await city.uses.hand_overs.carry_out(request, by=by, cause=cause or city.cause(), digest=digest)


async def holder(city, introduction=None, consultation=None):
    row = await (city.introduction(introduction) if introduction else city.consultation(consultation))
    return row.coordinator_id


async def free(city):
    """Loads of those who have something."""
    return {id: load for id, load in (await city.load()).items() if load}


async def test_on_request_all_that_somebody_has_goes_to_others_in_one_step(city):
    """Both sorts, one commit on the roster; the next owner is told, and the promised days stay."""
    introduction, consultation = await city.ask(), await city.consult(KEN)
    due = (await city.introduction(introduction)).due_at, (await city.consultation(consultation)).promised_at
    await city.coordinator(ITO_ID, SOUTH, 2)

    chain = await hand_over(city)

    assert {ITO_ID: 2} == await free(city)
    assert ITO_ID == await holder(city, introduction) == await holder(city, consultation=consultation)
    assert due == ((await city.introduction(introduction)).due_at, (await city.consultation(consultation)).promised_at)
    made = chain.commits[0].first(HandOverMade)
    assert ("request", "staff-mori", 0.0) == (made.why, made.by, made.gap_percent)
    for kind in (IntroductionLapsed, ConsultationAssigned):
        assert ITO_ID == (await kit.published(city.service, kind))[-1].coordinator_id


async def test_a_plan_is_looked_at_first_and_carried_out_as_it_was_or_not_at_all(city):
    """Its number is that of its moves; meanwhile somebody nearer has come."""
    await city.ask()
    await city.coordinator(ITO_ID, CENTRE, 2)
    plan = await city.uses.hand_overs.look(Request(SATO_ID, "request"), by=SATO)
    assert ([ITO_ID], 0.0) == ([move.to for move in plan.moves], plan.gap)
    assert {SATO_ID: 1} == await free(city), "looking changes nothing"

    await city.coordinator("coordinator-abe", SOUTH, 2)
    with pytest.raises(PlanChanged):
        await hand_over(city, digest=plan.digest)
    again = await city.uses.hand_overs.look(Request(SATO_ID, "request"), by=SATO)
    await hand_over(city, digest=again.digest)

    assert {"coordinator-abe": 1} == await free(city)


async def test_only_staff_and_who_has_them_hand_over(city):
    """And only what somebody has."""
    introduction = await city.ask()
    await city.coordinator(ITO_ID, SOUTH, 2)

    with pytest.raises(Forbidden):
        await hand_over(city, by=ITO)
    with pytest.raises(NotFound):
        await hand_over(city, person_id=ITO_ID, by=ITO, introduction_ids=[introduction])
    await hand_over(city, by=SATO, introduction_ids=[introduction])

    assert ITO_ID == await holder(city, introduction)


async def test_a_live_case_is_moved_for_leave_and_overload_only_when_there_is_one(city):
    """Never because it would be nicer: a nearer coordinator who comes takes nothing over."""
    introduction = await city.ask()
    await city.coordinator("coordinator-near", SOUTH, 9)
    for why, refusal in (("leave", NotOnLeave), ("overload", NotOverloaded)):
        with pytest.raises(refusal):
            await hand_over(city, why)
    await city.timers()

    assert SATO_ID == await holder(city, introduction)


async def test_what_waits_at_the_desk_goes_together_to_those_who_come(city):
    """On the desk owner's request; what nobody has room for stays with them."""
    await city.coordinator(SATO_ID, SOUTH, 0)
    introductions = [await city.ask(f"p{n}") for n in range(2)]
    consultations = [await city.consult(Caller(f"q{n}", frozenset({"resident"}))) for n in range(2)]
    await city.coordinator(ITO_ID, SOUTH, 3)

    await hand_over(city, person_id=DESK, by=Caller(DESK, frozenset({"coordinator"})))

    found = [await holder(city, id) for id in introductions]
    found += [await holder(city, consultation=id) for id in consultations]
    assert ({ITO_ID: 3, DESK: 1}, {ITO_ID: 3}) == (Counter(found), await free(city))


async def test_two_hand_overs_at_once_move_each_case_once(city):
    """The second finds nothing that its holder still has."""
    ids = [await city.ask(f"p{n}") for n in range(3)]
    for name in (ITO_ID, "coordinator-abe"):
        await city.coordinator(name, SOUTH, 3)

    await asyncio.gather(*(hand_over(city) for _ in range(5)))
    await city.settle()

    loads = await free(city)
    assert (3, 0) == (sum(loads.values()), loads.get(SATO_ID, 0))
    assert Counter(loads) == Counter([await holder(city, id) for id in ids])
    assert 3 == len(await kit.published(city.service, IntroductionLapsed))


async def test_the_same_request_twice_is_one_hand_over_and_answers_the_same(city):
    """Also when the cases went on meanwhile."""
    await city.ask()
    await city.coordinator(ITO_ID, SOUTH, 3)
    cause = city.by_http(STAFF, "key-1")

    first = await hand_over(city, cause=cause)
    again = await hand_over(city, cause=city.by_http(STAFF, "key-1"))

    assert first.commits[0].events == again.commits[0].events
    assert again.commits[0].replayed


async def test_somebody_who_vanishes_in_the_middle_leaves_nothing(city):
    """Erased between a plan and its steps: no case is theirs, and the roster counts what is."""
    ids = [await city.consult(Caller(f"q{n}", frozenset({"resident"}))) for n in range(3)]
    await city.person(ITO_ID)
    await city.coordinator(ITO_ID, SOUTH, 3)
    await city.coordinator("coordinator-abe", CENTRE, 3)
    plan = await city.uses.hand_overs.plan(Request(SATO_ID, "request"))
    await city.journal.transact(
        Roster.main(),
        city.cause(),
        lambda roster: roster.hand_over(plan.as_hand_over(None)),
    )
    await kit.deliver(city.service, PersonErased(person_id=ITO_ID))
    for _ in range(3):
        await city.settle()

    assert {"coordinator-abe"} == {await holder(city, consultation=id) for id in ids}
    assert {"coordinator-abe": 3} == await free(city)


async def test_a_deadline_at_the_same_time_leaves_one_owner_whom_the_roster_counts(city):
    """Whichever comes first; the other is given back."""
    ids = [await city.ask(f"p{n}") for n in range(3)]
    await city.coordinator(ITO_ID, SOUTH, 3)
    await city.coordinator("coordinator-abe", CENTRE, 3)
    city.advance(timedelta(days=8))

    await asyncio.gather(city.timers(), hand_over(city), hand_over(city))
    await city.settle()

    found = Counter([await holder(city, id) for id in ids])
    assert Counter(await free(city)) == Counter({id: n for id, n in found.items() if id != DESK})
    assert SATO_ID not in found


async def test_without_a_desk_owner_nothing_is_planned(empty):
    """There would be nobody in the end."""
    await empty.coordinator(SATO_ID)

    with pytest.raises(NoDeskOwner):
        await hand_over(empty)


async def test_1000_requests_at_once_never_exceed_a_capacity(empty):
    """While cases are handed over and capacities change: everybody has a named owner, nobody more than fits."""
    await empty.desk()
    capacities = {f"c{n:02}": 10 + n for n in range(20)}
    for n, (id, capacity) in enumerate(capacities.items()):
        await empty.coordinator(id, (SOUTH, CENTRE, NORTH)[n % 3], capacity)
    await empty.group(areas={})
    people = [Caller(f"p{n}", frozenset({"resident"})) for n in range(700)]

    await asyncio.gather(
        *(empty.consult(each) for each in people),
        *(empty.ask(f"q{n}") for n in range(300)),
        *(hand_over(empty, person_id=f"c{n:02}") for n in range(0, 20, 4)),
    )
    await empty.settle()

    for id, load in (await empty.load()).items():
        assert load <= capacities[id]
    assert sum(capacities.values()) == sum((await empty.load()).values())


async def test_who_had_it_when_and_why_is_kept_for_who_may_read_the_case(city):
    """For the person, why somebody could not keep it is nobody's business; for staff it is there."""
    introduction = await city.ask()
    await city.coordinator(ITO_ID, SOUTH, 2)
    await hand_over(city)

    for by, whys in ((STAFF, ["asked", "request"]), (HANA, ["asked", "handed-over"])):
        rows = await city.uses.choices.history("introduction", introduction, by=by)
        assert [(SATO_ID, whys[0]), (ITO_ID, whys[1])] == [(row.coordinator_id, row.why) for row in rows]
    with pytest.raises(NotFound):
        await city.uses.choices.history("introduction", introduction, by=KEN)


async def test_why_this_one_and_why_not_that_one(city):
    """Out because full, on leave, of another kind, too far; or behind by points; as it stood when it was chosen."""
    await city.coordinator("a-full", SOUTH, 0)
    await city.coordinator("a-leave", SOUTH, 3, leave=(Leave(first_day=date(2026, 11, 1), last_day=date(2026, 12, 1)),))
    await city.coordinator("a-supporter", SOUTH, 3, kind="supporter")
    await city.coordinator("a-far", {"neighbourhood": "no-such"}, 3)
    await city.coordinator("a-near", CENTRE, 3)
    introduction = await city.ask()
    await city.coordinator("a-full", SOUTH, 9)

    explained = await city.uses.choices.explain("introduction", introduction, by=SATO)

    answers = {each.candidate.id: each.answer for each in explained.weighed}
    assert {
        SATO_ID: "chosen", "a-near": "behind", "a-full": "full", "a-leave": "leave", "a-supporter": "kind",
        "a-far": "far",
    } == answers  # fmt: skip
    points = {each.candidate.id: sum(each.points.values()) for each in explained.weighed if each.points}
    assert points[SATO_ID] < points["a-near"]
    with pytest.raises(Forbidden):
        await city.uses.choices.explain("introduction", introduction, by=HANA)
