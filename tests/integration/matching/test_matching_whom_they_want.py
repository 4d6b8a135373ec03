"""Skills, access needs, ages: what a group wants and says it has, and what is never told of a person."""

from datetime import timedelta

import pytest

from services.matching.domain.recommending.scoring import Offer, Seeker
from shared.contracts.booking_activities import ActivityAnnounced
from shared.contracts.people import ConsentWithdrawn
from tests import kit
from tests.integration.matching.matching_kit import NOON, SOUTH

SAID = {"skills": ["会計・税務"], "access_needs": ["段差がない", "hearing-loop"], "age_band": "60代"}
WANTED = {"skills_wanted": ("accounting",), "access": ("step-free",), "ages_wanted": ("60s", "70s-up")}


@pytest.fixture
async def hana(city):
    """Somebody who has said all of it, by words of the lists; the chorus wants her, the garden says nothing of it."""
    await city.group("chorus", officer="officer-aoi", tags=("chorus",), **WANTED)
    await city.person("resident-hana")
    client = kit.client(city.service, city.site, "resident-hana")
    assert 200 == (await client.put("/people/me/interests", json=SAID)).status_code
    return client


async def test_what_a_group_wants_speaks_for_it(hana):
    """2.2 for the skill, 1.5 for the need, 0.8 for the age, each with its words; and codes are kept, not words."""
    assert {"skills": ["accounting"], "access_needs": ["step-free", "hearing-loop"], "age_band": "60s"}.items() <= (
        await hana.get("/people/me/interests")
    ).json().items()

    first, _ = (await hana.get("/people/me/recommendations")).json()

    assert "chorus" == first["group"]["group_id"]
    why = (await hana.get("/people/me/recommendations/why", params={"group_id": "chorus"})).json()["this"]
    points = {part["code"]: part["points"] for part in why["contributions"]}
    assert {"needed-skill": 2.2, "has-access": 1.5, "age-wanted": 0.8}.items() <= points.items()
    assert "あなたの得意な「会計・税務」のできる人を探している" == first["reasons"][1]["ja"]
    assert list(WANTED["ages_wanted"]) == first["group"]["ages_wanted"]


async def test_what_is_not_said_is_told_and_nothing_is_dropped(hana):
    """A group that does not say it has a hearing loop may have one: it is shown, and the person is told to ask."""
    found = (await hana.get("/people/me/recommendations")).json()

    unstated = {each["group"]["group_id"]: [need["code"] for need in each["unstated"]] for each in found}
    assert {"chorus": ["hearing-loop"], "osawa-garden": ["step-free", "hearing-loop"]} == unstated
    assert "補聴援助（磁気ループ）" == found[0]["unstated"][0]["ja"]


async def test_what_an_activity_has_counts_as_a_groups_does(city, hana):
    """1.5 for the need that it says it meets, by a word of the list; of the other one may ask."""
    starts_at = NOON + timedelta(days=20)
    about = ActivityAnnounced(
        activity_id="a1", title="x", group_id="chorus", place="x", capacity=12, access=("段差がない", "お茶"),
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), deadline=starts_at,
    )  # fmt: skip
    await kit.deliver(city.service, about)

    why = (await hana.get("/people/me/recommendations/why", params={"activity_id": "a1"})).json()
    (told,) = [each for each in (await hana.get("/people/me/recommendations")).json() if "activity" in each]

    assert {"has-access": 1.5} == {each["code"]: each["points"] for each in why["this"]["contributions"]}
    assert (["has-access"], ["hearing-loop"]) == (
        [reason["code"] for reason in told["reasons"]],
        [need["code"] for need in told["unstated"]],
    )


async def test_needs_and_age_go_to_nobody_else(city, hana):
    """An introduction keeps reasons that its group's officers read: never these; and no public event has them."""
    asked = await hana.post("/introductions", json={"group_id": "chorus", "message": "見学したいです。"})
    id = asked.json()["introduction_id"]

    kept = (await city.introduction(id)).reasons
    told = [event.body().decode() for event in await city.events(f"introduction/{id}") if event.topic]

    assert kept
    assert "needed-skill:accounting" in kept
    assert not {"has-access", "age-wanted"} & {reason.partition(":")[0] for reason in kept}
    assert told
    assert not any(word in text for text in told for word in ("step-free", "access", "age-wanted", "60s"))


async def test_without_consent_nothing_of_it_is_used(city, hana):
    """What was said is dropped, and the list has none of it."""
    await kit.deliver(city.service, ConsentWithdrawn(person_id="resident-hana", purpose="matching"))
    found = (await hana.get("/people/me/recommendations")).json()

    assert not {"needed-skill", "has-access", "age-wanted"} & {r["code"] for each in found for r in each["reasons"]}
    assert [] == [need for each in found for need in each["unstated"]]


@pytest.mark.parametrize("said", [{"skills": ["魔法"]}, {"access_needs": ["?"]}, {"age_band": "67"}])
async def test_what_is_in_no_list_is_refused(hana, said):
    """Free text about oneself does not belong in a journal; nor does an age in years."""
    answered = await hana.put("/people/me/interests", json=said)

    assert (422, "unknown-words") == (answered.status_code, answered.json()["code"])


async def test_a_group_changes_what_it_wants(city, hana):
    """With the rest of its profile; what is left out is no longer wanted."""
    aoi = kit.client(city.service, city.site, "officer-aoi")
    body = {"name": "合唱団", "kind": "theme", "areas": SOUTH, "skills_wanted": ["保育"], "ages_wanted": ["10代まで"]}

    changed = (await aoi.put("/groups/chorus", json=body)).json()

    read = (await hana.get("/groups/chorus")).json()
    for answered in (changed, read):
        assert (["childcare"], [], ["under-20"]) == (
            answered["skills_wanted"],
            answered["access"],
            answered["ages_wanted"],
        )


def test_the_scorer_takes_what_was_said_and_nothing_else():
    """Nothing is learnt: these are all inputs. Whoever adds one has to say here that it is not sensitive."""
    said = {"tags", "role_wishes", "skills", "access_needs", "availability", "languages", "age_band"}
    told = {"nearness", "from_home", "joined_tags", "has_groups"}
    asked_or_set_aside = {"seen"}
    of_the_city = {"broader", "half_minutes"}
    of_them = {
        "tags", "needs", "skills_wanted", "access", "areas", "times", "languages", "ages_wanted", "size_band",
        "registered_at", "starts_at", "key",
    }  # fmt: skip

    assert said | told | asked_or_set_aside | of_the_city == set(Seeker._fields)
    assert of_them == set(Offer._fields)
