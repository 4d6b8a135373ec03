"""A labelled half year of cancelled bookings that somebody took at once. It knows nothing of how habits are found.

Honest traffic has what makes finding hard: parties who cancel often, a few who take whatever comes free within minutes,
neighbours who want the same room every week and therefore meet again and again. Among it are friends in twos and threes
who pass bookings on, and who do all the rest like everybody else.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 4, 1, tzinfo=UTC)
DAYS = 180
ROOMS = 12
PARTIES = 300
FAST = 8
CANCELLERS = 6
HONEST = 1_600
PAIRS = 25
RINGS = 6


@dataclass(frozen=True)
class Traffic:
    """Passings as ``(giver, taker, at)`` in the order of time, and who of whom is a friend."""

    passings: tuple[tuple[str, str, datetime], ...]
    friends: frozenset[tuple[str, str]]


def traffic(seed):
    """One half year."""
    chance = random.Random(seed)
    parties = [f"p/{n}" for n in range(PARTIES)]
    chance.shuffle(parties)
    fast, often = parties[:FAST], parties[FAST : FAST + CANCELLERS]
    home = {party: chance.randrange(ROOMS) for party in parties}
    neighbours = [[party for party in parties if home[party] == room] for room in range(ROOMS)]
    passings = [_honest(chance, parties, fast, often, home, neighbours) for _ in range(HONEST)]
    friends = set()
    rest = parties[FAST + CANCELLERS :]
    chance.shuffle(rest)
    circles = [rest[2 * n : 2 * n + 2] for n in range(PAIRS)]
    circles += [rest[2 * PAIRS + 3 * n : 2 * PAIRS + 3 * n + 3] for n in range(RINGS)]
    for circle in circles:
        made = _circle(chance, circle)
        passings += made
        friends |= {(giver, taker) for giver, taker, _ in made if sum(one[:2] == (giver, taker) for one in made) >= 3}
    kept = [one for one in passings if one[0] != one[1]]
    return Traffic(tuple(sorted(kept, key=lambda one: one[2])), frozenset(friends))


def _when(chance):
    return START + timedelta(minutes=chance.randrange(DAYS * 1_440))


def _honest(chance, parties, fast, often, home, neighbours):
    giver = chance.choice(often) if chance.random() < 0.15 else chance.choice(parties)
    pick = chance.random()
    if pick < 0.5:
        taker = fast[min(int(chance.expovariate(0.5)), FAST - 1)]
    elif pick < 0.8:
        taker = chance.choice(neighbours[home[giver]])
    else:
        taker = chance.choice(parties)
    return giver, taker, _when(chance)


def _circle(chance, circle):
    """Friends who pass on one of their bookings every week or two, for two or three months."""
    begins = chance.randrange(DAYS - 75)
    made, day = [], begins
    giver = chance.choice(circle)
    while day < begins + 75:
        taker = chance.choice([one for one in circle if one != giver])
        made.append((giver, taker, START + timedelta(days=day, minutes=chance.randrange(1_440))))
        if chance.random() < 0.3 or len(circle) == 3:
            giver = taker
        day += chance.randint(4, 12)
    return made
