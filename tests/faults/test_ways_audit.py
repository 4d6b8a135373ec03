"""The audit of the ways test notices: each journal here has one fault, and the same journal without it has none."""

import pytest

from tests.faults.ways_journal import DAY, Journal, a_booking, cancelled, changed, given, refusal
from tests.faults.ways_load import START
from tests.faults.ways_refused import Refused


@pytest.fixture
def journal():
    return Journal()


def test_a_journal_without_fault_has_none(journal):
    """What is booked, paid, given back and refunded adds up."""
    booking = a_booking(equipment={"projector": 2})
    journal.book(booking)
    journal.book(a_booking("b2", room="east"))
    paid = {"amount": booking["fee"], "channel": "counter", "receipt_number": "r1"}
    journal.add("bill/b1", ("fee-paid.v1", paid))
    journal.audit.refusals.append(refusal(start="10:30", end="12:00"))
    made = journal.add(DAY, *cancelled(booking, 450))
    keep = booking["fee"] - 450
    countered = [("bill-cancelled.v1", {}), *(("fee-due.v1", {"amount": n}) for n in (-booking["fee"], keep))]
    journal.add("bill/b1", *countered, cause=f"commit/{made}.0/counter-fee/bill")
    journal.add("quota/~p-b1/2028-W09", ("quota-released.v1", {"booking_id": "b1"}))
    back = {"amount": 450, "channel": "counter", "receipt_number": "r1", "refund_number": "r1-R1"}
    journal.add("bill/b1", ("fee-refunded.v1", back))

    assert [] == journal.wrong()


def test_a_second_owner_is_noticed(journal):
    """A hall and its half are one floor."""
    journal.book(a_booking("b1", room="whole"))
    journal.book(a_booking("b2", room="west", start="10:30", end="11:30"))

    assert "both have west 10:30, west 10:45" in "".join(journal.wrong())


def test_more_than_there_is_to_lend_is_noticed(journal):
    """Three projectors are one too many, in whatever rooms."""
    journal.book(a_booking("b1", room="east", equipment={"projector": 2}))
    journal.book(a_booking("b2", equipment={"projector": 1}))

    assert "3 of 2 projector are lent" in "".join(journal.wrong())


def test_a_quota_that_forgot_is_noticed_and_one_that_did_not_forget(journal):
    """Each quota counts what stands, and nothing else."""
    journal.book(a_booking("b1"), quota=False)
    journal.add("quota/~p-b2/2028-W09", ("quota-reserved.v1", a_booking("b2")))

    assert ["quota ~p-b1/2028-W09", "quota ~p-b2/2028-W09"] == [line.partition(":")[0] for line in journal.wrong()]


def test_one_more_than_a_limit_allows_is_noticed(journal):
    """Five bookings a week are a person's."""
    for hour in range(9, 15):
        booking = a_booking(f"b{hour}", start=f"{hour:02}:00", end=f"{hour:02}:30", person_id="hana")
        journal.book(booking)

    assert 2 == sum("ways.week-person allows 5" in line for line in journal.wrong())


@pytest.mark.parametrize(("moved_from", "noticed"), [("b9", False), (None, True)])
def test_a_booking_that_has_its_new_place_and_not_left_its_old_one_counts_once(journal, moved_from, noticed):
    """Another one that was reserved meanwhile is within the limit; where nothing moved, it is one too many."""
    for hour in (9, 10, 11, 12):
        journal.book(a_booking(f"b{hour}", start=f"{hour:02}:00", end=f"{hour:02}:30", person_id="hana"))
    journal.book(a_booking("m9", start="14:00", end="14:30", person_id="hana", moved_from=moved_from))

    journal.book(a_booking("b13", start="13:00", end="13:30", person_id="hana"), quota=False)

    assert noticed == any("with b13 ~hana/2028-W09 has 6" in line for line in journal.wrong())


def test_a_room_that_nobody_had_and_two_lost_is_noticed(journal):
    """Somebody must have been in the way, between the asking and the answer."""
    booking = a_booking()
    journal.book(booking, bill=False)
    held = journal.position
    journal.add(DAY, *cancelled(booking, 0), cause="timer")
    gone = journal.position
    for first, last in ((held, gone), (gone, gone + 5), (0, held - 1)):
        journal.audit.refusals.append(refusal(first=first, last=last))

    assert 2 == sum("refused for nothing" in line for line in journal.wrong())


