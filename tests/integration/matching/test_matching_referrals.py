"""Referrals between desks through HTTP and the clock: the person is asked first, in the way by which they came."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.consulting.referral_refusals import AnswerIsTheirs, CodeNeeded, NoReferral, ReferralOpen
from services.matching.consulting.refusals import TooManyReferrals
from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.consulting.events import ConsultationTaken
from shared.contracts.matching import ConsultationReferred
from shared.contracts.matching_consultations import ConsultationReferralChanged
from shared.contracts.people import PersonErased
from shared.journal import Chain
from shared.web import Caller, Forbidden, NotFound
from tests import kit
from tests.integration.matching.consulting_kit import ITO, WORRY, propose, say, told
from tests.integration.matching.matching_kit import DESK, HANA, KEN, SATO, STAFF

CLERK = Caller("clerk-oka", frozenset({"coordinator"}))
MARKER = "となりの夜の太鼓"


@pytest.fixture
async def desks(city):
    """Ito serves the desk welfare."""
    await city.coordinator("coordinator-ito", desks=("welfare",), capacity=50)
    return city


@pytest.fixture
def http(city):
    """Clients by person."""

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


async def test_a_referral_from_the_proposal_to_the_new_desk_through_the_routes(desks, http):
    """The person sees which desk, why and what goes along; yes names somebody there, with a day."""
    hana, sato = http("resident-hana"), http("coordinator-sato", "coordinator")
    id = (await hana.post("/consultations", json={"text": MARKER})).json()["consultation_id"]
    path = f"/consultations/{id}/refer"

    proposed = await sato.post(path, json={"desk": "welfare", "why": "knows-more", "words": ["worry"]})
    assert (200, "proposed", "coordinator-sato", "2026-11-30T17:15:00+09:00") == (
        proposed.status_code, *(proposed.json()[each] for each in ("referral", "assigned_to", "due_at")),
    )  # fmt: skip
    assert "福祉・健康の窓口" in proposed.json()["asks"]["ja"]
    assert {"ja", "en", "plain"} == set(proposed.json()["asks"])
    shown = (await hana.get(f"/consultations/{id}")).json()["referral"]
    assert ("welfare", "knows-more", ["worry"]) == (shown["desk"], shown["why"], shown["words"])
    yes = await hana.post(f"{path}/answer", json={"accepted": True, "number": shown["number"]})

    assert (200, "passed", "coordinator-ito") == (
        yes.status_code, *(yes.json()[each] for each in ("referral", "assigned_to")),
    )  # fmt: skip
    seen = (await hana.get(f"/consultations/{id}")).json()
    assert ["opened", "proposed", "agreed", "referred"] == [each["what"] for each in seen["passed"]]
    assert (yes.json()["due_at"], None) == (seen["due_at"], seen["referral"])
    for refused in (
        await hana.post(f"{path}/answer", json={"accepted": False}),
        await http("coordinator-ito", "coordinator").post(f"{path}/withdraw"),
    ):
        assert (409, "no-referral") == (refused.status_code, refused.json()["code"])
        assert id in refused.json()["next"]


async def test_no_and_silence_leave_it_where_it_was(desks):
    """The same owner, desk and day; the clock lapses it once, also with two replicas' clocks at once."""
    first, second = await desks.consult(), await desks.consult()
    before = [await desks.consultation(id) for id in (first, second)]
    for id in (first, second):
        await propose(desks, id, "welfare")
    await say(desks, first, False)
    until = (await desks.consultation(second)).proposal.until
    desks.advance(until - desks.journal.now() - timedelta(seconds=1))
    await desks.timers()
    assert ["declined"] == [event.referral for event in await told(desks, ConsultationReferralChanged)]
    desks.advance(timedelta(seconds=1))
    await asyncio.gather(desks.timers(), desks.timers())
    await desks.settle()
    await desks.timers()

    assert ["declined", "lapsed"] == [event.referral for event in await told(desks, ConsultationReferralChanged)]
    for id, row in zip((first, second), before, strict=True):
        after = await desks.consultation(id)
        assert (row.desk, None, "open") == (after.desk, after.proposal, after.status)
        assert after.coordinator_id in ("coordinator-sato", DESK)
    with pytest.raises(NoReferral):
        await say(desks, second, True)


