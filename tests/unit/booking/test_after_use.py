"""What follows a use, on one facility-day: no-shows, what they free, what is taken back, and heads counted again."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from services.booking.after_use.refusals import HeadsCorrectedOften, NoNoShow, NoShowRecorded, UseNotOver
from services.booking.domain.after_use import after_use
from services.booking.domain.after_use.after_use import CORRECTIONS_MAX, fail_to_start, record_heads, withdraw_no_show
from services.booking.domain.grid import instant, span
from services.booking.domain.ways import closing
from services.booking.refusals import BookingNotOpen, RoomTaken
from shared.contracts.booking import BookingNoShow, BookingReleased, BookingStarted, SlotsFreed
from tests.unit.booking.booking_kit import DAY, FUNERALS, NOW, a_day, a_facility, a_quota, a_wish, taken_in, terms_of

HOUSE, CENTRE = a_facility("always-open"), a_facility()
TEN, ELEVEN = instant(DAY, 40), instant(DAY, 44)
START_BY = TEN + timedelta(minutes=30)


def booked(facility=HOUSE, now=NOW, **wish):
    """A day on which b1 has the large room from 10 to 11."""
    day = a_day()
    return taken_in(day, confirmed(day, "b1", a_wish(**wish), facility, now))


def confirmed(day, booking_id, wish, facility=HOUSE, now=START_BY):
    return day.confirm(booking_id, wish, facility, terms_of(wish, facility, now), now)


def missed(day, now=START_BY, *, frees=True, running=True):
    """The house with other rules: whether it frees, whether the slot that is running can be had."""
    rules = SimpleNamespace(frees_no_show=lambda _: frees, takes_running_slot=running)
    return fail_to_start(day, "b1", replace(HOUSE, rules=rules), now)


def test_a_booking_says_by_when_its_use_must_begin():
    """Half an hour after its start, or after it was made where that was later, and at its end at the latest."""
    asked = [(NOW, 40, 44), (TEN + timedelta(minutes=10), 40, 48), (TEN + timedelta(minutes=10), 40, 41)]
    found = [booked(now=now, start=start, end=end).held["b1"].confirmed.start_by for now, start, end in asked]

    assert [START_BY, TEN + timedelta(minutes=40), instant(DAY, 41)] == found


def test_no_rule_no_no_show():
    """A house in which nobody checks in by code never has any."""
    day = booked(CENTRE)

    assert day.held["b1"].confirmed.start_by is None
    assert [] == missed(day, ELEVEN)


def test_a_group_s_booking_says_it_too():
    """What is reserved in the saga keeps the moment that was told."""
    wish = a_wish(group="garden")
    reserved = a_quota().reserve("b1", wish, HOUSE, terms_of(wish, HOUSE))[0]

    assert START_BY == a_day().confirm_or_refuse(reserved, NOW)[0].start_by


@pytest.mark.parametrize(("seconds", "due"), [(-1, False), (0, True)])
def test_the_moment_itself_is_too_late(seconds, due):
    """A second before nothing happens."""
    assert due == bool(missed(booked(), START_BY + timedelta(seconds=seconds)))


@pytest.mark.parametrize(
    ("now", "running", "first"),
    [(START_BY, True, 42), (START_BY, False, 42), (START_BY + timedelta(minutes=1), True, 42),
     (START_BY + timedelta(minutes=1), False, 43)],
)  # fmt: skip
def test_what_is_left_is_free_for_others(now, running, first):
    """From the quarter on that others can still have; who booked it has only what is past."""
    day = booked()

    events = missed(day, now, running=running)
    taken_in(day, events)

    assert [BookingNoShow, BookingReleased, SlotsFreed] == [type(event) for event in events]
    assert (instant(DAY, first), ELEVEN) == (events[2].starts_at, events[2].ends_at)
    assert instant(DAY, first) == events[1].released_from
    assert span(40, first) == day.taken["big"]


def test_rooms_stay_where_the_rule_does_not_free_them():
    """Then a no-show is only recorded; nor is there anything to free when the timer came after the end."""
    for now, frees in ((START_BY, False), (ELEVEN + timedelta(hours=1), True)):
        assert [BookingNoShow] == [type(event) for event in missed(booked(), now, frees=frees)]


def test_a_timer_that_fires_again_does_nothing():
    """Neither twice, nor after a start, nor after a cancellation."""
    day = booked()
    taken_in(day, missed(day))
    started, given_back = booked(), booked()
    taken_in(started, started.start("b1", HOUSE, TEN))
    taken_in(given_back, given_back.cancel("b1", HOUSE, TEN, by_staff=True))

    assert [[], [], []] == [missed(each, ELEVEN) for each in (day, started, given_back)]


def test_nothing_goes_on_with_a_no_show():
    """Starting, completing and cancelling are refused in words: what was freed may be another's."""
    day = booked()
    taken_in(day, missed(day))
    taken_in(day, confirmed(day, "b2", a_wish(42, 44, person="ken")))

    for command in (
        lambda: day.start("b1", HOUSE, START_BY),
        lambda: day.complete("b1", 3, HOUSE, START_BY),
        lambda: day.cancel("b1", HOUSE, START_BY, by_staff=True),
        lambda: record_heads(day, "b1", 3, "counted", ELEVEN, was=None),
    ):
        with pytest.raises(NoShowRecorded):
            command()
    assert span(40, 44) == day.taken["big"]


