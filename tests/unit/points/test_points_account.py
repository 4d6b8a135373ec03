"""The account's side: lots, the daily cap, reversal and debt, time."""

from datetime import date, timedelta

from services.points.domain.account import Account
from services.points.domain.calendar import books_close, end_of_fiscal_year
from services.points.domain.events import EarningCapped, EarningDropped, LotReversed
from shared.contracts.points import PointsEarned, PointsExpired, PointsReversed
from tests.unit.points.points_pure import DAY, Pure, kinds, only


def test_an_attendance_is_credited():
    """The public event names the fact, the balance after it and the end of the lot."""
    world = Pure()

    earned = only(world.attend(), PointsEarned)[0]

    assert (50, 50, "fact-1") == (earned.amount, earned.balance, earned.cause)
    assert end_of_fiscal_year(DAY) == earned.expires_at
    assert 50 == world.account().balance


def test_the_daily_cap_is_not_exceeded_and_the_rest_returns():
    """The second attendance of the day is credited in part, the third not at all, and neither costs the budget more."""
    world = Pure(amount=70, daily_cap=100)

    amounts = [only(world.attend(activity=f"a{n}"), PointsEarned) for n in range(3)]

    assert [[70], [30], []] == [[event.amount for event in events] for events in amounts]
    assert 100 == world.account().balance
    assert 900 == world.programme.left
    assert not world.books.in_flight


def test_the_cap_is_of_the_attendances_day_not_of_delivery():
    """Facts of two days that arrive together are capped apart."""
    world = Pure(daily_cap=50)
    world.attend(activity="a1", day=date(2026, 11, 21))
    world.attend(activity="a2", day=date(2026, 11, 22))

    assert 100 == world.account().balance


def test_a_capped_earning_tells_the_person():
    """It is an event with the amount that was withheld."""
    world = Pure(daily_cap=50)
    world.attend()

    assert [50] == [event.amount for event in only(world.attend(activity="a2"), EarningCapped)]


def test_an_activity_earns_once_however_many_facts_say_so():
    """A second fact of the same attendance, under another id, is dropped and returned."""
    world = Pure()
    world.attend()

    assert ["already-earned"] == [event.reason for event in only(world.attend(), EarningDropped)]
    assert (50, 950) == (world.account().balance, world.programme.left)


def test_a_correction_takes_back_exactly_what_the_attendance_earned():
    """In part when it was credited in part."""
    world = Pure(amount=70, daily_cap=100)
    world.attend(activity="a1")
    world.attend(activity="a2")

    reversed_ = only(world.correct(activity="a2"), PointsReversed)[0]

    assert (30, 70) == (reversed_.amount, reversed_.balance)
    assert (70, 930) == (world.account().balance, world.programme.left)


def test_a_correction_frees_the_cap_of_that_day():
    """Attend, correct, attend again: the last one earns."""
    world = Pure(daily_cap=50)
    world.attend()
    world.correct()

    assert "PointsEarned" in kinds(world.attend())
    assert (50, 950) == (world.account().balance, world.programme.left)


def test_a_correction_of_what_earned_nothing_reverses_nothing():
    """A capped attendance has nothing to take back."""
    world = Pure(daily_cap=50)
    world.attend(activity="a1")
    world.attend(activity="a2")

    assert ["CorrectionNoted"] == kinds(world.correct(activity="a2"))
    assert 50 == world.account().balance


def test_a_corrected_attendance_that_is_credited_late_earns_nothing():
    """The fact's place in its subject's order decides, not the order of arrival."""
    world = Pure()
    world.correct(sequence="000000000002")

    assert ["corrected"] == [event.reason for event in only(world.attend(sequence="000000000001"), EarningDropped)]
    assert (0, 1_000) == (world.account().balance, world.programme.left)


def test_an_older_correction_does_not_undo_a_newer_attendance():
    """A correction replayed after the next attendance means the one before."""
    world = Pure()
    world.attend(sequence="000000000003")

    assert [] == world.correct(sequence="000000000002")
    assert 50 == world.account().balance


def test_lots_end_in_time_the_earliest_first():
    """Each lot is told by itself; the balance goes down step by step."""
    world = Pure(expires_after_days=30)
    world.attend(activity="a1")
    world.pass_time(timedelta(days=1))
    world.attend(activity="a2")
    world.pass_time(timedelta(days=60))

    assert [(50, 50), (50, 0)] == [(e.amount, e.balance) for e in only(world.fall_due(), PointsExpired)]
    assert 100 == world.books.programmes["attendance-2026"].expired


