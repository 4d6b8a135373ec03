"""First meetings through the routes: arranged, met or not, declined kindly; places in the vault; whose turn it is."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.app import MODEL
from services.matching.introducing.rows import IntroductionRow, MessageRow
from shared.contracts.matching import IntroductionAccepted, IntroductionDeclined
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonErased
from shared.journal.rebuild import rebuild
from tests import kit
from tests.integration.matching.matching_kit import DESK, SOUTH, STAFF

DAY = timedelta(days=1)
MARKER = "秘密の待ち合わせ場所"


@pytest.fixture
def http(city):
    """Clients by person."""

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


@pytest.fixture
async def asked(city, http):
    """Hana's introduction, which an officer has accepted."""
    id = await city.ask()
    assert 200 == (await http("officer-yui").post(f"/introductions/{id}/accept")).status_code
    return f"/introductions/{id}"


def in_days(city, days):
    return (city.journal.now() + days * DAY).isoformat()


async def test_from_the_yes_to_a_member_whose_turn_it_is_is_said(city, http, asked):
    """Arrange, meet, wish, join; each list says what comes next, in three languages."""
    hana, yui = http("resident-hana"), http("officer-yui")

    async def turn():
        step = (await hana.get(asked)).json()["next_step"]
        assert step["ja"]
        assert step["plain"]
        assert step["en"]
        return step["whose"]

    turns = [await turn()]
    body = {"starts_at": in_days(city, 2), "place": MARKER}
    told = (await yui.post(f"{asked}/meeting", json=body)).json()
    assert ("arranged", "2026-11-25T12:00:00+09:00", "2026-11-28T12:00:00+09:00") == (
        told["status"], told["starts_at"], told["due_at"],
    )  # fmt: skip
    turns.append(await turn())
    shown = [(await http(who, *roles).get(asked)).json()["place"] for who, roles in (
        ("resident-hana", ()), ("officer-yui", ()), ("coordinator-sato", ("coordinator",)), ("staff-mori", ("staff",)),
    )]  # fmt: skip
    assert [MARKER, MARKER, MARKER, None] == shown
    early = await hana.post(f"{asked}/met")
    assert (409, "meeting-to-come") == (early.status_code, early.json()["code"])

    city.advance(2 * DAY)
    turns.append(await turn())
    assert "met" == (await hana.post(f"{asked}/met")).json()["status"]
    turns.append(await turn())
    assert 200 == (await hana.post(f"{asked}/wish")).status_code
    turns.append(await turn())
    id = asked.rpartition("/")[2]
    joined = await yui.post("/groups/osawa-garden/members", json={"person_id": "resident-hana", "introduction_id": id})
    assert id == joined.json()["completed_introduction_id"]
    turns.append(await turn())

    assert ["group", "both", "both", "resident", "group", "nobody"] == turns
    (listed,) = (await yui.get("/introductions", params={"group_id": "osawa-garden"})).json()["items"]
    assert "nobody" == listed["next_step"]["whose"]


async def test_the_words_about_a_place_are_nowhere_but_in_the_vault_and_go(city, http, asked):
    """Not in events nor rows; gone once they have met, once another place is named, and when one says no."""
    yui = http("officer-yui")
    for days, place in ((2, MARKER), (3, f"{MARKER}2")):
        await yui.post(f"{asked}/meeting", json={"starts_at": in_days(city, days), "place": place})
    rows = await city.journal.all(MessageRow, with_closed=False)
    assert 2 == len(rows), "what she said, and the place of today"
    stream = f"introduction/{asked.rpartition('/')[2]}"
    text = "".join([event.body().decode() for event in await city.events(stream)])
    assert "meeting" in text
    assert MARKER not in text

    await yui.post(f"{asked}/decline", json={"words": "full-now"})
    await city.settle()
    assert [] == await city.journal.all(MessageRow, with_closed=False)


