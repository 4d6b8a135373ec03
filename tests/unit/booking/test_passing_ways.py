"""Bookings passed on in all ways to give a room up and to take one; and what a day remembers of it, within bounds."""

import random
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from services.booking.domain import given_up
from services.booking.domain.events import RoomsGivenUp
from services.booking.domain.given_up import REMEMBERED, TakenFromOthers, remembered
from services.booking.domain.grid import instant, quarter_of
from services.booking.domain.ways import holding
from tests.unit.booking.booking_kit import DAY, NOW, a_wish, taken_in
from tests.unit.booking.passing_kit import traffic
from tests.unit.booking.passing_ways_kit import ASKED, AT, FREE, GIVING, HOUSE, SOON, TAKING, Slot
from tests.unit.booking.test_passing import found_in


@pytest.mark.parametrize("giving", GIVING)
def test_each_way_to_give_a_room_up_is_seen_in_each_way_to_take_it(giving):
    """Who gave it, who took it, and when it was free: once, whatever both did."""
    for taking in TAKING:
        (passed,) = Slot().give(giving).take(taking)

        told = (passed.giver, passed.taker, passed.given_up_at, passed.taken_at)
        assert ("p/hana", "p/ken", AT, SOON) == told, taking


@pytest.mark.parametrize("giving", GIVING)
def test_each_way_to_ask_waits_for_what_the_rules_say(giving):
    """What nobody has cleared with the rules is not given; what the giver wants back is."""
    for taking in ASKED:
        with pytest.raises(TakenFromOthers) as unclear:
            Slot(cleared=()).give(giving).take(taking)
        assert ["b1"] == [one.booking_id for one in unclear.value.given_up], taking
        assert [] == Slot(taker="hana", cleared=()).give(giving).take(taking)


def test_what_one_has_taken_is_not_asked_about_again():
    """A booking that gets shorter, or that keeps its time in more rooms, asks only about what it has not got."""
    slot = Slot().give("cancelled")
    taken_in(slot.day, slot.day.confirm("b2", slot.wish, HOUSE, FREE, SOON, cleared=slot.cleared))
    slot.cleared = ()

    assert slot.change("b2", "ken", "big", "small", at=SOON)
    assert slot.change("b2", "ken", "big", "small", span=(40, 42), at=SOON)


def test_what_is_left_of_a_use_is_for_whoever_is_there():
    """Who goes early passes nothing on, and what staff did not decide in time nobody gave up."""
    early, undecided = Slot(), Slot()
    early.put("b1", "hana", "big")
    at = instant(DAY, 40)
    taken_in(early.day, early.day.start("b1", HOUSE, at))
    taken_in(early.day, early.day.complete("b1", 1, HOUSE, at))
    undecided.put("b1", "hana", "big", way="request")
    taken_in(undecided.day, holding.lapse(undecided.day, "b1", AT))

    assert [] == early.day.given_up == undecided.day.given_up


def test_a_place_that_the_house_chose_is_not_passed_on():
    """An offer for a booking that was taken away counts for nobody."""
    slot = Slot().give("cancelled")

    events = slot.day.place_or_refuse(slot.wanted(way="offer", hold_until=SOON), SOON)

    assert not [event for event in events if event.type == "booking-passed-on.v1"]


# -- what a day remembers


def told(known, party, n=0, rooms=("big",), start=40, end=44, at=NOW):
    event = RoomsGivenUp(
        booking_id=f"{party}{n}", room_ids=rooms, starts_at=instant(DAY, start), ends_at=instant(DAY, end),
        party=party, at=at,
    )  # fmt: skip
    return remembered(known, event, quarter_of(DAY, event.starts_at), quarter_of(DAY, event.ends_at))


def test_no_party_makes_a_day_forget_what_another_gave_up(monkeypatch):
    """Nor, by giving up more and more, what it gave up itself: the oldest of whoever has the most goes first."""
    monkeypatch.setattr(given_up, "KEPT_MAX", 60)
    known = told(told([], "p/hana"), "p/friend", start=44, end=48)
    for n in range(300):
        known = told(known, "p/rival", n, rooms=(f"r{n}",), at=NOW + timedelta(minutes=n))
        known = told(known, "p/friend", n, start=48 + n % 8, end=49 + n % 8, at=NOW + timedelta(minutes=n))

    assert 60 == len(known)
    assert {"p/hana": 1, "p/friend": 9, "p/rival": 50} == {
        party: sum(one.party == party for one in known) for party in {one.party for one in known}
    }
    assert [(40, 44), (44, 48)] == sorted((one.start, one.end) for one in known if one.at == NOW and one.start < 48)


def test_what_is_given_up_again_is_known_once():
    """The newest counts where they overlap; of the rest it is known still when that was."""
    later = NOW + timedelta(hours=1)
    known = told([], "p/hana", rooms=("big", "small"), start=40, end=48)

    known = told(known, "p/hana", 1, start=42, end=44, at=later)

    pieces = sorted((one.room_ids, one.start, one.end, one.at) for one in known)
    assert [
        (("big",), 40, 42, NOW), (("big",), 42, 44, later), (("big",), 44, 48, NOW), (("small",), 40, 48, NOW),
    ] == pieces  # fmt: skip
    assert 2 == len(told(known, "p/hana", 2, rooms=("big", "small"), start=36, end=50, at=NOW + REMEMBERED)) + 1


# -- labelled half years


def through_days(labelled, seed):
    """The same half year as days decide it, each passing in some way to give and in some way to take."""
    chance = random.Random(seed)
    ways = [(chance.choice(list(GIVING)), chance.choice(list(TAKING))) for _ in labelled.passings]
    seen = zip(labelled.passings, ways, strict=True)
    return replace(labelled, passings=tuple(passing for passing, way in seen if is_seen(*way)))


@cache
def is_seen(giving, taking):
    """Whether a day tells of it: the same for any two parties."""
    return bool(Slot().give(giving).take(taking))


def test_friends_who_pass_on_in_every_way_are_found_and_hardly_anybody_else():
    """On a labelled half year that days decided: nine in ten of those found are friends, eight in ten are found."""
    labelled = traffic(7)

    seen = through_days(labelled, seed=7)

    found = found_in(seen)
    right, wrong = len(found & labelled.friends), len(found - labelled.friends)
    assert len(labelled.passings) == len(seen.passings)
    assert right / (right + wrong) >= 0.9, (right, wrong)
    assert right / len(labelled.friends) >= 0.8, (right, len(labelled.friends))


def test_a_wish_beside_what_was_given_up_meets_nothing():
    """Another room, the time after it, or two days later."""
    slot = Slot(cleared=()).give("cancelled")
    day, at = slot.day, SOON

    assert day.unclear(slot.wish, HOUSE, at, ())
    assert not day.unclear(a_wish(person="ken", room="small"), HOUSE, at, ())
    assert not day.unclear(a_wish(44, 48, person="ken"), HOUSE, at, ())
    assert not day.unclear(slot.wish, HOUSE, AT + REMEMBERED, ())
