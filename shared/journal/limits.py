"""Bounds of a journal's writer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of a writer. The defaults are measured on 2 cores (docs/benchmarks.md)."""

    batch_commands_max: int = 512
    queue_commands_max: int = 20_000
    attempts_max: int = 8
    attempts_max_when_unavailable: int = 3
    retry_base_seconds: float = 0.005
    cached_states_max: int = 8_192
    snapshot_every_commits: int = 200
    event_bytes_max: int = 256 * 1024