async def test_who_rang_answers_a_clerk_who_writes_it_down_with_their_own_name(desks, http):
    """By the number they were given; without it only who has it does. A resident finds nothing by it."""
    clerk = http("clerk-oka", "coordinator")
    brought = (await clerk.post("/consultations", json={"text": MARKER, "channel": "phone"})).json()
    id, code = brought["consultation_id"], brought["code"]
    assert code in brought["said"]["ja"]
    await propose(desks, id, "welfare")

    (found,) = (await clerk.get(f"/consultations/codes/{code}")).json()["items"]
    assert (id, "welfare") == (found["consultation_id"], found["referral"]["desk"])
    assert "welfare" not in found["asks"]["en"]
    assert MARKER not in str(found)
    with pytest.raises(CodeNeeded):
        await say(desks, id, True, STAFF)
    for by, wrong in ((CLERK, None), (CLERK, "1234-5674")):
        with pytest.raises(NotFound):
            await say(desks, id, True, by, code=wrong)
    with pytest.raises(Forbidden):
        await say(desks, id, True, KEN, code=code)
    assert 403 == (await http("resident-ken").get(f"/consultations/codes/{code}")).status_code
    mistyped = await clerk.get("/consultations/codes/1234-5675")
    assert (422, "consultation-code-mistyped") == (mistyped.status_code, mistyped.json()["code"])
    await say(desks, id, True, CLERK, code=code)

    agreed = next(each for each in (await desks.consultation(id)).passed if each.what == "agreed")
    assert ("clerk-oka", "clerk", "recorded") == (agreed.by, agreed.relation, agreed.word)
    assert "coordinator-ito" == (await desks.consultation(id)).coordinator_id


async def test_who_came_by_web_is_not_spoken_for(desks):
    """Not even by who has it."""
    id = await desks.consult()
    await propose(desks, id, "welfare")

    with pytest.raises(AnswerIsTheirs):
        await say(desks, id, True, SATO)
    assert "coordinator-sato" == (await desks.consultation(id)).coordinator_id


async def test_the_new_desk_reads_what_the_person_let_go_and_nothing_else(desks):
    """They themselves read all of it."""
    id = await desks.consult(text=WORRY)
    await desks.resolve(id, answer="市役所へどうぞ。")
    await desks.uses.consultations.reopen(id, by=HANA, cause=desks.cause())
    await propose(desks, id, "welfare", carries=("answers",))
    await say(desks, id, True)

    new, own = [await desks.uses.consultations.get(id, by=by) for by in (ITO, HANA)]
    assert (None, ("市役所へどうぞ。",)) == (new.worry, new.answers)
    assert (WORRY, ("市役所へどうぞ。",)) == (own.worry.text, own.answers)


async def test_another_body_is_told_by_who_has_it_until_it_confirms(desks, http):
    """社会福祉協議会: ours keeps it by name, is told when nothing is confirmed, and the person has the last word."""
    hana, sato = http("resident-hana"), http("coordinator-sato", "coordinator")
    id = (await hana.post("/consultations", json={"text": MARKER})).json()["consultation_id"]
    path = f"/consultations/{id}/refer"
    asks = (await sato.post(path, json={"desk": "welfare-council", "why": "in-charge"})).json()["asks"]
    assert "社会福祉協議会" in asks["ja"]
    early = await sato.post(f"{path}/received")
    assert (409, "not-agreed") == (early.status_code, early.json()["code"])
    agreed = (await hana.post(f"{path}/answer", json={"accepted": True})).json()
    assert ("agreed", "coordinator-sato") == (agreed["referral"], agreed["assigned_to"])
    desks.advance(timedelta(days=3))
    await desks.timers()
    await desks.timers()

    received = (await sato.post(f"{path}/received")).json()

    assert ("received", "coordinator-sato") == (received["referral"], received["assigned_to"])
    assert ["agreed", "unconfirmed", "received"] == [
        event.referral for event in await told(desks, ConsultationReferralChanged)
    ]
    assert "answered" == (await desks.consultation(id)).status
    assert [] == await told(desks, ConsultationReferred)
    again = (await hana.post(f"/consultations/{id}/reopen")).json()
    assert ("open", "coordinator-sato") == (again["status"], again["assigned_to"])