def test_a_change_is_refused_as_what_the_booking_was_by_then(journal):
    """Who was given three projectors meanwhile moves with them; where that is not so, nothing explains the refusal."""
    was = a_booking()
    journal.book(was)
    elsewhere = {"room_ids": ["hall-1-east"]}
    refused = Refused("change", "equipment-taken", {}, {**was, **elsewhere}, "b1", was, 0, 99, START)
    journal.audit.refusals.append(refused)
    assert 1 == len([line for line in journal.wrong() if line.startswith("refused for nothing")])

    journal.audit.wrong.clear()
    journal.add(DAY, changed(was, {**was, "equipment": {"projector": 3}}, None))
    journal.audit.refusals.append(refused)
    assert not [line for line in journal.wrong() if line.startswith("refused for nothing")]


def test_limits_and_stock_that_were_not_reached_refuse_nobody(journal):
    """A refusal that names a limit, or what is lent, has to be true too."""
    journal.audit.refusals += [refusal("rule-refused"), refusal("equipment-taken", equipment={"projector": 1})]

    assert 2 == sum("refused for nothing" in line for line in journal.wrong())


def test_a_forgotten_yen_is_noticed(journal):
    """In the fee, in what comes back, and in a bill that nobody made."""
    booking = a_booking()
    journal.book({**booking, "fee": booking["fee"] + 1}, bill=False)
    journal.add(DAY, *cancelled({**booking, "fee": booking["fee"] + 1}, 151))
    journal.book(a_booking("b2", room="east"), bill=False)
    wrong = journal.wrong()

    assert [
        "b1 costs 301 yen, by the table 300",
        "of b1 151 yen come back",
        "0 yen are due, the booking costs 900",
    ] == [
        next((part for part in (part,) if any(part in line for line in wrong)), f"not: {part} in {wrong}")
        for part in (
            "b1 costs 301 yen, by the table 300",
            "of b1 151 yen come back",
            "0 yen are due, the booking costs 900",
        )
    ]


@pytest.mark.parametrize(("told", "back", "wrong"), [
    (300, 150, None),
    (310, 150, "of the change of b1 310 yen come back"),
    (300, 300, "of b1 300 yen come back"),
])  # fmt: skip
def test_what_comes_back_of_a_change_and_after_it_is_known_exactly(journal, told, back, wrong):
    """Six days before half of it comes back: of the difference at once, and of the rest no more than half ever."""
    was, now = a_booking(equipment={"projector": 2}), a_booking()
    journal.book(was)
    made = journal.add(DAY, changed(was, now, told))
    again = [("fee-due.v1", {"amount": amount}) for amount in (-900, 300)]
    journal.add("bill/b1", *again, cause=f"commit/{made}.0/change-fee/bill")

    made = journal.add(DAY, *cancelled(now, back), at="2028-02-10T01:00:00.000000Z")
    countered = ("bill-cancelled.v1", {}), ("fee-due.v1", {"amount": -300})
    journal.add("bill/b1", *countered, cause=f"commit/{made}.0/counter-fee/bill")
    journal.add("quota/~p-b1/2028-W09", ("quota-released.v1", {"booking_id": "b1"}))

    found = journal.wrong()
    assert [] == found if wrong is None else wrong in found[0]


@pytest.mark.parametrize("waived", [100, 150])
def test_what_is_waived_after_a_change_is_known_exactly(journal, waived):
    """Half of 900 yen need not be paid, so half of 300."""
    was, now = a_booking(equipment={"projector": 2}), a_booking()
    journal.book(was)
    journal.add("bill/b1", ("fee-waived.v1", {"amount": 450}))
    made = journal.add(DAY, changed(was, now, 300))
    again = [("fee-due.v1", {"amount": amount}) for amount in (-900, 300)]
    journal.add(
        "bill/b1", ("fee-waived.v1", {"amount": waived - 450}), *again, cause=f"commit/{made}.0/change-fee/bill"
    )

    assert (waived == 150) == (journal.wrong() == [])


def test_a_bill_that_takes_less_than_is_owed_is_noticed(journal):
    """What is given back is all that is owed."""
    booking = a_booking()
    journal.book(booking)
    for number in ("r1", "r2"):
        paid = {"amount": booking["fee"], "channel": "counter", "receipt_number": number}
        journal.add("bill/b1", ("fee-paid.v1", paid))

    assert any("due, waived, kept and cash are" in line for line in journal.wrong())


