"""What is said about small help, and to whom."""

from datetime import UTC, datetime

from services.notifications.app import build
from shared.contracts.matching import GroupRegistered
from shared.contracts.matching_help import HelpAccepted, HelpAnswered, HelpDone, HelpOverdue
from tests.kit import client, deliver, make_site, opened

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
HELP = {"request_id": "r1", "group_id": "g1"}


async def test_both_sides_read_what_is_theirs_to_do(tmp_path):
    """The tap, the yes until the end of a day, thanks, and who sees to what nobody answered; once each."""
    site = make_site(tmp_path, NOW)
    async with opened(build(site)) as service:
        await deliver(service, GroupRegistered(group_id="g1", name="大沢みどりの会", kind="theme", size_band="5-9"))
        overdue = HelpOverdue(**HELP, person_id="yui", coordinator_id="desk", due_at=MIDNIGHT)
        for event in (
            HelpAnswered(**HELP, person_id="yui", part="companion"),
            HelpAccepted(**HELP, person_id="ken", role="said", due_at=MIDNIGHT),
            HelpDone(**HELP, person_id="ken", role="said", minutes=30),
            overdue,
        ):
            await deliver(service, event, event)
        inboxes = {}
        for person in ("yui", "ken", "desk"):
            async with client(service, site, person) as http:
                items = (await http.get("/inbox")).json()["items"]
            inboxes[person] = {each["template"]: each["body"] for each in items}

    assert {"help-answered-companion", "help-overdue"} == set(inboxes["yui"])
    assert {"help-accepted", "help-done"} == set(inboxes["ken"])
    assert {"help-overdue-owner"} == set(inboxes["desk"])
    assert (
        "大沢みどりの会から「お願いします」と返事がありました。\n2026年11月28日（土）までの"
        in inboxes["ken"]["help-accepted"]
    )
    assert "30分の手伝いを、ありがとうございました" in inboxes["ken"]["help-done"]
