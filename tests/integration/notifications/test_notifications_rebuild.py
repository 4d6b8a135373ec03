"""Rows and states of notifications are what the journal alone gives again."""

import sqlite3
from datetime import UTC, datetime

from services.notifications.app import build
from services.notifications.domain.message import Message
from services.notifications.domain.names import Group
from services.notifications.domain.recipient import Recipient
from services.notifications.rows import MessageRow
from shared.contracts.matching import GroupJoined, GroupRegistered
from shared.contracts.people import PersonErased, PersonRegistered
from shared.contracts.points import PointsEarned
from shared.journal.rebuild import rebuild
from tests.kit import client, deliver, make_site, opened

NOW = datetime(2026, 11, 22, 3, 0, 0, 123456, tzinfo=UTC)


def earned(person_id):
    return PointsEarned(
        account_id=person_id, person_id=person_id, programme_id="x", amount=50, balance=50, cause="f", expires_at=NOW
    )


def table(site):
    with sqlite3.connect(site.settings.data / "notifications.db") as db:
        return db.execute("SELECT * FROM row_message ORDER BY id").fetchall()


async def test_rows_and_states_are_equal_after_a_rebuild(tmp_path):
    """Sent, read, muted and hidden messages: byte for byte the same rows, equal states."""
    site = make_site(tmp_path, NOW)
    service = build(site)
    async with opened(service), client(service, site) as http:
        await deliver(
            service,
            PersonRegistered(person_id="resident-hana", language="en"),
            GroupRegistered(group_id="g1", name="園芸会", kind="theme", size_band="5-9"),
            GroupJoined(group_id="g1", person_id="resident-hana"),
            earned("resident-hana"),
            earned("resident-ken"),
        )
        (first, _) = (await http.get("/inbox")).json()["items"]
        await http.post(f"/inbox/{first['message_id']}/read")
        await http.put("/preferences", json={"muted_kinds": ["points"]})
        await deliver(service, earned("resident-hana"), n=2)
        await deliver(service, PersonErased(person_id="resident-ken"))
        rows = table(site)
        streams = [
            Recipient.stream("resident-hana"),
            Recipient.stream("resident-ken"),
            Group.stream("g1"),
            *(Message.of(row.person_id, row.id) for row in await service.journal.all(MessageRow)),
        ]
        states = [await service.journal.ask(stream, lambda state: state.model_dump_json()) for stream in streams]
        await rebuild(service.journal.model, service.journal.store)
        service.journal.writer.forget_cache()
        again = [await service.journal.ask(stream, lambda state: state.model_dump_json()) for stream in streams]

        assert 3 == len(rows)
        assert rows == table(site)
        assert states == again
