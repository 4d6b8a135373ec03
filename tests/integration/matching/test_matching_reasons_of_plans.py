"""After a plan for several cases: what is answered of each choice is true, in the plan and once it is carried out."""

from collections import Counter
from datetime import timedelta

from services.matching.team.choice_views import ChoiceView, PlanView
from services.matching.team.hand_over_plan import Request
from tests.integration.matching.matching_kit import CENTRE, KEN, SOUTH, STAFF

SATO_ID, ITO_ID = "coordinator-sato", "coordinator-ito"


async def choice(city, sort, id):
    table = city.uses.knowledge.assigning
    return ChoiceView.of(await city.uses.choices.explain(sort, id, by=STAFF), table)


def checked(candidates, chosen):
    """Their answers, each beside the points that are shown with it."""
    totals = {each.person_id: each.total for each in candidates}
    for each in candidates:
        if each.total is not None and each.person_id != chosen:
            theirs = totals.get(chosen, 1_000_000.0)
            expected = "behind" if each.total > theirs else "level" if each.total == theirs else "for-the-whole"
            assert expected == each.answer
    return {each.person_id: each.answer for each in candidates}


async def test_of_a_plan_for_several_cases_no_answer_is_false_before_nor_after(city):
    """Ito is nearest and has one place: two of three go to Abe, who is farther away."""
    ids = [await city.ask(f"p{number}") for number in range(3)]
    await city.coordinator(ITO_ID, SOUTH, 1)
    await city.coordinator("coordinator-abe", CENTRE, 3)
    table, now = city.uses.knowledge.assigning, city.journal.now()

    found = await city.uses.hand_overs.look(Request(SATO_ID, "request"), by=STAFF)
    plan = PlanView.of(found, table, now)
    await city.uses.hand_overs.carry_out(Request(SATO_ID, "request"), by=STAFF, cause=city.cause(), digest=found.digest)

    seen = {move.introduction_id: checked(move.candidates, move.to) for move in plan.moves}
    told = {}
    for id in ids:
        view = await choice(city, "introduction", id)
        told[id] = checked(view.candidates, view.coordinator_id)
    assert seen == told
    assert {"planned": 1, "for-the-whole": 2} == Counter(answers[ITO_ID] for answers in told.values())


async def test_a_worry_that_went_up_is_not_said_to_have_found_nobody(city):
    """Its deadline passed twice; there are coordinators who could have it."""
    id = await city.consult(KEN)
    await city.coordinator(ITO_ID, SOUTH, 3)
    for _ in range(2):
        city.advance(timedelta(days=8))
        await city.timers()

    view = await choice(city, "consultation", id)

    assert (True, "it went up to the desk owner") == (view.at_desk, view.answer.en)
    assert "raised" == {each.person_id: each.answer for each in view.candidates}[ITO_ID]
