"""A past for the simulator: requests of a few parties in the small town of the rulebook's tests."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from services.booking.rulebook.asking import Facts, Request, Use
from services.booking.rulebook.engine import decide
from services.booking.simulator.past import ROOM_TAKEN, Asking, Ended, House
from services.booking.simulator.town import Town
from shared.clock import TOKYO
from tests.unit.booking.rulebook.rulebook_kit import book, rule

FIRST = datetime(2026, 12, 1, 9, 0, tzinfo=TOKYO)
CAP = rule("caps", "cap", 'counts = "bookings"\nper = "month"\nparty = "group"\nover = "all"\nlimit = 3')
ROOMS = {"big": {"big", "big-a", "big-b"}, "big-a": {"big-a", "big"}, "big-b": {"big-b", "big"}, "small": {"small"}}


SIZES = {"big": ("大", 40), "big-a": ("大A", 20), "big-b": ("大B", 20), "small": ("小", 10)}
HOUSE = House("house", "会館", "hall", "kita", SIZES, {"big": ("big-a", "big-b")})


def a_book(*more):
    """The small town, with at most three bookings a month for a group."""
    return book(CAP, *more)


def a_town(*more):
    """Its rules, for its one house."""
    return Town(a_book(*more), [HOUSE])


def an_asking(n=0, *, room="small", day=date(2026, 12, 10), start=40, end=44, party="g1", members=6, **more):
    facts = Facts(party="person" if party.startswith("p") else "group", members=members, eligible=members)
    at = FIRST + timedelta(minutes=n)
    return Asking((0, at, 0, n), at, "house", (room,), day, start, end, 5, "meeting", party, facts, **more)


def lived(rules, seed, count=150):
    """A past as it happens under some rules, worked out the long way: every booking is looked at for every request."""
    chance = random.Random(seed)
    past, open_until, counts = [], {}, {}
    for n in range(count):
        now = (0, FIRST + timedelta(minutes=n), 0, n)
        if open_until and chance.random() < 0.25:
            gone = chance.choice(list(open_until))
            request = past[gone]
            cancelled = chance.random() < 0.7
            first = request.start if cancelled else min(request.start + 1, request.end)
            past[gone] = replace(past[gone], ended=Ended(now, first, cancelled))
            del open_until[gone]
            counts[gone] = (not cancelled, first)
        start = chance.randrange(36, 80, 2)
        asking = an_asking(
            n, room=chance.choice(list(ROOMS)), day=date(2026, 12, chance.randint(8, 12)),
            start=start, end=start + chance.choice((2, 4)), party=chance.choice(["g1", "g2", "g3", "p1", "p2"]),
        )  # fmt: skip
        reason = _refused(rules, asking, past, counts)
        past.append(replace(asking, reason=reason))
        if not reason:
            open_until[n] = True
            counts[n] = (True, asking.end)
    return past


def _refused(rules, asking, past, counts):
    for n, (_, end) in counts.items():
        other = past[n]
        meets = max(asking.start, other.start) < min(asking.end, end)
        if meets and other.day == asking.day and other.room_ids[0] in ROOMS[asking.room_ids[0]]:
            return ROOM_TAKEN
    uses = tuple(
        Use(room=past[n].room_ids[0], day=past[n].day, start=past[n].start, end=past[n].end, by=past[n].facts.party)
        for n, (counted, _) in counts.items()
        if counted and past[n].party == asking.party
    )
    request = Request(rooms=asking.room_ids, day=asking.day, start=asking.start, end=asking.end, people=5)
    decision = decide(rules, request, asking.facts.model_copy(update={"history": uses}), asking.at)
    return decision.refusals[0].rule_id if decision.refusals else ""
