"""Registrations and penalty points in the inbox of who answers for them, in their language, as a kind of its own."""

from datetime import UTC, datetime

from services.notifications.app import build
from shared.contracts.booking_registrations import (
    PenaltyRecorded,
    RegistrationApproved,
    RegistrationEnded,
    RegistrationSuspended,
)
from shared.contracts.matching import GroupRegistered
from shared.contracts.people import PersonRegistered
from tests.kit import client, deliver, make_site, opened

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
ENDS = datetime(2027, 3, 31, 15, 0, tzinfo=UTC)
GROUP = GroupRegistered(group_id="osawa-garden", name="大沢園芸会", kind="theme", size_band="5-9")
OF_GROUP = {"group_id": "osawa-garden", "person_id": "officer-yui", "kind": "group"}


async def inbox(service, site, person_id):
    async with client(service, site, person_id) as asking:
        return [(each["title"], each["body"]) for each in (await asking.get("/inbox")).json()["items"]]


async def test_who_answers_for_a_group_and_a_person_for_themselves_are_told(tmp_path):
    """Approved, suspended, points: with the group's name, the last day, and what so many points lead to."""
    site = make_site(tmp_path, NOW)
    async with opened(build(site)) as service:
        await deliver(service, GROUP, PersonRegistered(person_id="resident-ken", language="en"))
        await deliver(
            service,
            RegistrationApproved(**OF_GROUP, until=ENDS),
            RegistrationSuspended(**OF_GROUP, until=ENDS, reason="points"),
            RegistrationEnded(**OF_GROUP, reason="withdrawn"),
            PenaltyRecorded(
                person_id="resident-ken", kind="no-show", until=ENDS, amount=2, balance=4, limit=5, deadline=ENDS
            ),
        )
        told = dict(await inbox(service, site, "officer-yui"))
        ((title, body),) = await inbox(service, site, "resident-ken")

    assert {"利用登録が承認されました", "ペナルティーにより利用登録が停止されました"} == set(told)
    assert told["利用登録が承認されました"].startswith("大沢園芸会の利用登録")
    assert "2027年3月31日（水）まで" in told["利用登録が承認されました"]
    assert "2 penalty points: the room was not used" == title
    assert body.startswith("For you: 2 penalty points more")
    assert "Now: 4 (with 5 nobody may book for a while)" in body


async def test_messages_of_registrations_can_be_muted_as_a_kind(tmp_path):
    """Whoever does not want them is not told."""
    site = make_site(tmp_path, NOW)
    async with opened(build(site)) as service:
        async with client(service, site, "officer-yui") as asking:
            muted = await asking.put("/preferences", json={"muted_kinds": ["registrations"]})
        await deliver(service, GROUP, RegistrationApproved(**OF_GROUP, until=ENDS))

        assert 200 == muted.status_code
        assert [] == await inbox(service, site, "officer-yui")
