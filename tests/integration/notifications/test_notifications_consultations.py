"""What is said about a consultation, and to whom."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.app import build
from shared.contracts.matching import (
    ConsultationAnswered,
    ConsultationAssigned,
    ConsultationEscalated,
    ConsultationOpened,
    ConsultationReferred,
    ConsultationReopened,
    ConsultationResolved,
)
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


async def test_everybody_whom_a_consultation_concerns_hears_of_it_and_neither_desk_nor_name_is_told(service, site):
    """Who brought it, who has it, the desk owner; nobody when somebody without an account rang."""
    facts = {"consultation_id": "k1", "desk": "welfare", "channel": "web", "due_at": TEN}
    hers = {**facts, "person_id": "resident-hana"}
    for event in (
        ConsultationOpened(**hers, coordinator_id="coordinator-sato"),
        ConsultationAssigned(**hers, coordinator_id="coordinator-sato"),
        ConsultationReferred(**hers, coordinator_id="coordinator-ito"),
        ConsultationEscalated(**hers, coordinator_id="desk-owner"),
        ConsultationAnswered(**hers, coordinator_id="desk-owner"),
        ConsultationReopened(**hers, coordinator_id="desk-owner"),
        ConsultationResolved(**hers, coordinator_id="desk-owner", word="person"),
        ConsultationOpened(**{**facts, "consultation_id": "k2", "channel": "phone"}, coordinator_id="coordinator-sato"),
    ):
        clock_of(site).advance(timedelta(seconds=1))
        await deliver(service, event)

    told = {
        who: await inbox(service, site, who)
        for who in ("resident-hana", "coordinator-sato", "coordinator-ito", "desk-owner")
    }
    assert {
        "resident-hana": ["resolved", "reopened", "answered", "late", "referred", "opened"],
        "coordinator-sato": ["assigned"],
        "coordinator-ito": ["assigned"],
        "desk-owner": ["taken-up", "escalated"],
    } == {who: [each["template"].removeprefix("consultation-") for each in messages] for who, messages in told.items()}
    shown = " ".join(each["title"] + each["body"] for messages in told.values() for each in messages)
    assert [] == [word for word in ("welfare", "福祉", "coordinator-", "desk-owner", "resident-") if word in shown]
