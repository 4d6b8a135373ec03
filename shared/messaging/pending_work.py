"""What a relay by pending marks has before it: own commits, in memory within a bound, and streams to be read again."""

from collections.abc import Container, Mapping, Sequence

from shared.journal import Commit

OWN_COMMITS_MAX = 20_000
"""Own commits kept in memory while the broker is away; what is beyond is read again from the store."""


class PendingWork:
    """Streams wait here in the order in which they came, taken some at a time; each stream's commits by version."""

    def __init__(self) -> None:
        self.own_commits = 0
        self._own: dict[str, list[Commit]] = {}
        self._found: dict[str, None] = {}
        self._in_hand: frozenset[str] = frozenset()

    @property
    def is_done(self) -> bool:
        """Whether nothing waits and nothing is in hand."""
        return not (self._own or self._found or self._in_hand)

    def has_own(self, stream: str) -> bool:
        """Whether own commits of a stream wait, or the stream is in hand."""
        return stream in self._own or stream in self._in_hand

    def is_only_of(self, streams: Container[str]) -> bool:
        """Whether there is nothing but own commits of these streams."""
        return not self._found and all(stream in streams for stream in self._own)

    def add(self, commits: Sequence[Commit]) -> None:
        """Own commits, as they are made."""
        for commit in commits:
            if self.own_commits >= OWN_COMMITS_MAX:
                self._found[commit.stream] = None
            else:
                self._own.setdefault(commit.stream, []).append(commit)
                self.own_commits += 1

    def read_again(self, stream: str) -> None:
        """What is unconfirmed of a stream has to be read from the store."""
        self._found[stream] = None

    def take(self, streams_max: int) -> dict[str, list[Commit]]:
        """Take some streams in hand, each with its own commits; none: it is to be read from the store."""
        streams = [*self._own, *(stream for stream in self._found if stream not in self._own)][:streams_max]
        self._in_hand = frozenset(streams)
        for stream in streams:
            self._found.pop(stream, None)
        return {stream: self._take_own(stream) for stream in streams}

    def let_go(self) -> None:
        """Nothing is in hand any more."""
        self._in_hand = frozenset()

    def take_back(self, own: Mapping[str, list[Commit]]) -> None:
        """Put what was in hand before what came meanwhile."""
        for stream, commits in own.items():
            if not commits:
                self._found[stream] = None
                continue
            later = [commit for commit in self._take_own(stream) if commit.version > commits[-1].version]
            self._own[stream] = [*commits, *later]
            self.own_commits += len(self._own[stream])

    def _take_own(self, stream: str) -> list[Commit]:
        commits = self._own.pop(stream, [])
        self.own_commits -= len(commits)
        return commits
