"""A past for the simulator: requests of a few parties in the small town of the rulebook's tests."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from services.booking.rulebook.asking import Facts, Request, Use
from services.booking.rulebook.engine import decide
from services.booking.simulator.past import ROOM_TAKEN, Asking, Ended
from shared.clock import TOKYO
from tests.unit.booking.rulebook.rulebook_kit import book, rule

FIRST = datetime(2026, 12, 1, 9, 0, tzinfo=TOKYO)
CAP = rule("caps", "cap", 'counts = "bookings"\nper = "month"\nparty = "group"\nover = "all"\nlimit = 3')
ROOMS = {"big": {"big", "big-a", "big-b"}, "big-a": {"big-a", "big"}, "big-b": {"big-b", "big"}, "small": {"small"}}


def a_book(*more):
    """The small town, with at most three bookings a month for a group."""
    return book(CAP, *more)


def an_asking(n=0, *, room="small", day=date(2026, 12, 10), start=40, end=44, party="g1", members=6, **more):
    facts = Facts(party="person" if party.startswith("p") else "group", members=members, eligible=members)
    request = Request(rooms=(room,), day=day, start=start, end=end)
    return Asking((FIRST + timedelta(minutes=n), n), request, "house", party, facts, **more)


def lived(rules, seed, count=150):
    """A past as it happens under some rules, worked out the long way: every booking is looked at for every request."""
    chance = random.Random(seed)
    past, open_until, counts = [], {}, {}
    for n in range(count):
        now = (FIRST + timedelta(minutes=n), n)
        if open_until and chance.random() < 0.25:
            gone = chance.choice(list(open_until))
            request = past[gone].request
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
            counts[n] = (True, asking.request.end)
    return past


def _refused(rules, asking, past, counts):
    request = asking.request
    for n, (_, end) in counts.items():
        other = past[n].request
        meets = max(request.start, other.start) < min(request.end, end)
        if meets and other.day == request.day and other.rooms[0] in ROOMS[request.rooms[0]]:
            return ROOM_TAKEN
    uses = tuple(
        Use(room=past[n].request.rooms[0], day=past[n].request.day, start=past[n].request.start,
            end=past[n].request.end, by=past[n].facts.party)
        for n, (counted, _) in counts.items()
        if counted and past[n].party == asking.party
    )  # fmt: skip
    decision = decide(rules, request, asking.facts.model_copy(update={"history": uses}), asking.order[0])
    return decision.refusals[0].rule_id if decision.refusals else ""
