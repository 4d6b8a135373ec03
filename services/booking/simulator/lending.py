"""What is lent on one facility-day of a replay, quarter by quarter. As the running service counts it."""

from services.booking.simulator.past import Asking


class Lent:
    """Who has what, from when to when: numbers of requests, things, and the quarters ``start <= q < end``."""

    def __init__(self) -> None:
        self._by: dict[int, tuple[int, int, tuple[tuple[str, int], ...]]] = {}

    def lend(self, number: int, asking: Asking) -> None:
        """A request has what it wanted, for all of its use."""
        self._by[number] = asking.start, asking.end, asking.equipment

    def give_back(self, number: int, first: int) -> None:
        """It is there again from a quarter on."""
        if (known := self._by.pop(number, None)) is None:
            return
        start, _, things = known
        if start < first:
            self._by[number] = start, first, things

    def most(self, item: str, start: int, end: int) -> int:
        """How many of a thing are lent at most in one of the quarters ``start <= q < end``."""
        lent = [0] * (end - start)
        for since, until, things in self._by.values():
            count = sum(many for thing, many in things if thing == item)
            for quarter in range(max(start, since), min(end, until)) if count else ():
                lent[quarter - start] += count
        return max(lent, default=0)
