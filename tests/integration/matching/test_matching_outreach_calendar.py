"""Outreach days in a calendar: all of a kind for everybody, one's own appointment for oneself, no word in either."""

import icalendar
import pytest

from services.matching.outreach import calendar
from services.matching.words_kept import Visit
from tests import kit
from tests.integration.matching.matching_kit import HANA, KEN, SATO
from tests.integration.matching.outreach_kit import HALF, TEN, announced, booked, known, waits

DAYS = "/outreach-days.ics"


@pytest.fixture
async def http(city):
    """Clients by person; Hana and Ken are known."""
    await known(city, "resident-hana", "resident-ken")

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


def events(answer):
    """What an independent parser reads."""
    parsed = icalendar.Calendar.from_ical(answer.content)
    assert [] == parsed.errors
    return parsed.walk("VEVENT")


async def test_everybody_subscribes_to_the_days_of_a_kind_and_an_area(city, http):
    """Two days of which one fits; who books changes not a byte; nobody's name is in it."""
    id = await announced(city, areas={"neighbourhood": "minami"}, staff=("coordinator-sato",))
    await announced(city, kinds=("procedures",))
    anybody, asked = http(None), {"kind": "consultation", "area": "minami"}

    first = await anybody.get(DAYS, params=asked)
    await booked(city, id, HANA)
    again = await anybody.get(DAYS, params=asked, headers={"if-none-match": first.headers["etag"]})
    (event,) = events(first)

    assert (200, 304) == (first.status_code, again.status_code)
    assert ("text/calendar; charset=utf-8", "public, max-age=300") == (
        first.headers["content-type"], first.headers["cache-control"]
    )  # fmt: skip
    assert (TEN, TEN + 4 * HALF, "大沢団地 集会所", "よろず相談・スマホ・パソコン相談") == (
        event["DTSTART"].dt, event["DTEND"].dt, event["LOCATION"], event["SUMMARY"]
    )  # fmt: skip
    assert f"{id}@kyoso-139998" == event["UID"]
    assert ("sato" in first.text, "hana" in first.text) == (False, False)
    assert 2 == len(events(await anybody.get(DAYS)))
    assert "Any worry" in (await anybody.get(DAYS, params={"lang": "en"})).text


async def test_of_too_many_days_the_next_ones_are_told(city, http, monkeypatch):
    """What a calendar has no room for is what comes last, not what comes tomorrow."""
    await announced(city, at=TEN + 10 * HALF)
    await announced(city)
    monkeypatch.setattr(calendar, "EVENTS_MAX", 1)

    (event,) = events(await http(None).get(DAYS))

    assert TEN == event["DTSTART"].dt


async def test_a_day_that_is_off_is_cancelled_in_every_calendar(city, http):
    """With why; a code that nobody knows is said, not an empty calendar for ever."""
    id = await announced(city)
    await city.uses.outreach_days.call_off(id, "rain", by=SATO, cause=city.cause())

    (event,) = events(await http(None).get(DAYS))
    wrong = await http(None).get(DAYS, params={"kind": "dancing"})

    assert ("CANCELLED", 1, "雨・荒天のため") == (event["STATUS"], event["SEQUENCE"], event["DESCRIPTION"])
    assert (422, "unknown-words") == (wrong.status_code, wrong.json()["code"])
    assert 422 == (await http(None).get(DAYS, params={"area": "nowhere"})).status_code


async def test_ones_own_appointment_is_a_file_without_a_word_of_what_it_is_about(city, http):
    """For its person and who has the day, nobody else; a wait has no time; nothing was read in the vault."""
    id = await announced(city)
    mine = await booked(city, id, HANA, visit=Visit(text="秘密のこと", category="law"))
    for slot in (TEN + HALF, TEN + 2 * HALF, TEN + 3 * HALF):
        await booked(city, id, SATO, slot, channel="phone")
    wait = await waits(city, id, KEN)
    path = f"/appointments/{mine.appointment_id}.ics"

    answer = await http("resident-hana").get(path)
    waiting = await http("resident-ken").get(f"/appointments/{wait.appointment_id}.ics")
    (event,) = events(answer)

    assert (TEN, TEN + HALF, "CONFIRMED") == (event["DTSTART"].dt, event["DTEND"].dt, event["STATUS"])
    assert ("出張相談会の予約（よろず相談）", True) == (event["SUMMARY"], mine.code in event["DESCRIPTION"])
    assert ("秘密" in answer.text, "law" in answer.text, "private, no-cache") == (
        False, False, answer.headers["cache-control"]
    )  # fmt: skip
    assert 200 == (await http("coordinator-sato", "coordinator").get(path)).status_code
    assert [] == await city.uses.kept.vault.accesses_of("resident-hana")
    assert (404, 401) == ((await http("resident-ken").get(path)).status_code, (await http(None).get(path)).status_code)
    assert (409, "no-time-yet") == (waiting.status_code, waiting.json()["code"])


async def test_what_was_cancelled_is_told_as_cancelled(city, http):
    """Fetched again, the program takes it out."""
    id = await announced(city)
    mine = await booked(city, id, HANA)
    await city.uses.appointments.cancel(mine.appointment_id, by=HANA, cause=city.cause())

    (event,) = events(await http("resident-hana").get(f"/appointments/{mine.appointment_id}.ics"))

    assert "CANCELLED" == event["STATUS"]
