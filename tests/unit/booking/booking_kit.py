"""Makers for the unit tests of bookings."""

from datetime import UTC, date, datetime
from functools import cache

from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.grid import instant
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.houses.houses import house_of
from services.booking.domain.houses.rules import HouseRules
from services.booking.domain.quota import Quota
from services.booking.domain.terms import Party
from services.booking.domain.wish import Wish
from services.booking.rulebook.book import Book
from services.booking.rulebook.preemptions import Preemption
from shared.contracts.booking import Room

DAY = date(2026, 12, 2)
"""A Wednesday, no holiday."""
NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
"""Noon in Tokyo, the day before."""


FUNERALS = Preemption(
    id="house.funerals", article="第1条", purposes=("funeral",), ja="葬儀は{limit}まで", plain="そうしきは {limit}まで",
    en="Funerals until {limit}",
)  # fmt: skip
"""Others give way to them until their own use begins."""


@cache
def rules():
    """The rules that the product ships."""
    return Book.shipped("komorebi")


def a_facility(
    kind="community-centre", *, rooms=(("big", 40), ("small", 8)), bookable=True, book=None, id="cc", parts=None
):
    book, halls = book or rules(), parts or {}
    taking = {id: Room(room_id=id, name=id, capacity=capacity, parts=halls.get(id, ())) for id, capacity in rooms}
    house = house_of(book, id, "柳原コミュニティ・センター", kind, taking)
    return FacilityInfo(
        facility_id=id,
        name=house.facility.name.ja,
        kind=kind,
        bookable=bookable,
        rooms=house.rooms,
        rules=HouseRules(book, house, bookable=bookable),
    )


def a_wish(
    start=40, end=44, *, day=DAY, room="big", person="hana", group=None, people=5, purpose="meeting", facility="cc"
):
    """From 10:00 to 11:00 unless said otherwise (quarters of an hour)."""
    at, until = instant(day, start), instant(day, end)
    return Wish(facility, (room,), day, start, end, at, until, person, group, people, purpose)


def terms_of(wish, facility, now=NOW):
    """What the rules allow to a resident, or to a group that is large enough anywhere."""
    return facility.rules.terms(wish, Party(resident=True, members=50 if wish.group_id else None), now)


def a_day(day=DAY):
    return FacilityDay(stream_name=f"facility-day/cc/{day}")


def a_quota():
    return Quota(stream_name="quota/garden/2026-12")


class Everything:
    """What others gave up is cleared with the rules, whatever it is."""

    def __contains__(self, _):
        return True


EVERYTHING = Everything()


def taken_in(state, events):
    """The state with the events folded in."""
    for event in events:
        state.apply(event)
    return state
