"""Penalty points on a registration: threshold, life, suspension in the same breath, appeal, waiver."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.registering.penalty_course import course
from services.booking.registering.penalty_points import WITHOUT_POINTS, PenaltyRules
from services.booking.registering.refusals import AppealTooLate, PenaltyOver
from services.booking.rulebook.asking import Facts, Fault, Request
from services.booking.rulebook.book import Book
from services.booking.rulebook.penalties import suspended
from shared.clock import day_begins
from shared.contracts.booking import BookingCancelled
from shared.contracts.booking_registrations import PenaltyRecorded, PenaltyWaived, RegistrationSuspended
from shared.journal import Following
from shared.web.refusals import NotFound
from tests.unit.booking.registration_kit import TODAY, Held, a_fault

BOOK = Book.shipped("elsewhere")
COURT = BOOK.places.place(("court-1",))
RULES = PenaltyRules(BOOK.layers, lambda _facility, _rooms: COURT)


def test_points_are_recorded_once_with_what_they_come_to():
    """The same fault again, from another replica, changes nothing."""
    held = Held().registered()

    events = held.state.record(a_fault(1), TODAY)
    held.do(events)

    told = events[1]
    assert (2, 2, 5, "no-show", "b1") == (told.amount, told.balance, told.limit, told.kind, told.booking_id)
    assert day_begins(date(2027, 11, 26)) == told.until
    assert [] == held.state.record(a_fault(1), TODAY)


@pytest.mark.parametrize("reason", [None, *sorted(WITHOUT_POINTS)])
def test_what_the_house_does_costs_nobody_points_whatever_the_rules_except(reason):
    """By a clerk, on the day of the use, in a town whose rules know no fault of the house: only without a reason."""
    now = datetime(2026, 11, 24, 1, tzinfo=UTC)
    following = Following("c", "facility-day/court-1", now, "person:staff-mori", lambda name: name)
    given_back = BookingCancelled(
        booking_id="b1", facility_id="court", room_ids=("court-1",), person_id="p1", people=4, fee=300,
        starts_at=now + timedelta(hours=5), ends_at=now + timedelta(hours=6), purpose="meeting", reason=reason,
    )  # fmt: skip

    assert (reason is None) == bool(RULES.after_cancellation(given_back, following))


def test_two_clerks_record_one_misuse():
    """Once for its booking, unless it was waived; another booking's, or another fault with this one, is its own."""
    held = Held().registered()
    misuse = a_fault(1, points=1).model_copy(update={"fault": "misuse"})
    again = misuse.model_copy(update={"penalty_id": "again"})
    held.do(held.state.record(misuse, TODAY))

    assert [] == held.state.record(again, TODAY)
    assert held.state.record(again.model_copy(update={"booking_id": "other"}), TODAY)
    assert held.state.record(again.model_copy(update={"fault": "no-show"}), TODAY)
    held.do(held.state.waive(misuse.penalty_id, "operator", TODAY))
    assert held.state.record(again, TODAY)


def test_at_the_threshold_the_same_decision_suspends():
    """From the day after, for the rule's time; the holder is told once."""
    held = Held().registered()
    held.do(held.state.record(a_fault(1, TODAY - timedelta(days=20)), TODAY))

    assert ["fault-noted", "penalty-recorded"] == held.do(held.state.record(a_fault(2), TODAY))
    assert ["fault-noted", "penalty-recorded", "suspension-noted", "registration-suspended"] == held.do(
        held.state.record(a_fault(3, points=1), TODAY)
    )
    assert TODAY + timedelta(days=30) == held.state.suspended_until
    assert 0 == held.state.course.points_on(TODAY), "they are spent"


def test_a_suspension_says_the_points_that_led_to_it():
    """Not what is left afterwards."""
    held = Held()

    events = held.state.record(a_fault(1, points=7), TODAY)

    assert [7] == [event.balance for event in events if isinstance(event, PenaltyRecorded)]
    assert ["points"] == [event.reason for event in events if isinstance(event, RegistrationSuspended)]


def test_points_count_without_a_registration():
    """Where a town wants none, whoever does not come has points all the same."""
    held = Held("person~resident-hana")

    held.do(held.state.record(a_fault(1), TODAY))

    assert ("none", 2) == (held.state.status, held.state.course.points_on(TODAY))


def test_points_live_for_their_time():
    """The last day counts, the day after does not."""
    held = Held()
    held.do(held.state.record(a_fault(1), TODAY))

    assert [2, 0] == [held.state.course.points_on(day) for day in (date(2027, 11, 25), date(2027, 11, 26))]


