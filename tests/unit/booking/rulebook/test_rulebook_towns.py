"""The towns that ship: each file says what it should, as the tables worked by hand show."""

from datetime import date

import pytest

from services.booking.domain.rules import Rules
from services.booking.rulebook.book import TOWNS
from services.booking.rulebook.lint import remarks
from services.booking.rulebook.schema import RULES
from services.booking.rulebook.trying import try_case
from tests.unit.booking.rulebook.rulebook_kit import shipped

DAY = date(2026, 12, 2)
NAMES = sorted(path.stem for path in TOWNS.glob("*.toml") if not path.stem.endswith(".cases"))


def test_every_town_of_the_notes_is_there():
    """And the demo town, one with what other places have, and one that was written from the guide alone."""
    assert ["elsewhere", "kodaira", "komorebi", "mitaka", "musashimurayama", "nishitokyo", "shiomi", "tama"] == NAMES


@pytest.mark.parametrize("town", NAMES)
def test_the_rules_of_a_town_answer_as_worked_by_hand(town):
    """Each difference is shown; none is expected."""
    book, cases = shipped(town)

    assert 8 <= len(cases)
    outcomes = [try_case(book, case) for case in cases]
    assert [] == [(outcome.case.name, *map(str, outcome.differences)) for outcome in outcomes if outcome.differences]


def test_what_is_made_up_is_said_to_be():
    """An amount that no source gives is marked in the file, and told by the check."""
    told = list(remarks(shipped("mitaka")[0]))

    assert any("4,200円" in remark and "fictional" in remark for remark in told)
    assert not any("5,450円" in remark for remark in told)


def test_draws_waiting_lists_keys_and_pre_emption_are_not_yet_in_force():
    """They validate, and nothing decides by them."""
    told = [remark for remark in remarks(shipped("elsewhere")[0]) if "not yet in force" in remark]

    assert ["draws", "waiting_lists", "keys", "preemptions"] == [remark.partition(" ")[0] for remark in told]


def test_the_demo_town_has_the_limits_of_the_rules_in_force():
    """Until the service asks the rulebook, the two files must not drift apart."""
    book, rules = shipped("komorebi")[0], Rules.load()
    for facility in book.places.facilities.values():
        in_force = rules.of(facility.kind, facility.id)
        place = book.places.place((facility.rooms[0].id,))
        held = {kind: book.layers.of(kind, place, DAY) for kind in RULES}
        limits = {rule.id: rule for rules_of in held.values() for rule in rules_of}
        lengths = [rule.minutes_max for rule in limits.values() if rule.SECTION == "lengths"]
        members = [rule.limit for rule in limits.values() if getattr(rule, "test", "") == "members-min"]
        ahead = [rule.when.days_before for rule in limits.values() if rule.SECTION == "opens"]
        quotas = [rule.limit for rule in limits.values() if rule.SECTION == "caps" and rule.per == "month"]
        days = [rule.limit for rule in limits.values() if rule.SECTION == "caps" and rule.per == "day"]

        assert [min(in_force.booking_minutes_max.value, 1440)] == lengths
        assert (members or [1]) == [in_force.group_members_min.value]
        assert [in_force.days_ahead.value] == ahead
        assert (quotas or ["none"]) == [getattr(in_force.quota.value, "limit", "none")]
        assert set(days or ["none"]) == {in_force.day_minutes_max.value}
