"""What is asked once for many is what each would have been told: nobody gets another's hours, or another's price."""

import random
from datetime import date, timedelta

import pytest

from services.booking.rulebook.charging import price
from services.booking.rulebook.opening import check_closures, check_opening
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.quick import Question
from services.booking.rulebook.reductions import reduced
from services.booking.simulator.alike import Alike
from tests.unit.booking.rulebook.rulebook_kit import NOW, shipped
from tests.unit.booking.rulebook.test_rulebook_quick import PARTIES

TODAY = date(2026, 11, 20)


def questions(rules, seed, count=600):
    """Requests for rooms of the whole town, on days of half a year, of parties of all kinds."""
    chance, rooms = random.Random(seed), sorted(rules.places.rooms)
    for _ in range(count):
        start = chance.choice((36, 40, 52, 56, 68, 72))
        question = Question(
            (chance.choice(rooms),), TODAY + timedelta(chance.randrange(180)), start, start + chance.choice((4, 8, 12)),
            people=5, purpose=chance.choice(("meeting", "music")),
            marks=frozenset(chance.sample(("commercial", "admission-fee"), chance.randrange(2))),
        )  # fmt: skip
        yield rules.asked(question.request(), chance.choice(PARTIES), NOW)


def fee_of(asked):
    lines, refusal = price(asked, reduced(asked))
    return None if refusal is not None else sum(line.yen for line in lines)


@pytest.mark.parametrize("town", ["komorebi", "elsewhere", "tama", "mitaka", "shiomi"])
def test_what_was_asked_for_others_holds_for_all_who_are_alike(town):
    """Hours and closures, and what the rooms cost, beside what is worked out for each request by itself."""
    rules, alike = shipped(town)[0], Alike()
    told = []
    for asked in questions(rules, seed=7):
        told.append(alike.is_open(asked))
        assert told[-1] == (not [*check_opening(asked), *check_closures(asked)])
        try:
            expected = fee_of(asked)
        except Unanswerable:
            continue
        assert alike.fee(asked) == expected

    assert len(set(told)) == 2
    assert len(alike._usable) < 600  # some were asked once for several
