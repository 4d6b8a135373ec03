"""The programme's side: its terms, and what it reserves."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.points.domain.calendar import books_close, end_of_fiscal_year
from services.points.domain.events import PointsReserved, ReservationRefused
from services.points.domain.programme import Programme
from services.points.refusals import (
    CapBelowAmount,
    ExpiryTooLate,
    ProgrammeExists,
    TermCrossesYears,
    TermEndsBeforeStart,
)
from tests.unit.points.points_pure import DAY, Pure, kinds, terms


def closed():
    return Programme(stream_name="programme/attendance-2026")


def test_a_fiscal_year_ends_at_midnight_in_tokyo_before_the_first_of_april():
    """2027-03-31 is still in fiscal 2026; its end is 15:00 UTC of that day."""
    assert datetime(2027, 3, 31, 15, 0, tzinfo=UTC) == end_of_fiscal_year(date(2026, 4, 1))
    assert datetime(2027, 3, 31, 15, 0, tzinfo=UTC) == end_of_fiscal_year(date(2027, 3, 31))
    assert datetime(2027, 5, 31, 15, 0, tzinfo=UTC) == books_close(2026)


def test_a_programme_opens_with_its_whole_budget():
    """The issuer's debit is the budget's credit."""
    world = Pure(budget=700)

    assert 700 == world.programme.left
    assert (-700, 700) == (
        world.books.programmes["attendance-2026"].issuer,
        world.books.programmes["attendance-2026"].budget,
    )


def test_an_id_is_given_once():
    """A second programme of the same id would have a second budget."""
    with pytest.raises(ProgrammeExists):
        Pure().programme.open(terms())


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"ends_on": date(2026, 3, 31)}, TermEndsBeforeStart),
        ({"ends_on": date(2027, 4, 1)}, TermCrossesYears),
        ({"amount": 101}, CapBelowAmount),
        ({"issuer": "partner"}, ExpiryTooLate),
        ({"issuer": "partner", "expires_after_days": 181}, ExpiryTooLate),
    ],
)
def test_terms_that_a_rule_refuses(changes, refusal):
    """One fiscal year, a limit that allows one attendance, and six months where the city is not the issuer."""
    with pytest.raises(refusal):
        closed().open(terms(**changes))


def test_a_partner_may_issue_points_that_end_in_time():
    """180 days are within the shortest six months."""
    assert closed().open(terms(issuer="partner", expires_after_days=180))


def test_lots_end_with_the_fiscal_year_or_after_the_days_of_the_programme():
    """An end is a midnight in Tokyo: the last day counts whole."""
    by_year = Pure().attend()[0]
    by_days = Pure(expires_after_days=30).attend()[0]

    assert datetime(2027, 3, 31, 15, 0, tzinfo=UTC) == by_year.expires_at
    assert datetime(2026, 12, 22, 15, 0, tzinfo=UTC) == by_days.expires_at


def test_the_budget_is_never_exceeded():
    """What is left below one attendance is not given; everyone else sees why."""
    world = Pure(budget=120)

    reasons = [world.attend(activity=f"a{n}", person=f"p{n}")[0] for n in range(4)]

    assert [PointsReserved, PointsReserved, ReservationRefused, ReservationRefused] == [type(e) for e in reasons]
    assert "budget-used-up" == reasons[-1].reason
    assert 20 == world.programme.left


def test_what_is_corrected_can_be_earned_by_somebody_else():
    """The reversal goes back to the budget."""
    world = Pure(budget=50)
    world.attend()
    world.correct()

    assert "PointsEarned" in kinds(world.attend(activity="a2", person="p2"))


@pytest.mark.parametrize(
    ("day", "now", "reason"),
    [
        (date(2026, 3, 31), None, "not-in-term"),
        (date(2027, 4, 1), None, "not-in-term"),
        (DAY, books_close(2026), "books-closed"),
    ],
)
def test_days_and_times_that_earn_nothing(day, now, reason):
    """The term is by the attendance's day; the books of a year close on 1 June."""
    world = Pure()
    world.now = now or world.now

    assert reason == world.attend(day=day)[0].reason
    assert 1_000 == world.programme.left


def test_a_late_fact_earns_until_the_books_close():
    """A consumer that was away for weeks still pays for March in May."""
    world = Pure()
    world.now = books_close(2026) - timedelta(seconds=1)

    assert "PointsEarned" in kinds(world.attend(day=date(2027, 3, 31)))


def test_an_attendance_without_a_programme_is_recorded_as_refused():
    """A handler must end in an event, and the person must see why."""
    assert "no-programme" == Pure(budget=None).attend()[0].reason
