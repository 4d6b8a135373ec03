"""How many refused requests to book one person, and one group, may make in a minute: scripts are slowed.

Only what was refused counts, and only under whoever is signed in (a group: under its own officers): no rival can shut
anybody out. It is kept in memory by each replica: a restart forgives, two replicas allow twice as much.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

from services.booking.domain.wish import Wish
from services.booking.refusals import TooManyAttempts
from shared.web import Caller

WINDOW = timedelta(minutes=1)
REFUSED_MAX = 30
"""In a minute. Somebody who looks for a room by hand makes a few; the answer to each names what is free."""
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

    def note(self, keys: tuple[str, ...], now: datetime) -> None:
        """One more was refused."""
        for key in keys:
            refused = self._refused.setdefault(key, deque(maxlen=self._refused_max))
            refused.append(now)
            self._refused.move_to_end(key)
        while len(self._refused) > KEYS_MAX:
            self._refused.popitem(last=False)


def asking_for(wish: Wish, by: Caller) -> tuple[str, ...]:
    """Under which keys a request counts: the person's, and the group's. Staff ask for others, and count nowhere.

    Whoever is no officer of the group is refused for that alone, which counts for nobody.
    """
    if by.has("staff"):
        return ()
    return (f"p/{by.person_id}",) if wish.group_id is None else (f"p/{by.person_id}", wish.party)