async def test_what_did_not_happen_is_told_without_blame_and_another_day_is_found(city, http, asked):
    """The same people, a new day; the answer names who has it until when."""
    yui = http("officer-yui")
    await yui.post(f"{asked}/meeting", json={"starts_at": in_days(city, 2)})
    city.advance(2 * DAY)

    told = (await yui.post(f"{asked}/met", json={"met": False})).json()
    assert ("accepted", "coordinator-sato", "2026-12-02T12:00:00+09:00") == (
        told["status"], told["coordinator_id"], told["due_at"],
    )  # fmt: skip
    again = await yui.post(f"{asked}/meeting", json={"starts_at": in_days(city, 2), "facility_id": "hall-1"})
    assert ("arranged", "hall-1") == (again.json()["status"], again.json()["facility_id"])


async def test_a_meeting_that_nobody_notes_goes_to_the_next_owner(city, http, asked):
    """Three days after it; the day arranged and the words stay."""
    await http("officer-yui").post(f"{asked}/meeting", json={"starts_at": in_days(city, 2)})
    city.advance(5 * DAY - timedelta(minutes=1))
    assert 0 == await city.timers()
    city.advance(timedelta(minutes=1))
    await city.timers()

    shown = (await http("staff-mori", "staff").get(asked)).json()
    assert ("arranged", DESK, 1) == (shown["status"], shown["coordinator_id"], shown["escalations"])


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"starts_at": "2026-11-22T12:00:00+09:00"}, 422, "meeting-time"),
        ({"starts_at": "2026-11-25T12:00:00"}, 422, "invalid"),
        ({"starts_at": "2026-11-25T12:00:00+09:00", "place": "公園", "facility_id": "hall-1"}, 422, "invalid"),
        ({"starts_at": "2026-11-25T12:00:00+09:00", "place": "公" * 201}, 422, "invalid"),
    ],
    ids=["yesterday", "no zone", "two places", "a long story"],
)
async def test_a_bad_meeting_is_refused_and_leaves_no_words(city, http, asked, body, status, code):
    """With what to do next."""
    answered = await http("officer-yui").post(f"{asked}/meeting", json=body)

    assert status == answered.status_code
    assert code == "invalid" or code == answered.json()["code"]
    assert 1 == len(await city.journal.all(MessageRow, with_closed=False))


async def test_who_may_arrange_and_who_may_not(city, http, asked):
    """Officers and coordinators; neither the resident alone, nor a stranger, nor a coordinator for themselves."""
    body = {"starts_at": in_days(city, 2)}
    answers = [
        (await http(who, *roles).post(f"{asked}/meeting", json=body)).status_code
        for who, roles in (("resident-hana", ()), ("resident-ken", ()), ("ito", ("coordinator",)), ("officer-yui", ()))
    ]

    assert [403, 403, 200, 200] == answers


async def test_a_no_is_said_in_prepared_words_and_never_in_free_ones(city, http, asked):
    """Each side has its own; free text is no field."""
    words = (await http("resident-hana").get("/introductions/kind-words")).json()["items"]
    assert {"group", "resident"} == {each["side"] for each in words}
    yui = http("officer-yui")
    assert 422 == (await yui.post(f"{asked}/decline", json={"reason": "態度が悪い"})).status_code
    wrong = await yui.post(f"{asked}/decline", json={"words": "not-now"})
    assert (422, "unknown-kind-words") == (wrong.status_code, wrong.json()["code"])

    await yui.post(f"{asked}/decline", json={"words": "resting"})
    (told,) = await kit.published(city.service, IntroductionDeclined)
    shown = (await http("resident-hana").get(asked)).json()
    assert ("resting", "resting", None) == (told.words, shown["declined"]["words"], told.officer_id)


async def test_fifty_clicks_on_accept_are_one_yes(city, http):
    """One key or fifty: one event, one owner; the others are told who has said it."""
    id = await city.ask()
    yui = http("officer-yui")
    same = await asyncio.gather(
        *(yui.post(f"/introductions/{id}/accept", headers={"Idempotency-Key": "once"}) for _ in range(25))
    )
    other = await asyncio.gather(*(yui.post(f"/introductions/{id}/accept") for _ in range(25)))

    assert {200} == {each.status_code for each in same}
    assert {(409, "already-accepted", "officer-yui")} == {
        (each.status_code, each.json()["code"], each.json()["accepted_by"]) for each in other
    }
    assert 1 == len(await kit.published(city.service, IntroductionAccepted))
    assert 1 == (await city.load())["coordinator-sato"]


