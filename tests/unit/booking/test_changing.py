"""Bookings that become other ones, step by step: what a rival or a closure in between leaves behind."""

from dataclasses import replace

import pytest

from services.booking.domain.after_use.unpaid import lapse_unpaid
from services.booking.domain.events import BookingDecided, QuotaReleased, QuotasReturned
from services.booking.domain.grid import instant
from services.booking.domain.quota import Quota
from services.booking.domain.terms import DecidedBy, Terms
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways import changing, closing, quota_ways
from services.booking.domain.ways.change_events import (
    ChangeBegun,
    ChangeEnded,
    ChangeRefused,
    CountedAnyway,
    LapseNoted,
    PlaceGivenUp,
    QuotaExtended,
    QuotaRecounted,
)
from services.booking.ways.refusals import EquipmentTaken
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
    taken_in(quota, quota_ways.extend_or_refuse(quota, "b1", begun.wanted, 0, begun.counted))

    ended = changing.change_or_refuse(day, "b1", begun.wanted, NOW)
    taken_in(day, ended)

    told = [type(event) for event in ended if event.topic != "kyoso.occupancy"]
    assert [BookingChanged, BookingDecided, ChangeEnded] == told
    assert (48, "") == (day.held["b1"].end, day.held["b1"].leaving)
    assert [48] == [use.end for use in quota.uses]


def test_a_growing_that_lost_its_rooms_is_undone():
    """A rival was faster: the booking and what its quota counts are as they were, and a repeat changes nothing."""
    day, quota = a_group_booking()
    begun = growing(day)
    taken_in(quota, quota_ways.extend_or_refuse(quota, "b1", begun.wanted, 0, begun.counted))
    taken_in(day, day.confirm("b2", a_wish(44, 46, person="ken"), HALL, Terms(fee=0), NOW))

    ended = changing.change_or_refuse(day, "b1", begun.wanted, NOW)
    taken_in(day, ended)
    undone = quota_ways.restore(quota, "b1", "c1")
    taken_in(quota, undone)

    assert [ChangeRefused, ChangeEnded] == [type(event) for event in ended]
    assert ("room-taken", ("garden/2026-12",)) == (ended[0].reason, ended[0].quotas)
    assert [QuotaRecounted] == [type(event) for event in undone]
    assert ([44], 44) == ([use.end for use in quota.uses], day.held["b1"].end)
    assert [] == changing.change_or_refuse(day, "b1", begun.wanted, NOW) == quota_ways.restore(quota, "b1", "c1")


def test_a_booking_that_stays_in_what_was_closed_is_displaced():
    """The closure left it alone while it was to move; the move lost, so it has to go all the same."""
    day, _ = a_group_booking()
    wish = a_wish(40, 44, group="garden")
    wanted = Wanted.of("b2", replace(wish, moved_from="b1"), HALL, TERMS, origin="cc/2026-12-02")
    begun = changing.begin_move(day, "b1", wanted, wish, HALL, HALL, NOW, by_staff=False)
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


def strict_terms(*more):
    """Terms that count in the group's month and in other quotas."""
    return Terms(fee=100, quotas=("garden/2026-12", *more))


def test_a_quota_that_did_not_count_a_booking_counts_it_no_more_when_its_growing_lost():
    """Other rules hold than when it was booked: the week is new, and is left again; a repeat leaves it alone."""
    day, _ = a_group_booking()
    wish = a_wish(40, 48, group="garden")
    (begun,) = changing.change(day, "b1", "c1", wish, HALL, strict_terms("garden/2026-W49"), NOW, by_staff=False)
    week = Quota(stream_name="quota/garden/2026-W49")
    taken_in(week, quota_ways.extend_or_refuse(week, "b1", begun.wanted, 1, begun.counted))

    undone = quota_ways.restore(week, "b1", "c1")
    taken_in(week, undone)

    assert [QuotaReleased] == [type(event) for event in undone]
    assert {} == week.bookings
    assert [] == quota_ways.restore(week, "b1", "c1")


def test_what_undoes_an_older_growing_leaves_a_newer_one_alone():
    """The first lost, and its undoing comes late: the second is counted already."""
    day, quota = a_group_booking()
    begun = growing(day)
    taken_in(quota, quota_ways.extend_or_refuse(quota, "b1", begun.wanted, 0, begun.counted))
    again = begun.wanted.model_copy(update={"booking_id": "c2"})
    taken_in(quota, quota_ways.extend_or_refuse(quota, "b1", again, 0, begun.counted))

    assert [] == quota_ways.restore(quota, "b1", "c1")
    taken_in(quota, quota_ways.restore(quota, "b1", "c2"))
    assert [44] == [use.end for use in quota.uses]


def test_a_quota_that_the_new_terms_do_not_name_is_left():
    """And those that they name are told all that the booking counts in from now on, the month included."""
    day, _ = a_group_booking()
    terms = Terms(fee=100, quotas=("garden/2026-W49",))

    events = changing.change(day, "b1", "c1", a_wish(40, 42, group="garden"), HALL, terms, NOW, by_staff=True)
    taken_in(day, events)

    told = {type(event): event.quotas for event in events if isinstance(event, QuotasReturned | CountedAnyway)}
    assert {QuotasReturned: ("garden/2026-12",), CountedAnyway: ("garden/2026-W49",)} == told
    assert (("garden/2026-W49",), "") == (day.held["b1"].quotas, day.held["b1"].unsure_quota)


