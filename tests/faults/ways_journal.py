"""A journal that the tests of the audit write by hand: bookings with what follows them, in few words."""

from datetime import datetime

from tests.faults.books import KeptCommit
from tests.faults.ways_audit import Audit
from tests.faults.ways_load import START
from tests.faults.ways_refused import Refused
from tests.faults.ways_tables import TOKYO, price

DAY = "facility-day/hall-1/2028-03-01"
NOW = datetime(2028, 2, 25, tzinfo=TOKYO)


def a_booking(id="b1", room="tea", start="10:00", end="11:00", **more):
    body = {
        "booking_id": id, "facility_id": "hall-1", "room_ids": [f"hall-1-{room}"], "person_id": f"p-{id}",
        "starts_at": f"2028-03-01T{start}:00+09:00", "ends_at": f"2028-03-01T{end}:00+09:00", "people": 3,
        "purpose": "meeting", "equipment": {}, **more,
    }  # fmt: skip
    return {"fee": price(body), **body}


def given(booking, kind="booking-confirmed.v1"):
    return (kind, booking), ("slots-taken.v1", booking)


def cancelled(booking, refund):
    return ("booking-cancelled.v1", {**booking, "refund": refund}), ("slots-freed.v1", booking)


def changed(was, now, refund):
    before = {f"was_{name}": was[name] for name in ("room_ids", "starts_at", "ends_at", "people", "fee")}
    return ("booking-changed.v1", {**now, **before, "refund": refund})


class Journal:
    """Commits one after the other, as the audit reads them."""

    def __init__(self):
        self.audit, self.versions, self.position = Audit(), {}, 0

    def add(self, stream, *events, cause="", at="2028-02-24T01:00:00.000000Z"):
        """One commit; its id is its position."""
        self.position += 1
        version = self.versions[stream] = self.versions.get(stream, 0) + 1
        commit = KeptCommit(f"c{self.position}", stream, version, cause or "http/hana", at, events)
        self.audit.take(commit, self.position)
        return commit.id

    def book(self, booking, *, quota=True, bill=True, **more):
        """A booking with what follows it."""
        week = f"quota/~{booking['person_id']}/2028-W09"
        if quota:
            self.add(week, ("quota-reserved.v1", booking))
        made = self.add(DAY, *given(booking, **more))
        if bill:
            due = ("fee-due.v1", {"amount": booking["fee"]})
            self.add(f"bill/{booking['booking_id']}", due, cause=f"commit/{made}.0/fall-due/bill")

    def wrong(self):
        """What the audit says at the end."""
        self.audit.lay_beside(self.position)
        return list(self.audit.at_the_end(NOW))


def refusal(code="room-taken", *, first=0, last=99, **more):
    body = a_booking("wish", **more)
    return Refused("book", code, {"rule_id": "ways.week-person"}, body, "", None, first, last, START)
