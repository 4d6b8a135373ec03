"""Any sequence of confirming, paying, paying twice, cancelling, refunding, waiving, correcting, moving is exact.

Beside the bills stands a ledger that knows no bill: purses of cash, and a price. Whatever a command refuses, the ledger
says beforehand.
"""

from contextlib import suppress
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.booking.domain.money.bill import Bill
from services.booking.domain.money.events import StatementLine
from services.booking.domain.money.online import Answer
from services.booking.money.refusals import MoneyRefusal
from services.booking.money.rows import project_money, status_of
from services.booking.money.sums import Added
from shared.contracts.booking_money import FeeDue, FeePaid, FeeRefunded
from tests.unit.booking.bill_kit import NOW, a_booking, an_empty_bill, cancelled

YEN = st.integers(1, 900)
HANDS = st.sampled_from(["counter", "bank"])


class Purse:
    """What really happened with the cash of one booking, and what its price is."""

    def __init__(self):
        self.price = self.waived = self.cash = 0
        self.over = False
        self.whole = (0, 0)
        """What it cost when it ended, and what was waived of that."""

    @property
    def due(self):
        return max(0, self.price - self.waived - self.cash)

    @property
    def owed(self):
        return max(0, self.cash - self.price + self.waived)


class MoneyMachine(RuleBasedStateMachine):
    """One booking, and the one that it may move to."""

    @initialize(fee=st.integers(0, 600))
    def book(self, fee):
        self.now = NOW
        self.bills = {id: an_empty_bill(id) for id in ("b1", "b2")}
        self.purses = {id: Purse() for id in ("b1", "b2")}
        self.told = {"b1": [], "b2": []}
        self.attempts, self.captured, self.returned = [], set(), set()
        self.at, self.fee, self.facts = "b1", fee, 0
        self.commit("b1", self.bill.open(a_booking(fee), self.now))
        self.purse.price = fee

    @property
    def bill(self) -> Bill:
        return self.bills[self.at]

    @property
    def purse(self) -> Purse:
        return self.purses[self.at]

    def commit(self, id, events):
        """What a decision says is appended, and nothing is decided twice."""
        for event in events:
            self.bills[id].apply(event)
        self.told[id] += events
        return events

    # -- by hand

    @rule(channel=HANDS, amount=YEN, exactly=st.booleans())
    def pay(self, channel, amount, exactly):
        amount = self.purse.due if exactly else amount
        may = not self.purse.over and 0 < amount == self.purse.due
        with suppress(MoneyRefusal):
            self.commit(self.at, self.bill.pay(channel, amount, self.now))
            assert may
            self.purse.cash += amount
            return
        assert not may or not self.bill.about

    @rule(amount=YEN, exactly=st.booleans(), again=st.booleans())
    def read_statement(self, amount, exactly, again):
        if not self.bill.about:
            return
        amount = self.purse.due if exactly else amount
        self.facts += not again
        line = StatementLine(line=f"l{self.facts}", booking_id=self.at, amount=max(1, amount), on=self.now)
        known = line.line in self.bill.booked_lines
        paid = [e for e in self.commit(self.at, self.bill.book_line(line)) if isinstance(e, FeePaid)]
        assert bool(paid) == (not known and not self.purse.over and 0 < line.amount == self.purse.due)
        self.purse.cash += sum(event.amount for event in paid)

    @rule(channel=HANDS, amount=YEN, exactly=st.booleans())
    def hand_out(self, channel, amount, exactly):
        amount = self.bill.owed_by_hand().get(channel, amount) if exactly else amount
        with suppress(MoneyRefusal):
            gone = self.commit(self.at, self.bill.refund(channel, amount, self.now))
            assert amount == sum(event.amount for event in gone if isinstance(event, FeeRefunded))
            assert amount <= self.purse.owed
            self.purse.cash -= amount

    @rule(amount=YEN)
    def waive(self, amount):
        with suppress(MoneyRefusal):
            self.commit(self.at, self.bill.waive(amount, "community", "application", ""))
            assert amount <= self.purse.due
            self.purse.waived += amount

    @rule(fee=st.integers(0, 900))
    def correct(self, fee):
        with suppress(MoneyRefusal):
            self.commit(self.at, self.bill.correct(fee, "wrong-price", self.now))
            self.purse.price, self.purse.waived = fee, min(self.purse.waived, fee)

    # -- online

    @rule()
    def begin(self):
        self.facts += 1
        with suppress(MoneyRefusal):
            self.commit(self.at, self.bill.order_payment(f"a{self.facts}", self.now))
            self.attempts.append((self.at, f"a{self.facts}", self.purse.due))

    @rule(n=st.integers(0, 9), kind=st.sampled_from(["paid", "paid", "refused", "pending", "unknown", None]))
    def answer(self, n, kind):
        """Of any attempt that ever was, in any order, as often as it likes; what it captured it stays with."""
        if not self.attempts:
            return
        id, attempt, amount = self.attempts[n % len(self.attempts)]
        kind = "paid" if attempt in self.captured else kind
        said = Answer(kind, amount=amount if kind == "paid" else 0) if kind else None
        self.commit(id, self.bills[id].note_payment(attempt, said, self.now))
        if kind == "paid" and attempt not in self.captured:
            self.captured.add(attempt)
            self.purses[id].cash += amount

    @rule(n=st.integers(0, 9), kind=st.sampled_from(["paid", "paid", "refused", "pending", None]))
    def answer_refund(self, n, kind):
        for id, bill in self.bills.items():
            if not bill.orders:
                continue
            number = sorted(bill.orders)[n % len(bill.orders)]
            order = bill.orders[number].model_copy()
            self.commit(id, bill.note_refund(number, Answer(kind) if kind else None, self.now))
            self.commit(id, bill.note_refund(number, Answer(kind) if kind == "paid" else None, self.now))
            if kind == "paid":
                assert number not in self.returned
                self.returned.add(number)
                self.purses[id].cash -= order.amount

    # -- what becomes of the booking

    @rule(percent=st.sampled_from([None, 0, 50, 100]), again=st.booleans())
    def cancel(self, percent, again):
        booking = a_booking(self.fee, id=self.at)
        refund = None if percent is None else self.fee * percent // 100
        self._cancel_in_the_ledger(self.fee if refund is None else refund)
        for _ in range(1 + again):
            self.commit(self.at, self.bill.cancel(cancelled(booking, refund), self.now))

    def _cancel_in_the_ledger(self, back):
        purse = self.purse
        if purse.over or not self.bill.about:
            return
        purse.whole, net = (purse.price, purse.waived), purse.price - purse.waived
        share = back if net == self.fee else (back * net // self.fee if self.fee else net)
        purse.price, purse.waived, purse.over = max(0, min(purse.cash, net - share)), 0, True

    @rule(
        fee=st.integers(0, 600), percent=st.sampled_from([None, 100, 50, 0]), left_first=st.booleans(),
        again=st.booleans(),
    )  # fmt: skip
    def move(self, fee, percent, left_first, again):
        """To another day: what is here, not on its way back and not kept of the difference goes along.

        So does what was waived, of a lower fee the same share.
        """
        if self.at == "b2":
            return
        source, target = self.purses["b1"], self.purses["b2"]
        on_the_way = sum(order.amount for order in self.bill.orders.values())
        refund = None if percent is None else self.fee - max(0, self.fee - fee) * (100 - percent) // 100
        left, to = cancelled(a_booking(self.fee), refund, "moved"), a_booking(fee, id="b2", moved_from="b1")
        steps = [lambda: self.bill.cancel(left, self.now), lambda: self.bill.carry(to, self.now)]
        self._cancel_in_the_ledger(self.fee if refund is None else refund)
        kept = source.price if source.over else 0
        going = max(0, source.cash - kept - on_the_way)
        for step in (steps if left_first else steps[::-1]) * (1 + again):
            for event in self.commit("b1", step()):
                if event.type == "fee-carried.v1":
                    for _ in range(1 + again):
                        self.commit("b2", self.bills["b2"].receive(event, self.now))
        source.price, source.waived, source.over = kept, 0, True
        source.cash, target.cash, target.price = source.cash - going, going, fee
        price, waived = source.whole
        target.waived = waived if fee >= price else waived * fee // price
        self.at, self.fee = "b2", fee

    @rule(days=st.integers(0, 8))
    def wait(self, days):
        self.now += timedelta(days=days, minutes=20)
        for id, bill in self.bills.items():
            if bill.about:
                self.commit(id, bill.fall_overdue(self.now))

    # -- always

    @invariant()
    def exact(self):
        """Each bill says what the ledger says; the events alone say it too, and so does the row."""
        for id, bill in getattr(self, "bills", {}).items():
            purse = self.purses[id]
            assert (purse.price, purse.waived, purse.cash) == (bill.charged, bill.waived, bill.held)
            assert (purse.due, purse.owed) == (bill.outstanding, bill.owed_back)
            assert bill.charged == bill.waived + bill.held + bill.outstanding - bill.owed_back
            on_the_way = sum(order.amount for order in bill.orders.values())
            assert max(0, bill.owed_back - on_the_way) == sum(part for _, part in bill.owed())
            assert all(0 <= bill.ordered(each.number) <= each.held for each in bill.receipts.values())
            added = Added(id)
            added.take(self.told[id])
            assert [] == list(added.faults())
            assert (bill.charged, bill.waived, bill.held) == (added.sums.charged, added.sums.waived, added.sums.held)
            dues = [event for event in self.told[id] if isinstance(event, FeeDue)]
            if bill.about and dues:
                (row, *_) = project_money(bill, dues[-1])
                assert row.charged == row.waived + row.paid + row.received - row.refunded - row.carried + (
                    row.outstanding - row.owed_back
                )
                assert status_of(bill) == row.status


MoneyMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestMoneyIsExact = MoneyMachine.TestCase