async def test_two_officers_who_answer_at_once_make_one_decision(city, http):
    """Whoever is first stands; the other is told who and what."""
    await city.uses.groups.appoint("osawa-garden", "officer-ken", by=STAFF, cause=city.cause())
    yui, ken = http("officer-yui"), http("officer-ken")
    for number in range(6):
        id = await city.ask(f"p{number}")
        yes, no = await asyncio.gather(
            yui.post(f"/introductions/{id}/accept"), ken.post(f"/introductions/{id}/decline")
        )
        assert {200, 409} == {yes.status_code, no.status_code}
        refused = (yes if yes.status_code == 409 else no).json()
        assert refused["code"] in {"another-said-yes", "another-declined"}
        assert {"officer-yui", "officer-ken"} & {refused.get("accepted_by"), refused.get("declined_by")}
        await city.settle()


async def test_a_group_without_officers_leaves_nobody_waiting(city, http):
    """The lists say that it is the coordinator's turn, who may act for it; staff name a new officer."""
    id = await city.ask()
    await kit.deliver(city.service, PersonErased(person_id="officer-yui"))
    await city.settle()
    sato = http("coordinator-sato", "coordinator")

    (mine,) = (await sato.get("/introductions", params={"assigned": "me"})).json()["items"]
    assert "coordinator" == mine["next_step"]["whose"]
    assert 200 == (await sato.post(f"/introductions/{id}/accept")).status_code
    body = {"starts_at": in_days(city, 2)}
    assert 200 == (await sato.post(f"/introductions/{id}/meeting", json=body)).status_code


async def test_a_coordinator_who_goes_hands_everything_on_at_once(city):
    """Not at the deadline: at once, also when they are erased; the capacity of the others holds."""
    await city.coordinator("coordinator-ito", capacity=1)
    ids = [await city.ask(f"p{number}") for number in range(3)]
    await kit.deliver(city.service, PersonErased(person_id="coordinator-sato"))
    await city.settle()

    rows = [await city.introduction(id) for id in ids]
    assert {"coordinator-ito", DESK} == {row.coordinator_id for row in rows}
    assert all(row.due_at for row in rows)
    assert {"coordinator-ito": 1} == await city.load()


async def test_consent_taken_back_half_way_ends_it_with_all_that_it_led_to(city, http, asked):
    """Introduction, words, place, load; no new one until they agree again."""
    await http("officer-yui").post(f"{asked}/meeting", json={"starts_at": in_days(city, 2), "place": MARKER})

    await kit.deliver(city.service, ConsentWithdrawn(person_id="resident-hana", purpose="introductions"))
    await city.settle()

    row = await city.introduction(asked.rpartition("/")[2])
    assert ("forgone", True, None) == (row.status, row.closed, row.place_id)
    assert [] == await city.journal.all(MessageRow, with_closed=False)
    assert {"coordinator-sato": 0} == await city.load()
    hana = http("resident-hana")
    refused = await hana.post("/introductions", json={"group_id": "osawa-garden", "message": "やあ"})
    assert (409, "introduction-consent-missing") == (refused.status_code, refused.json()["code"])
    await kit.deliver(city.service, ConsentGiven(person_id="resident-hana", purpose="introductions"))
    assert 201 == (await hana.post("/introductions", json={"group_id": "osawa-garden", "message": "やあ"})).status_code


async def test_without_consent_to_matching_the_reasons_of_what_is_under_way_go(city):
    """They came from interests that may not be used any more."""
    await city.person("resident-hana", SOUTH, interests={"tags": ("gardening",)})
    id = await city.ask()
    assert (await city.introduction(id)).reasons

    await kit.deliver(city.service, ConsentWithdrawn(person_id="resident-hana", purpose="matching"))
    await city.settle()

    assert () == (await city.introduction(id)).reasons


async def test_rows_made_again_say_the_same(city, http, asked):
    """Also of meetings and of how it was declined."""
    yui = http("officer-yui")
    await yui.post(f"{asked}/meeting", json={"starts_at": in_days(city, 2), "place": MARKER})
    await yui.post(f"{asked}/decline", json={"words": "full-now"})
    await city.settle()
    before = await city.journal.all(IntroductionRow)

    await rebuild(MODEL, city.journal.store)
    city.journal.writer.forget_cache()

    assert before == await city.journal.all(IntroductionRow)
