"""Which streams are far from their snapshot: each costs a long fold whenever it is loaded again.

Kept by the writer, from what it sees anyway; a stream is forgotten as soon as a snapshot of it is written or found.
"""

STREAMS_KEPT_MAX = 1_000
TOO_MANY_SNAPSHOTS_MISSED = 2


class SnapshotsBehind:
    """Streams that were loaded with more commits since their snapshot than ``2 * every_commits``."""

    def __init__(self, every_commits: int) -> None:
        self._limit = TOO_MANY_SNAPSHOTS_MISSED * every_commits
        self._behind: dict[str, int] = {}

    def loaded(self, stream: str, commits: int) -> None:
        """A stream was folded from so many commits since its snapshot."""
        if commits <= self._limit:
            if self._behind:
                self._behind.pop(stream, None)
        elif stream in self._behind or len(self._behind) < STREAMS_KEPT_MAX:
            self._behind[stream] = commits

    def saved(self, stream: str) -> None:
        """A snapshot of a stream was written."""
        self._behind.pop(stream, None)

    @property
    def streams(self) -> int:
        """How many are known to be behind (at most ``STREAMS_KEPT_MAX``)."""
        return len(self._behind)

    @property
    def commits(self) -> int:
        """Commits since its snapshot of the worst of them; 0 when none is behind."""
        return max(self._behind.values(), default=0)
