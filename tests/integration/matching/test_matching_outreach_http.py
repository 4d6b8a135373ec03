"""Outreach days over HTTP: announced, booked, called off, handed on, and a consultation that comes of one."""

from datetime import timedelta

import pytest

from shared.contracts.people import PersonErased
from tests import kit
from tests.integration.matching.outreach_kit import HALF, TEN, announced, known

DAY = {
    "kinds": ["consultation", "digital-help"], "place": "大沢団地 集会所", "areas": {"neighbourhood": "minami"},
    "starts_at": "2026-12-01T10:00:00+09:00", "ends_at": "2026-12-01T14:00:00+09:00", "slot_minutes": 30, "helpers": 1,
    "breaks": [{"starts_at": "2026-12-01T12:00:00+09:00", "ends_at": "2026-12-01T13:00:00+09:00"}],
    "staff": ["coordinator-sato", "coordinator-ito"],
}  # fmt: skip
ASKED = {"kind": "consultation", "starts_at": "2026-12-01T10:00:00+09:00", "text": "秘密のこと"}


@pytest.fixture
async def http(city):
    """Clients by person; Hana and Ken are known."""
    await known(city, "resident-hana", "resident-ken")

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


async def test_from_the_announcement_to_a_consultation(city, http):
    """Announced → found → booked → came → with a yes a consultation; each names the other."""
    sato, hana = http("coordinator-sato", "coordinator"), http("resident-hana")
    assert 403 == (await hana.post("/outreach-days", json=DAY)).status_code
    made = await sato.post("/outreach-days", json=DAY)
    assert (201, 6, "coordinator-sato") == (made.status_code, len(made.json()["slots"]), made.json()["owner_id"])
    path = f"/outreach-days/{made.json()['outreach_day_id']}"
    (line,) = (await http(None).get("/outreach-days", params={"kind": "consultation", "free": True})).json()["items"]
    assert (6, False) == (line["free"], "coordinator-sato" in str(line))

    headers = {"idempotency-key": "k1"}
    first = await hana.post(f"{path}/appointments", json=ASKED, headers=headers)
    assert (201, "booked") == (first.status_code, first.json()["status"])
    assert first.content == (await hana.post(f"{path}/appointments", json=ASKED, headers=headers)).content
    full = await http("resident-ken").post(f"{path}/appointments", json=ASKED, headers={"accept-language": "ja-plain"})
    assert (409, "slot-taken") == (full.status_code, full.json()["code"])
    assert "もう いっぱいです" in full.json()["detail"]
    id = first.json()["appointment_id"]
    assert "秘密のこと" == (await sato.get(f"{path}/list")).json()["appointments"][0]["text"]
    assert 403 == (await http("resident-ken").get(f"{path}/list")).status_code

    city.advance(TEN - city.journal.now())
    of = f"{path}/appointments/{id}"
    assert "came" == (await sato.post(f"{of}/came", json={})).json()["status"]
    assert 409 == (await sato.post(f"{of}/consultation", json={"text": "続きの相談"})).status_code
    led = await sato.post(f"{of}/consultation", json={"text": "続きの相談", "yes": True})
    assert 201 == led.status_code
    seen = (await hana.get(f"/appointments/{id}")).json()
    assert led.json()["consultation_id"] == seen["consultation_id"]
    assert "resident-hana" == (await city.consultation(seen["consultation_id"])).person_id


async def test_a_day_called_off_offers_the_next_one_with_a_place(city, http):
    """The next day is full, so the one after keeps a place; who has no account is to be rung, and is in the list."""
    days = [await announced(city, slots=2, at=TEN + timedelta(days=7 * n)) for n in range(3)]
    sato, hana = http("coordinator-sato", "coordinator"), http("resident-hana")
    for start in (TEN, TEN + HALF):
        for_next = {"kind": "consultation", "channel": "phone", "starts_at": (start + timedelta(days=7)).isoformat()}
        await sato.post(f"/outreach-days/{days[1]}/appointments", json=for_next)
    await hana.post(f"/outreach-days/{days[0]}/appointments", json=ASKED)
    guest = {"kind": "consultation", "starts_at": (TEN + HALF).isoformat(), "channel": "phone", "name": "やまだ",
             "phone": "0422-00-0000"}  # fmt: skip
    code = (await sato.post(f"/outreach-days/{days[0]}/appointments", json=guest)).json()["code"]

    off = await sato.post(f"/outreach-days/{days[0]}/call-off", json={"reason": "rain"})
    assert (200, 1, 1) == (off.status_code, off.json()["told"], len(off.json()["to_ring"]))

    mine = [each for each in (await hana.get("/people/me/appointments")).json()["items"] if each["status"] == "offered"]
    assert [days[2]] == [each["outreach_day_id"] for each in mine]
    assert "秘密のこと" == (await hana.get(f"/appointments/{mine[0]['appointment_id']}")).json()["text"]
    accepted = await hana.post(f"/appointments/{mine[0]['appointment_id']}/accept")
    assert (200, "booked") == (accepted.status_code, accepted.json()["status"])
    (ring,) = (await sato.get(f"/outreach-days/{days[0]}/list", params={"code": code})).json()["appointments"]
    assert ("to-ring", "0422-00-0000") == (ring["status"], ring["phone"])
    told = await sato.post(f"/outreach-days/{days[0]}/appointments/{ring['appointment_id']}/told")
    assert (200, "told") == (told.status_code, told.json()["status"])


async def test_somebody_else_has_the_day_by_name(city, http):
    """Who is ill is replaced; when nobody is left, the clock names the owner of the desk."""
    day_id = await announced(city)
    sato, mori = http("coordinator-sato", "coordinator"), http("staff-mori", "staff")
    replaced = await sato.post(
        f"/outreach-days/{day_id}/staff/coordinator-sato/replace", json={"by": "coordinator-abe"}
    )
    assert (200, "coordinator-abe") == (replaced.status_code, replaced.json()["owner_id"])

    for gone in ("coordinator-abe", "coordinator-ito"):
        await kit.deliver(city.service, PersonErased(person_id=gone))
        await city.settle()
    await city.timers()

    seen = (await mori.get(f"/outreach-days/{day_id}/list")).json()
    assert ("desk-abe", ["desk-abe"]) == (seen["owner_id"], seen["staff"])