def test_nothing_ends_before_its_time():
    """The timer may fire early; the decision looks again."""
    world = Pure()
    world.attend()
    world.now = end_of_fiscal_year(DAY) - timedelta(microseconds=1)

    assert [] == world.fall_due()


def test_what_had_ended_before_its_correction_is_nobodys_debt():
    """Time took it, nobody used it: there is nothing to take back, nothing to tell, and the next earning is whole."""
    world = Pure(expires_after_days=30)
    world.attend(activity="a1")
    world.pass_time(timedelta(days=40))
    world.fall_due()

    events = world.correct(activity="a1")

    assert (["LotReversed"], (0, 0)) == (kinds(events), (events[0].taken, events[0].owed))
    assert ("reversed", 0, "expired") == (world.lines[-1].what, world.lines[-1].amount, world.lines[-1].reason)
    (earned,) = only(world.attend(activity="a1"), PointsEarned)
    assert (50, 50, 0) == (earned.amount, earned.balance, world.account().debt)
    assert (900, 50) == (world.programme.left, world.books.programmes["attendance-2026"].expired)


def test_of_what_ended_in_part_only_what_was_used_is_owed():
    """The balance never falls below zero: the debt does the remembering, and the next earning repays it."""
    world = Pure(expires_after_days=30)
    world.greet("p2")
    world.attend(activity="a1")
    world.give(20)
    world.pass_time(timedelta(days=40))
    world.fall_due()

    (taken_back,) = only(world.correct(activity="a1"), LotReversed)

    assert (0, 20, 970) == (taken_back.taken, taken_back.owed, world.programme.left)
    assert (0, 20) == (world.account().balance, world.account().debt)
    (earned,) = only(world.attend(activity="a2"), PointsEarned)
    assert (50, 30, 0) == (earned.amount, earned.balance, world.account().debt)


def test_correcting_the_earning_that_repaid_a_debt_brings_the_debt_back():
    """It is taken back as a debt, because its lot never held it."""
    world = Pure(expires_after_days=30)
    world.greet("p2")
    world.attend(activity="a1")
    world.give(50)
    world.correct(activity="a1")
    world.attend(activity="a2")
    world.pass_time(timedelta(days=40))
    world.fall_due()

    world.correct(activity="a2")

    assert (0, 50) == (world.account().balance, world.account().debt)
    assert 1_000 == world.programme.left


def test_an_erased_person_earns_nothing_more():
    """What is reserved returns to the budget; what is there ends in its time."""
    world = Pure()
    world.attend(activity="a1")
    world.commit(world.account(), world.account().erase(world.now))

    assert ["erased"] == [event.reason for event in only(world.attend(activity="a2"), EarningDropped)]
    assert (50, 950) == (world.account().balance, world.programme.left)
    assert [] == world.account().erase(world.now)


def test_an_account_forgets_a_year_when_its_books_close():
    """The state stays small: nothing of the year is left, and nothing is due any more."""
    world = Pure()
    for n in range(30):
        world.attend(activity=f"a{n}", day=date(2026, 11, 1) + timedelta(days=n))
    world.now = books_close(2026)

    world.fall_due()

    account = world.account()
    assert ({}, {}, {}, None) == (account.lots, account.attendances, account.earned, account.due_at)


def test_a_lot_that_outlives_its_years_books_still_ends():
    """It cannot be corrected any more, but it can be spent until its end."""
    world = Pure(expires_after_days=300)
    world.attend(activity="a1", day=date(2027, 3, 1))
    world.now = books_close(2026)
    world.fall_due()

    assert 50 == world.account().balance
    assert ["CorrectionNoted"] == kinds(world.correct(activity="a1"))

    world.now = books_close(2027)
    world.fall_due()

    assert (0, {}, None) == (world.account().balance, world.account().lots, world.account().due_at)


def test_what_is_due_is_what_the_timer_finds():
    """Firing at ``due_at`` does something, and ends: an account is not due for ever."""
    world = Pure(expires_after_days=10)
    world.attend()
    for _ in range(5):
        if world.account().due_at is None:
            break
        world.now = world.account().due_at

        assert world.fall_due()

    assert world.account().due_at is None


def test_a_state_survives_its_snapshot():
    """What is saved as JSON and read again is the same state."""
    world = Pure()
    world.attend()
    world.correct()
    world.attend(activity="a2")

    assert world.account() == Account.model_validate_json(world.account().model_dump_json())
