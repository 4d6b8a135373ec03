"""Any sequence of earning, correcting, redeeming, giving, erasing and time keeps the books balanced, the limits kept.

Nothing comes from nowhere, nobody is below zero, no stock is oversold, and each movement is told with its true sums.
"""

from contextlib import suppress
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.points.domain.account import Account
from services.points.domain.events import LotReversed, PeriodClosed
from services.points.domain.spending_events import RedemptionHeld
from services.points.refusals import PointsRefusal
from shared.contracts.points import PointsEarned
from shared.web.refusals import PersonErasedHere
from tests.unit.points.points_pure import GIFTS, LIMITS, Pure
from tests.unit.points.points_worth import Worth

PERSONS = st.sampled_from(["p1", "p2"])
ACTIVITIES = st.sampled_from(["a1", "a2", "a3"])
TO = st.sampled_from(["p1", "p2", "nobody"])
STOCK = 3
REFUSED = suppress(PointsRefusal, PersonErasedHere)


class PointsMachine(RuleBasedStateMachine):
    """The model beside it: what was earned and not taken back, per person and day; and what people are worth."""

    @initialize(
        budget=st.integers(1, 600),
        amount=st.integers(1, 80),
        more=st.integers(0, 90),
        days=st.sampled_from([None, 3, 400]),
    )
    def open(self, budget, amount, more, days):
        self.world = Pure(budget=budget, amount=amount, daily_cap=amount + more, expires_after_days=days)
        self.budget, self.cap = budget, amount + more
        self.standing = {}
        self.earning = {}
        self.redeemed = []
        self.worth = Worth()
        self.world.greet("p1", "p2")
        self.world.offer(price=min(amount, 40), stock=STOCK, keep_days=10)

    @rule(person=PERSONS, activity=ACTIVITIES)
    def attend(self, person, activity):
        for event in self.world.attend(activity, person):
            if type(event) is PointsEarned:
                self.standing[event.cause] = (person, self.world.now.date(), event.amount)
                assert (person, activity) not in self.earning
                self.earning[person, activity] = event.cause

    @rule(person=PERSONS, activity=ACTIVITIES)
    def correct(self, person, activity):
        for event in self.world.correct(activity, person):
            if isinstance(event, LotReversed):
                self.standing.pop(event.earning_id)
                assert self.earning.pop((person, activity)) == event.earning_id

    @rule(person=PERSONS, behind=st.integers(0, 2))
    def redeem(self, person, behind):
        """Up to three requests that all looked at the account before the first of them was served."""
        reward, standing = self.world.reward(), self.world.account(person).standing(self.world.now)
        for n in range(behind + 1):
            self.world.facts += 1
            id = f"r{self.world.facts}-{n}"
            with REFUSED:
                reserved = reward.reserve(id, person, "1", standing, LIMITS, self.world.now)
                if any(isinstance(event, RedemptionHeld) for event in self.world.commit(reward, reserved)):
                    self.redeemed.append((id, person))

    @rule(choice=st.randoms(use_true_random=False), how=st.sampled_from(["hand_over", "cancel", "leave_unfetched"]))
    def end_redemption(self, choice, how):
        if self.redeemed:
            id, person = choice.choice(self.redeemed)
            with REFUSED:
                more = {"number": "1"} if how == "hand_over" else {}
                getattr(self.world, how)(id, person, **more)

    @rule(giver=PERSONS, to=TO, amount=st.integers(1, 90))
    def give(self, giver, to, amount):
        with REFUSED:
            self.world.give(amount, giver, to, GIFTS)

    @rule(person=PERSONS)
    def erase(self, person):
        self.world.commit(self.world.account(person), self.world.account(person).erase(self.world.now))

    @rule(days=st.sampled_from([0, 1, 5, 60]), fire=st.booleans())
    def pass_time(self, days, fire):
        self.world.pass_time(timedelta(days=days))
        if fire:
            self.fall_due("p1")
            self.fall_due("p2")

    @rule(person=PERSONS)
    def fall_due(self, person):
        """Books that close let an activity be attended anew: what was earned for it is final."""
        for event in self.world.fall_due(person):
            if isinstance(event, PeriodClosed):
                self.earning = {key: cause for key, cause in self.earning.items() if key[0] != person}

    @invariant()
    def everything_adds_up(self):
        books = self.world.books
        assert [] == books.differences
        assert {} == books.in_flight
        assert {} == books.giving
        assert [] == books.overdrawn()
        assert 0 == books.imbalance("attendance-2026")

    @invariant()
    def accounts_are_what_was_posted(self):
        books = self.world.books
        for state in self.world.states.values():
            if isinstance(state, Account):
                holding = books.holdings.get(state.stream_key)
                posted = (holding.balance, holding.debt, holding.held) if holding else (0, 0, 0)
                assert posted == (state.balance, state.debt, state.held)
                assert state.balance == sum(state.sums.values())
                assert state.balance == sum(lot.remaining for lot in state.lots.values())
                assert state.balance >= 0
                assert all(owed > 0 for owed in state.debts.values())

    @invariant()
    def the_budget_is_kept_and_everybody_worth_what_the_model_says(self):
        self.worth.assert_holds(self.world, "p1", "p2")
        sums = self.world.books.programmes["attendance-2026"]
        assert self.world.programme.left == sums.budget
        assert 0 <= sums.budget <= self.budget
        assert self.budget - sums.budget == sum(amount for _, _, amount in self.standing.values()) + self.worth.gone

    @invariant()
    def the_stock_is_exact(self):
        reward, counted = self.world.reward(), self.world.books.rewards.get("seeds")
        assert 0 <= reward.out <= STOCK
        assert (counted.out, counted.kept) == (reward.out, reward.out) if counted else reward.out == 0

    @invariant()
    def lines_of_the_history_add_up(self):
        """From any line to any later one: the changes between them are the difference of what is there."""
        for person in ("p1", "p2"):
            lines = [line for line in self.world.lines if line.person_id == person and line.place]
            assert [line.place for line in lines] == sorted(line.place for line in lines)
            balance = 0
            for line in lines:
                balance += line.change
                assert balance == sum(line.sums.values()) >= 0

    @invariant()
    def the_daily_cap_is_kept(self):
        days = {}
        for person, day, amount in self.standing.values():
            days[person, day] = days.get((person, day), 0) + amount
        assert all(earned <= self.cap for earned in days.values())


PointsMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnySequence = PointsMachine.TestCase
