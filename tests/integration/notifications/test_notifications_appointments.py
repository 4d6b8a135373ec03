"""What is said about appointments at outreach days, and to whom."""

from datetime import UTC, datetime, timedelta

from services.notifications.app import build
from shared.contracts.matching_outreach import (
    AppointmentBooked,
    AppointmentCalledOff,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentOffered,
    AppointmentReminded,
    OutreachStaffed,
)
from tests.kit import client, deliver, make_site, opened

NOW = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
TEN = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
WHEN = {"outreach_day_id": "d1", "place": "大沢団地 集会所", "starts_at": TEN, "ends_at": TEN + timedelta(minutes=30)}
MINE = {"appointment_id": "a1", "person_id": "hana", "channel": "web", **WHEN}
GUEST = {**MINE, "person_id": None, "channel": "phone"}


async def test_each_is_told_what_is_theirs_once_and_who_has_no_account_nothing(tmp_path):
    """Taken, moved, called off with why, offered until when, the day before; who cancelled it themselves knows."""
    site = make_site(tmp_path, NOW)
    async with opened(build(site)) as service:
        for event in (
            AppointmentBooked(**MINE),
            AppointmentBooked(**GUEST),
            AppointmentMoved(**MINE, was_starts_at=TEN - timedelta(minutes=30)),
            AppointmentCancelled(**MINE, role="self"),
            AppointmentCalledOff(**MINE, reason="rain"),
            AppointmentCalledOff(**GUEST, reason="rain"),
            AppointmentOffered(**MINE, deadline=TEN - timedelta(hours=2)),
            AppointmentReminded(**MINE),
            OutreachStaffed(**WHEN, coordinator_id="sato", role="owner"),
        ):
            await deliver(service, event, event)
        inboxes = {}
        for person in ("hana", "sato"):
            async with client(service, site, person) as http:
                items = (await http.get("/inbox")).json()["items"]
            inboxes[person] = ([each["template"] for each in items], {each["template"]: each["body"] for each in items})

    assert [
        "appointment-booked", "appointment-called-off-rain", "appointment-moved", "appointment-offered",
        "appointment-reminded",
    ] == sorted(inboxes["hana"][0])  # fmt: skip
    assert ["outreach-staffed-owner"] == inboxes["sato"][0]
    said = inboxes["hana"][1]
    assert "2026年12月1日（火） 8:00までに返事をしてください" in said["appointment-offered"]
    assert "天候の悪化のため、相談会を中止します" in said["appointment-called-off-rain"]
