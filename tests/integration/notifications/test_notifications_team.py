"""What a desk owner reads when the team is full, and officers of suggestions: once each, in three languages."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.app import build
from shared.contracts.matching import GroupRegistered
from shared.contracts.matching_accompaniments import AccompanimentGoalsChange, AccompanimentVisitDue
from shared.contracts.matching_suggestions import SuggestionAnswered, SuggestionLapsed, SuggestionLate, SuggestionMade
from shared.contracts.matching_team import CapacityExhausted, CapacityRestored
from shared.contracts.people import PersonRegistered
from tests.kit import client, clock_of, deliver, make_site, opened

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TEN = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def site(tmp_path):
    return make_site(tmp_path, NOW)


@pytest.fixture
async def service(site):
    async with opened(build(site)) as service:
        yield service


async def inbox(service, site, person_id):
    async with client(service, site, person_id) as http:
        return (await http.get("/inbox")).json()["items"]


@pytest.mark.parametrize(
    ("language", "full", "room"),
    [
        ("ja", "空きがなくなりました", "空きができました"),
        ("ja-plain", "みんな いっぱいです", "あきが できました"),
        ("en", "Nobody has room", "There is room"),
    ],
)
async def test_a_desk_owner_is_told_that_the_team_is_full_what_to_do_and_that_it_is_over(
    service, site, language, full, room
):
    """Once each, however often the event comes; no desk is named."""
    await deliver(service, PersonRegistered(person_id="desk-abe", language=language.removesuffix("-plain")))
    async with client(service, site, "desk-abe") as http:
        await http.put("/preferences", json={"plain": language.endswith("-plain")})
    exhausted = CapacityExhausted(desk="welfare", coordinator_id="desk-abe", until=TEN)
    await deliver(service, exhausted, exhausted)
    clock_of(site).advance(timedelta(seconds=1))
    await deliver(service, CapacityRestored(desk="welfare", coordinator_id="desk-abe"))

    over, first = await inbox(service, site, "desk-abe")
    assert ("team-full-consultations-until", "team-has-room-consultations") == (first["template"], over["template"])
    assert full in first["title"] + first["body"]
    assert room in over["title"] + over["body"]
    assert not any(word in str((first, over)) for word in ("welfare", "福祉"))


async def test_officers_and_who_sees_to_it_hear_of_a_suggestion_by_the_names_of_the_groups(service, site):
    """The asked first, the asking at the end; the desk owner when nobody answers."""
    said = {"suggestion_id": "a~b", "group_id": "a", "to_group_id": "b", "theme": "nature", "coordinator_id": "sato"}
    for id, name in (("a", "みどりの会"), ("b", "大沢町会")):
        await deliver(service, GroupRegistered(group_id=id, name=name, kind="theme", size_band="5-9"))
    for event in (
        SuggestionMade(**said, due_at=TEN, officer_ids=("ken", "rin")),
        SuggestionLate(**{**said, "coordinator_id": "abe"}, due_at=TEN, officer_ids=("ken",)),
        SuggestionAnswered(**said, officer_ids=("yui",), accepted=True),
        SuggestionLapsed(**said, officer_ids=("yui",)),
    ):
        clock_of(site).advance(timedelta(seconds=1))
        await deliver(service, event)

    read = {who: await inbox(service, site, who) for who in ("ken", "rin", "sato", "abe", "yui")}
    assert {
        "ken": ["late", "made"],
        "rin": ["made"],
        "sato": ["assigned"],
        "abe": ["late-assigned"],
        "yui": ["lapsed", "accepted"],
    } == {who: [each["template"].removeprefix("suggestion-") for each in found] for who, found in read.items()}
    assert "みどりの会から大沢町会に、一緒に活動しませんか" in read["rin"][0]["body"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("ja", "みどりの会への訪問の記録"), ("ja-plain", "みどりの会に 行きましたか"), ("en", "Your visit to みどりの会")],
)
async def test_who_accompanies_a_group_is_told_once_that_a_visit_is_due(service, site, language, words):
    """However often the event comes, in their own language, with what to do."""
    await deliver(service, PersonRegistered(person_id="rin", language=language.removesuffix("-plain")))
    async with client(service, site, "rin") as http:
        await http.put("/preferences", json={"plain": language.endswith("-plain")})
    await deliver(service, GroupRegistered(group_id="a", name="みどりの会", kind="theme", size_band="5-9"))
    due = AccompanimentVisitDue(group_id="a", coordinator_id="rin", reason="not-noted", due_at=TEN)
    await deliver(service, due, due)

    (told,) = await inbox(service, site, "rin")
    assert "accompaniment-visit-not-noted" == told["template"]
    assert words in told["title"]


async def test_the_other_side_and_who_has_it_hear_of_changed_goals_once(service, site):
    """Who is asked, then who asked, both in silence; who has it is told beside them, unless it is one of the sides."""
    await deliver(service, GroupRegistered(group_id="a", name="みどりの会", kind="theme", size_band="5-9"))
    sides = {"group_id": "a", "intermediary_id": "rin", "officer_ids": ("yui",), "side": "group"}
    for status, coordinator in (("proposed", "rin"), ("agreed", "sato"), ("lapsed", "sato")):
        clock_of(site).advance(timedelta(seconds=1))
        due_at = TEN if status == "proposed" else None
        event = AccompanimentGoalsChange(**sides, coordinator_id=coordinator, status=status, due_at=due_at)
        await deliver(service, event, event)

    read = {who: await inbox(service, site, who) for who in ("yui", "rin", "sato")}
    assert {
        "yui": ["lapsed", "agreed"],
        "rin": ["lapsed", "proposed"],
        "sato": ["lapsed-assigned", "agreed-assigned"],
    } == {who: [each["template"].removeprefix("accompaniment-goals-") for each in found] for who, found in read.items()}
    assert "みどりの会の伴走支援の目標を変える案" in read["rin"][1]["body"]