def test_what_somebody_was_told_and_the_journal_does_not_have_is_noticed(journal):
    """An acknowledged booking, an acknowledged receipt, and other facts than those that were told."""
    journal.book(a_booking())
    journal.audit.told += [("b1", "confirmed", a_booking(room="east"), True), ("b2", "confirmed", {}, False)]
    journal.audit.receipts.append(("r9", 300))

    assert 3 == len(journal.wrong())


def test_what_needs_approval_and_had_none_is_noticed(journal):
    """An event is held until staff have looked at it."""
    journal.book(a_booking(purpose="event"))

    assert any("was confirmed without approval" in line for line in journal.wrong())


def test_a_hold_that_stands_for_ever_is_noticed(journal):
    """Its time is over, and nobody recorded it."""
    hold = {**a_booking(), "status": "held", "hold_until": "2028-02-24T15:00:00Z"}
    journal.book(hold, kind="booking-held.v1", bill=False)

    assert any("is held although its time was over" in line for line in journal.wrong())


def test_what_stands_inside_a_closure_is_noticed(journal):
    """The house is shut, and nobody told who had the room."""
    journal.book(a_booking())
    shut = {**a_booking(), "closure_id": "c1", "room_ids": []}
    journal.add(DAY, ("span-closed.v1", shut))

    assert {f"{DAY.partition('/')[2]}: b1 stands inside the closure c1"} == set(journal.wrong())


def a_hold(n, **more):
    return {**a_booking(f"b{n}", start=f"{10 + n}:00", end=f"{11 + n}:00", person_id="hana"), **more}


def test_a_hold_that_no_limit_counts_is_noticed_and_one_too_many(journal):
    """What waits for approval is held too: hana has three, and a fourth that is reserved all the same."""
    until = "2028-02-29T01:00:00Z"
    for n in range(5):
        hold = a_hold(n, status="held" if n % 2 else "requested", hold_until=until)
        if n < 4:
            journal.add("quota/~hana/held", ("quota-reserved.v1", {**hold, "wanted": {"hold_until": until}}))
        journal.book(hold, kind="booking-held.v1", bill=False)

    wrong = "".join(journal.wrong())
    assert 1 == wrong.count("4 are reserved, ways.person-holds allows 3")
    assert 1 == wrong.count("is requested, and no limit counts that")


def test_what_a_series_holds_and_its_holder_confirms_is_noticed(journal):
    """The series' own step may, and so may a closure take it away."""
    for n, cause in enumerate(("http/hana", "commit/c1.0/confirm-occurrences/x")):
        hold = a_hold(n, status="held", hold_until="2028-03-02T01:00:00Z", series_id="s1")
        journal.book(hold, kind="booking-held.v1", bill=False)
        journal.add(DAY, ("booking-confirmed.v1", a_hold(n, series_id="s1")), cause=cause)

    assert 1 == sum("which s1 holds for itself" in line for line in journal.wrong())


def displaced(count):
    return "booking-displaced.v1", {"booking_id": "b1", "count": count}


def noted(id, held):
    return "place-noted.v1", {"booking_id": id, "held": held}


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((), "and its holder was not told"),
        ((noted("o1", True), displaced(2)), "was told of 2 places, 1 are kept"),
        ((noted("o1", True), displaced(1), displaced(1)), "was told 2 times"),
        ((noted("o1", True), displaced(1), noted("o2", False), displaced(1)), ""),
        ((noted("o1", True), displaced(1), ("places-passed.v1", {})), "o1 is kept for nobody"),
    ],
)
def test_who_was_displaced_and_told_otherwise_than_it_is_is_noticed(journal, events, words):
    """Never, wrongly, or again for no reason; and a place that is kept when all is over."""
    booking = a_booking()
    journal.book(booking, bill=False)
    journal.add(
        DAY, ("booking-cancelled.v1", {**booking, "refund": None, "reason": "closure"}), ("slots-freed.v1", booking)
    )
    offered = a_booking("o1", status="offered", moved_from="b1", hold_until="2028-02-28T01:00:00Z", fee=0)
    journal.add(DAY, *given(offered, kind="booking-held.v1"))
    if events:
        journal.add("displacement/b1", *events)

    about = [line for line in journal.wrong() if "told" in line or "nobody" in line]

    assert ([words] if words else []) == [words for line in about if words in line]
    assert bool(words) == len(about)
