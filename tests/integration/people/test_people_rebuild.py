"""Rows and states of people are what the journal alone gives again."""

import sqlite3
from datetime import UTC, datetime

from services.people.app import build
from services.people.domain.details import Name
from services.people.domain.person import Person
from services.people.requests import Profile, Registration
from shared.journal.rebuild import rebuild
from tests.kit import make_site, opened

NOW = datetime(2026, 11, 22, 3, 0, 0, 123456, tzinfo=UTC)


def table(site):
    with sqlite3.connect(site.settings.data / "people.db") as db:
        return db.execute("SELECT * FROM row_person ORDER BY id").fetchall()


async def test_rows_and_states_are_equal_after_a_rebuild(tmp_path):
    """Registered, changed, consenting and erased accounts: byte for byte the same rows, equal states."""
    site = make_site(tmp_path, NOW)
    async with opened(build(site)) as service:
        uses = service.use_cases

        def cause(command, id):
            return service.journal.causes.operator(command, b"x", id)

        for id in ("p1", "p2", "p3"):
            registration = Registration(
                person_id=id, name=Name(family="花村"), channel="counter", consents=("matching",)
            )
            await uses.register(registration, cause=cause("register", id))
        await uses.change(
            "p2", Profile(name=Name(family="新"), areas={"school": "x"}), "web", cause=cause("change", "p2")
        )
        await uses.consent("p2", "matching", given=False, cause=cause("consent", "p2"))
        await uses.erase("p3", cause=cause("erase", "p3"))
        rows = table(site)
        states = [
            await service.journal.ask(Person.stream(id), lambda p: p.model_dump_json()) for id in ("p1", "p2", "p3")
        ]
        await rebuild(service.journal.model, service.journal.store)
        service.journal.writer.forget_cache()
        again = [
            await service.journal.ask(Person.stream(id), lambda p: p.model_dump_json()) for id in ("p1", "p2", "p3")
        ]

        assert 3 == len(rows)
        assert rows == table(site)
        assert states == again
