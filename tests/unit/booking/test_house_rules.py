"""What the rules say to a wish: the first rule that refuses is named, with what was asked and what is allowed."""

from datetime import date, timedelta

import pytest

from services.booking.domain.grid import instant, quarter_of, runs
from services.booking.domain.terms import Party
from services.booking.refusals import NotBookableYet, RuleRefused
from services.booking.rule_steps import STEPS
from services.booking.rulebook.schema import LATER, RULES
from services.booking.ways.series_words import told_of
from tests.unit.booking.booking_kit import DAY, NOW, a_facility, a_wish
from tests.unit.booking.rulebook.rulebook_kit import book, rule

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

    assert ("centre.hours", ["09:00-21:00"]) == refused(a_wish(32, 36))[::2]
    assert ("centre.hours", ["09:00-21:00"]) == refused(a_wish(82, 86))[::2]
    assert ("centre.mondays", "2026-12-07", "2026-12-08") == refused(a_wish(day=date(2026, 12, 7)))
    assert ("komorebi.opens", "2026-12-12T00:00:00+09:00") == refused(a_wish(day=far))[::2]
    assert ("komorebi.capacity", 9, 8) == refused(a_wish(room="small", people=9))
    assert ("centre.members", 4, 5) == refused(a_wish(group="trio"), party=Party(resident=True, members=4))
    assert "school.groups" == refused(a_wish(72, 76), a_facility("school"))[0]
    assert "komorebi.person" == refused(a_wish(), party=Party(resident=False))[0]
    hall = a_facility("neighbourhood-hall")
    assert ("short.length", 300, 240) == refused(a_wish(40, 60), hall)
    school = refused(a_wish(72, 76, purpose="cooking"), a_facility("school"), Party(resident=True, members=10))
    assert ("school.purposes", ["cooking"]) == school[:2]


def test_all_rules_that_refuse_are_told():
    """Whoever mends one thing must not be sent back for the next: each with its article, texts and what to do."""
    with pytest.raises(RuleRefused) as refusal:
        check(a_wish(82, 86, room="small", people=9, day=date(2026, 12, 7)), a_facility(), RESIDENT, NOW)

    told = refusal.value.data["refusals"]
    assert ["centre.hours", "centre.mondays", "komorebi.capacity"] == [each["rule_id"] for each in told]
    assert all(each["article"] and each["ja"] and each["plain"] and each["en"] for each in told)
    assert all({"ja", "plain", "en"} == set(each["next"]) for each in told)
    assert "2026-12-07" == told[1]["until"]


def test_the_words_are_filled():
    """A refusal is read by people: no brace is left, in any language."""
    with pytest.raises(RuleRefused) as refusal:
        check(a_wish(room="small", people=9), a_facility(), RESIDENT, NOW)

    assert "定員は8人です（お申込みは9人）。" == refusal.value.words["rule_ja"]
    assert not any("{" in text for text in refusal.value.words.values())


def test_a_rule_that_is_gone_still_says_no():
    """The repeat of a request that a saga refused may come after the file has changed."""
    told = a_facility().rules.refusal("old.quota", value=13, limit=12, wish=a_wish())

    assert ("old.quota", 13, 12) == tuple(told.data[name] for name in ("rule_id", "value", "limit"))
    assert all(told.words.values())


def test_a_refusal_of_its_own_words_needs_no_rule_that_is_there_still():
    """A series of last year is told again after its rule left the file: its id, and the words of the refusal alone."""
    told = told_of(a_facility().rules.needs_approval("gone", a_wish()))

    assert ("gone", "", None) == (told["rule_id"], told["article"], told["until"])
    assert "（規則 gone）、まとめては予約できません。" == told["ja"][-23:]
    assert "まとめて 予約できません。" == told["plain"]


def test_every_section_says_what_to_do_next():
    """A rule of a section without next steps would say a bare no."""
    deciding = {kind.SECTION for kind in RULES if not issubclass(kind, LATER)}

    assert deciding - {"reductions", "payments", "confirmations", "refunds"} == set(STEPS)


def test_a_facility_without_rooms_is_not_bookable_yet():
    """Imported facilities wait for their rooms."""
    with pytest.raises(NotBookableYet):
        check(a_wish(), a_facility(bookable=False), RESIDENT, NOW)


def test_a_facility_of_which_no_rule_speaks_is_not_bookable_yet():
    """A town whose rules are all for kinds says nothing of another kind."""
    of_halls = rule("opens", "halls", 'kinds = "hall"\nwhen = { days_before = 60 }')
    of_centres = rule("opens", "centres", 'kinds = "centre"\nwhen = { days_before = 60 }')
    rules = book(of_halls, of_centres, without="opens")

    check(a_wish(36, 48), a_facility("hall", book=rules), RESIDENT, NOW)
    with pytest.raises(NotBookableYet):
        check(a_wish(36, 48), a_facility("mystery", book=rules), RESIDENT, NOW)


def test_the_grid_of_the_facility_counts():
    """Half-hour slots begin on the half hour."""
    assert ("komorebi.slots", 30) == refused(a_wish(41, 45), a_facility("school"), Party(resident=True, members=10))[
        ::2
    ]


def test_what_has_begun_cannot_be_booked():
    """One second after the start is too late, the start itself is not."""
    check(a_wish(), a_facility(), RESIDENT, instant(DAY, 40))
    assert "komorebi.closes" == refused(a_wish(), now=instant(DAY, 40) + timedelta(seconds=1))[0]


def test_the_running_slot_may_be_booked_where_the_rules_say_so():
    """The house that is always open can be used now, at any minute; not a slot ago."""
    house, now = a_facility("always-open"), instant(DAY, 40) + timedelta(minutes=14)

    check(a_wish(40, 41), house, RESIDENT, now)
    assert "always-open.closes" == refused(a_wish(39, 41), house, now=now)[0]


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
    with pytest.raises(RuleRefused):
        check(a_wish(first - step, first), facility, RESIDENT, now)
