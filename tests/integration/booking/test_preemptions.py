"""Pre-emption by rule: which rule makes others give way to what, until when, and what those get who go."""

import pytest
import pytest_asyncio

from services.booking.rules_file import rules_text
from shared.contracts.booking import BookingCancelled
from tests.integration.booking.bookings_kit import on
from tests.integration.booking.ways_kit import a_hall, in_hall
from tests.kit import events_of, run_reactions

pytestmark = pytest.mark.asyncio(loop_scope="module")
FUNERAL = {"purpose": "other", "marks": ["funeral"], "reason": "funeral", "person_id": "p-75"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    """Its halls give way to funerals; the house that is always open to nothing."""
    folder = tmp_path_factory.mktemp("pre-emptions")
    text = rules_text(None).replace("notice_hours_min = 24", "notice_hours_min = 24\nrefund_percent = 50")
    (folder / "rules.toml").write_text(text, "utf-8")
    async with a_hall(folder, rules_file=folder / "rules.toml") as city:
        yield city


async def asked(city, wish, **changes):
    """The answer to a funeral in the name of a rule."""
    wanted = {**wish, **FUNERAL, "rule_id": "komorebi.funerals", **changes}
    return await city.staff.post("/pre-emptions", json=wanted, headers={"Accept-Language": "en"})


async def booked(city, wish, person="resident-hana"):
    answer = await city.client(person).post("/bookings", json=wish)
    assert 201 == answer.status_code, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rule_id": "somebody.says.so"}, "The rules that allow it: komorebi.funerals (a funeral)."),
        ({"marks": [], "purpose": "music"}, "for such a use"),
        ({"facility_id": "always-open", "room_id": "r1"}, "This house has no such rule."),
    ],
)
async def test_without_a_rule_for_it_nobody_gives_way(city, changes, words):
    """A rule that is not there, one that is not for this, a house without one: the refusal names those that are."""
    there = await booked(city, in_hall("tea", **on(2, "13:00", "14:00")))

    answer = await asked(city, in_hall("tea", **on(2, "13:00", "14:00")), **changes)

    said = answer.json()
    assert (422, "pre-emption-not-allowed") == (answer.status_code, said["code"]), said
    assert words in said["detail"]
    assert {"rule_id", "article", "value", "limit", "until", "rules"} <= set(said)
    assert "confirmed" == (await city.client().get(f"/bookings/{there['booking_id']}")).json()["status"]
    await city.client().post(f"/bookings/{there['booking_id']}/cancel")


async def test_notice_is_given_to_each_who_has_to_go(city):
    """It is 9:07 on the 1st: what starts at 9:00 tomorrow stays, and so does it when the funeral begins later."""
    first = await booked(city, in_hall("east", **on(2, "09:00", "11:00")))

    for start in ("09:00", "10:00"):
        answer = await asked(city, in_hall("east", **on(2, start, "11:00")))
        said = answer.json()
        assert (422, "rule-refused", "komorebi.funerals") == (answer.status_code, said["code"], said["rule_id"]), said
        assert ("2026-12-01T09:00:00+09:00", "preemptions") == (said["limit"], said["refusals"][0]["section"])
        assert "until 24 hours before their use" in said["detail"]
    assert "confirmed" == (await city.client().get(f"/bookings/{first['booking_id']}")).json()["status"]


async def test_who_has_to_go_gets_what_the_rule_says(city):
    """Half of the fee in this town, other places, and no points; the rule stands beside it."""
    there = await booked(city, in_hall("west", **on(3, "10:00", "11:00")), "resident-ken")

    answer = await asked(city, in_hall("whole", **on(3, "09:00", "12:00")))

    await run_reactions(city.service)
    assert (201, "p-75") == (answer.status_code, answer.json()["person_id"])
    (gone,) = [
        event for event in await events_of(city.service, "facility-day/hall/2026-12-03")
        if isinstance(event, BookingCancelled)
    ]  # fmt: skip
    assert (there["booking_id"], "pre-empted", "komorebi.funerals", there["fee"] // 2) == (
        gone.booking_id, gone.reason, gone.rule_id, gone.refund,
    )  # fmt: skip
    assert there["fee"] > 0


async def test_the_rules_of_a_house_show_what_it_gives_way_to(city):
    """Published with article and words, for whoever may have to go one day."""
    shown = (await city.client(None).get("/facilities/hall/rules")).json()["items"]

    (rule,) = [each for each in shown if each["rule"] == "preemptions"]
    assert ("komorebi.funerals", ["funeral"], 24) == (
        rule["rule_id"], rule["value"]["purposes"], rule["value"]["notice_hours_min"],
    )  # fmt: skip
