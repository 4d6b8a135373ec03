"""Registrations without a journal: decided and folded in memory."""

from datetime import date, timedelta

from services.booking.domain.registering.events import FaultNoted, MembersListed, ProofSeen
from services.booking.domain.registering.registration import Registration
from services.booking.registering.terms import RegistrationTerms

TERMS = RegistrationTerms.load()
TODAY = date(2026, 11, 26)
GARDEN = "group~osawa-garden"
PROOF = ProofSeen(method="counter", document="articles", seen_by="staff-mori")


class Held:
    """One registration that takes what it decides."""

    def __init__(self, key=GARDEN):
        self.key = key
        self.state = Registration(stream_name=f"registration/{key}")

    def do(self, events):
        """Take events in, written and read back as a journal would."""
        for event in events:
            self.state.apply(type(event).parse(event.body()))
        return [event.type.partition(".")[0] for event in events]

    def applied(self, **changes):
        self.do(self.state.apply_for(channel="web", number="7K2M-9QXD", responsible=("officer-yui",),
                                     listed=a_list(), **changes))  # fmt: skip
        return self

    def registered(self, today=TODAY):
        self.applied()
        self.do(self.state.see_proof(PROOF))
        self.do(self.state.approve(TERMS.term.first(today), proof_required=True))
        return self


def a_list(list_id="list-1", lives=8, elsewhere=2, digest="d1"):
    """A list with as many members of each kind."""
    shares = {"lives": lives, "elsewhere": elsewhere}
    return MembersListed(version=1, list_id=list_id, documents=3, shares=shares, eligible=lives, digest=digest)


def a_fault(n, on=TODAY, points=2, threshold=5, **changes):
    """The ``n``-th fault, of which the points live for a year and lead to a month."""
    given = {
        "penalty_id": f"penalty-{n}", "fault": "no-show", "on": on, "rule_id": "komorebi.penalties", "points": points,
        "lives_until": on.replace(year=on.year + 1) - timedelta(days=1), "threshold": threshold,
        "suspended_until": on + timedelta(days=30), "appeal_until": on + timedelta(days=14), "booking_id": f"b{n}",
    }  # fmt: skip
    return FaultNoted(**{**given, **changes})
