"""What the rules say to a wish: the first rule that refuses is named, with what was asked and what is allowed."""

from datetime import date, timedelta

import pytest

from services.booking.domain.grid import instant, quarter_of, runs
from services.booking.domain.terms import Party
from services.booking.refusals import InThePast, NotBookableYet, RuleRefused, SlotUnaligned
from tests.unit.booking.booking_kit import DAY, NOW, a_facility, a_wish

RESIDENT = Party(resident=True)


def check(wish, facility, party, now):
    return facility.rules.terms(wish, party, now)


def refused(wish, facility=None, party=RESIDENT, now=NOW):
    with pytest.raises(RuleRefused) as refusal:
        check(wish, facility or a_facility(), party, now)
    return refusal.value.rule_id, refusal.value.data["value"], refusal.value.data["limit"]


def test_a_wish_that_keeps_every_rule_passes():
    """The rules do not refuse what they allow."""
    check(a_wish(), a_facility(), RESIDENT, NOW)
    check(a_wish(group="garden", people=40), a_facility(), Party(resident=True, members=5), NOW)


def test_each_rule_refuses_by_its_id():
    """The refusal says which rule it was, what was asked, and what is allowed."""
    far = DAY + timedelta(days=70)

    assert ("community-centre.hours", "09:00-21:00") == refused(a_wish(32, 36))[::2]
    assert ("community-centre.hours", "09:00-21:00") == refused(a_wish(82, 86))[::2]
    assert "community-centre.closed" == refused(a_wish(day=date(2026, 12, 7)))[0]
    assert ("default.days_ahead", 71, 60) == refused(a_wish(day=far))
    assert ("default.capacity_percent", 9, 8) == refused(a_wish(room="small", people=9))
    assert ("community-centre.group_members_min", 4, 5) == refused(a_wish(), party=Party(resident=True, members=4))
    assert ("school.parties", "person", "group") == refused(a_wish(72, 76), a_facility("school"))
    assert ("default.parties", "person", "resident group") == refused(a_wish(), party=Party(resident=False))
    hall = a_facility("neighbourhood-hall")
    assert ("neighbourhood-hall.booking_minutes_max", 300, 240) == refused(a_wish(40, 60), hall)
    school = refused(a_wish(72, 76, purpose="cooking"), a_facility("school"), Party(resident=True, members=10))
    assert ("school.purposes", "cooking") == school[:2]


def test_the_words_are_filled():
    """A refusal is read by people: no brace is left, in either language."""
    with pytest.raises(RuleRefused) as refusal:
        check(a_wish(room="small", people=9), a_facility(), RESIDENT, NOW)

    assert "この室に入れるのは8人までです（お申込みは9人）。" == refusal.value.words["rule_ja"]
    assert not any("{" in text for text in refusal.value.words.values())


def test_a_facility_without_rooms_is_not_bookable_yet():
    """Imported facilities wait for their rooms."""
    with pytest.raises(NotBookableYet):
        check(a_wish(), a_facility(bookable=False), RESIDENT, NOW)


def test_the_grid_of_the_facility_counts():
    """Half-hour slots begin on the half hour."""
    with pytest.raises(SlotUnaligned):
        check(a_wish(41, 45), a_facility(), RESIDENT, NOW)


def test_what_has_begun_cannot_be_booked():
    """One second after the start is too late, the start itself is not."""
    check(a_wish(), a_facility(), RESIDENT, instant(DAY, 40))
    with pytest.raises(InThePast):
        check(a_wish(), a_facility(), RESIDENT, instant(DAY, 40) + timedelta(seconds=1))


def test_the_running_slot_may_be_booked_where_the_rules_say_so():
    """The house that is always open can be used now, at any minute; not a slot ago."""
    house, now = a_facility("always-open"), instant(DAY, 40) + timedelta(minutes=14)

    check(a_wish(40, 41), house, RESIDENT, now)
    with pytest.raises(InThePast):
        check(a_wish(39, 41), house, RESIDENT, now)


@pytest.mark.parametrize("kind", ["community-centre", "always-open"])
@pytest.mark.parametrize("minutes", [0, 7, 15, 22])
def test_what_is_shown_as_free_can_be_booked(kind, minutes):
    """Availability and the rules must never disagree, at the edges of slots least of all."""
    facility, now = a_facility(kind), instant(DAY, 48) + timedelta(minutes=minutes)
    step = facility.rules.step

    spans = list(runs(facility.rules.bookable_mask(DAY, now)))

    first = -(-spans[0][0] // step) * step
    check(a_wish(first, first + step), facility, RESIDENT, now)
    assert spans[0][0] >= quarter_of(DAY, now)
    with pytest.raises((InThePast, RuleRefused)):
        check(a_wish(first - step, first), facility, RESIDENT, now)