def test_a_no_show_is_taken_back_without_taking_anybody_s_room():
    """The use counts as begun; ending it frees nothing that another has booked meanwhile."""
    day = booked()
    taken_in(day, missed(day))
    taken_in(day, confirmed(day, "b2", a_wish(42, 44, person="ken")))

    events = withdraw_no_show(day, "b1", "was-there")
    taken_in(day, events)
    taken_in(day, day.complete("b1", 4, HOUSE, TEN + timedelta(minutes=31)))

    assert "no-show-withdrawn.v1" == events[0].type
    assert isinstance(events[1], BookingStarted)
    assert (span(40, 44), 4) == (day.taken["big"], day.completed["b1"].completed.heads)


def test_a_no_show_waits_for_a_change_that_is_under_way():
    """Nothing becomes of the booking meanwhile; what is only held is no use that could begin."""
    day = booked()
    standing = day.held["b1"]
    for marked in ({"leaving": "b2"}, {"status": "held"}):
        day.held["b1"] = standing.model_copy(update=marked)

        assert [] == missed(day)


def test_a_closure_takes_nothing_from_a_no_show():
    """Its room is closed, and nobody is told that a booking was taken away; a pre-emption finds the room taken."""
    day = booked()
    taken_in(day, missed(day, frees=False))

    events = closing.close(
        day, "c1", facility_id="always-open", room_ids=(), touched=(), since=TEN, until=ELEVEN, reason="works"
    )

    assert ["span-closed.v1"] == [event.type for event in events]
    wish = a_wish(person="ken")
    with pytest.raises(RoomTaken):
        closing.pre_empt(day, "b2", wish, HOUSE, terms_of(wish, HOUSE), NOW, rule=FUNERALS, reason="funeral")


def test_only_a_no_show_can_be_taken_back():
    """A booking that stands, and one that is over, have none."""
    day = booked()
    with pytest.raises(NoNoShow):
        withdraw_no_show(day, "b1", "was-there")
    taken_in(day, day.cancel("b1", HOUSE, NOW, by_staff=True))
    with pytest.raises(BookingNotOpen):
        withdraw_no_show(day, "b1", "was-there")


def test_heads_of_a_house_without_check_in_are_counted_when_the_time_is_over():
    """Before that it is refused; afterwards the use is begun and ended in one, with nothing to free."""
    day = booked(CENTRE)
    with pytest.raises(UseNotOver):
        record_heads(day, "b1", 12, "counted", ELEVEN - timedelta(seconds=1), was=None)

    events = record_heads(day, "b1", 12, "counted", ELEVEN, was=None)

    assert ["booking-started.v1", "booking-completed.v1"] == [event.type for event in events]
    assert 12 == events[1].heads


def test_heads_are_countered_and_never_edited():
    """A correction says what counted before; the same number again is no event."""
    day = booked(CENTRE)
    taken_in(day, record_heads(day, "b1", 12, "counted", ELEVEN, was=None))

    (corrected,) = record_heads(day, "b1", 15, "mistaken", ELEVEN, was=None)
    taken_in(day, [corrected])

    assert (12, 15, "mistaken") == (corrected.was, corrected.completed.heads, corrected.reason)
    assert [] == record_heads(day, "b1", 15, "counted", ELEVEN, was=None)


def test_corrections_are_bounded():
    """Twenty, then it is refused: the day's stream has an end."""
    day = booked(CENTRE)
    taken_in(day, record_heads(day, "b1", 0, "counted", ELEVEN, was=None))
    for heads in range(1, CORRECTIONS_MAX + 1):
        taken_in(day, record_heads(day, "b1", heads, "counted", ELEVEN, was=None))

    with pytest.raises(HeadsCorrectedOften):
        record_heads(day, "b1", 99, "counted", ELEVEN, was=None)


def test_a_use_that_the_day_forgot_is_corrected_from_the_lists():
    """Only the newest ended bookings of a day are in its state; a cancelled one has no heads, whatever a list says."""
    day = booked(CENTRE)
    completed = record_heads(day, "b1", 12, "counted", ELEVEN, was=None)[1]
    forgetful, cancelled = a_day(), booked(CENTRE)
    taken_in(cancelled, cancelled.cancel("b1", CENTRE, NOW, by_staff=True))

    assert 13 == record_heads(forgetful, "b1", 13, "counted", ELEVEN, was=completed)[0].completed.heads
    for day, was in ((forgetful, None), (cancelled, completed)):
        with pytest.raises(BookingNotOpen):
            after_use.record_heads(day, "b1", 13, "counted", ELEVEN, was=was)