def test_a_step_that_comes_late_does_not_undo_what_is_newer():
    """A release or a smaller use of the day's version 4 arrives after that of version 7."""
    quota = taken_in(a_quota(), [QuotaRecounted(booking_id="b1", use=a_wish().use, as_of=7)])

    assert [] == quota.release("b1", 4) == quota_ways.recount(quota, "b1", a_wish(40, 41).use, 4)
    assert [] == quota_ways.count_anyway(quota, "b1", a_wish(40, 41).use, 4, "cc/2026-12-02")
    assert quota.release("b1", 7)
    assert [] == quota_ways.recount(a_quota(), "b1", a_wish().use, 9)


def test_what_was_counted_after_its_end_is_given_back():
    """A place instead of another one was taken and cancelled before its quota heard of it."""
    day, _ = a_group_booking()

    assert [] == changing.returned_if_gone(day, "b1", "garden/2026-12")
    taken_in(day, day.cancel("b1", HALL, NOW, by_staff=True))

    (returned,) = changing.returned_if_gone(day, "b1", "garden/2026-12")
    assert ("garden/2026-12",) == returned.quotas


def test_a_booking_that_nobody_paid_lapses_when_its_change_has_ended():
    """Not in the middle, where it would leave quotas behind: the change is lost, and then the booking ends."""
    day, _ = a_group_booking()
    begun = growing(day)

    noted = taken_in_both(day, lapse_unpaid(day, "b1", NOW))
    ended = taken_in_both(day, changing.change_or_refuse(day, "b1", begun.wanted, NOW))

    assert [LapseNoted] == [type(event) for event in noted]
    assert [] == lapse_unpaid(day, "b1", NOW)
    assert ([ChangeRefused, ChangeEnded, BookingCancelled], "unpaid") == (
        [type(event) for event in ended][:3], ended[0].reason,
    )  # fmt: skip
    assert {} == day.held


def taken_in_both(day, events):
    """The events, folded in."""
    taken_in(day, events)
    return events


def test_what_becomes_smaller_is_not_refused_for_what_is_lent_with_it():
    """The house has fewer projectors than it had; whoever leaves earlier keeps theirs."""
    day = a_day()
    wish = replace(a_wish(), equipment=(("projector", 2),))
    taken_in(day, day.confirm("b1", wish, HALL, Terms(fee=0, equipment={"projector": (2, 2)}), NOW))
    terms = Terms(fee=0, equipment={"projector": (2, 1)})
    shorter = replace(a_wish(40, 42), equipment=(("projector", 2),))

    changed = changing.change(day, "b1", "c1", shorter, HALL, terms, NOW, by_staff=True)

    assert {"projector": 2} == changed[0].equipment
    more = replace(a_wish(40, 42), equipment=(("projector", 3),))
    terms = Terms(fee=0, equipment={"projector": (3, 1)})
    with pytest.raises(EquipmentTaken):
        changing.change(day, "b1", "c1", more, HALL, terms, NOW, by_staff=True)


def test_a_change_knows_what_it_was_decided_by_also_of_older_bookings():
    """Nothing is known of what an old booking was for; a change records it, and later ones keep it."""
    day, _ = a_group_booking()
    assert ((), False, False) == (day.held["b1"].marks, day.held["b1"].adult, day.held["b1"].all_quotas)
    terms = TERMS.model_copy(update={"decided": DecidedBy(party="group", marks=("commercial",), adult=True)})

    wish = replace(a_wish(40, 44, group="garden"), marks=frozenset({"commercial"}), adult=True)
    taken_in(day, changing.change(day, "b1", "c1", wish, HALL, terms, NOW, by_staff=False))

    assert (("commercial",), True, True) == (day.held["b1"].marks, day.held["b1"].adult, day.held["b1"].all_quotas)


def test_whoever_keeps_a_part_of_the_hall_has_not_given_it_up():
    """From the hall to one half of it at the same time, and from one half to the other."""
    hall = a_facility(rooms=(("hall", 40), ("east", 20), ("west", 20)), parts={"hall": ("east", "west")})
    for now, then, given_up in (("hall", "east", False), ("east", "hall", False), ("east", "west", True)):
        day = a_day()
        taken_in(day, day.confirm("b1", replace(a_wish(), room_ids=(now,)), hall, Terms(fee=0), NOW))

        wish = replace(a_wish(), room_ids=(then,))
        events = changing.change(day, "b1", "c1", wish, hall, Terms(fee=0), NOW, by_staff=True)

        assert given_up == any(isinstance(event, PlaceGivenUp) for event in events)


def test_changes_that_began_before_quotas_were_told_so_much_end_as_they_did():
    """What it was is the quota's own word then; what comes back of the fee is all of it, and no points follow."""
    day, quota = a_group_booking()
    begun = growing(day)
    old = ChangeBegun(booking_id="b1", kind="grow", wanted=begun.wanted)
    taken_in(day, [old])
    taken_in(quota, [QuotaExtended(booking_id="b1", step=0, wanted=begun.wanted)])

    taken_in(quota, quota_ways.restore(quota, "b1", "c1"))
    changed = changing.change_or_refuse(day, "b1", old.wanted, NOW)

    assert [44] == [use.end for use in quota.uses]
    assert (BookingChanged, None) == (type(changed[0]), changed[0].refund)
    assert not any(isinstance(event, PlaceGivenUp) for event in changed)
