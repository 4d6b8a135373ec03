"""Why not: every refusal of a booking with its rule, article and words, and what would have to be different."""

import pytest

from services.booking.app import build
from services.booking.rulebook.book import TOWNS, WrongBook
from services.booking.rules_file import read_rules
from services.booking.settings import BookingSettings
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import events_of, make_site, run_reactions

FIELDS = {"rule_id", "section", "article", "value", "limit", "until", "ja", "plain", "en", "next"}


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def test_every_refusal_is_told_with_what_would_have_to_differ(city):
    """Two rules at once, each with the nearest change; a change that can be sent is a request that is allowed."""
    hana, wanted = city.client(), body(room_id="small", people=9, **on(8, "20:30", "21:30"))
    told = (await hana.post("/bookings/explain", json=wanted)).json()
    refused = (await hana.post("/bookings", json=wanted)).json()

    assert (False, False) == (told["allowed"], told["taken"])
    rules = ["centre.hours", "komorebi.capacity"]
    assert rules == [each["rule_id"] for each in told["refusals"]] == [each["rule_id"] for each in refused["refusals"]]
    assert all(FIELDS <= set(each) for each in told["refusals"] + refused["refusals"])
    assert not [name for name in refused if name.endswith("_")]
    hours, capacity = (each["change"] for each in told["refusals"])
    assert ("time", "20:00-21:00", False) == (hours["kind"], hours["to"], hours["allowed"])
    assert ("room", "big", False) == (capacity["kind"], capacity["instead"]["room_id"], capacity["allowed"])
    assert ["time", "room"] == [each["kind"] for each in told["together"]["changes"]]
    again = told["together"]["instead"]
    allowed = (await hana.post("/bookings/explain", json=again)).json()
    assert (True, 500, []) == (allowed["allowed"], allowed["fee"], allowed["refusals"])
    assert [("centre.prices", 500, 1)] == [(line["rule_id"], line["yen"], line["count"]) for line in allowed["lines"]]
    assert "2026-12-08T19:00:00+09:00" == allowed["deadlines"]["cancel_until"]
    assert ["komorebi.cancel", "komorebi.start"] == [each["rule_id"] for each in allowed["conditions"]]
    booked = await hana.post("/bookings", json=again)
    await run_reactions(city.service)
    bill = (await hana.get(f"/bills/{booked.json()['booking_id']}")).json()
    assert (201, allowed["deadlines"]["pay_by"]) == (booked.status_code, bill["pay_by"])


async def test_several_rooms_have_one_answer(city):
    """What is explained is what is booked: 300 and 300, and only what refuses is named."""
    both = {**body(people=45), "room_ids": ["big", "small"]}
    del both["room_id"]

    told = (await city.client().post("/bookings/explain", json=both)).json()
    lent = {**both, "equipment": {"centre.projector": 3}}
    refusals = (await city.client().post("/bookings/explain", json=lent)).json()["refusals"]
    booked = await city.client().post("/bookings", json=both)

    assert (True, 600, 201, 600) == (told["allowed"], told["fee"], booked.status_code, booked.json()["fee"])
    assert (["centre.projector"], None) == ([each["rule_id"] for each in refusals], told["together"])


async def test_explaining_changes_nothing(city):
    """Anyone may ask how it would be, as often as they like: no booking, no quota, no demand; not without a token."""
    await city.client().post("/bookings", json=body())
    for wanted in (body(), body(people=41), body(group_id="osawa-garden")):
        await city.yui.post("/bookings/explain", json=wanted)

    taken = (await city.client("resident-ken").post("/bookings/explain", json=body())).json()

    assert (False, True, []) == (taken["allowed"], taken["taken"], taken["refusals"])
    assert ("room-taken", "その時間は、ほかの人が 使います。") == (
        taken["in_the_way"]["code"], taken["in_the_way"]["plain"],
    )  # fmt: skip
    assert "small" in {place["room_id"] for place in taken["alternatives"]}
    assert [] == await events_of(city.service, "demand/cc/2026-12-02")
    assert [] == await events_of(city.service, "quota/osawa-garden/2026-12")
    assert 1 == len((await city.client().get("/bookings")).json()["items"])
    assert 401 == (await city.client(None).post("/bookings/explain", json=body())).status_code
    assert 403 == (await city.client().post("/bookings/explain", json=body(group_id="osawa-garden"))).status_code


