"""A decision as a whole: all refusals in a fixed order, none of them bare, and fast."""

import time

import pytest

from services.booking.rulebook.asking import Facts
from services.booking.rulebook.conditions import conditions
from services.booking.rulebook.engine import decide
from services.booking.rulebook.places import Facility, Unanswerable
from tests.unit.booking.rulebook.rulebook_kit import TOWN_NAMES, asked, at, book, refused, request, rule, shipped


def test_all_refusals_are_told_in_one_order():
    """Whatever the order of the file: grid, hours, windows, who, what for, price."""
    town = book(
        rule("purposes", "purpose", 'forbidden = "commercial"'),
        rule("eligibility", "members", 'test = "members-min"\nlimit = 5'),
        rule("lengths", "length", "minutes_max = 60"),
    )
    everything = request(day="2027-03-01", start="08:15", end="12:30", marks={"commercial"})

    assert ["slots", "hours", "length", "opens", "members", "purpose", "prices"] == refused(town, everything, Facts())


def test_a_refusal_carries_what_a_caller_needs():
    """The rule, its article, what was asked, what is allowed, until when, and three texts; as JSON."""
    data = asked(book(), now=at("2026-10-01T00:00:00")).refusals[0].data()

    assert {
        "rule_id": "opens",
        "section": "opens",
        "article": "第4条",
        "value": "2026-10-01T00:00:00+09:00",
        "limit": "2026-10-03T00:00:00+09:00",
        "until": "2026-10-03T00:00:00+09:00",
        "ja": "決まりは 2026年10月3日 0:00 です（お申込みは 2026年10月1日 0:00）。2026年10月3日 0:00まで。",
        "plain": "きまりは 2026年10月3日 午前0時 です。",
        "en": "The limit is 3 October 2026 0:00; you asked for 1 October 2026 0:00, until 3 October 2026 0:00.",
    } == data


def test_every_refusal_of_every_case_is_whole():
    """Of all towns: no text with a brace left, none empty, value and limit there."""
    seen = 0
    for name in TOWN_NAMES:
        town, cases = shipped(name)
        for case in cases:
            decision = decide(town, case.request, case.facts, case.now)
            for said in (*decision.refusals, *decision.notices, *conditions(decision)):
                seen += 1
                assert all(text and "{" not in text and "None" not in text for text in (said.ja, said.plain, said.en))
            for refusal in decision.refusals:
                assert refusal.value not in {None, ""}
                assert refusal.limit not in {None, ""}

    assert 60 < seen


def test_conditions_say_what_follows():
    """Until when one pays, what comes back and until when all of it: in days, where a deadline is the end of one."""
    town, cases = shipped("elsewhere")
    case = next(case for case in cases if case.name == "two hours on a weekday")
    said = [condition.words("en") for condition in conditions(decide(town, case.request, case.facts, case.now))]

    assert ["Pay by 4 December 2026.", "Cancelled now, 1,100 yen come back; all of it until 27 November 2026."] == said


def test_rooms_of_a_register_get_the_rules_of_their_kind():
    """A facility that the file does not name."""
    more = Facility.model_validate(
        {"id": "new", "kind": "hall", "name": {"ja": "新", "en": "New"},
         "rooms": [{"id": "new-1", "name": {"ja": "室", "en": "Room"}, "capacity": 5}]}
    )  # fmt: skip
    town = book(rule("lengths", "halls", 'kinds = "hall"\nminutes_max = 60')).about([more])

    assert ["halls"] == refused(town, request("new-1"))


@pytest.mark.parametrize("rooms", ["attic", ("small", "far")])
def test_a_place_that_is_not_there_cannot_be_asked_about(rooms):
    """Unknown, or of two houses."""
    with pytest.raises(Unanswerable):
        asked(book(), request(rooms))


def test_a_decision_takes_well_under_a_millisecond():
    """The fastest of some, because other work shares the machine; every case of the demo town."""
    town, cases = shipped("komorebi")
    questions = [(case.request, case.facts, case.now) for case in cases]
    took = []
    for _ in range(10):
        began = time.process_time()
        for question in questions:
            decide(town, *question)
        took.append((time.process_time() - began) / len(questions))

    assert 0.001 > min(took)
