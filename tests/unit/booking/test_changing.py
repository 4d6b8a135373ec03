"""Bookings that become other ones, step by step: what a rival or a closure in between leaves behind."""

from dataclasses import replace

from services.booking.domain import changing, closing, quota_ways
from services.booking.domain.grid import instant
from services.booking.domain.terms import Terms
from services.booking.domain.wanted import Wanted
from services.booking.domain.way_events import ChangeBegun, ChangeEnded, ChangeRefused, QuotaRecounted
from shared.contracts.booking import BookingCancelled, SlotsFreed
from shared.contracts.booking_ways import BookingChanged
from tests.unit.booking.booking_kit import DAY, NOW, a_day, a_facility, a_quota, a_wish, taken_in

HALL = a_facility("neighbourhood-hall")
TERMS = Terms(fee=100, quotas=("garden/2026-12",))


def a_group_booking():
    """A day and a quota in which the garden's group has the room from 10:00 to 11:00."""
    wish = a_wish(group="garden")
    wanted = Wanted.of("b1", wish, HALL, TERMS)
    quota = taken_in(a_quota(), quota_ways.reserve_or_refuse(a_quota(), wanted))
    taken_in(quota, quota.use("b1"))
    return taken_in(a_day(), a_day().place_or_refuse(wanted, NOW)), quota


def growing(day):
    """The booking is to last until 12:00."""
    wish = a_wish(40, 48, group="garden")
    (begun,) = changing.change(day, "b1", "c1", wish, HALL, TERMS, NOW, by_staff=False)
    taken_in(day, [begun])
    return begun


def test_a_growing_is_counted_before_it_is_given():
    """Marked, counted, then longer; the mark is gone with the end."""
    day, quota = a_group_booking()
    begun = growing(day)
    taken_in(quota, quota_ways.extend_or_refuse(quota, "b1", begun.wanted, 0))

    ended = changing.change_or_refuse(day, "b1", begun.wanted, NOW)
    taken_in(day, ended)

    assert [BookingChanged, ChangeEnded] == [type(event) for event in ended if event.topic != "kyoso.occupancy"]
    assert (48, "") == (day.held["b1"].end, day.held["b1"].leaving)
    assert [48] == [use.end for use in quota.uses]


def test_a_growing_that_lost_its_rooms_is_undone():
    """A rival was faster: the booking and what its quota counts are as they were, and a repeat changes nothing."""
    day, quota = a_group_booking()
    begun = growing(day)
    taken_in(quota, quota_ways.extend_or_refuse(quota, "b1", begun.wanted, 0))
    taken_in(day, day.confirm("b2", a_wish(44, 46, person="ken"), HALL, Terms(fee=0), NOW))

    ended = changing.change_or_refuse(day, "b1", begun.wanted, NOW)
    taken_in(day, ended)
    undone = quota_ways.restore(quota, "b1")
    taken_in(quota, undone)

    assert [ChangeRefused, ChangeEnded] == [type(event) for event in ended]
    assert ("room-taken", ("garden/2026-12",)) == (ended[0].reason, ended[0].quotas)
    assert [QuotaRecounted] == [type(event) for event in undone]
    assert ([44], 44) == ([use.end for use in quota.uses], day.held["b1"].end)
    assert [] == changing.change_or_refuse(day, "b1", begun.wanted, NOW) == quota_ways.restore(quota, "b1")


def test_a_booking_that_stays_in_what_was_closed_is_displaced():
    """The closure left it alone while it was to move; the move lost, so it has to go all the same."""
    day, _ = a_group_booking()
    wish = a_wish(40, 44, group="garden")
    wanted = Wanted.of("b2", replace(wish, moved_from="b1"), HALL, TERMS, origin="cc/2026-12-02")
    begun = changing.begin_move(day, "b1", wanted, wish, HALL, NOW, by_staff=False)
    taken_in(day, begun)
    closed = closing.close(
        day, "works", facility_id="cc", room_ids=(), touched=(), since=instant(DAY, 0), until=instant(DAY, 96),
        reason="works",
    )  # fmt: skip
    taken_in(day, closed)

    stayed = changing.stay(day, "b1", "b2")

    assert [ChangeBegun] == [type(event) for event in begun]
    assert 1 == len(closed)
    assert [ChangeEnded, BookingCancelled, SlotsFreed] == [type(event) for event in stayed]
    assert ("closure", "closure.works") == (stayed[1].reason, stayed[1].rule_id)
