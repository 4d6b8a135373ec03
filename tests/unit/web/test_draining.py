"""A replica that is about to stop says so first, and still serves."""

from pathlib import Path

from shared.health import Health
from shared.web.health import readiness
from tests.toys import journal_of, source_model


class Toy:
    """As much of a service as readiness looks at."""

    name = "toy"

    def __init__(self, folder: Path) -> None:
        self.health = Health(started=True)
        self.journal = journal_of(source_model(), folder)


async def test_a_draining_replica_is_not_ready_though_its_store_takes_writes(tmp_path: Path) -> None:
    """The proxy in front sends new requests elsewhere; nothing is asked of the store for it."""
    toy = Toy(tmp_path)
    await toy.journal.open()
    before = await readiness(toy)  # type: ignore[arg-type]  # a toy
    toy.health.draining = True
    after = await readiness(toy)  # type: ignore[arg-type]  # likewise
    await toy.journal.close()

    assert "ready" == before["status"]
    assert ("not-ready", {"process": "stopping"}) == (after["status"], after["parts"])
