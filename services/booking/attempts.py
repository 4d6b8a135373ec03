"""How many refused requests one person, and one group, may make in a minute, in all ways to a room: scripts are slowed.

Only what was refused counts, and only under whoever is signed in (a group: under its own officers): no rival can shut
anybody out. It is kept in memory by each replica: a restart forgives, two replicas allow twice as much.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from services.booking.domain.wish import party_of
from services.booking.refusals import TooManyAttempts
from shared.errors import Refusal
from shared.events import Event
from shared.web import Caller

S = TypeVar("S")
Decide = Callable[[S], list[Event]]

WINDOW = timedelta(minutes=1)
REFUSED_MAX = 30
"""In a minute. Somebody who looks for a room by hand makes a few; the answer to each names what is free."""
OF_ONE_REQUEST_MAX = 10
"""Whoever looks at a year of Tuesdays first, and then books what is left of it, is not told to wait in between."""
KEYS_MAX = 20_000
"""People and groups that are remembered at a time; of more the one that was longest quiet is forgotten."""


class Attempts:
    """Refused requests of the last minute, by person and group."""

    def __init__(self, refused_max: int = REFUSED_MAX) -> None:
        self._refused_max = refused_max
        self._refused: OrderedDict[str, deque[datetime]] = OrderedDict()

    def check(self, keys: tuple[str, ...], now: datetime) -> None:
        """Raise ``TooManyAttempts`` when one of the keys has been refused too often."""
        for key in keys:
            refused = self._refused.get(key)
            if refused is None:
                continue
            while refused and refused[0] <= now - WINDOW:
                refused.popleft()
            if len(refused) >= self._refused_max:
                seconds = int((refused[0] + WINDOW - now).total_seconds()) + 1
                raise TooManyAttempts(limit=self._refused_max, retry_after_seconds=seconds)

    def slowed(self, keys: tuple[str, ...], now: datetime) -> TooManyAttempts | None:
        """The same as an answer: said inside a decision, where a repeated request has already been found."""
        try:
            self.check(keys, now)
        except TooManyAttempts as slowed:
            return slowed
        return None

    @contextmanager
    def counted(self, keys: tuple[str, ...], now: datetime) -> Iterator[Callable[[Decide[S]], Decide[S]]]:
        """A command whose refusal counts. Gives what makes a decision one that tells who is too fast to wait."""
        slowed = self.slowed(keys, now)

        def slowing(decide: Decide[S]) -> Decide[S]:
            def decided(state: S) -> list[Event]:
                if slowed is not None:
                    raise slowed
                return decide(state)

            return decided

        try:
            yield slowing
        except TooManyAttempts:
            raise
        except Refusal:
            self.note(keys, now)
            raise

    def note(self, keys: tuple[str, ...], now: datetime, times: int = 1) -> None:
        """So many more were refused; of one request no more than ``OF_ONE_REQUEST_MAX`` count."""
        for key in keys if times else ():
            refused = self._refused.setdefault(key, deque(maxlen=self._refused_max))
            refused.extend([now] * min(times, OF_ONE_REQUEST_MAX))
            self._refused.move_to_end(key)
        while len(self._refused) > KEYS_MAX:
            self._refused.popitem(last=False)


def asking_for(group_id: str | None, by: Caller) -> tuple[str, ...]:
    """Under which keys a request counts: the person's, and the group's. Staff ask for others, and count nowhere.

    Whoever is no officer of the group is refused for that alone, which counts for nobody.
    """
    if by.has("staff"):
        return ()
    own = party_of(by.person_id, None)
    return (own,) if group_id is None else (own, party_of(by.person_id, group_id))
