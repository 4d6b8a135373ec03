"""What a day of a house with a divisible hall has to be, said once more and quite differently: as plain sets.

The floor has tiles; a room is some of them. A booking owns pairs of a tile and a quarter of an hour. Nothing here is
taken from the code under test.
"""

TILES = {"whole": {"E", "W"}, "east": {"E"}, "west": {"W"}, "tea": {"T"}}
STOCK = 3
PARTY_MINUTES_MAX = 360


class Owner:
    """Who owns what: a booking, or a hold with the minute in which it ends."""

    def __init__(self, rooms, start, end, *, party, lent=0, status="confirmed", until=None):
        self.rooms, self.start, self.end, self.party, self.lent = rooms, start, end, party, lent
        self.status, self.until, self.started, self.leaving = status, until, False, False

    @property
    def cells(self):
        return cells_of(self.rooms, self.start, self.end)

    @property
    def minutes(self):
        return (self.end - self.start) * 15


def cells_of(rooms, start, end):
    """The pairs of tile and quarter that rooms have in a span."""
    return {(tile, quarter) for room in rooms for tile in TILES[room] for quarter in range(start, end)}


class Day:
    """The owners, what is closed, and what a use that ended early left behind."""

    def __init__(self):
        self.owners, self.closed, self.used, self.used_minutes = {}, {}, set(), {}

    def overdue(self, minute):
        return {id for id, o in self.owners.items() if o.until is not None and o.until <= minute}

    def lapse(self, minute):
        for id in self.overdue(minute):
            del self.owners[id]

    def shut(self):
        return set().union(*self.closed.values()) if self.closed else set()

    def has_place(self, rooms, start, end, minute, *, party, lent=0, but=(), capped=True):
        """Whether a wish can be had: no owner, not closed, enough to lend, and its party's limit of the day."""
        gone = {*self.overdue(minute), *but}
        rest = [owner for id, owner in self.owners.items() if id not in gone]
        wanted = cells_of(rooms, start, end)
        if wanted & self.shut() or wanted & self.used or any(wanted & owner.cells for owner in rest):
            return False
        for quarter in range(start, end) if lent else ():
            if lent + sum(o.lent for o in rest if o.start <= quarter < o.end) > STOCK:
                return False
        had = sum(o.minutes for o in rest if o.party == party) + self.used_minutes.get(party, 0)
        return not capped or had + (end - start) * 15 <= PARTY_MINUTES_MAX

    def in_the_way(self, cells, minute):
        gone = self.overdue(minute)
        return {id for id, owner in self.owners.items() if owner.cells & cells and id not in gone}
