"""The safety nets of money: each yen once, by whoever says it, in whatever order. See ``table``."""

from tests.controls.table import Control

BILL = "tests/unit/booking/test_bill.py"
CHANGES = "tests/unit/booking/test_bill_changes.py"
LEDGER = "tests/unit/booking/test_bill_ledger.py"
COUNTER = "tests/integration/booking/test_money.py"
ONLINE = "tests/integration/booking/test_money_online.py"
STATEMENTS = "tests/integration/booking/test_statements.py"
CHECK = "tests/integration/booking/test_money_check.py"
DOMAIN = "services/booking/domain"

MONEY = (
    Control(
        "what is paid is not paid again",
        f"{DOMAIN}/bill.py",
        "        if not self.outstanding:\n            raise NothingDue(",
        "        if False:\n            raise NothingDue(",
        (f"{COUNTER}::test_two_clerks_enter_the_same_payment_at_once",),
    ),
    Control(
        "what is kept whole is known as kept",
        f"{DOMAIN}/bill.py",
        "            return [heard, *kept]\n",
        "            return [heard]\n",
        (f"{CHANGES}::test_what_is_kept_whole_is_known_as_kept",),
    ),
    Control(
        "the ledger beside the bills",
        f"{DOMAIN}/bill_record.py",
        "                self.receipts[event.receipt_number].refunded += event.amount\n",
        "                pass\n",
        (LEDGER,),
    ),
    Control(
        "who books and pays at once need not wait",
        "services/booking/bills.py",
        "            await self._fall_due(row)\n",
        "            pass\n",
        (f"{COUNTER}::test_who_books_and_pays_at_once_need_not_wait",),
    ),
    Control(
        "a refund is handed out once",
        f"{DOMAIN}/bill.py",
        "        if not parts:\n            raise NothingToRefund(",
        "        if False:\n            raise NothingToRefund(",
        (f"{COUNTER}::test_a_cancelled_booking_that_was_paid_is_owed_back",),
    ),
    Control(
        "only what is owed is handed out",
        f"{DOMAIN}/bill.py",
        "        if amount != owed:\n",
        "        if False:\n",
        (f"{COUNTER}::test_a_cancelled_booking_that_was_paid_is_owed_back",),
    ),
    Control(
        "no money is taken for a cancelled booking",
        f"{DOMAIN}/bill.py",
        "            raise BillIsCancelled(booking_id=self.booking_id, moved_to=self.moved_to)\n        self._check_open()",
        "            pass\n        self._check_open()",
        (f"{COUNTER}::test_no_money_is_taken_for_a_cancelled_booking",),
    ),
    Control(
        "a part of a fee is not taken",
        f"{DOMAIN}/bill.py",
        "        if amount < self.outstanding:\n",
        "        if False:\n",
        (f"{COUNTER}::test_only_exactly_what_is_due_is_taken",),
    ),
    Control(
        "a cancellation counters what is due",
        f"{DOMAIN}/bill.py",
        "kept = max(0, min(self.held, net - back + self.kept))",
        "kept = net - back + self.kept",
        (f"{BILL}::test_what_was_not_paid_is_not_demanded_after_a_cancellation",),
    ),
    Control(
        "what is on its way back is not promised again",
        f"{DOMAIN}/bill_record.py",
        "left = self.owed_back - sum(order.amount for order in self.orders.values())",
        "left = self.owed_back",
        (f"{BILL}::test_the_newest_payment_goes_back_first",),
    ),
    Control(
        "an answer that comes twice counts once",
        f"{DOMAIN}/bill_online.py",
        'if attempt is None or attempt.status == "paid":',
        "if attempt is None:",
        (f"{ONLINE}::test_what_the_service_says_twice_counts_once",),
    ),
    Control(
        "money that arrives too much is owed back",
        f"{DOMAIN}/bill_online.py",
        "            return self._then([paid, matched], now)\n",
        "            return [paid, matched]\n",
        (
            f"{ONLINE}::test_money_that_arrives_for_a_cancelled_bill_goes_back",
            f"{ONLINE}::test_paid_online_and_at_the_counter_at_once",
        ),
    ),
    Control(
        "one online payment at a time",
        f"{DOMAIN}/bill_online.py",
        "        if self.open_attempt:\n            raise PaymentUnderWay(",
        "        if False:\n            raise PaymentUnderWay(",
        (f"{ONLINE}::test_one_online_payment_at_a_time",),
    ),
    Control(
        "an unknown order is not given up before it expires",
        f"{DOMAIN}/bill_online.py",
        'if answer.kind == "unknown" and expired:',
        'if answer.kind == "unknown":',
        (f"{BILL}::test_an_order_that_is_unknown_may_still_arrive_until_it_expires",),
    ),
    Control(
        "a payment that nobody knows of is asked about",
        "services/booking/orders.py",
        'super().__init__(journal, (Timer(OrderRow, "payment-order", payments.ask),))',
        "super().__init__(journal, ())",
        (f"{ONLINE}::test_what_nobody_knows_is_asked_until_it_is_known",),
    ),
    Control(
        "nobody is overdue while they pay",
        f"{DOMAIN}/bill.py",
        "if due_at is None or self.open_attempt or now < due_at:",
        "if due_at is None or now < due_at:",
        (f"{BILL}::test_nobody_is_overdue_while_they_pay",),
    ),
    Control(
        "a correction lapses nothing",
        f"{DOMAIN}/bill_moving.py",
        "            return max(by, now + ADDED_WITHIN), False\n        return self._pay_by, False\n",
        "            return max(by, now + ADDED_WITHIN), self.lapses\n        return self._pay_by, self.lapses\n",
        (f"{BILL}::test_a_correction_after_the_time_to_pay_gives_new_time_and_lapses_nothing",),
    ),
    Control(
        "whoever did not come does not pay less for it",
        f"{DOMAIN}/bill.py",
        "lapses = self.lapses and now < self.about.starts_at",
        "lapses = self.lapses",
        (f"{BILL}::test_a_booking_whose_time_has_come_lapses_no_more",),
    ),
    Control(
        "what the rules say comes with the booking",
        f"{DOMAIN}/facility_day.py",
        "        pay_by=terms.pay_by,\n",
        "",
        ("tests/integration/booking/test_money_rules.py",),
    ),
    Control(
        "nobody is thrown out of a room for a fee",
        f"{DOMAIN}/unpaid.py",
        "if held is None or held.started:",
        "if held is None:",
        (f"{BILL}::test_an_unpaid_booking_lapses_unless_it_has_begun",),
    ),
    Control(
        "a line of a statement is booked once",
        f"{DOMAIN}/bill.py",
        "        if line.line in self.booked_lines:\n",
        "        if False:\n",
        (f"{BILL}::test_a_line_of_a_statement_is_booked_once",),
    ),
    Control(
        "a statement that cannot be read whole books nothing",
        "services/booking/statement_file.py",
        "        if raw.broken is not None:\n",
        "        if False:\n",
        ("tests/unit/booking/test_statement_file.py",),
    ),
    Control(
        "a number with a slip of the pen is no number",
        f"{DOMAIN}/bill_numbers.py",
        "if check_digit(digits[:-1]) == digits[-1]:",
        "if True:",
        ("tests/unit/booking/test_bill_numbers.py::test_a_slip_of_the_pen_is_noticed",),
    ),
    Control(
        "the money goes along once",
        f"{DOMAIN}/bill_moving.py",
        "        if self.moved_to is not None or self.moving is not None:\n            return []\n",
        "",
        (f"{BILL}::test_what_was_paid_goes_along_when_a_booking_moves",),
    ),
    Control(
        "the check compares the till",
        "services/booking/money_check.py",
        "        if line is None or line.amount != amount:\n",
        "        if False:\n",
        (f"{CHECK}::test_a_yen_that_is_missing_is_found",),
    ),
    Control(
        "the check misses no bill",
        "services/booking/money_check.py",
        "if event.fee > 0 and event.booking_id not in check.with_bill:",
        "if False:",
        (f"{CHECK}::test_a_booking_without_its_bill_is_found",),
    ),
    Control(
        "only staff take money in",
        "services/booking/money_permissions.py",
        '"take-payment": frozenset({"staff"}),',
        '"take-payment": frozenset({"staff", "holder"}),',
        (f"{COUNTER}::test_who_may_do_what",),
    ),
    Control(
        "who owes a fee is told to accounting only",
        "services/feeds/domain/audience.py",
        " or name in covered.without",
        "",
        ("tests/unit/feeds/test_pseudonyms.py::test_who_owes_a_fee_is_told_to_accounting_only",),
    ),
    Control(
        "a simulator is not shared by replicas",
        "services/booking/money.py",
        '    if site.settings.store != "sqlite":\n',
        "    if False:\n",
        (f"{ONLINE}::test_without_a_payment_service_one_pays_at_the_counter",),
    ),
    Control(
        "an older change does not undo a newer one",
        f"{DOMAIN}/bill.py",
        "        if self.cancelled or version < self.as_of:\n",
        "        if self.cancelled:\n",
        (f"{CHANGES}::test_an_older_change_does_not_undo_a_newer_one",),
    ),
    Control(
        "a first fee that comes late undoes nothing",
        f"{DOMAIN}/bill.py",
        "        if self.about is not None or self.cancelled or booking.fee <= 0:\n",
        "        if booking.fee <= 0:\n",
        (CHANGES,),
    ),
    Control(
        "a cancellation that comes early is remembered",
        f"{DOMAIN}/bill.py",
        "        if overtakes and (not self.cancelled or keeps > self.keeps):",
        "        if False:",
        (f"{CHANGES}::test_nothing_falls_due_for_a_booking_that_has_ended",),
    ),
    Control(
        "the table of refunds speaks of parts too",
        f"{DOMAIN}/changing.py",
        "        refund=giving.refund if giving else None,\n",
        "        refund=None,\n",
        ("tests/integration/booking/test_money_rules.py::test_the_same_table_speaks_of_a_part_that_is_given_back",),
    ),
)
