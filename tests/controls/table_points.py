"""The safety nets of spending: stock, refusals that return, ends that gifts keep, and the books. See ``table``."""

from tests.controls.table import Control

SPENDING = "tests/unit/points/test_points_spending.py"
GIVING = "tests/unit/points/test_points_giving.py"
RIVALS = "tests/integration/points/test_points_rivals.py"
REWARDS = "tests/integration/points/test_points_rewards.py"
LEDGER = "tests/integration/points/test_points_ledger.py"
STATEMENT = "tests/integration/points/test_points_statement.py"

ACCOUNT = "tests/unit/points/test_points_account.py"
DEBTS = "tests/unit/points/test_points_debts.py"

POINTS = (
    Control(
        "nobody owes what time took",
        "services/points/domain/lot.py",
        "return self.amount - self.remaining - self.expired",
        "return self.amount - self.remaining",
        (f"{ACCOUNT}::test_of_what_ended_in_part_only_what_was_used_is_owed", DEBTS),
    ),
    Control(
        "what returns belongs to the earning that paid for it",
        "services/points/domain/lots.py",
        "        return tuple(restored)\n",
        "        return ()\n",
        (
            f"{SPENDING}::test_what_returns_after_its_debt_was_repaid_belongs_to_the_earning_that_paid",
            f"{SPENDING}::test_what_returns_to_an_earning_whose_end_has_come_is_lost",
            DEBTS,
        ),
    ),
    Control(
        "the stock of a reward",
        "services/points/domain/reward.py",
        "        if self.left < 1:\n",
        "        if False:\n",
        (f"{RIVALS}::test_the_last_one_asked_for_by_a_hundred_goes_to_one",),
    ),
    Control(
        "the account pays, whatever it looked like before",
        "services/points/domain/spending.py",
        'return "short" if available < reserved.redemption.price else None',
        "return None",
        (f"{SPENDING}::test_what_the_account_refuses_after_all_releases_the_reservation",),
    ),
    Control(
        "what the account refuses releases the reservation",
        "services/points/reactions.py",
        '    on(\n        RedemptionRefused,\n        "release-refused",\n'
        "        lambda e: (Reward.stream(e.redemption.reward_id), lambda r: r.release(e.redemption.redemption_id)),\n    ),\n",
        "",
        (f"{RIVALS}::test_rivals_for_one_persons_points_leave_no_trace_in_the_stock",),
    ),
    Control(
        "what ends without a hand-over is in stock again",
        "services/points/reactions.py",
        '    on(\n        RedemptionReturned,\n        "release-returned",\n'
        "        lambda e: (Reward.stream(e.redemption.reward_id), lambda r: r.release(e.redemption.redemption_id)),\n    ),\n",
        "",
        (f"{REWARDS}::test_what_nobody_fetches_ends_by_the_clock_alone",),
    ),
    Control(
        "nothing returns before its time",
        "services/points/domain/spending.py",
        "return [] if hold is None or hold.redemption.due_at > now else",
        "return [] if hold is None else",
        (f"{SPENDING}::test_nothing_returns_before_its_time",),
    ),
    Control(
        "nothing is handed over after its time",
        "services/points/domain/spending.py",
        "        if hold.redemption.due_at <= now:\n",
        "        if False:\n",
        (f"{SPENDING}::test_after_its_time_nothing_is_handed_over_even_before_the_timer",),
    ),
    Control(
        "what ended meanwhile is lost when it returns",
        "services/points/domain/spending.py",
        "            *self._after(returned)._ended(now, reached_by(hold, restored)),  # noqa: SLF001 - its own kind\n",
        "",
        (f"{SPENDING}::test_what_ended_meanwhile_is_lost_as_soon_as_it_returns",),
    ),
    Control(
        "a return after a reversal repays",
        "services/points/domain/account.py",
        "        self._note_reversed(lot.earning_id)\n",
        "",
        (f"{SPENDING}::test_what_returns_after_its_earning_was_reversed_repays_the_debt",),
    ),
    Control(
        "a lot whose end has come pays nothing",
        "services/points/domain/lots.py",
        "return [lot for lot in self.spendable() if lot.expires_at > now][:PARTS_MAX]",
        "return self.spendable()[:PARTS_MAX]",
        (f"{SPENDING}::test_a_lot_whose_end_has_come_pays_nothing_even_before_the_timer",),
    ),
    Control(
        "a gift keeps its end",
        "services/points/domain/giving.py",
        '"activity_id": "", "sequence": "", "day": day}',
        '"activity_id": "", "sequence": "", "day": day,'
        ' "expires_at": part.expires_at.replace(year=part.expires_at.year + 1)}',
        (
            f"{GIVING}::test_a_gift_keeps_programme_issuer_day_and_end_of_each_lot",
            f"{GIVING}::test_a_gift_ends_with_the_lots_it_came_from",
        ),
    ),
    Control(
        "what no account takes comes back",
        "services/points/reactions.py",
        '    on_commit(GiftRefused, "return-gift", lambda e, f: (Account.stream(e.giver_id), lambda a: a.get_back(e, f.at))),\n',
        "",
        (f"{GIVING}::test_what_no_account_takes_comes_back_whole",),
    ),
    Control(
        "what somebody did stays with them",
        "services/points/domain/giving.py",
        '"activity_id": "", "sequence": "", "day": day}',
        '"day": day}',
        (f"{GIVING}::test_the_recipient_does_not_learn_what_the_points_were_earned_for",),
    ),
    Control(
        "points move in known ways only",
        "services/points/books.py",
        "            if flow not in FLOWS:\n",
        "            if False:\n",
        (f"{LEDGER}::test_a_falsified_posting_of_each_sum_is_found",),
    ),
    Control(
        "held points are compared",
        "services/points/ledger.py",
        "if (is_balance, is_debt, is_held) != (holding.balance, holding.debt, holding.held):",
        "if (is_balance, is_debt) != (holding.balance, holding.debt):",
        (f"{LEDGER}::test_a_row_that_hides_what_is_held_is_found",),
    ),
    Control(
        "the sums up to a line",
        "services/points/domain/lots.py",
        "        self.sums[kind] = self.sums.get(kind, 0) + change\n",
        "        self.sums[kind] = change\n",
        (f"{STATEMENT}::test_opening_and_lines_are_closing_whatever_happened",),
    ),
)