async def test_two_clerks_at_once_leave_one_proposal_and_one_word(desks):
    """Two propose, then two write down a yes and a no: one of each counts, the others are told so."""
    id = await desks.consult(STAFF, channel="phone")
    await desks.coordinator("coordinator-mori", desks=("family",))
    offers = await asyncio.gather(propose(desks, id, "welfare"), propose(desks, id, "family"), return_exceptions=True)
    answers = await asyncio.gather(say(desks, id, True, SATO), say(desks, id, False, SATO), return_exceptions=True)
    await desks.settle()

    assert [Chain, ReferralOpen] == sorted(map(type, offers), key=lambda kind: kind.__name__)
    assert [Chain, NoReferral] == sorted(map(type, answers), key=lambda kind: kind.__name__)
    row = await desks.consultation(id)
    assert 1 == sum(each.what in ("agreed", "declined") for each in row.passed)
    assert row.proposal is None


async def test_an_erasure_half_way_ends_it_and_the_clock_asks_nobody(desks):
    """While the person is asked, and while another body is to confirm."""
    asked, away = await desks.consult(text=MARKER), await desks.consult(text=MARKER)
    await propose(desks, asked, "welfare")
    await propose(desks, away, "welfare-council")
    await say(desks, away, True)

    await kit.deliver(desks.service, PersonErased(person_id="resident-hana"))
    await desks.settle()
    desks.advance(timedelta(days=30))
    await desks.timers()

    assert ["agreed"] == [event.referral for event in await told(desks, ConsultationReferralChanged)]
    for id in (asked, away):
        assert await desks.journal.ask(Consultation.stream(id), lambda found: found.closed and found.proposal is None)


async def test_who_retires_while_another_body_is_to_confirm_leaves_it_with_somebody_named(desks):
    """And the next one records what it confirms."""
    id = await desks.consult()
    await propose(desks, id, "welfare-council")
    await say(desks, id, True)

    await desks.uses.coordinators.retire("coordinator-sato", by=STAFF, cause=desks.cause())
    await desks.settle()
    assert DESK == (await desks.consultation(id)).coordinator_id
    await desks.uses.referrals.receive(id, by=Caller(DESK, frozenset({"coordinator"})), cause=desks.cause())

    assert "answered" == (await desks.consultation(id)).status


async def test_taken_up_again_after_a_referral_it_is_with_the_new_desk(desks):
    """Who had it last goes on, and may propose again, five times in all."""
    id = await desks.consult()
    await propose(desks, id, "welfare")
    await say(desks, id, True)
    await desks.resolve(id, HANA)
    await desks.uses.consultations.reopen(id, by=HANA, cause=desks.cause())
    assert ("welfare", "coordinator-ito") == (
        (row := await desks.consultation(id)).desk, row.coordinator_id,
    )  # fmt: skip
    owner = Caller(DESK, frozenset({"coordinator"}))
    for desk in ("life", "family", "life", "family"):
        await propose(desks, id, desk, owner)
        await say(desks, id, True)
    with pytest.raises(TooManyReferrals):
        await propose(desks, id, "welfare", owner)


async def test_a_crash_after_the_yes_is_finished_by_the_relay(desks):
    """Until then it is where it was."""
    id = await desks.consult()
    await propose(desks, id, "welfare")
    settle, desks.journal.settle = desks.journal.settle, settle_nothing
    await say(desks, id, True)
    desks.journal.settle = settle
    assert "coordinator-sato" == (await desks.consultation(id)).coordinator_id

    await desks.settle()

    assert "coordinator-ito" == (await desks.consultation(id)).coordinator_id


async def test_nothing_of_what_was_said_is_in_events_or_rows(desks):
    """Proposal, yes and confirmation carry codes; the public ones not even the desk that it is to go to."""
    id = await desks.consult(text=MARKER, category="care")
    await propose(desks, id, "life", by=Caller(DESK, frozenset({"coordinator"})), why="language")
    await say(desks, id, True)

    events = await desks.events(f"consultation/{id}")
    everything = "".join(event.model_dump_json() for event in events)
    assert not [marker for marker in (MARKER, '"care"') if marker in everything]
    public = [event for event in events if event.type.startswith("consultation-referral")]
    assert ["welfare"] == [event.desk for event in public]
    assert 2 == sum(isinstance(event, ConsultationTaken) for event in events)


async def settle_nothing(commit):
    """The process ended here."""
    return Chain((commit,))