def test_waived_points_end_the_suspension_that_rests_on_them():
    """And only that one: the city's own stands."""
    held = Held().registered()
    held.do(held.state.record(a_fault(1, points=3), TODAY))
    held.do(held.state.record(a_fault(2, points=3), TODAY))

    assert ["fault-waived", "penalty-waived", "suspension-noted", "registration-resumed"] == held.do(
        held.state.waive("penalty-1", "illness", TODAY)
    )
    assert (None, 3) == (held.state.suspended_until, held.state.course.points_on(TODAY))
    assert [] == held.state.waive("penalty-1", "illness", TODAY)


def test_waived_points_that_no_suspension_rests_on_end_none():
    """The other fault alone reaches the threshold."""
    held = Held().registered()
    held.do(held.state.record(a_fault(1, TODAY - timedelta(days=5)), TODAY))
    held.do(held.state.record(a_fault(2, points=5), TODAY))

    events = held.state.waive("penalty-1", "rain", TODAY)
    held.do(events)

    assert TODAY + timedelta(days=30) == held.state.suspended_until
    assert [0] == [event.balance for event in events if isinstance(event, PenaltyWaived)]


def test_while_the_city_suspends_nobody_is_told_that_they_may_book():
    """The points end, the city's suspension does not."""
    held = Held().registered()
    held.do(held.state.suspend(TODAY + timedelta(days=60), "other"))
    held.do(held.state.record(a_fault(1, points=5), TODAY))

    assert ["fault-waived", "penalty-waived", "suspension-noted"] == held.do(
        held.state.waive("penalty-1", "operator", TODAY)
    )
    assert TODAY + timedelta(days=60) == held.state.suspended_until


def test_an_appeal_is_heard_in_time_and_decided():
    """Within the rule's days; then the points stay, or are waived."""
    held = Held()
    held.do(held.state.record(a_fault(1), TODAY))

    with pytest.raises(AppealTooLate):
        held.state.appeal("penalty-1", "rain", TODAY + timedelta(days=15))
    with pytest.raises(PenaltyOver):
        held.state.reject_appeal("penalty-1")
    assert ["fault-appealed"] == held.do(held.state.appeal("penalty-1", "rain", TODAY + timedelta(days=14)))
    assert [] == held.state.appeal("penalty-1", "rain", TODAY)
    assert ["appeal-rejected"] == held.do(held.state.reject_appeal("penalty-1"))
    with pytest.raises(PenaltyOver):
        held.state.appeal("penalty-1", "rain", TODAY)
    assert held.do(held.state.waive("penalty-1", "appeal", TODAY))
    with pytest.raises(NotFound):
        held.state.waive("penalty-9", "rain", TODAY)


def test_the_memory_of_faults_is_bounded(monkeypatch):
    """The rows have all; the oldest go first."""
    monkeypatch.setattr("services.booking.domain.registering.record.FAULTS_KEPT_MAX", 3)
    held = Held()
    for n in range(5):
        held.do(held.state.record(a_fault(n, points=1), TODAY))

    assert ["penalty-2", "penalty-3", "penalty-4"] == list(held.state.penalties)


FAULTS = st.lists(
    st.tuples(st.integers(0, 500), st.sampled_from(["no-show", "misuse", "late-cancellation"]), st.integers(0, 4)),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(FAULTS, st.integers(0, 600))
def test_points_are_counted_as_the_rulebook_counts_them(made, asked):
    """Whatever the faults and the day: suspended here is suspended there, until the same day, with the same points."""
    first = date(2025, 6, 1)
    faults = [Fault(kind=kind, on=first + timedelta(days=n), days_before=before) for n, kind, before in sorted(made)]
    priced = [
        RULES.price(fault, f"p{n}", facility_id="x", room_ids=("court-1",), booking_id=None)
        for n, fault in enumerate(faults)
    ]
    today = first + timedelta(days=asked)
    known = [noted for noted in priced if noted is not None and noted.on <= today]
    request = Request(rooms=("court-1",), day=today, start="09:00", end="10:00")
    there = suspended(BOOK.asked(request, Facts(faults=tuple(faults)), day_begins(today)))

    here = [each for each in course(known).suspensions if each.first <= today <= each.last]

    assert (there is None) == (not here)
    if there is not None:
        assert (there[1], there[2]) == (here[0].points, here[0].last)