async def test_a_cap_is_explained_by_what_they_have(city):
    """The thirteenth of a month: what it would be, until when, and the first day on which it would be one again."""
    for day in (2, 3, 4, 5, 8, 9, 10, 11, 12, 15, 16, 17):
        await city.yui.post("/bookings", json=body(group_id="osawa-garden", **on(day, "10:00", "11:00")))

    wanted = body(group_id="osawa-garden", people=41, **on(18, "10:00", "11:00"))
    told = (await city.yui.post("/bookings/explain", json=wanted)).json()
    refused = (await city.yui.post("/bookings", json=wanted)).json()

    quota = next(each for each in told["refusals"] if each["rule_id"] == "centre.quota")
    assert (13, 12, "2026-12-31") == (quota["value"], quota["limit"], quota["until"])
    assert ("day", "2027-01-05") == (quota["change"]["kind"], quota["change"]["to"])
    assert ["komorebi.capacity", "centre.quota"] == [each["rule_id"] for each in refused["refusals"]]


async def test_plain_japanese_is_spoken_to_who_asks_for_it(city):
    """As notifications name it; whoever asks for Japanese gets Japanese."""
    said = {}
    for language in ("ja", "ja-plain", "en", "ja-plain;q=0.5, ja", "en, ja-plain;q=0.8"):
        headers = {"accept-language": language}
        answer = await city.client().post("/bookings", json=body(people=41), headers=headers)
        said[language] = (answer.headers["content-language"], answer.json()["detail"])

    plain = "40人まで入れます。41人は入れません。"
    assert ("ja-plain", plain) == said["ja-plain"]
    assert ("ja", "定員は40人です（お申込みは41人）。") == said["ja"] == said["ja-plain;q=0.5, ja"]
    assert "en" == said["en"][0] == said["en, ja-plain;q=0.8"][0]


async def test_the_rules_of_a_facility_are_published(city):
    """Each with its article, texts, what it says, and from when until when."""
    rules = {rule["rule_id"]: rule for rule in (await city.client(None).get("/facilities/cc/rules")).json()["items"]}

    assert ("closures", {"weekly": ["mon"], "if_holiday": "next-day"}) == (
        rules["centre.mondays"]["rule"], rules["centre.mondays"]["value"],
    )  # fmt: skip
    assert (["big", "small"], None) == (rules["centre.quota"]["rooms"], rules["centre.quota"]["until"])
    assert "hub.tuesdays" not in rules
    assert "komorebi.quota" not in rules


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[defaults.slot_minutes]\nvalue = 30\n[kinds.hall.hours]\nvalue = {}\n", "old form"),
        ('schema = 1\ntown = "x"\n', "facilities"),
        ("schema = ", "TOML"),
        ("\udcff", "UTF-8"),
    ],
)
def test_a_wrong_file_stops_the_service_with_its_findings(tmp_path, text, said):
    """Found when the service starts, not when somebody books; the old form is called by its name."""
    path = tmp_path / "rules.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(WrongBook, match=said):
        build(make_site(tmp_path), BookingSettings(rules_file=path))


def test_a_file_of_ones_own_is_read(tmp_path):
    """Also one that an editor began with a mark; one that is not there is said by name."""
    path = tmp_path / "rules.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (TOWNS / "mitaka.toml").read_bytes())

    assert "mitaka" == read_rules(path).file.town
    with pytest.raises(WrongBook, match=r"nowhere\.toml"):
        read_rules(tmp_path / "nowhere.toml")
