"""The stores of three services are away for more than a minute, in the running town."""

from pathlib import Path

from tests.faults.store_away import a_store_is_away

AWAY_SECONDS = 65.0


async def test_stores_that_are_away_for_a_minute_cost_nothing(tmp_path: Path) -> None:
    """Commands are told *later*, nothing is dead-lettered, and afterwards everything arrives, once."""
    await a_store_is_away(tmp_path / "data", AWAY_SECONDS)
